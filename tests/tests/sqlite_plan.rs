//! One rebuild in full: rows, children, triggers and views come through.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use migrate_core::plan::{Options, plan};
use migrate_core::schema::*;
use migrate_core::*;

#[test]
fn a_rebuild_loses_nothing() {
    let mut users = Table::new("users".into());
    users.columns = vec![
        Column::new("id", Type::Int { bits: 64, unsigned: false }),
        Column::new("email", Type::Text),
        Column::new("age", Type::Int { bits: 32, unsigned: false }),
    ];
    users.columns[0].identity =
        Some(Identity { kind: IdentityKind::Autoincrement, start: None, increment: None });
    users.columns[2].nullable = true;
    users.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".into()] });
    users.indexes.push(Index::new("users_email_key", IndexKind::Unique, &["email"]));
    let mut posts = Table::new("posts".into());
    posts.columns = vec![
        Column::new("id", Type::Int { bits: 64, unsigned: false }),
        Column::new("user_id", Type::Int { bits: 64, unsigned: false }),
    ];
    posts.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".into()] });
    posts.foreign_keys.push(ForeignKey {
        name: "posts_user_id_fkey".into(),
        columns: vec!["user_id".into()],
        references: "users".into(),
        referenced_columns: vec!["id".into()],
        on_delete: Action::Cascade,
        on_update: Action::NoAction,
        deferrable: Deferrable::No,
    });
    let creates = [Change::CreateTable { table: posts }, Change::CreateTable { table: users.clone() }];
    let p = plan(Dialect::Sqlite, &Schema::default(), &creates, &Options::default()).unwrap();
    let mut schema = Schema::default();
    change::replay(&mut schema, &creates).unwrap();
    let mut age = users.columns[2].clone();
    age.nullable = false;
    let changes = [
        Change::RenameTable { from: "users".into(), to: "people".into() },
        Change::RenameColumn { table: "people".into(), from: "email".into(), to: "mail".into() },
        Change::AlterColumn {
            table: "people".into(),
            from: users.columns[2].clone(),
            to: age,
            backfill: Some("18".into()),
        },
        Change::AddColumn {
            table: "people".into(),
            column: Column::new("order", Type::Text),
            after: Some("age".into()),
            backfill: Some("upper(mail)".into()),
        },
    ];
    let q = plan(Dialect::Sqlite, &schema, &changes, &Options::default()).unwrap();
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(&p.up.to_sql()).unwrap();
    conn.batch_execute("insert into users(email,age) values ('a',null),('b',3); insert into posts(user_id) values (1),(2); create table log(x); create trigger tr after update on users begin insert into log values (new.email); end; create view v as select email from users;").unwrap();
    conn.batch_execute(&q.up.to_sql()).unwrap();
    conn.batch_execute("update people set mail='c'; select * from v;").unwrap();
    conn.batch_execute(&q.down.to_sql()).unwrap();
    #[derive(QueryableByName, Debug)]
    struct N {
        #[diesel(sql_type = diesel::sql_types::Text)]
        n: String,
    }
    let n: Vec<N> = diesel::sql_query("select email||coalesce(age,'-') from users union all select 'log'||x from log union all select 'post'||user_id from posts").load(&mut conn).unwrap();
    let texts: Vec<&str> = n.iter().map(|row| row.n.as_str()).collect();
    assert_eq!(texts, ["c18", "c3", "logc", "logc", "post1", "post2"]);
}
