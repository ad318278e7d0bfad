//! A database, read back as a schema.

#[cfg(feature = "mysql")]
use super::help::{apply, made, read, same, way};
#[cfg(feature = "mysql")]
use tests::mysql::{Scratch, run};
use tests::mysql_test;

#[cfg(feature = "mysql")]
const ALL: &str = "
CREATE TABLE p (id bigint PRIMARY KEY, k int, UNIQUE KEY pk_k (k)) COMMENT 'it''s a \\\\ parent';
CREATE TABLE t (
    a tinyint(1) NOT NULL DEFAULT true, b int unsigned, c tinyint, d mediumint unsigned,
    e decimal(10,2) DEFAULT 0, f decimal(10,2) DEFAULT 1.5, g double DEFAULT 0.5, h float DEFAULT 1e3,
    i varchar(10) DEFAULT 'it''s', j varchar(10) DEFAULT 'a\\\\b', k text DEFAULT ('abc'), l json DEFAULT ('{}'),
    m datetime(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3), n timestamp NULL DEFAULT now(),
    o enum('a','b''c','d\\\\e') DEFAULT 'a', p set('x','y'), q bit(3) DEFAULT b'101', r varbinary(3) DEFAULT x'0041',
    s binary(2) DEFAULT '', u year, v time(3), w varchar(36) DEFAULT (uuid()), x int DEFAULT (1 + 1),
    y int AS (b + 1) VIRTUAL, z int GENERATED ALWAYS AS (length(i)) STORED, aa int INVISIBLE DEFAULT 3,
    ab char(3) CHARACTER SET latin1, ac varchar(5) COLLATE utf8mb4_bin, ad int CHECK (ad > 0), ae int NOT NULL,
    af varchar(5) DEFAULT 'NULL', ag point, ah int COMMENT 'it''s', ai int(5) zerofill, aj double(7,3),
    ak date DEFAULT '2020-01-01', al date DEFAULT (curdate()), am longtext, an tinyblob, ao bigint unsigned,
    fk1 bigint, fk2 bigint, fk3 bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    CONSTRAINT chk CHECK (b > 5 AND i <> 'x' AND length(i) > 2 AND i IN ('a', 'b') OR lower(i) = i),
    FULLTEXT INDEX ft (k), INDEX pre (i(3)), INDEX dsc (b DESC, c), UNIQUE KEY uk (ac),
    CONSTRAINT own FOREIGN KEY (fk1) REFERENCES p (id) ON DELETE CASCADE,
    FOREIGN KEY (fk2) REFERENCES p (id) ON DELETE NO ACTION ON UPDATE RESTRICT
) COMMENT 'hello' ROW_FORMAT=DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci AUTO_INCREMENT=100;
CREATE VIEW seen AS SELECT id, k FROM p WHERE k > 0;
CREATE TRIGGER bump BEFORE INSERT ON p FOR EACH ROW SET new.k = 1;
CREATE PROCEDURE proc() SELECT 1;
CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2;
CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY);
";

mysql_test! {
    fn an_empty_database_is_an_empty_schema() {
        let (_scratch, mut conn, _) = made("SELECT 1");
        assert_eq!(read(&mut conn), migrate_core::introspect::Introspected::default());
    }
}

mysql_test! {
    fn everything_is_read_and_nothing_passed_over() {
        let (_scratch, mut conn, schema) = made(ALL);
        insta::assert_snapshot!(serde_json::to_string_pretty(&schema).unwrap());
        let seen: Vec<_> = read(&mut conn).seen.into_iter().map(|one| format!("{} {}", one.kind, one.name)).collect();
        assert_eq!(seen, ["partitions parts"]);
    }
}

mysql_test! {
    fn what_was_read_can_be_made_again() {
        let (_scratch, _, schema) = made(ALL);
        let other = Scratch::new();
        let mut conn = other.connect();
        apply(&mut conn, &way(&Default::default(), &schema, &Default::default()).up);
        same(&read(&mut conn).schema, &schema, "made again");
    }
}

mysql_test! {
    fn the_sessions_mode_changes_nothing() {
        let (scratch, _, schema) = made(ALL);
        let mut conn = scratch.connect();
        run(&mut conn, "SET SESSION sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'");
        same(&read(&mut conn).schema, &schema, "in another mode");
        let mode = "SELECT @@sql_mode LIKE '%ANSI_QUOTES%' AND @@sql_mode LIKE '%NO_BACKSLASH_ESCAPES%' AS n";
        assert_eq!(super::help::number(&mut conn, mode), 1, "the mode is what it was");
    }
}

mysql_test! {
    fn what_is_written_means_the_same_in_every_mode() {
        let (_scratch, _, schema) = made(
            "CREATE TABLE t (id int PRIMARY KEY, a varchar(9) DEFAULT 'a\\\\b', b enum('x', 'y\\\\', 'it''s') DEFAULT 'y\\\\',
                c text DEFAULT ('\\\\'), d varbinary(4) DEFAULT x'0001', `or``der` int, `quo\"te` int, CHECK (`quo\"te` > 1))",
        );
        for mode in ["", "ANSI", "NO_BACKSLASH_ESCAPES", "ANSI,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES"] {
            let other = Scratch::new();
            let mut conn = other.connect();
            run(&mut conn, &format!("SET SESSION sql_mode = '{mode}'"));
            apply(&mut conn, &way(&Default::default(), &schema, &Default::default()).up);
            same(&read(&mut other.connect()).schema, &schema, mode);
        }
    }
}

mysql_test! {
    fn another_databases_character_set_is_its_own_affair() {
        let latin = Scratch::with("CHARACTER SET latin1");
        let mut conn = latin.connect();
        run(&mut conn, "CREATE TABLE t (a varchar(9), b varchar(9) CHARACTER SET utf8mb4)");
        let schema = read(&mut conn).schema;
        assert_eq!(schema.tables[0].options.charset, None);
        assert_eq!(schema.tables[0].columns[0].charset, None);
        assert_eq!(schema.tables[0].columns[1].charset.as_deref(), Some("utf8mb4"));
    }
}
