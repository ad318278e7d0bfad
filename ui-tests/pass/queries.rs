//! Diesel's side: whatever one does with `diesel::table!`, one does with the module of a model.
use diesel::prelude::*;
use model_derive::{ColumnType, Columns, SqlEnum, Table, tables};

#[derive(Debug, Clone, PartialEq, SqlEnum)]
pub enum Role {
    Admin,
    Guest,
}

#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Email(pub String);

#[derive(Debug, Clone, Columns)]
pub struct Audit {
    pub created: chrono::NaiveDateTime,
    pub by: Option<Email>,
}

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[table(name = "users")]
#[diesel(table_name = users)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: Email,
    pub role: Role,
    pub former: Option<Role>,
}

#[derive(Debug, Table, Queryable, Selectable, Identifiable, Associations)]
#[table(name = "posts")]
#[diesel(table_name = posts, belongs_to(User))]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = User::id)]
    pub user_id: i64,
    pub likes: i32,
    #[table(flatten)]
    #[diesel(embed)]
    pub audit: Audit2,
}

#[derive(Debug, Columns, Queryable, Selectable)]
#[diesel(table_name = posts)]
pub struct Audit2 {
    pub created: chrono::NaiveDateTime,
}

#[derive(Debug, Table)]
#[table(name = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    #[table(flatten)]
    pub audit: Audit,
}

tables! { pub TABLES = [User, Post, Note, Names, imported::Weighed]; }

pub fn all(db: &mut SqliteConnection) -> QueryResult<()> {
    let user = User { id: 1, email: Email("a@b".into()), role: Role::Admin, former: Some(Role::Guest) };
    diesel::insert_into(users::table).values(&user).execute(db)?;
    diesel::update(users::table.find(1)).set(&user).execute(db)?;
    diesel::update(users::table).set(users::role.eq(Role::Guest)).execute(db)?;
    diesel::update(posts::table).set(posts::likes.eq(posts::likes + 1)).execute(db)?;
    diesel::delete(users::table.filter(users::former.is_null())).execute(db)?;
    let _: Vec<User> = users::table.filter(users::email.eq(Email("a@b".into()))).select(User::as_select()).load(db)?;
    let _: Vec<(User, Option<Post>)> = users::table
        .left_join(posts::table)
        .filter(users::role.eq_any([Role::Admin, Role::Guest]))
        .select((User::as_select(), Option::<Post>::as_select()))
        .load(db)?;
    let _: Vec<(i64, Option<i64>)> = users::table
        .left_join(posts::table)
        .group_by(users::id)
        .select((users::id, diesel::dsl::sum(posts::likes).nullable()))
        .load(db)?;
    let others = diesel::alias!(users as others);
    let _: Vec<(i64, i64)> = users::table
        .inner_join(others.on(others.field(users::email).eq(users::email)))
        .select((users::id, others.field(users::id)))
        .load(db)?;
    // Tables that no foreign key connects.
    let _: Vec<(i64, i64)> =
        users::table.inner_join(notes::table.on(notes::id.eq(users::id))).select((users::id, notes::id)).load(db)?;
    let _: Vec<Post> = Post::belonging_to(&user).select(Post::as_select()).load(db)?;
    let mut query = users::table.into_boxed();
    query = query.filter(users::id.gt(3));
    let _: i64 = query.count().get_result(db)?;
    let audit = Audit { created: chrono::NaiveDateTime::default(), by: None };
    diesel::insert_into(notes::table).values((notes::id.eq(1), &audit)).execute(db)?;
    let _: Vec<(i64, Option<Email>)> = notes::table.select((notes::id, notes::by)).load(db)?;
    let _: bool = diesel::select(diesel::dsl::exists(users::table.filter(users::id.eq(1)))).get_result(db)?;
    Ok(())
}

fn main() {}

/// Columns may be called like anything that the module's own code might call something.
#[derive(Debug, Table, Queryable, Selectable, Insertable)]
#[table(name = "names")]
#[diesel(table_name = names)]
pub struct Names {
    #[column(primary_key)]
    pub id: i64,
    pub source: i64,
    pub target: String,
    pub out: String,
    pub value: Role,
    pub query: Option<Email>,
    pub column: i32,
    pub alias: i32,
    pub label: i32,
    pub row: i32,
    pub other: i32,
    pub on: i32,
    pub right: i32,
    pub left: i32,
    pub lookup: i32,
    pub star: i32,
    pub names: i32,
    pub table_name: i32,
    #[column(references = User::id)]
    pub on_user: i64,
}

pub mod imported {
    //! All of them in scope, where enums and newtypes are made.
    use super::names::dsl::*;
    use model_derive::{ColumnType, SqlEnum, Table};

    #[derive(Debug, SqlEnum)]
    pub enum Kind {
        One,
    }

    #[derive(Debug, ColumnType)]
    pub struct Weight(pub i32);

    #[derive(Table)]
    #[table(name = "weighed")]
    pub struct Weighed {
        #[column(primary_key)]
        pub id: i64,
        pub kind: Kind,
        pub weight: Weight,
    }

    pub fn sum(db: &mut diesel::SqliteConnection) -> diesel::QueryResult<Vec<i32>> {
        use diesel::prelude::*;
        names.filter(out.eq(target)).select(row + other).load(db)
    }
}
