use crate::{Error, ErrorCode, Result};

/// Which server it is, as far as SQL differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flavour {
    /// Not known: what is written runs on all of them, where it can.
    #[default]
    Any,
    /// MySQL 8.0 before 8.0.29.
    Mysql800,
    /// MySQL 8.0.29 and later.
    Mysql80,
    /// MySQL 8.4 and later.
    Mysql84,
    /// MariaDB 10.6 and later.
    Mariadb106,
    /// MariaDB 10.11 and later.
    Mariadb1011,
    /// MariaDB 11.2 and later.
    Mariadb11,
}

/// What a server can do, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a table of yes and no is what this is")]
pub struct Abilities {
    /// `json` is a type; else it is `longtext` with a check.
    pub json: bool,
    /// An index may hold an expression.
    pub expression_index: bool,
    /// An index is really kept in descending order.
    pub descending_index: bool,
    /// How an index is hidden from the optimizer.
    pub hidden_index: &'static str,
    /// What is put before the name of an index or a constraint that may not be there.
    pub if_exists: &'static str,
    /// Around a clause that only MariaDB knows, and that others have to pass over; none where nobody knows it.
    pub mariadb_only: Option<[&'static str; 2]>,
    /// `ALGORITHM=NOCOPY`: indexes are made, but the rows stay where they are.
    pub nocopy: bool,
    /// Also a table that is copied can be written to meanwhile.
    pub online_copy: bool,
    /// A column in the middle comes, and any column goes, without the rows being written:
    /// <https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html>.
    pub instant_anywhere: bool,
    /// A column comes or goes in an instant also where the statement does other things that leave the rows alone.
    pub instant_beside: bool,
    /// A longer `varchar` costs nothing, also where its length needs a second byte.
    pub long_varchar: bool,
}

/// What runs on all of them: comments that [MySQL](https://dev.mysql.com/doc/refman/8.4/en/comments.html) or
/// [MariaDB](https://mariadb.com/kb/en/comment-syntax/) alone takes for SQL say what each spells its own way.
const ANY: Abilities = Abilities {
    json: true,
    expression_index: true,
    descending_index: true,
    hidden_index: "/*!80000 INVISIBLE */ /*M!100600 IGNORED */",
    if_exists: "/*M! IF EXISTS */ ",
    mariadb_only: Some(["/*M! ", " */"]),
    nocopy: false,
    online_copy: false,
    instant_anywhere: true,
    instant_beside: false,
    long_varchar: false,
};

const MYSQL: Abilities = Abilities { hidden_index: "INVISIBLE", if_exists: "", mariadb_only: None, ..ANY };

const MYSQL_800: Abilities = Abilities { instant_anywhere: false, ..MYSQL };

const MARIADB: Abilities = Abilities {
    json: false,
    expression_index: false,
    descending_index: true,
    hidden_index: "IGNORED",
    if_exists: "IF EXISTS ",
    mariadb_only: Some(["", ""]),
    nocopy: true,
    online_copy: false,
    instant_anywhere: true,
    instant_beside: true,
    long_varchar: true,
};

const MARIADB_106: Abilities = Abilities { descending_index: false, ..MARIADB };
const MARIADB_11: Abilities = Abilities { online_copy: true, ..MARIADB };

impl Flavour {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Any,
        Self::Mysql800,
        Self::Mysql80,
        Self::Mysql84,
        Self::Mariadb106,
        Self::Mariadb1011,
        Self::Mariadb11,
    ];

    /// What it can do.
    pub const fn abilities(self) -> &'static Abilities {
        match self {
            Self::Any => &ANY,
            Self::Mysql800 => &MYSQL_800,
            Self::Mysql80 | Self::Mysql84 => &MYSQL,
            Self::Mariadb106 => &MARIADB_106,
            Self::Mariadb1011 => &MARIADB,
            Self::Mariadb11 => &MARIADB_11,
        }
    }

    /// Its name, as its makers write it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Any => "MySQL or MariaDB",
            Self::Mysql800 | Self::Mysql80 | Self::Mysql84 => "MySQL",
            Self::Mariadb106 | Self::Mariadb1011 | Self::Mariadb11 => "MariaDB",
        }
    }

    /// Whether it is MariaDB.
    pub const fn is_mariadb(self) -> bool {
        matches!(self, Self::Mariadb106 | Self::Mariadb1011 | Self::Mariadb11)
    }

    /// The server that answers `SELECT VERSION()` so.
    ///
    /// # Errors
    ///
    /// Where it is older than the oldest that is spoken to.
    pub fn of(version: &str) -> Result<Self> {
        let mariadb = version.to_ascii_lowercase().contains("mariadb");
        // Old clients took 10 for an old MySQL, so some servers put this before it.
        let number = version.strip_prefix("5.5.5-").filter(|_| mariadb).unwrap_or(version);
        let mut parts = number.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>());
        let mut next = || parts.next().and_then(std::result::Result::ok).unwrap_or_default();
        let release = (next(), next());
        let patch = next();
        match (mariadb, release) {
            (true, (11, 2..) | (12.., _)) => Ok(Self::Mariadb11),
            (true, (10, 8..) | (11, _)) => Ok(Self::Mariadb1011),
            (true, (10, 6..)) => Ok(Self::Mariadb106),
            (false, (8, 4..) | (9.., _)) => Ok(Self::Mysql84),
            (false, (8, 1..)) => Ok(Self::Mysql80),
            (false, (8, 0)) => Ok(if patch < 29 { Self::Mysql800 } else { Self::Mysql80 }),
            (true, _) => Err(too_old("MariaDB", version, "10.6")),
            (false, _) => Err(too_old("MySQL", version, "8.0")),
        }
    }
}

fn too_old(server: &str, version: &str, oldest: &str) -> Error {
    Error::new(
        ErrorCode::Unsupported,
        format!("{server} {version} is too old: {oldest} is the oldest that is spoken to"),
    )
    .with_help("upgrade the server")
}

#[cfg(test)]
mod tests {
    use super::Flavour;

    #[test]
    fn servers_are_known_by_their_version() {
        for (version, expected) in [
            ("10.11.19-MariaDB-0+deb12u1", Flavour::Mariadb1011),
            ("10.6.16-MariaDB-log", Flavour::Mariadb106),
            ("5.5.5-10.8.3-MariaDB", Flavour::Mariadb1011),
            ("11.1.2-MariaDB", Flavour::Mariadb1011),
            ("11.4.2-MariaDB-ubu2404", Flavour::Mariadb11),
            ("12.0.1-MariaDB", Flavour::Mariadb11),
            ("8.0.36-0ubuntu0.22.04.1", Flavour::Mysql80),
            ("8.0.28", Flavour::Mysql800),
            ("8.0.29-debug", Flavour::Mysql80),
            ("8.3.0", Flavour::Mysql80),
            ("8.4.0", Flavour::Mysql84),
            ("9.1.0", Flavour::Mysql84),
        ] {
            assert_eq!(Flavour::of(version).unwrap(), expected, "{version}");
        }
        for old in ["5.7.44", "10.5.2-MariaDB", "5.5.5-10.3.1-MariaDB", ""] {
            assert!(Flavour::of(old).unwrap_err().to_string().contains("too old"), "{old}");
        }
    }
}
