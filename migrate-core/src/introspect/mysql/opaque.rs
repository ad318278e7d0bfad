use super::catalog::Catalog;
use super::charset::Charsets;
use super::rows::{Parameter, Program};
use crate::QName;
use crate::dialect::mysql::{QUOTING, comment};
use crate::dialect::{Dialect, split};
use crate::introspect::Seen;
use crate::schema::{Opaque, OpaqueId};

/// A body means something else under these: <https://mariadb.com/kb/en/sql-mode/>. One that was written under another
/// than ours can't be made again in a session of ours.
const OTHER_MEANING: [&str; 5] =
    ["ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "IGNORE_SPACE", "HIGH_NOT_PRECEDENCE", "ORACLE"];

/// Triggers and routines. Whoever makes one is its definer, so that no right beyond one's own is needed. Events run by
/// themselves, wherever they are made: they are only seen.
pub(super) fn read(catalog: &Catalog, charsets: &Charsets<'_>, seen: &mut Vec<Seen>) -> Vec<Opaque> {
    let mut programs: Vec<&Program> = catalog.programs.iter().collect();
    programs.sort_by_key(|one| (&one.kind, &one.table, &one.occasion, one.place, &one.name));
    let mut found = Vec::new();
    // The last one that was carried: what stands behind one that isn't, says nothing of it.
    let mut last: Option<&Program> = None;
    for one in programs {
        let body = one.body.as_deref().filter(|body| is_carried(one) && is_plain(body));
        let create = body.map(|body| match &one.table {
            Some(table) => {
                let same = |last: &&Program| (&last.table, &last.occasion) == (&one.table, &one.occasion);
                trigger(one, table, last.filter(same), body)
            }
            None => routine(one, &catalog.parameters, charsets, body),
        });
        // What isn't read as one statement here would be run in parts.
        match create.filter(|create| split(Dialect::Mysql, create).len() == 1) {
            Some(create) => {
                found.push(opaque(one, create));
                last = Some(one);
            }
            None => seen.push(unheld(one)),
        }
    }
    found
}

fn is_carried(one: &Program) -> bool {
    matches!(&*one.kind, "trigger" | "function" | "procedure")
        && one.language.eq_ignore_ascii_case("SQL")
        && !one.mode.split(',').any(|mode| OTHER_MEANING.contains(&mode))
}

/// The catalog shows a character of four bytes as a question mark: what holds one may say something else. And what two
/// bars mean depends on who makes it: Diesel's sessions join texts by them, others take them for OR.
fn is_plain(body: &str) -> bool {
    !body.contains('?') && !body.contains("||")
}

fn opaque(one: &Program, create: String) -> Opaque {
    let name = QUOTING.name(&one.name);
    Opaque {
        id: OpaqueId {
            kind: one.kind.clone(),
            table: one.table.as_deref().map(QName::from),
            name: QName::from(one.name.as_str()),
        },
        create: vec![create],
        drop: format!("DROP {} {name}", one.kind.to_uppercase()),
        replaces: None,
    }
}

/// Where several stand on one occasion, each says behind which.
fn trigger(one: &Program, table: &str, before: Option<&Program>, body: &str) -> String {
    let follows =
        before.map_or_else(String::new, |before| format!(" FOLLOWS {}", QUOTING.name(&before.name)));
    format!(
        "CREATE TRIGGER {} {} ON {} FOR EACH ROW{follows}\n{}",
        QUOTING.name(&one.name),
        one.occasion.as_deref().unwrap_or_default(),
        QUOTING.name(table),
        body.trim()
    )
}

fn routine(one: &Program, parameters: &[Parameter], charsets: &Charsets<'_>, body: &str) -> String {
    let typed = |spelling: Option<&str>, charset: Option<&str>, collation: Option<&str>| {
        let mut sql = spelling.unwrap_or_default().to_owned();
        let (charset, collation) = match charset {
            Some(charset) => charsets.of_parameter(charset, collation),
            None => (None, None),
        };
        sql.extend(charset.map(|charset| format!(" CHARACTER SET {charset}")));
        sql.extend(collation.map(|collation| format!(" COLLATE {collation}")));
        sql
    };
    let is_function = one.kind == "function";
    let parameter = |of: &Parameter| {
        let mode =
            of.mode.as_deref().filter(|_| !is_function).map_or_else(String::new, |mode| format!("{mode} "));
        let ty = typed(of.spelling.as_deref(), of.charset.as_deref(), of.collation.as_deref());
        format!("{mode}{} {ty}", QUOTING.name(of.name.as_deref().unwrap_or_default()))
    };
    let own = |of: &&Parameter| of.kind == one.kind && of.routine == one.name;
    let listed: Vec<String> = parameters.iter().filter(own).map(parameter).collect();
    // The server tells it nowhere else; no other function may fetch so: https://mariadb.com/kb/en/stored-aggregate-functions/
    let words: Vec<String> = body.split_whitespace().map(str::to_ascii_lowercase).collect();
    let aggregates =
        is_function && words.windows(3).any(|three| three[..2] == ["fetch", "group"] && three[2] == "next");
    let mut sql = format!(
        "CREATE {}{} {}({})",
        if aggregates { "AGGREGATE " } else { "" },
        one.kind.to_uppercase(),
        QUOTING.name(&one.name),
        listed.join(", ")
    );
    if is_function {
        let ty = typed(one.returns.as_deref(), one.charset.as_deref(), one.collation.as_deref());
        sql.push_str(&format!(" RETURNS {ty}"));
    }
    sql.push_str(one.traits.as_deref().unwrap_or_default());
    if let Some(text) = one.comment.as_deref().filter(|text| !text.is_empty()) {
        sql.push_str(&format!(" COMMENT {}", comment(text)));
    }
    format!("{sql}\n{}", body.trim())
}

fn unheld(one: &Program) -> Seen {
    let occasion = one.occasion.as_deref().map_or_else(String::new, |occasion| format!("{occasion} "));
    Seen {
        kind: one.kind.clone(),
        name: QName::from(one.name.as_str()),
        table: one.table.as_deref().map(QName::from),
        detail: format!("{occasion}{}", one.body.as_deref().unwrap_or_default()),
    }
}
