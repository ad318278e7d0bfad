//! Servers, roles and networks that don't do what was hoped for: a clear error, nothing lost, no secret told.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::{Dialect, Schema};
use tests::answer::Answer;
use tests::postgres::{Cluster, Scratch, connect, run, server_url};
use tests::project::Project;
use tests::revisions::Revisions;
use tests::{postgres_cluster_test, postgres_test};

const SECRET: &str = "s3cr3t/w0rd@home";
const ENCODED: &str = "s3cr3t%2Fw0rd%40home";

fn texts(conn: &mut PgConnection, sql: &str) -> Vec<String> {
    diesel::dsl::sql::<Text>(sql).load(conn).unwrap()
}

/// A cluster that lets its superuser in, and asks everybody else for a password.
fn guarded(settings: &[&str], prepare: impl Fn(&Path) -> std::io::Result<()>) -> Cluster {
    let cluster = Cluster::start(settings, |data| {
        std::fs::write(
            data.join("pg_hba.conf"),
            "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
        )?;
        prepare(data)
    })
    .unwrap();
    let mut conn = connect(&cluster.url("postgres"));
    run(&mut conn, &format!("CREATE ROLE app LOGIN PASSWORD '{SECRET}' CREATEDB"));
    run(&mut conn, "CREATE DATABASE app OWNER app");
    cluster
}

#[track_caller]
fn no_secret(answer: Answer) -> Answer {
    for text in [&answer.stdout, &answer.stderr] {
        assert!(!text.contains("s3cr3t") && !text.contains("w0rd"), "{text}");
    }
    answer
}

fn schema() -> Schema {
    tests::postgres::schema_of("CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL)")
}

/// A package with one revision.
fn project() -> Project {
    let revisions = Revisions::new(Dialect::Postgres);
    revisions.add_schema(&schema());
    crate::project_of(&revisions)
}

postgres_cluster_test! {
    fn a_password_opens_and_is_never_told() {
        let cluster = guarded(&[], |_| Ok(()));
        let project = project();
        let port = cluster.port();
        let url = format!("postgres://app:{ENCODED}@127.0.0.1:{port}/app");
        for args in [&["upgrade"][..], &["current"], &["drift"], &["verify"], &["-v", "history"], &["inspect", "database"]] {
            no_secret(project.migrate(&[args, &["--database-url", &url]].concat())).ok();
            let json = [args, &["--database-url", &url, "--format", "json"]].concat();
            no_secret(project.migrate(&json)).ok();
        }
        no_secret(project.migrate(&["inspect", &url])).ok();
        no_secret(project.migrate(&["diff", "--from", &url, "--to", "head", "--scratch-url", &url])).ok();

        // What doesn't work says no more.
        let wrong = format!("postgres://app:wrong-{ENCODED}@127.0.0.1:{port}/app");
        for json in [&[][..], &["--format", "json"]] {
            for args in [&["current", "--database-url", &wrong][..], &["inspect", &wrong], &["verify", "--scratch-url", &wrong]] {
                let answer = no_secret(project.migrate(&[args, json].concat())).code(1);
                let said = format!("{}{}", answer.stdout, answer.stderr);
                assert!(said.contains("password authentication failed"), "{said}");
                assert!(said.contains("see that the user and the password are right"), "{said}");
            }
        }
        let none = format!("postgres://app@127.0.0.1:{port}/app");
        project.migrate(&["current", "--database-url", &none]).code(1).says("no password supplied");
        let nowhere = format!("postgres://app:{ENCODED}@127.0.0.1:{port}/nowhere");
        no_secret(project.migrate(&["upgrade", "--database-url", &nowhere])).code(1).says("does not exist");
        let nobody = format!("postgres://app:{ENCODED}@127.0.0.1:1/app");
        no_secret(project.migrate(&["upgrade", "--database-url", &nobody])).code(1).says("Connection refused");
        let odd = format!("postgres://app:{ENCODED}@127.0.0.1:{port}/app?colour=red");
        no_secret(project.migrate(&["upgrade", "--database-url", &odd])).code(1).says("colour");
        let parameter = format!("postgres:///app?host=127.0.0.1&port={port}&user=app&password={ENCODED}");
        no_secret(project.migrate(&["current", "--database-url", &parameter])).ok();
        let parameter = format!("postgres:///app?host=127.0.0.1&port={port}&user=nobody&password={ENCODED}");
        no_secret(project.migrate(&["current", "--database-url", &parameter])).code(1);
        // A server quotes what it is asked to run.
        project.write("x.sql", &format!("CREATE ROLE x PASSWORD '{SECRET}';\n"));
        project.migrate(&["inspect", "x.sql", "--scratch-url", &url]).code(1).says("reaches beyond");

        // From `.env`, as the official images name them; and through the server's socket.
        project.write(
            ".env",
            &format!("POSTGRES_USER=app\nPOSTGRES_PASSWORD={SECRET}\nPOSTGRES_HOST=127.0.0.1\nPOSTGRES_PORT={port}\nPOSTGRES_DB=app\n"),
        );
        no_secret(project.migrate(&["drift"])).ok().shows("no drift");
        project.write(".env", "POSTGRES_USER=app\nPOSTGRES_PASSWORD=wrong\nPOSTGRES_HOST=127.0.0.1\nPOSTGRES_DB=app\n");
        no_secret(project.migrate_with(&["drift"], &[("POSTGRES_PORT", &port.to_string())])).code(1).says("password");
        let folder = cluster.folder().display().to_string();
        project.write(".env", &format!("POSTGRES_USER=app\nPOSTGRES_HOST={folder}\nPOSTGRES_PORT={port}\n"));
        project.migrate(&["drift"]).ok().shows("no drift");
        let socket = format!("postgres://app@{}:{port}/app", folder.replace('/', "%2F"));
        project.migrate(&["drift", "--database-url", &socket]).ok().shows("no drift");
        let socket = format!("postgres:///app?host={folder}&port={port}&user=app");
        project.migrate(&["drift", "--database-url", &socket]).ok().shows("no drift");
        assert_eq!(left(&cluster), [""; 0]);
    }
}

/// The scratch databases on a server of our own.
fn left(cluster: &Cluster) -> Vec<String> {
    let sql = "SELECT datname::text FROM pg_database WHERE datname LIKE 'migrate_scratch%'";
    texts(&mut connect(&cluster.url("postgres")), sql)
}

postgres_cluster_test! {
    fn tls_is_spoken_where_it_is_asked_for() {
        let certificate = |data: &Path| {
            let made = std::process::Command::new("openssl")
                .args(["req", "-new", "-x509", "-days", "2", "-nodes", "-subj", "/CN=localhost", "-addext"])
                .args(["subjectAltName=DNS:localhost", "-keyout", "server.key", "-out", "server.crt"])
                .current_dir(data)
                .output()?;
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            std::fs::set_permissions(data.join("server.key"), std::fs::Permissions::from_mode(0o600))
        };
        let cluster = guarded(&["ssl=on"], certificate);
        let port = cluster.port();
        let project = project();
        let url = |host: &str, rest: &str| format!("postgres://app:{ENCODED}@{host}:{port}/app?{rest}");
        project.migrate(&["upgrade", "--database-url", &url("127.0.0.1", "sslmode=require")]).ok();
        project.migrate(&["drift", "--database-url", &url("127.0.0.1", "sslmode=require")]).ok().shows("no drift");
        // Nobody vouches for it, until somebody does.
        let strict = url("localhost", "sslmode=verify-full");
        no_secret(project.migrate(&["drift", "--database-url", &strict])).code(1).says("certificate").says("sslrootcert");
        let root = cluster.folder().join("data/server.crt").display().to_string();
        let trusted = url("localhost", &format!("sslmode=verify-full&sslrootcert={root}"));
        project.migrate(&["drift", "--database-url", &trusted]).ok().shows("no drift");
        let elsewhere = url("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}"));
        no_secret(project.migrate(&["drift", "--database-url", &elsewhere])).code(1).says("certificate");
    }
}

postgres_cluster_test! {
    fn a_server_that_goes_away_in_the_middle_is_named() {
        let cluster = Cluster::start(&[], |_| Ok(())).unwrap();
        let revisions = Revisions::new(Dialect::Postgres);
        revisions.add_schema(&schema());
        let project = crate::project_of(&revisions);
        let first = &project.revisions()[0];
        let up = project.read(&format!("migrations/{first}/up.sql"));
        project.write(&format!("migrations/{first}/up.sql"), &format!("{up}\nSELECT pg_sleep(60);\n"));
        let url = cluster.url("postgres");
        let mut upgrade = project.program();
        upgrade.args(["upgrade", "--unreviewed", "--database-url", &url]);
        let upgrade = upgrade.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for(&mut connect(&url), "SELECT 'x' FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()");
        cluster.stop();
        let output = upgrade.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("terminating connection") || said.contains("server closed the connection"), "{said}");
        project.migrate(&["current", "--database-url", &url]).code(1).says("a server listens there");
    }
}

#[track_caller]
fn wait_for(conn: &mut PgConnection, sql: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while texts(conn, sql).is_empty() {
        assert!(Instant::now() < deadline, "never: {sql}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// A role of the shared server that may connect, and nothing else.
struct Role {
    name: String,
    url: String,
    /// Where it was given rights: they go before it does.
    at: String,
}

impl Role {
    fn new(scratch: &Scratch, what: &str) -> Self {
        let name = format!("plain_{what}_{}", std::process::id());
        let mut server = connect(server_url());
        run(&mut server, &format!("CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'"));
        let url = scratch.url().replacen("postgres@", &format!("{name}:{ENCODED}@"), 1);
        Self { name, url, at: scratch.url().to_owned() }
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        // A test that fails must show its own message: no second panic from here.
        let Ok(mut conn) = PgConnection::establish(&self.at) else { return };
        for sql in [format!("DROP OWNED BY {}", self.name), format!("DROP ROLE IF EXISTS {}", self.name)] {
            let _ = diesel::connection::SimpleConnection::batch_execute(&mut conn, &sql);
        }
    }
}

postgres_test! {
    fn a_role_without_rights_is_told_which() {
        let scratch = Scratch::new();
        let project = project();
        let role = Role::new(&scratch, "upgrade");
        let url = ["--database-url", role.url.as_str()];
        let with = |args: &[&'static str]| [args, &url[..]].concat();
        let answer = no_secret(project.migrate(&with(&["upgrade"]))).code(1);
        answer.says("may not create anything in the schema `public`").says("GRANT CREATE");
        let tables = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
        assert_eq!(texts(&mut scratch.connect(), tables), [""; 0]);
        project.migrate(&["upgrade", "--database-url", scratch.url()]).ok();
        // To look, a role needs little; to compare, a place for scratch databases.
        run(&mut scratch.connect(), &format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", role.name));
        no_secret(project.migrate(&with(&["current"]))).ok();
        no_secret(project.migrate(&with(&["inspect", "database"]))).ok().shows("table users");
        let answer = no_secret(project.migrate(&with(&["drift"]))).code(1);
        answer.says("no scratch database can be made").says("CREATEDB").says("--scratch-url");
        let elsewhere = [&with(&["drift"])[..], &["--scratch-url", server_url()]].concat();
        no_secret(project.migrate(&elsewhere)).ok().shows("no drift");
        let answer = no_secret(project.migrate(&with(&["downgrade", "base"]))).code(1);
        answer.says("may not create anything");
        drop(role);
        project.migrate(&["drift", "--database-url", scratch.url()]).ok().shows("no drift");
    }
}

postgres_test! {
    fn whoever_has_locked_the_table_is_named() {
        let scratch = Scratch::new();
        let revisions = Revisions::new(Dialect::Postgres);
        revisions.add_schema(&schema());
        let wider = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, nick text)";
        revisions.add_schema(&tests::postgres::schema_of(wider));
        let project = crate::project_of(&revisions);
        project.migrate(&["upgrade", "+1", "--database-url", scratch.url()]).ok();
        let mut holder = scratch.connect();
        run(&mut holder, "SET application_name = 'night job'; BEGIN; LOCK TABLE users");
        let args = ["upgrade", "--lock-timeout", "100ms", "--retries", "2", "--database-url", scratch.url()];
        let answer = project.migrate(&args).code(1);
        answer.says("lock timeout").says("of `night job`").says("session ");
        run(&mut holder, "ROLLBACK");
        project.migrate(&args).ok();
        project.migrate(&["drift", "--database-url", scratch.url()]).ok().shows("no drift");
    }
}

postgres_test! {
    fn a_scratch_server_that_is_the_production_server_loses_nothing() {
        let scratch = Scratch::new();
        let project = project();
        let url = scratch.url();
        project.migrate(&["upgrade", "--database-url", url]).ok();
        let mut conn = scratch.connect();
        run(&mut conn, "INSERT INTO users SELECT n, 'x' || n FROM generate_series(1, 100) n; CREATE TABLE more (a int)");
        let all = "SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
            SELECT concat_ws('/', attrelid::regclass, attname, attnum) AS x FROM pg_attribute WHERE attrelid >= 16384
            UNION ALL SELECT concat_ws('/', id, email) FROM users UNION ALL SELECT version FROM __diesel_schema_migrations) all_of_it";
        let before = texts(&mut conn, all);
        project.write("x.sql", "DROP TABLE IF EXISTS users; CREATE TABLE users (id int); DROP SCHEMA public CASCADE;");
        project.write("y.sql", "DROP DATABASE app;");
        let both = ["--database-url", url, "--scratch-url", url];
        for (args, code) in [
            (&["verify"][..], 0),
            (&["drift"], 1),
            (&["diff", "--from", "database", "--to", "x.sql"], 0),
            (&["diff", "--from", "database", "--to", "head"], 0),
            (&["diff", "--from", "y.sql", "--to", "head"], 1),
        ] {
            project.migrate(&[args, &both].concat()).code(code);
            assert_eq!(texts(&mut conn, all), before, "{args:?}");
        }
    }
}

postgres_test! {
    fn bare_names_live_where_the_search_path_says() {
        let scratch = Scratch::new();
        let project = project();
        run(&mut scratch.connect(), "CREATE SCHEMA app");
        let url = format!("{}?options=-csearch_path%3Dapp", scratch.url());
        project.migrate(&["upgrade", "--database-url", &url]).ok();
        let tables = "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'users'";
        assert_eq!(texts(&mut scratch.connect(), tables), ["app"]);
        project.migrate(&["drift", "--database-url", &url]).ok().shows("no drift");
        project.migrate(&["diff", "--from", &url, "--to", "head", "--exit-code"]).ok();
        project.migrate(&["downgrade", "base", "--database-url", &url]).ok();
        assert_eq!(texts(&mut scratch.connect(), tables), [""; 0]);
    }
}

#[test]
fn a_host_that_never_answers_is_not_waited_for_for_ever() {
    // It takes connections and says nothing: what a firewall does, seen from here.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://me:{ENCODED}@{}/app", silent.local_addr().unwrap());
    let folder = Project::folder(&[]);
    // Built before the clock runs.
    folder.migrate(&["--version"]).ok();
    let start = Instant::now();
    no_secret(folder.migrate(&["inspect", &url])).code(1).says("timeout expired").says("can be reached");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    let start = Instant::now();
    no_secret(folder.migrate(&["inspect", &format!("{url}?connect_timeout=2")]))
        .code(1)
        .says("timeout expired");
    assert!(start.elapsed() < Duration::from_secs(9), "the address has the last word: {:?}", start.elapsed());
}
