//! From what some SQL makes to what other SQL makes, and back.

#[cfg(feature = "mysql")]
use super::help::prove_sql;
use tests::mysql_test;

/// Each pair is SQL before and SQL after.
macro_rules! pairs {
    ($($name:ident: $from:literal => $to:literal;)*) => {$(
        mysql_test! {
            fn $name() {
                prove_sql($from, $to);
            }
        }
    )*};
}

pairs! {
    a_table_comes: "SELECT 1" => "CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, name varchar(20) NOT NULL)";
    a_column_in_the_middle: "CREATE TABLE t (a int, c int)" => "CREATE TABLE t (a int, b varchar(9) NOT NULL DEFAULT '', c int)";
    wider_and_narrower: "CREATE TABLE t (a int, b varchar(9), c varchar(300))" => "CREATE TABLE t (a bigint unsigned, b varchar(200), c varchar(20))";
    text_sizes: "CREATE TABLE t (a tinytext, b text, c mediumblob, d varchar(10))" => "CREATE TABLE t (a longtext, b mediumtext, c longblob, d text)";
    nullability: "CREATE TABLE t (a int, b int NOT NULL)" => "CREATE TABLE t (a int NOT NULL, b int)";
    defaults: "CREATE TABLE t (a int DEFAULT 1, b varchar(9), c datetime, d int DEFAULT 5)"
        => "CREATE TABLE t (a int DEFAULT 2, b varchar(9) DEFAULT 'x', c datetime DEFAULT CURRENT_TIMESTAMP, d int)";
    on_update: "CREATE TABLE t (a timestamp NULL, b datetime(6) DEFAULT now(6))"
        => "CREATE TABLE t (a timestamp NULL ON UPDATE CURRENT_TIMESTAMP, b datetime(6) DEFAULT now(6) ON UPDATE now(6))";
    enums: "CREATE TABLE t (a enum('x', 'y') DEFAULT 'x', b set('p', 'q'))"
        => "CREATE TABLE t (a enum('x', 'y', 'z') DEFAULT 'z', b set('p', 'q', 'r'))";
    labels_go: "CREATE TABLE t (a enum('x', 'y', 'z'), b enum('a'))" => "CREATE TABLE t (a enum('z', 'x'), b varchar(9))";
    keys: "CREATE TABLE t (a int, b int)" => "CREATE TABLE t (a int AUTO_INCREMENT, b int, PRIMARY KEY (a, b))";
    another_key: "CREATE TABLE t (a int PRIMARY KEY, b int NOT NULL)" => "CREATE TABLE t (a int NOT NULL, b int PRIMARY KEY)";
    a_numbered_key_comes_with_a_virtual_column: "CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT)"
        => "CREATE TABLE t (number int PRIMARY KEY AUTO_INCREMENT, v int AS (1 + 1) VIRTUAL, n int)";
    numbers_move: "CREATE TABLE t (a int PRIMARY KEY AUTO_INCREMENT, b int NOT NULL)"
        => "CREATE TABLE t (a int NOT NULL, b int PRIMARY KEY AUTO_INCREMENT)";
    indexes: "CREATE TABLE t (a varchar(99), b int, c text, INDEX one (a), INDEX two (b), UNIQUE three (a, b))"
        => "CREATE TABLE t (a varchar(99), b int, c text, INDEX uno (a), INDEX two (b DESC), UNIQUE three (b), INDEX four (c(20), a))";
    a_unique_index_instead_of_a_key: "CREATE TABLE t (a int NOT NULL, b int)" => "CREATE TABLE t (a int NOT NULL, b int, UNIQUE one (a))";
    another_unique_index_instead_of_a_key: "CREATE TABLE t (a int NOT NULL, b int NOT NULL, UNIQUE one (a), UNIQUE two (b))"
        => "CREATE TABLE t (a int NOT NULL, b int NOT NULL, INDEX one (a), UNIQUE two (b))";
    a_unique_index_that_holds_null: "CREATE TABLE t (a int NOT NULL, UNIQUE one (a))" => "CREATE TABLE t (a int, b int, UNIQUE one (a))";
    a_unique_index_loses_a_column: "CREATE TABLE t (a int NOT NULL, d int NOT NULL, UNIQUE one (a, d))" => "CREATE TABLE t (a int NOT NULL, INDEX one (a))";
    hidden_indexes: "CREATE TABLE t (a int, b int, INDEX one (a), INDEX two (b) COMMENT 'x')"
        => "CREATE TABLE t (a int, b int, INDEX one (a) IGNORED, INDEX two (b) COMMENT 'y')";
    full_text: "CREATE TABLE t (a text, b text, c int)" => "CREATE TABLE t (a text, b text, c int, FULLTEXT one (a), FULLTEXT two (a, b))";
    a_full_text_index_and_a_column_go: "CREATE TABLE t (a text, b int, c int, FULLTEXT one (a))" => "CREATE TABLE t (a text, c int)";
    a_full_text_index_goes_and_a_column_comes: "CREATE TABLE t (a text, c int, FULLTEXT one (a))" => "CREATE TABLE t (b int, a text, c int)";
    a_full_text_index_goes_with_its_column: "CREATE TABLE t (a text, c int, e int, FULLTEXT one (a))"
        => "CREATE TABLE t (c int, d int NOT NULL DEFAULT 4, INDEX two (c))";
    a_full_text_index_goes_beside_virtual_columns: "CREATE TABLE t (a text, b int, c int, v int AS (c + 1) VIRTUAL, FULLTEXT one (a))"
        => "CREATE TABLE t (a text, c int, d int, w int AS (c + 2) VIRTUAL)";
    a_full_text_index_and_a_column_come: "CREATE TABLE t (a text, c int)" => "CREATE TABLE t (b int, a text, c int, FULLTEXT one (a))";
    another_full_text_index_comes_with_a_column: "CREATE TABLE t (a text, b text, c int, FULLTEXT one (a))"
        => "CREATE TABLE t (a text, b text, c int, d int, FULLTEXT one (a), FULLTEXT two (b))";
    strict_where_an_index_over_a_virtual_column_goes: "CREATE TABLE t (a int, b int, v int AS (b + 1) VIRTUAL, INDEX one (v))"
        => "CREATE TABLE t (a int NOT NULL, b int, v int AS (b + 1) VIRTUAL)";
    strict_where_a_stored_column_goes: "CREATE TABLE t (a int, b int, s int AS (b + 1) STORED)" => "CREATE TABLE t (a int NOT NULL, b int)";
    an_indexed_virtual_column_comes_and_goes: "CREATE TABLE t (a int, b int, v int AS (a + 1) VIRTUAL, INDEX one (v))"
        => "CREATE TABLE t (a int, c int, w int AS (a + 2) VIRTUAL, INDEX two (w))";
    columns_and_indexes_beside_a_spatial_one: "CREATE TABLE t (a point NOT NULL, b int, c int, SPATIAL INDEX one (a), INDEX two (b))"
        => "CREATE TABLE t (a point NOT NULL, c int, d int, SPATIAL INDEX one (a))";
    one_of_two_full_text_indexes_goes: "CREATE TABLE t (a text, b text, c int, FULLTEXT one (a), FULLTEXT two (b))"
        => "CREATE TABLE t (a text, b text, d int, FULLTEXT two (b))";
    an_index_over_a_virtual_column_goes: "CREATE TABLE t (a int, b int, v int AS (a + 1) VIRTUAL, INDEX one (v))"
        => "CREATE TABLE t (a int, v int AS (a + 1) VIRTUAL, d int)";
    a_column_and_a_virtual_one_come: "CREATE TABLE t (a int, b int)" => "CREATE TABLE t (a int, b int, c int, v int AS (a + 1) VIRTUAL)";
    a_virtual_column_of_a_new_one_comes: "CREATE TABLE t (a int, b int)" => "CREATE TABLE t (a int, c int NOT NULL DEFAULT 3, v int AS (c + 1) VIRTUAL)";
    a_virtual_column_comes_with_a_default: "CREATE TABLE t (a int, b varchar(9))"
        => "CREATE TABLE t (a int DEFAULT 4, b varchar(19), v int AS (a + 1) VIRTUAL, INDEX one (v))";
    a_virtual_column_comes_beside_a_rebuild: "CREATE TABLE t (a int, b int, c int AS (b) VIRTUAL)"
        => "CREATE TABLE t (a int NOT NULL, b int, v int AS (b + 1) VIRTUAL)";
    a_virtual_column_goes_with_what_it_is_of: "CREATE TABLE t (a int, b int, c int, v int AS (b + 1) VIRTUAL)" => "CREATE TABLE t (a int, d int)";
    a_virtual_column_before_what_it_is_of: "CREATE TABLE t (a int, z int)" => "CREATE TABLE t (a int, v int AS (c + 1) VIRTUAL, c int, s int AS (c) STORED, d int, z int)";
    a_column_of_a_checks_name_comes: "CREATE TABLE t (a int, CONSTRAINT kind CHECK (a > 0))"
        => "CREATE TABLE t (a int, kind int, CONSTRAINT kind CHECK (a > 0))";
    a_column_goes_and_a_check_of_its_name_comes: "CREATE TABLE t (a int, kind int)" => "CREATE TABLE t (a int, CONSTRAINT kind CHECK (a > 0))";
    spatial_and_a_column: "CREATE TABLE t (a point NOT NULL, b int, SPATIAL INDEX one (a))" => "CREATE TABLE t (a point NOT NULL, c int)";
    spatial: "CREATE TABLE t (a point NOT NULL)" => "CREATE TABLE t (a point NOT NULL, SPATIAL INDEX one (a))";
    foreign_keys: "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, p bigint)"
        => "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE t (id int PRIMARY KEY, p bigint, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id) ON DELETE SET NULL)";
    a_keys_own_index_gives_way_beside_columns: "CREATE TABLE p (id int PRIMARY KEY);
            CREATE TABLE t (p int, q int, CONSTRAINT j FOREIGN KEY (p) REFERENCES p (id), CONSTRAINT k FOREIGN KEY (q) REFERENCES p (id))"
        => "CREATE TABLE p (id int PRIMARY KEY);
            CREATE TABLE t (q int, r int, INDEX one (q), CONSTRAINT k FOREIGN KEY (q) REFERENCES p (id))";
    another_action: "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (p bigint, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))"
        => "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (p bigint, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)";
    a_key_without_a_name: "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (p bigint, FOREIGN KEY (p) REFERENCES p (id))"
        => "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (p bigint)";
    a_key_and_its_index: "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int, q int, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))"
        => "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int, q int, INDEX i (p, q), CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))";
    a_keys_name_moves: "CREATE TABLE a (id int PRIMARY KEY, p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES a (id))"
        => "CREATE TABLE b (id int PRIMARY KEY, p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES b (id))";
    a_keys_name_moves_between_tables_that_stay: "CREATE TABLE a (id int PRIMARY KEY);
            CREATE TABLE b (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES a (id)); CREATE TABLE c (p int)"
        => "CREATE TABLE a (id int PRIMARY KEY);
            CREATE TABLE b (p int); CREATE TABLE c (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES a (id))";
    both_ends_widen: "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))"
        => "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (p bigint, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))";
    a_circle: "SELECT 1" => "CREATE TABLE a (id int PRIMARY KEY, b int);
        CREATE TABLE b (id int PRIMARY KEY, a int, CONSTRAINT ba FOREIGN KEY (a) REFERENCES a (id));
        ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b (id)";
    to_itself: "SELECT 1" => "CREATE TABLE a (id int PRIMARY KEY, a int, CONSTRAINT aa FOREIGN KEY (a) REFERENCES a (id) ON DELETE CASCADE)";
    checks: "CREATE TABLE t (a int, b int, CONSTRAINT one CHECK (a > 0), CONSTRAINT two CHECK (b > 0))"
        => "CREATE TABLE t (a int, b int, CONSTRAINT uno CHECK (a > 0), CONSTRAINT two CHECK (b > 1 AND a IS NOT NULL))";
    checks_at_a_column: "CREATE TABLE t (a int CHECK (a > 0), b int CHECK (b > 0), c int CHECK (c > 0))"
        => "CREATE TABLE t (a int, b bigint CHECK (b > 0), c int CHECK (c > 1))";
    generated: "CREATE TABLE t (a int, b int)"
        => "CREATE TABLE t (a int, b int, c int AS (a + b) VIRTUAL, d int AS (a * b) STORED, INDEX i (c))";
    generated_otherwise: "CREATE TABLE t (a int, b int AS (a + 1) VIRTUAL, c int AS (a + 1) STORED, d int, INDEX i (b))"
        => "CREATE TABLE t (a int, b int AS (a + 2) VIRTUAL, c int AS (a + 2) STORED, d int AS (a) STORED, INDEX i (b))";
    kept_and_virtual: "CREATE TABLE t (a int, b int AS (a + 1) VIRTUAL, c int AS (a + 1) STORED, e int, INDEX i (b))"
        => "CREATE TABLE t (a int, b int AS (a + 1) STORED, c int AS (a + 1) VIRTUAL, e int AS (a) VIRTUAL, INDEX i (b))";
    invisible: "CREATE TABLE t (a int, b int)" => "CREATE TABLE t (a int, b int INVISIBLE)";
    comments: "CREATE TABLE t (a int COMMENT 'x') COMMENT 'it''s'" => "CREATE TABLE t (a int COMMENT 'it''s', b int COMMENT 'b') COMMENT 'other'";
    no_comment: "CREATE TABLE t (a int COMMENT 'x') COMMENT 'x'" => "CREATE TABLE t (a int)";
    character_sets: "CREATE TABLE t (a varchar(9), b varchar(9) CHARACTER SET latin1, c text) CHARACTER SET latin1"
        => "CREATE TABLE t (a varchar(9), b varchar(9) CHARACTER SET latin1, c text) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci";
    the_databases_own_character_set: "CREATE TABLE t (a varchar(9)) CHARACTER SET latin1" => "CREATE TABLE t (a varchar(9))";
    collations: "CREATE TABLE t (a varchar(9), b varchar(9))" => "CREATE TABLE t (a varchar(9) COLLATE utf8mb4_bin, b varchar(9) CHARACTER SET ascii)";
    engines: "CREATE TABLE t (a int) ENGINE=MyISAM" => "CREATE TABLE t (a int) ENGINE=InnoDB ROW_FORMAT=COMPRESSED";
    json: "CREATE TABLE t (a json, b longtext)" => "CREATE TABLE t (a longtext, b json, c json NOT NULL)";
    names: "CREATE TABLE `a b` (`select` int, `x``y` int)" => "CREATE TABLE `a b` (`select` bigint, `x``y` int, `ä` int, INDEX `in dex` (`x``y`))";
    everything_goes: "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int, FOREIGN KEY (p) REFERENCES p (id)); CREATE VIEW v AS SELECT * FROM t" => "SELECT 1";
    what_is_said_of_a_stored_column: "CREATE TABLE t (a int, s int AS (a + 1) STORED CHECK (s > 0), v int AS (a + 2) VIRTUAL, INDEX one (v))"
        => "CREATE TABLE t (a int, s int AS (a + 1) STORED, v int AS (a + 2) VIRTUAL COMMENT 'why', INDEX one (v))";
    a_key_that_is_named_as_innodb_would: "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int, CONSTRAINT t_ibfk_1 FOREIGN KEY (p) REFERENCES p (id))"
        => "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int)";
    the_parents_key_goes_and_the_child_too: "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))"
        => "CREATE TABLE p (other int PRIMARY KEY)";
    unique_by_hash: "CREATE TABLE t (a blob)" => "CREATE TABLE t (a blob, UNIQUE KEY u (a) USING HASH)";
    views_of_views: "SELECT 1" => "CREATE TABLE t (a int); CREATE VIEW z AS SELECT a FROM t; CREATE VIEW b AS SELECT a FROM z; CREATE VIEW a AS SELECT a FROM b";
    views: "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t" => "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT 1 AS one";
}
