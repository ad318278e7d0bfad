use super::compound::Compound;
use super::{Dialect, Token, lex};

/// One statement of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The statement, from its first word to its last, without the semicolon.
    pub sql: &'a str,
    /// The comments above it and inside it are in this text, which starts where the statement before ended.
    pub full: &'a str,
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where the next one's text starts: behind the semicolon.
    pub end: usize,
    /// The line it starts on, counted from 1.
    pub line: usize,
}

/// A script as statements. Semicolons inside strings, comments, dollar quotes and the bodies of triggers and
/// routines end nothing; what holds only comments is no statement, unless MySQL reads them.
pub fn split(dialect: Dialect, script: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut body = Body::default();
    let mut from = 0;
    let mut spoken: Option<(usize, usize)> = None;
    let mut lines = Lines { text: script, at: 0, line: 1 };
    let mut end = |from: usize, to: usize, spoken: Option<(usize, usize)>| {
        if let Some((first, last)) = spoken {
            pieces.push(Piece {
                sql: &script[first..last],
                full: &script[from..to],
                start: first,
                end: to,
                line: lines.of(first),
            });
        }
    };
    for token in lex(dialect, script) {
        let after = token.start + token.text.len();
        if token.is_symbol(";") && !body.is_open() {
            end(from, after, spoken.take());
            (from, body) = (after, Body::default());
        } else if token.speaks() || token.executed(dialect).is_some() {
            if token.speaks() {
                body.take(dialect, &token);
            }
            spoken = Some((spoken.map_or(token.start, |(first, _)| first), after));
        }
    }
    end(from, script.len(), spoken);
    pieces
}

/// Counts lines forward, so that a long script is read once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, at: usize) -> usize {
        self.line += self.text[self.at..at].matches('\n').count();
        self.at = at;
        self.line
    }
}

/// Where in a statement we are, as far as `BEGIN … END` goes.
#[derive(Default)]
struct Body {
    words: usize,
    creates: bool,
    has_body: bool,
    depth: usize,
    ended: bool,
    begun: bool,
    /// MySQL's.
    compound: Compound,
}

/// Words that open a construct whose `END` names them: `END IF` closes no `BEGIN`.
const OWN_END: [&str; 4] = ["if", "loop", "while", "repeat"];

impl Body {
    fn is_open(&self) -> bool {
        self.depth > 0 || self.compound.is_open()
    }

    fn take(&mut self, dialect: Dialect, token: &Token<'_>) {
        let first = self.words == 0;
        self.words += 1;
        if first {
            self.creates = token.is_word("create");
            return;
        }
        if !self.creates {
            return;
        }
        if !self.has_body {
            self.has_body = self.words < 12
                && ["trigger", "procedure", "function", "event"].iter().any(|word| token.is_word(word));
            return;
        }
        if dialect == Dialect::Mysql {
            return self.compound.take(token);
        }
        let ended = std::mem::take(&mut self.ended);
        if ended {
            // `END IF`, `END LOOP`…: the END before belonged to a construct that was never counted.
            if OWN_END.iter().any(|word| token.is_word(word)) {
                self.depth += 1;
                return;
            }
            if token.is_word("case") {
                return;
            }
        }
        let begun = std::mem::take(&mut self.begun);
        if dialect == Dialect::Postgres && begun && !token.is_word("atomic") {
            // Only `BEGIN ATOMIC` is a body in PostgreSQL's own SQL.
            self.depth -= 1;
        }
        if token.is_word("begin") {
            self.depth += 1;
            self.begun = true;
        } else if token.is_word("case") && self.depth > 0 {
            self.depth += 1;
        } else if token.is_word("end") && self.depth > 0 {
            self.depth -= 1;
            self.ended = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(dialect: Dialect, script: &str) -> Vec<&str> {
        split(dialect, script).into_iter().map(|piece| piece.sql).collect()
    }

    #[test]
    fn quotes_and_comments_hold_semicolons() {
        let script = "-- one; two\nSELECT ';', \"a;b\", [c;d], `e;f` /* ; */ ; ;; SELECT 'it''s;' -- end";
        assert_eq!(
            statements(Dialect::Sqlite, script),
            ["SELECT ';', \"a;b\", [c;d], `e;f`", "SELECT 'it''s;'"]
        );
    }

    #[test]
    fn a_trigger_is_one_statement() {
        let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN\n  UPDATE y SET a = CASE WHEN b THEN 1 ELSE 2 END;\n  SELECT 1;\nEND";
        let script = format!("BEGIN;\n{trigger};\nEND;\nCOMMIT");
        assert_eq!(statements(Dialect::Sqlite, &script), ["BEGIN", trigger, "END", "COMMIT"]);
    }

    #[test]
    fn a_table_may_be_named_like_a_keyword() {
        let script = "CREATE TABLE \"begin\" (\"case\" INT); CREATE TABLE x (a INT DEFAULT (CASE WHEN 1 THEN 2 END)); SELECT 1";
        assert_eq!(statements(Dialect::Sqlite, script).len(), 3);
    }

    #[test]
    fn dollar_quotes() {
        let script = "CREATE FUNCTION f() RETURNS int AS $b$ BEGIN; RETURN $1; END; $b$ LANGUAGE plpgsql; SELECT $1; SELECT $$;$$, E'\\';'";
        assert_eq!(statements(Dialect::Postgres, script).len(), 3);
        let script = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3";
        assert_eq!(statements(Dialect::Postgres, script).len(), 2);
        assert_eq!(statements(Dialect::Postgres, "/* a /* ; */ ; */ SELECT 1").len(), 1);
    }

    #[test]
    fn routines_of_mysql() {
        let body = "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; WHILE b DO SELECT 2; END WHILE; CASE c WHEN 1 THEN SELECT ';'; END CASE; END";
        let script = format!("{body}; # a;b\nSELECT 'a\\';', \"x;y\"");
        assert_eq!(statements(Dialect::Mysql, &script), [body, "SELECT 'a\\';', \"x;y\""]);
    }

    #[test]
    fn bodies_of_mysql_without_begin() {
        for body in [
            "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF new.a THEN SET new.b = IF(1, 2, 3); END IF",
            "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW FOLLOWS `u` IF (a) THEN IF b THEN SELECT 1; ELSE SET c = 2; END IF; END IF",
            "CREATE TRIGGER IF NOT EXISTS t BEFORE INSERT ON x FOR EACH ROW SET new.b = CASE WHEN a THEN IF(b, c, d) ELSE REPEAT('x', 2) END",
            "CREATE FUNCTION IF NOT EXISTS f(a INT) RETURNS INT DETERMINISTIC IF a THEN RETURN 1; ELSEIF b THEN RETURN 2; END IF",
            "CREATE FUNCTION f(a INT) RETURNS INT RETURN CASE a WHEN 1 THEN 2 END",
            "CREATE FUNCTION f(a ENUM('x;', 'y')) RETURNS VARCHAR(9) COMMENT 'so' CASE a WHEN 'x;' THEN RETURN 1; ELSE RETURN IF(a, b, c); END CASE",
            "CREATE PROCEDURE p() l: LOOP SET a = CASE WHEN b THEN IF(c, d, e) ELSE f END; LEAVE l; END LOOP l",
            "CREATE PROCEDURE p(INOUT a INT) READS SQL DATA REPEAT SET a = a + 1; UNTIL a > 3 END REPEAT",
            "CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND IF a THEN SET b = 1; END IF; WHILE c DO SET d = 1; END WHILE; END",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO IF a THEN SELECT 1; END IF",
        ] {
            assert_eq!(statements(Dialect::Mysql, &format!("{body}; SELECT 1")), [body, "SELECT 1"]);
        }
    }

    #[test]
    fn comments_that_mysql_reads() {
        let script = "/*!50001 CREATE VIEW v AS SELECT ';' */;\n/* no; */;\n/*!50003 CREATE*/ /*!50003 TRIGGER t BEGIN a; b; END */;\n/*M!100100 SET x */";
        let found = [
            "/*!50001 CREATE VIEW v AS SELECT ';' */",
            "/*!50003 CREATE*/ /*!50003 TRIGGER t BEGIN a; b; END */",
            "/*M!100100 SET x */",
        ];
        assert_eq!(statements(Dialect::Mysql, script), found);
        assert_eq!(statements(Dialect::Sqlite, script), [""; 0]);
    }

    #[test]
    fn lines_are_counted() {
        let pieces = split(Dialect::Sqlite, "SELECT 1;\n\n-- why\nSELECT 2;\nSELECT\n3;");
        assert_eq!(pieces.iter().map(|piece| piece.line).collect::<Vec<_>>(), [1, 4, 5]);
        assert_eq!(pieces[1].full, "\n\n-- why\nSELECT 2;");
    }

    #[test]
    fn nothing_is_lost_or_panics() {
        for text in ["'", "\"", "[", "/*", "$a$", "$", "é;ü", "0x", "1e+", "x'", "\u{a0};", "--"] {
            for dialect in Dialect::ALL {
                assert_eq!(lex(dialect, text).map(|token| token.text).collect::<String>(), text);
                split(dialect, text);
            }
        }
    }
}
