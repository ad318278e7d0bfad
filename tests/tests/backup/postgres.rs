use diesel::RunQueryDsl as _;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use migrate_core::backup::{BackupTo, restore};
use migrate_core::runtime::Runner;
use migrate_core::{Dialect, ErrorCode};
use tests::postgres::{Scratch, connect, run};

use crate::sqlite::two;

fn texts(conn: &mut diesel::PgConnection, query: &str) -> Vec<String> {
    sql::<Text>(query).load(conn).unwrap()
}

tests::postgres_test! {
    fn pg_dump_and_back() {
        let (folder, scratch) = (two(Dialect::Postgres), Scratch::new());
        let history = folder.history();
        let mut conn = scratch.connect();
        Runner::read(&history, &mut conn).unwrap().to("+1").upgrade().unwrap();
        run(&mut conn, "INSERT INTO users SELECT n, E'it''s\\tline\\n' || n FROM generate_series(1, 5000) AS n; \
            CREATE SCHEMA \"Other one\"; CREATE TABLE \"Other one\".\"a b\" (x bytea); INSERT INTO \"Other one\".\"a b\" VALUES ('\\x00ff'), (NULL); \
            CREATE VIEW v AS SELECT * FROM users; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON TABLE users IS 'people'");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("before.dump");

        // No connection tells its password.
        let error = Runner::read(&history, &mut conn).unwrap().backup_to(path.as_path()).upgrade().unwrap_err();
        assert_eq!(error.code(), ErrorCode::Unsupported);
        assert!(error.help().unwrap().contains(".address(url)"), "{:?}", error.help());
        let elsewhere = Scratch::new();
        let to = BackupTo::file(&path).address(elsewhere.url());
        let error = Runner::read(&history, &mut conn).unwrap().backup_to(to).upgrade().unwrap_err();
        assert!(error.message().contains("another database"), "{error}");
        assert!(!path.exists());

        let to = BackupTo::file(&path).address(scratch.url());
        let report = Runner::read(&history, &mut conn).unwrap().backup_to(to).upgrade().unwrap();
        let backup = report.backup.unwrap();
        assert_eq!((backup.rows["public.users"], backup.rows["\"Other one\".\"a b\""]), (5000, 2));

        run(&mut conn, "DELETE FROM users WHERE id % 2 = 0; CREATE TABLE later (id int); DROP VIEW v");
        let error = restore(Dialect::Postgres, &path, scratch.url(), false).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Precondition);
        let acl = "SELECT COALESCE(nspacl::text, '') || pg_get_userbyid(nspowner)::text FROM pg_namespace WHERE nspname = 'public'";
        let before = texts(&mut conn, acl);
        drop(conn);
        restore(Dialect::Postgres, &path, scratch.url(), true).unwrap();
        let mut conn = connect(scratch.url());
        assert_eq!(texts(&mut conn, "SELECT count(*)::text || ' ' || max(email) FROM v"), ["5000 it's\tline\n999"]);
        assert_eq!(texts(&mut conn, "SELECT obj_description('users'::regclass)"), ["people"]);
        assert_eq!(texts(&mut conn, "SELECT relname::text FROM pg_class WHERE relname = 'later'"), Vec::<String>::new());
        assert_eq!(texts(&mut conn, acl), before);
        assert_eq!(Runner::read(&history, &mut conn).unwrap().upgrade().unwrap().ran.len(), 1);

        restore(Dialect::Postgres, &path, elsewhere.url(), false).unwrap();
        // A copy that lost its end changes nothing.
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(restore(Dialect::Postgres, &path, scratch.url(), true).is_err());
        assert_eq!(texts(&mut conn, "SELECT count(*)::text FROM users"), ["5000"]);
    }
}
