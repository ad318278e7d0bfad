//! A database that was there first: structs that are it, and a project that goes on from it.

#[cfg(feature = "mysql")]
use super::help::{summaries, texts};
use tests::mysql_test;
#[cfg(feature = "mysql")]
use tests::{
    mysql::{Scratch, run, server_url},
    project::Project,
};

#[cfg(feature = "mysql")]
const ALL: &str = "
CREATE TABLE teams (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, `type` varchar(20) DEFAULT 'it''s');
CREATE TABLE users (
    id int unsigned AUTO_INCREMENT PRIMARY KEY, team_id bigint NOT NULL, boss_id int unsigned,
    email varchar(99) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, kind enum('plain', 'ad''min') NOT NULL DEFAULT 'plain',
    score double DEFAULT 1.5, born date, at timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
    seen datetime NULL, active boolean NOT NULL DEFAULT 1, tiny tinyint, ut tinyint unsigned, us smallint unsigned, ub bigint unsigned,
    medium mediumint, money decimal(10, 2) DEFAULT 2.50, big longtext, small tinytext, raw mediumblob, fixed binary(4), var varbinary(9),
    c char(3), doc json, flags set('a', 'b') DEFAULT 'a', made year, bits bit(3) DEFAULT b'101', place point NOT NULL, hidden int INVISIBLE,
    doubled int AS (tiny * 2) STORED, tripled int AS (tiny * 3) VIRTUAL, note varchar(9) COMMENT 'it''s noted',
    CONSTRAINT users_ck CHECK (length(email) > 3), CONSTRAINT own UNIQUE (team_id, email),
    INDEX up (kind DESC, born), INDEX pre (note(3)), FULLTEXT INDEX words (big), SPATIAL INDEX spot (place), INDEX unseen (score) IGNORED,
    CONSTRAINT of_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
    FOREIGN KEY (boss_id) REFERENCES users (id) ON DELETE SET NULL
) COMMENT 'people' ROW_FORMAT=DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE memberships (team_id bigint NOT NULL, user_id int unsigned NOT NULL, role text, PRIMARY KEY (team_id, user_id),
    FOREIGN KEY (team_id) REFERENCES teams (id), FOREIGN KEY (user_id) REFERENCES users (id));
CREATE TABLE `Odd Names` (`userId` int NOT NULL PRIMARY KEY, `a.b` float, `self` blob);
CREATE TABLE notes (body text NOT NULL, name text) ENGINE=MyISAM;
CREATE VIEW grown AS SELECT id FROM users;
CREATE TRIGGER watch AFTER INSERT ON notes FOR EACH ROW SET @x = 1;";

mysql_test! {
    fn structs_of_a_database_are_that_database() {
        let scratch = Scratch::new();
        run(&mut scratch.connect(), ALL);
        let project = Project::mysql("");
        let rust = project.migrate(&["inspect", scratch.url(), "--format", "rust"]).ok();
        let rust = rust.shows("//! - view `grown`").stdout;
        project.write("src/lib.rs", &rust);
        for (from, to) in [(scratch.url(), "models"), ("models", scratch.url())] {
            let answer = project.json(&["diff", "--from", from, "--to", to, "--scratch-url", server_url()], 0);
            assert_eq!(summaries(&answer), [""; 0], "{answer}\n{rust}");
        }
    }
}

mysql_test! {
    fn a_database_becomes_a_project() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, "CREATE TABLE teams (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);
            CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, team_id bigint NOT NULL, age tinyint unsigned,
                CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id));
            CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO teams VALUES (1, 'a')");
        let project = Project::mysql("//! The application.\n");
        let answer = project.json(&["init", "--from-database", scratch.url()], 0);
        assert!(answer["revision"].is_string(), "{answer}");
        let models = project.read("src/models.rs");
        assert!(models.contains("pub age: Option<u8>") && !models.contains("alembic"), "{models}");
        let url = ["--database-url", scratch.url()];
        let current = project.json(&[&["current"][..], &url].concat(), 0);
        assert_eq!((&current["current"], &current["pending"]), (&answer["revision"], &serde_json::json!([])));
        project.migrate(&["review", "--approve", "--ack", "all"]).ok();
        project.cargo(&["check"]).ok();
        project.migrate(&["check"]).ok();
        assert_eq!(summaries(&project.json(&[&["drift"][..], &url].concat(), 0)), [""; 0]);
        project.migrate(&["verify", "--scratch-url", server_url()]).ok();
        assert_eq!(texts(&mut conn, "SELECT name AS x FROM teams"), ["a"]);

        // A field in the middle of a struct is a column in the middle of its table.
        project.write("src/models.rs", &models.replace("    pub age:", "    pub nick: Option<String>,\n    pub age:"));
        let revision = project.json(&["revision", "-m", "nick"], 0);
        let up = revision["statements"]["up"].to_string();
        assert!(up.contains("ADD COLUMN nick TEXT AFTER team_id"), "{revision}");
        project.migrate(&["review", "--approve", "--ack", "all"]).ok();
        project.cargo(&["check"]).ok();
        project.migrate(&["check"]).ok();
        project.migrate(&[&["upgrade"][..], &url].concat()).ok();
        let columns = "SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) AS x FROM information_schema.columns \
                       WHERE table_schema = DATABASE() AND table_name = 'users'";
        assert_eq!(texts(&mut conn, columns), ["id,team_id,nick,age"]);
        assert_eq!(summaries(&project.json(&[&["drift"][..], &url].concat(), 0)), [""; 0]);
        project.migrate(&["verify", "--scratch-url", server_url()]).ok();
        let snapshot = project.read("migrations/schema.json");
        assert!(snapshot.find("\"nick\"") < snapshot.find("\"age\""), "{snapshot}");
        // Another order is no change.
        let models = project.read("src/models.rs");
        let moved = models.replace("    pub nick: Option<String>,\n", "");
        project.write("src/models.rs", &moved.replace("pub age: Option<u8>,\n", "pub age: Option<u8>,\n    pub nick: Option<String>,\n"));
        project.cargo(&["check"]).ok();
        assert_eq!(project.json(&["revision", "-m", "x"], 0)["revision"], serde_json::Value::Null);
    }
}
