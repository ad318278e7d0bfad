//! What can't be: wrong addresses, servers that go away, packets that are too large, rows and keys that don't fit. Each is
//! told clearly, and what the database is afterwards is known.

#[cfg(feature = "mysql")]
use super::help::{canonical, count, made, number, read, same};
#[cfg(feature = "mysql")]
use migrate_core::{
    Dialect,
    diff::Hints,
    runtime::Runner,
    schema::{Column, PrimaryKey, Schema, Table, Type},
};
use tests::mysql_test;
#[cfg(feature = "mysql")]
use tests::{
    mysql::{Own, Scratch, connect, run, server_url},
    project::Project,
    revisions::Revisions,
};

mysql_test! {
    fn what_can_not_be_opened_says_why() {
        let folder = Project::folder(&[("x.sql", "SELECT 1;")]);
        let base = server_url().rsplit_once('/').unwrap().0.to_owned();
        let refused = |url: &str, says: &str, help: &str| {
            let answer = folder.migrate(&["inspect", url]).code(1).says(says).says(help);
            assert!(!answer.stderr.contains("tiny-secret"), "{answer:?}");
        };
        refused(&format!("{base}/nowhere"), "Unknown database 'nowhere'", "create it first");
        let host = base.rsplit_once('@').unwrap().1;
        refused(&format!("mysql://nobody_here:tiny-secret@{host}/mysql"), "Access denied for user 'nobody_here'", "user and the password");
        refused("mysql://root:tiny-secret@127.0.0.1:1/x", "Can't connect", "a server listens there");
        refused("mysql://root@no.such.host.invalid/x", "no.such.host.invalid", "spelt right");
        refused(&base, "no database", "name one in the URL");
    }
}

mysql_test! {
    fn a_user_without_rights_is_told_what_is_missing() {
        let scratch = Scratch::new();
        let mut server = connect(server_url());
        let user = format!("plain_{}", std::process::id());
        let name = scratch.url().rsplit_once('/').unwrap().1.to_owned();
        run(&mut server, &format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'tiny-secret'; GRANT SELECT, INSERT ON {name}.* TO '{user}'@'%'"));
        let host = server_url().rsplit_once('@').unwrap().1.split('/').next().unwrap().to_owned();
        let url = format!("mysql://{user}:tiny-secret@{host}/{name}");
        let revisions = Revisions::new(Dialect::Mysql);
        revisions.add_schema(&made("CREATE TABLE a (id int PRIMARY KEY)").2);
        let project = Project::of(&revisions);
        let upgrade = project.migrate(&["upgrade", "--database-url", &url]).code(1).says("the account hasn't the right CREATE");
        let scratch_url = project.migrate(&["verify", "--scratch-url", &url]).code(1);
        run(&mut server, &format!("GRANT ALL ON {name}.* TO '{user}'@'%'"));
        // Given them, it goes on from there.
        let again = project.migrate(&["upgrade", "--database-url", &url]);
        run(&mut server, &format!("DROP USER '{user}'@'%'"));
        again.ok();
        let scratch_url = scratch_url.says("no scratch database can be made").says("Access denied").says("--scratch-url");
        for answer in [upgrade, scratch_url] {
            assert!(!answer.stderr.contains("tiny-secret"), "{answer:?}");
        }
    }
}

/// A table, and a second revision that copies all its rows for another type, between two other statements.
#[cfg(feature = "mysql")]
fn three_statements() -> Revisions {
    let revisions = Revisions::new(Dialect::Mysql);
    let t = |ty: &str| format!("CREATE TABLE t (id int PRIMARY KEY, a {ty}, filler varchar(200));");
    revisions.add_schema(&made(&t("int")).2);
    let more = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE z (id int PRIMARY KEY, t int, CONSTRAINT of FOREIGN KEY (t) REFERENCES t (id));";
    revisions.add_schema(&made(&format!("{} {more}", t("varchar(20)"))).2);
    revisions
}

mysql_test! {
    fn a_server_that_is_killed_inside_an_alter_goes_on_there() {
        let revisions = three_statements();
        let history = revisions.history();
        let mut server = Own::start();
        let mut conn = server.connect();
        Runner::read(&history, &mut conn).unwrap().to("+1").upgrade().unwrap();
        run(&mut conn, "INSERT INTO t SELECT seq, seq, REPEAT('x', 200) FROM seq_1_to_200000");
        let url = server.url().to_owned();
        let upgrade = std::thread::spawn(move || {
            let history = revisions.history();
            let error = Runner::read(&history, &mut connect(&url)).unwrap().upgrade().unwrap_err();
            (revisions, format!("{error} ({})", error.help().unwrap_or_default()))
        });
        let copying = "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE 'ALTER TABLE t%' AND state LIKE 'copy%'";
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while number(&mut conn, copying) == 0 {
            assert!(!upgrade.is_finished() && std::time::Instant::now() < deadline, "the table was never seen to be copied");
        }
        server.kill();
        let (revisions, said) = upgrade.join().unwrap();
        assert!(said.contains("the server went away: see its log, then run it again"), "{said}");
        server.revive();
        let history = revisions.history();
        let mut conn = server.connect();
        let half = Runner::read(&history, &mut conn).unwrap().status().unwrap().half.expect("half a revision");
        assert!(half.done < half.statements, "{half:?}");
        Runner::read(&history, &mut conn).unwrap().upgrade().unwrap();
        assert_eq!(number(&mut conn, "SELECT COUNT(*) AS n FROM t WHERE a = id"), 200_000);
        let wanted = history.snapshot().unwrap();
        same(&read(&mut conn).schema, &canonical(wanted), "after the crash");
        assert!(Runner::read(&history, &mut conn).unwrap().status().unwrap().half.is_none());
    }
}

mysql_test! {
    fn settings_of_the_server_change_nothing() {
        let server = Own::start();
        let mut admin = server.connect();
        let long = "ü".repeat(64);
        let tables = |more: &str| format!(
            "CREATE TABLE `{long}` (`{ticks}` varchar(9) DEFAULT 'a\\\\b', id int PRIMARY KEY{more}, b enum('x', 'y\\\\', 'it''s') DEFAULT 'y\\\\',
                `or``der` int, `quo\"te` int, CHECK (`quo\"te` > 1), INDEX `{index}` (`or``der`)) COMMENT 'it''s \\\\ so'",
            ticks = "``".repeat(60), index = "x".repeat(64)
        );
        let revisions = Revisions::new(Dialect::Mysql);
        revisions.add_schema(&made(&tables("")).2);
        revisions.add(&made(&tables(", n varchar(5) NOT NULL")).2, &Hints::none()).unwrap();
        let project = Project::of(&revisions);
        for mode in ["", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "ORACLE", "STRICT_ALL_TABLES,NO_ZERO_DATE"] {
            run(&mut admin, &format!("SET GLOBAL sql_mode = '{mode}'; DROP DATABASE IF EXISTS app; CREATE DATABASE app CHARACTER SET utf8mb4"));
            let url = tests::mysql::with_database(server.url(), "app");
            let with = |args: &[&str]| {
                let answer = project.migrate(&[args, &["--database-url", &url]].concat());
                assert_eq!(answer.code, 0, "{mode}: {args:?}: {answer:?}");
            };
            with(&["upgrade", "+1"]);
            with(&["drift"]);
            with(&["upgrade"]);
            with(&["drift"]);
            with(&["verify"]);
            project.json(&["diff", "--from", "head", "--to", &url, "--exit-code"], 0);
            project.json(&["diff", "--from", &url, "--to", "head", "--exit-code"], 0);
            with(&["downgrade", "base"]);
            with(&["drift"]);
        }
    }
}

mysql_test! {
    fn a_statement_that_is_too_large_is_told_and_can_be_split() {
        let server = Own::start();
        let revisions = Revisions::new(Dialect::Mysql);
        revisions.add_schema(&made("CREATE TABLE t (id int PRIMARY KEY, a longtext)").2);
        let project = Project::of(&revisions);
        let file = format!("migrations/{}/up.sql", project.revisions()[0]);
        let sql = project.read(&file);
        project.write(&file, &format!("{sql}\nINSERT INTO t VALUES (1, '{}');\n", "x".repeat(3_000_000)));
        run(&mut server.connect(), "SET GLOBAL max_allowed_packet = 1048576");
        let url = tests::mysql::with_database(server.url(), "app");
        let upgrade = ["upgrade", "--unreviewed", "--database-url", &url];
        let refused = project.migrate(&upgrade).code(1);
        assert!(refused.stderr.contains("max_allowed_packet") || refused.stderr.contains("went away"), "{refused:?}");
        // Not even its announcement fits into the journal, so nothing was begun.
        let current = project.json(&["current", "--database-url", &url], 0);
        assert_eq!((&current["half"], current["pending"].as_array().unwrap().len()), (&serde_json::Value::Null, 1), "{current}");
        run(&mut server.connect(), "SET GLOBAL max_allowed_packet = 16777216");
        project.migrate(&upgrade).ok();
        let mut conn = connect(&url);
        assert_eq!(number(&mut conn, "SELECT CAST(LENGTH(a) AS SIGNED) AS n FROM t"), 3_000_000);
    }
}

mysql_test! {
    fn a_server_that_would_have_to_do_more_than_was_reviewed_refuses_and_says_what_helps() {
        let revisions = Revisions::new(Dialect::Mysql);
        revisions.add_schema(&made("CREATE TABLE t (id int PRIMARY KEY, a text)").2);
        revisions.add_schema(&made("CREATE TABLE t (id int PRIMARY KEY, a text, b int)").2);
        let project = Project::of(&revisions);
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let url = ["--database-url", scratch.url()];
        project.migrate(&[&["upgrade", "+1"][..], &url].concat()).ok();
        // By hand, so that no plan knows of the hidden column that it leaves.
        run(&mut conn, "ALTER TABLE t ADD FULLTEXT INDEX words (a)");
        run(&mut conn, "ALTER TABLE t DROP INDEX words");
        let refused = project.migrate(&[&["upgrade"][..], &url].concat()).code(1);
        refused.says("ALGORITHM=INSTANT is not supported").says("`ALTER TABLE … FORCE` takes away the hidden column");
        assert_eq!(read(&mut conn).schema.tables[0].columns.len(), 2, "nothing was done");
        run(&mut conn, "ALTER TABLE t FORCE");
        project.migrate(&[&["upgrade"][..], &url].concat()).ok();
        project.migrate(&[&["drift"][..], &url].concat()).ok();
    }
}

mysql_test! {
    fn what_only_the_character_set_decides_is_told_by_the_server_and_can_be_gone_on_with() {
        let wide = |columns: &[(&str, u32)], key: bool| {
            let mut table = Table::new("t".into());
            table.columns = columns.iter().map(|(name, length)| Column::new(*name, Type::Varchar(*length))).collect();
            table.primary_key = key.then(|| PrimaryKey::new(vec!["a".to_owned()]));
            Schema { tables: vec![table], ..Schema::default() }
        };
        for (schema, says, help) in [
            (wide(&[("a", 1000)], true), "Specified key was too long", "index a prefix of the column"),
            (wide(&[("a", 9000), ("b", 9000)], false), "Row size too large", "make some columns TEXT or BLOB"),
            (wide(&[("a", 20_000)], false), "Column length too big for column 'a'", "TEXT"),
        ] {
            let revisions = Revisions::new(Dialect::Mysql);
            revisions.add_schema(&made("CREATE TABLE first (id int PRIMARY KEY)").2);
            let mut all = made("CREATE TABLE first (id int PRIMARY KEY)").2;
            all.tables.extend(schema.tables);
            revisions.add_schema(&all);
            let project = Project::of(&revisions);
            let scratch = Scratch::with("CHARACTER SET utf8mb4");
            let url = ["--database-url", scratch.url()];
            project.migrate(&[&["upgrade"][..], &url].concat()).code(1).says(says).says(help);
            // The first revision stands; the second can come once the character set is a narrower one.
            let current = project.json(&[&["current"][..], &url].concat(), 0);
            assert_eq!(current["pending"].as_array().unwrap().len(), 1, "{current}");
            let mut conn = scratch.connect();
            assert_eq!(count(&mut conn, "first"), 0);
            let name = scratch.url().rsplit_once('/').unwrap().1.to_owned();
            run(&mut conn, &format!("ALTER DATABASE {name} CHARACTER SET latin1"));
            project.migrate(&[&["upgrade"][..], &url].concat()).ok();
            assert_eq!(project.json(&[&["current"][..], &url].concat(), 0)["half"], serde_json::Value::Null);
        }
    }
}
