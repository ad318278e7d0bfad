//! Diesel's queries through the modules that the derives emit, on a real SQLite database made from the same structs.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use migrate_core::Dialect;
use model_derive::{ColumnType, Columns, SqlEnum, Table, tables};
use tests::models::script;
use tests::schema_of;

#[derive(Debug, Clone, Copy, PartialEq, Eq, SqlEnum)]
#[sql_enum(rename_all = "screaming_snake_case")]
enum Role {
    TeamLead,
    #[sql_enum(label = "plain member")]
    Member,
}

#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
struct Port(u16);

#[derive(Debug, Clone, PartialEq, Eq, Columns)]
struct Audit {
    made_by: Option<String>,
    #[column(name = "n")]
    version: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, Table, Queryable, Selectable, Identifiable, Insertable)]
#[table(name = "teams")]
#[diesel(table_name = teams)]
struct Team {
    #[column(primary_key, autoincrement)]
    id: i64,
    name: String,
}

#[derive(
    Debug, Clone, PartialEq, Eq, Table, Queryable, Selectable, Identifiable, Insertable, AsChangeset,
)]
#[table(name = "users")]
#[diesel(table_name = users)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(references = Team::id, on_delete = "cascade")]
    team_id: Option<i64>,
    #[column(references = Self::id)]
    boss_id: Option<i64>,
    #[column(unique)]
    email: Email,
    role: Role,
    before: Option<Role>,
    port: Option<Port>,
    #[column(name = "select")]
    r#type: String,
}

#[derive(Debug, Table)]
#[table(name = "notes", diesel = "note_rows")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::id, on_delete = "cascade")]
    user_id: i64,
    text: String,
    #[table(flatten)]
    audit: Audit,
}

#[derive(Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = note_rows)]
struct Read {
    text: String,
    made_by: Option<String>,
    version: i32,
}

tables! { TABLES = [Team, User, Note]; }

fn database() -> SqliteConnection {
    let mut db = SqliteConnection::establish(":memory:").unwrap();
    db.batch_execute(&script(&schema_of!(TABLES, Dialect::Sqlite), Dialect::Sqlite)).unwrap();
    for (id, name) in [(1, "red"), (2, "blue")] {
        diesel::insert_into(teams::table).values(Team { id, name: name.into() }).execute(&mut db).unwrap();
    }
    let users = [
        (1, Some(1), None, Role::TeamLead, None, Some(Port(65_535))),
        (2, Some(1), Some(1), Role::Member, Some(Role::TeamLead), None),
        (3, None, Some(2), Role::Member, None, Some(Port(80))),
    ];
    let users = users.map(|(id, team_id, boss_id, role, before, port)| User {
        id,
        team_id,
        boss_id,
        email: Email(format!("u{id}@example.org")),
        role,
        before,
        port,
        r#type: "t".into(),
    });
    for user in &users {
        diesel::insert_into(users::table).values(user).execute(&mut db).unwrap();
    }
    db
}

fn user(db: &mut SqliteConnection, id: i64) -> User {
    users::table.find(id).select(User::as_select()).first(db).unwrap()
}

#[test]
fn enums_newtypes_and_nulls_come_back_as_they_went() {
    let mut db = database();
    let first = user(&mut db, 1);
    assert_eq!((first.role, first.before, first.port), (Role::TeamLead, None, Some(Port(65_535))));
    assert_eq!(user(&mut db, 2).before, Some(Role::TeamLead));
    // What stands in the file is the label.
    let labels: Vec<String> = users::table
        .order(users::id)
        .select(diesel::dsl::sql::<diesel::sql_types::Text>("role"))
        .load(&mut db)
        .unwrap();
    assert_eq!(labels, ["TEAM_LEAD", "plain member", "plain member"]);
}

#[test]
fn a_text_that_is_no_label_is_an_error_that_names_both() {
    let mut db = database();
    db.batch_execute("PRAGMA ignore_check_constraints = ON; UPDATE users SET role = 'king' WHERE id = 1")
        .unwrap();
    let error = users::table.select(users::role).filter(users::id.eq(1)).first::<Role>(&mut db).unwrap_err();
    let mut said = error.to_string();
    let mut next = std::error::Error::source(&error);
    while let Some(source) = next {
        said.push_str(&format!(": {source}"));
        next = source.source();
    }
    assert!(
        said.contains("field 'role'") && said.contains("`king` is no label of the enum `role`"),
        "{said}"
    );
}

#[test]
fn filters_by_enum_newtype_list_and_null() {
    let mut db = database();
    let mut ids = |query: users::BoxedQuery<'static, diesel::sqlite::Sqlite>| -> Vec<i64> {
        query.order(users::id).select(users::id).load(&mut db).unwrap()
    };
    assert_eq!(ids(users::table.filter(users::role.eq(Role::Member)).into_boxed()), [2, 3]);
    assert_eq!(ids(users::table.filter(users::role.eq_any([Role::TeamLead])).into_boxed()), [1]);
    assert_eq!(ids(users::table.filter(users::email.eq(Email("u3@example.org".into()))).into_boxed()), [3]);
    assert_eq!(ids(users::table.filter(users::port.gt(Port(100))).into_boxed()), [1]);
    assert_eq!(ids(users::table.filter(users::before.is_null()).into_boxed()), [1, 3]);
    assert_eq!(ids(users::table.filter(users::before.eq(Some(Role::TeamLead))).into_boxed()), [2]);
    assert_eq!(ids(users::table.filter(users::r#type.like("t%")).into_boxed()), [1, 2, 3]);
}

#[test]
fn joins_by_foreign_key_to_the_left_nested_and_to_itself() {
    let mut db = database();
    let pairs: Vec<(i64, Option<String>)> = users::table
        .left_join(teams::table)
        .order(users::id)
        .select((users::id, teams::name.nullable()))
        .load(&mut db)
        .unwrap();
    assert_eq!(pairs, [(1, Some("red".into())), (2, Some("red".into())), (3, None)]);

    let bosses = diesel::alias!(users as bosses);
    let pairs: Vec<(Email, Email)> = users::table
        .inner_join(bosses.on(bosses.field(users::id).nullable().eq(users::boss_id)))
        .order(users::id)
        .select((users::email, bosses.field(users::email)))
        .load(&mut db)
        .unwrap();
    let email = |id: i64| Email(format!("u{id}@example.org"));
    assert_eq!(pairs, [(email(2), email(1)), (email(3), email(2))]);

    insert_note(&mut db);
    let nested: Vec<(String, String)> = note_rows::table
        .inner_join(users::table.inner_join(teams::table))
        .select((note_rows::text, teams::name))
        .load(&mut db)
        .unwrap();
    assert_eq!(nested, [("hello".into(), "red".into())]);
    // No foreign key leads from notes to teams: they may stand in one query all the same.
    let crossed: i64 = note_rows::table
        .inner_join(teams::table.on(teams::id.gt(note_rows::id)))
        .count()
        .get_result(&mut db)
        .unwrap();
    assert_eq!(crossed, 1);
}

fn insert_note(db: &mut SqliteConnection) {
    let audit = Audit { made_by: Some("me".into()), version: 3 };
    diesel::insert_into(note_rows::table)
        .values((note_rows::id.eq(1), note_rows::user_id.eq(2), note_rows::text.eq("hello"), &audit))
        .execute(db)
        .unwrap();
}

#[test]
fn flattened_columns_are_columns() {
    let mut db = database();
    insert_note(&mut db);
    let read: Read = note_rows::table.select(Read::as_select()).first(&mut db).unwrap();
    assert_eq!(read, Read { text: "hello".into(), made_by: Some("me".into()), version: 3 });
    let tuple: (Option<String>, i32) = note_rows::table.select(note_rows::audit).first(&mut db).unwrap();
    assert_eq!(tuple, (Some("me".into()), 3));
    diesel::update(note_rows::table)
        .set(note_rows::version.eq(note_rows::version * 2))
        .execute(&mut db)
        .unwrap();
    let n: i32 = note_rows::table
        .select(note_rows::version)
        .filter(note_rows::made_by.eq("me"))
        .first(&mut db)
        .unwrap();
    assert_eq!(n, 6);
}

#[test]
fn updates_and_deletes_by_struct_and_by_column() {
    let mut db = database();
    let mut changed = user(&mut db, 3);
    changed.role = Role::TeamLead;
    changed.port = Some(Port(8080));
    assert_eq!(diesel::update(users::table.find(3)).set(&changed).execute(&mut db), Ok(1));
    assert_eq!(user(&mut db, 3), changed);
    diesel::update(users::table.find(3)).set(users::before.eq(None::<Role>)).execute(&mut db).unwrap();
    diesel::update(users::table.find(1)).set(users::role.eq(Role::Member)).execute(&mut db).unwrap();
    assert_eq!(user(&mut db, 1).role, Role::Member);
    insert_note(&mut db);
    db.batch_execute("PRAGMA foreign_keys = ON").unwrap();
    diesel::update(users::table).set(users::boss_id.eq(None::<i64>)).execute(&mut db).unwrap();
    assert_eq!(diesel::delete(teams::table.filter(teams::name.eq("red"))).execute(&mut db), Ok(1));
    assert_eq!(users::table.count().get_result(&mut db), Ok(1_i64));
    assert_eq!(note_rows::table.count().get_result(&mut db), Ok(0_i64));
}

#[test]
fn groups_and_counts() {
    let mut db = database();
    let counts: Vec<(Role, i64)> = users::table
        .group_by(users::role)
        .select((users::role, diesel::dsl::count_star()))
        .order(diesel::dsl::count_star())
        .load(&mut db)
        .unwrap();
    assert_eq!(counts, [(Role::TeamLead, 1), (Role::Member, 2)]);
    // By the key, every column of the table may be selected.
    let by_key: Vec<(Email, i64)> = users::table
        .left_join(note_rows::table)
        .group_by(users::id)
        .select((users::email, diesel::dsl::count(note_rows::id.nullable())))
        .load(&mut db)
        .unwrap();
    assert_eq!(by_key.len(), 3);
}

#[test]
fn a_unique_column_is_one() {
    let mut db = database();
    let mut other = user(&mut db, 1);
    other.id = 9;
    let error = diesel::insert_into(users::table).values(&other).execute(&mut db).unwrap_err();
    assert!(
        matches!(
            error,
            diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _)
        ),
        "{error}"
    );
}
