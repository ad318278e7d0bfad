//! Triggers and routines: carried between databases and files as they were written, by the real program.

#[cfg(feature = "mysql")]
use super::help::{made, number, prove_sql, read, summaries, texts};
#[cfg(feature = "mysql")]
use migrate_core::Dialect;
use tests::mysql_test;
#[cfg(feature = "mysql")]
use tests::{
    mysql::{Scratch, connect, run, server_url},
    project::Project,
    revisions::Revisions,
};

/// Two triggers of one occasion, of which the second by name is the first, and bodies with semicolons in them.
#[cfg(feature = "mysql")]
const ALL: &str = "
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a varchar(40), b varchar(40));
CREATE TABLE `audit log` (t int, what varchar(40));
CREATE TRIGGER second BEFORE INSERT ON t FOR EACH ROW SET new.a = CONCAT(COALESCE(new.a, ''), 'é!');
CREATE TRIGGER first BEFORE INSERT ON t FOR EACH ROW PRECEDES second
BEGIN
    IF new.a IS NULL THEN SET new.a = 'none;'; END IF;
    SET new.b = marked(new.a);
END;
CREATE TRIGGER loose BEFORE UPDATE ON t FOR EACH ROW IF new.b = '' THEN SET new.b = IF(new.a = 'z', 'z', new.b); END IF;
CREATE TRIGGER `wat``ch` AFTER INSERT ON t FOR EACH ROW INSERT INTO `audit log` VALUES (new.id, 'it''s new');
CREATE FUNCTION marked(x varchar(40), y enum('p', 'q;') CHARACTER SET ascii) RETURNS varchar(40) CHARACTER SET latin1
    DETERMINISTIC NO SQL SQL SECURITY INVOKER COMMENT 'it''s marked' RETURN CONCAT('<', x, '>');
CREATE PROCEDURE tidy(IN n int, INOUT m decimal(9, 2), OUT `so far` text)
BEGIN DECLARE k int DEFAULT 0; WHILE k < n DO SET k = k + 1; CASE k WHEN 3 THEN SET m = 3; ELSE BEGIN END; END CASE; END WHILE; SET `so far` = 'é'; END;
CREATE VIEW marks AS SELECT marked(a, 'p') AS m FROM t;";

#[cfg(feature = "mysql")]
fn all() -> String {
    ALL.replace("marked(new.a)", "marked(new.a, 'p')")
}

#[cfg(feature = "mysql")]
const TELL: &str = "SELECT CONCAT(a, ' ', b) AS x FROM t ORDER BY id";

mysql_test! {
    fn they_go_from_one_database_to_another() {
        let plan = prove_sql("CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a varchar(40), b varchar(40), c int)", &all());
        let sql = plan.up.to_sql();
        // The view calls the function, and the trigger stands behind the other.
        let places = ["CREATE FUNCTION marked", "CREATE TRIGGER `first`", "CREATE TRIGGER `second`", "CREATE VIEW marks"];
        let places = places.map(|text| sql.find(text).or_else(|| sql.find(&text.replace('`', ""))).unwrap_or_else(|| panic!("{text} in\n{sql}")));
        assert!(places.is_sorted(), "{places:?}\n{sql}");
        assert!(!sql.contains("DEFINER"), "{sql}");
    }
}

mysql_test! {
    fn they_are_changed_and_dropped() {
        let changed = all().replace("'none;'", "'nothing'").replace("IN n int", "IN n bigint").replace("it''s marked", "marked")
            + "DROP TRIGGER `wat``ch`;";
        let plan = prove_sql(&all(), &changed);
        let sql = plan.up.to_sql();
        // What stands behind a trigger that is made anew, is made anew.
        assert!(sql.contains("DROP TRIGGER second") || sql.contains("DROP TRIGGER `second`"), "{sql}");
        prove_sql(&all(), &all().replace("TABLE t ", "TABLE other ").replace(" ON t ", " ON other ").replace("FROM t;", "FROM other;"));
        prove_sql(&all(), "SELECT 1");
        prove_sql("CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS int RETURN 1; CREATE VIEW v AS SELECT f() AS n FROM t",
            "CREATE TABLE t (id int, b int); CREATE FUNCTION f() RETURNS int RETURN 2; CREATE VIEW v AS SELECT f() AS n, b FROM t");
    }
}

mysql_test! {
    fn aggregates_are_functions_too() {
        if !super::help::version().contains("MariaDB") {
            return;
        }
        let (_scratch, mut conn, _) = made(
            "CREATE AGGREGATE FUNCTION total(x int) RETURNS int BEGIN DECLARE s int DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s;
                LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END",
        );
        let (_other, mut other, _) = made(&(read(&mut conn).schema.opaque[0].create[0].clone() + ";"));
        assert_eq!(number(&mut other, "SELECT CAST(total(seq) AS SIGNED) AS n FROM seq_1_to_4"), 10);
        assert_eq!(read(&mut conn).schema, read(&mut other).schema);
    }
}

mysql_test! {
    fn what_cant_be_made_again_as_it_is_is_only_seen() {
        let (_scratch, mut conn, _) = made("CREATE TABLE t (a text)");
        run(&mut conn, "SET sql_mode = 'ANSI_QUOTES'; CREATE TRIGGER quoted BEFORE INSERT ON t FOR EACH ROW SET new.\"a\" = 'x'");
        run(&mut conn, "SET sql_mode = DEFAULT; CREATE EVENT tick ON SCHEDULE EVERY 1 DAY DO SELECT 1");
        run(&mut conn, "CREATE TRIGGER bars BEFORE UPDATE ON t FOR EACH ROW SET new.a = old.a || 1");
        run(&mut conn, "CREATE TRIGGER smile BEFORE DELETE ON t FOR EACH ROW SET @x = '😀'");
        let found = read(&mut conn);
        assert_eq!(found.schema.opaque, []);
        let seen: Vec<String> = found.seen.iter().map(|one| format!("{} {}: {}", one.kind, one.name, one.detail)).collect();
        let wanted = [
            "event tick: SELECT 1",
            "trigger bars: BEFORE UPDATE SET new.a = old.a || 1",
            "trigger quoted: BEFORE INSERT SET new.\"a\" = 'x'",
            "trigger smile: BEFORE DELETE SET @x = '?'",
        ];
        assert_eq!(seen, wanted);
    }
}

mysql_test! {
    fn whoever_copies_them_needs_no_right_beyond_the_database() {
        let (from, to) = (Scratch::new(), Scratch::new());
        run(&mut from.connect(), &all());
        let mut server = connect(server_url());
        let user = format!("copier_{}", std::process::id());
        let name = |url: &str| url.rsplit_once('/').unwrap().1.to_owned();
        run(&mut server, &format!("CREATE USER '{user}'@'%'"));
        // Bodies are shown only to those who may see them.
        for right in [format!("ALL ON {}.*", name(to.url())), format!("ALL ON {}.*", name(from.url())), "SELECT ON mysql.*".to_owned()] {
            run(&mut server, &format!("GRANT {right} TO '{user}'@'%'"));
        }
        let host = server_url().rsplit_once('@').unwrap().1.split('/').next().unwrap().to_owned();
        let url = |of: &Scratch| format!("mysql://{user}@{host}/{}", name(of.url()));
        let folder = Project::folder(&[]);
        let found = folder.migrate(&["diff", "--from", &url(&to), "--to", &url(&from), "--format", "sql"]);
        let sql = found.ok().stdout;
        run(&mut connect(&url(&to)), &sql);
        let same = folder.json(&["diff", "--from", &url(&to), "--to", &url(&from)], 0);
        let definers = texts(&mut server, &format!("SELECT definer AS x FROM information_schema.triggers WHERE trigger_schema = '{}' GROUP BY definer", name(to.url())));
        run(&mut to.connect(), "INSERT INTO t (a) VALUES (NULL), ('x')");
        run(&mut server, &format!("GRANT SELECT, INSERT, EXECUTE ON {}.* TO '{user}'@'%'", name(to.url())));
        let rows = texts(&mut to.connect(), TELL);
        let logged = texts(&mut to.connect(), "SELECT what AS x FROM `audit log`");
        run(&mut server, &format!("DROP USER '{user}'@'%'"));
        assert_eq!(summaries(&same), [""; 0], "{same}");
        assert_eq!(definers, [format!("{user}@%")]);
        assert_eq!(rows, ["none;é! <none;>", "xé! <x>"]);
        assert_eq!(logged, ["it's new", "it's new"]);
    }
}

mysql_test! {
    fn a_revision_by_hand_makes_them_and_a_database_is_held_against_it() {
        let revisions = Revisions::new(Dialect::Mysql);
        revisions.add_schema(&made("CREATE TABLE t (id int PRIMARY KEY, a varchar(40))").2);
        let shout = "CREATE TRIGGER shout BEFORE INSERT ON t FOR EACH ROW IF new.a IS NULL THEN SET new.a = loud('none'); END IF;";
        let up = format!("{shout}\nCREATE FUNCTION loud(x varchar(9)) RETURNS varchar(9) DETERMINISTIC RETURN UPPER(x);\n");
        revisions.by_hand("shout", &up, "DROP FUNCTION loud;\nDROP TRIGGER shout;\n").unwrap();
        let project = Project::of(&revisions);
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let url = ["--database-url", scratch.url()];
        let with = |args: &[&'static str]| [args, &url].concat();
        project.json(&["verify", "--scratch-url", scratch.url()], 0);
        project.migrate(&with(&["upgrade"])).ok();
        assert_eq!(summaries(&project.json(&with(&["drift"]), 0)), [""; 0]);
        run(&mut conn, "INSERT INTO t (id) VALUES (1)");
        assert_eq!(texts(&mut conn, "SELECT a AS x FROM t"), ["NONE"]);

        run(&mut conn, "DROP TRIGGER shout; CREATE PROCEDURE stray() SELECT 1;
            CREATE TRIGGER shout BEFORE INSERT ON t FOR EACH ROW SET new.a = 'quiet'");
        let found = summaries(&project.json(&with(&["drift"]), 1)).join("\n");
        assert!(found.contains("trigger `shout`") && found.contains("procedure `stray`"), "{found}");
        let back = project.migrate(&with(&["drift", "--format", "sql"])).code(1).stdout;
        run(&mut conn, &back);
        assert_eq!(summaries(&project.json(&with(&["drift"]), 0)), [""; 0]);
        project.migrate(&with(&["downgrade", "-1"])).ok();
        assert_eq!(read(&mut conn).schema.opaque, []);
        assert_eq!(summaries(&project.json(&with(&["drift"]), 0)), [""; 0]);
    }
}

/// As `mariadb-dump --routines` writes it, with another server's users.
#[cfg(feature = "mysql")]
const DUMP: &str = r"/*M!999999\- enable the sandbox mode */
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
DROP TABLE IF EXISTS `t`;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `t` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `a` varchar(40) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
LOCK TABLES `t` WRITE;
/*!40000 ALTER TABLE `t` DISABLE KEYS */;
INSERT INTO `t` VALUES (1,'x');
/*!40000 ALTER TABLE `t` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`nobody`@`elsewhere`*/ /*!50003 TRIGGER shout BEFORE INSERT ON t FOR EACH ROW
BEGIN
    IF new.a IS NULL THEN SET new.a = 'none;'; END IF;
END */;;
DELIMITER ;
/*!50001 DROP VIEW IF EXISTS `v`*/;
SET @saved_cs_client     = @@character_set_client;
/*!50001 CREATE VIEW `v` AS SELECT
 1 AS `a` */;
DELIMITER $$
CREATE DEFINER=`nobody`@`elsewhere` FUNCTION `one`() RETURNS int(11)
RETURN 1$$
DELIMITER ;
/*!50001 DROP VIEW IF EXISTS `v`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`nobody`@`elsewhere` SQL SECURITY DEFINER */
/*!50001 VIEW `v` AS select `t`.`a` AS `a` from `t` */;
";

mysql_test! {
    fn a_dump_is_a_source() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a varchar(40));
            CREATE TRIGGER shout BEFORE INSERT ON t FOR EACH ROW\nBEGIN\n    IF new.a IS NULL THEN SET new.a = 'none;'; END IF;\nEND;
            CREATE FUNCTION one() RETURNS int RETURN 1; CREATE VIEW v AS SELECT a FROM t");
        let folder = Project::folder(&[("dump.sql", DUMP)]);
        let answer = folder.json(&["diff", "--from", "dump.sql", "--to", scratch.url()], 0);
        assert_eq!(summaries(&answer), [""; 0], "{answer}");
        folder.write("empty.sql", "SELECT 1;");
        let args = ["diff", "--from", "empty.sql", "--to", "dump.sql", "--scratch-url", server_url(), "--dialect", "mysql"];
        let found = summaries(&folder.json(&args, 0)).join("\n");
        for name in ["table `t`", "trigger `shout`", "function `one`", "view `v`"] {
            assert!(found.contains(name), "{name} in {found}");
        }
        for (reaches, says) in [
            ("/*!40000 DROP DATABASE IF EXISTS `app`*/;", "`DROP DATABASE` reaches beyond"),
            ("DELIMITER //\nSELECT 1; DROP DATABASE app //", "`DROP DATABASE` reaches beyond"),
            ("SET @@GLOBAL.max_connections = 1;", "reaches beyond"),
        ] {
            folder.write("bad.sql", &format!("SELECT 1;\n{reaches}"));
            folder.migrate(&["inspect", "bad.sql", "--scratch-url", server_url()]).code(1).says(says).says("bad.sql:");
        }
    }
}
