use super::super::quote_text;
use super::index::bracket;
use crate::schema::{Default, Type};

/// A default's value, as it stands behind `DEFAULT`.
pub(super) fn default(default: &Default) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Int(value) => value.to_string(),
        Default::Number(text) => text.clone(),
        Default::Text(text) => quote_text(text),
        Default::Sql(sql) if is_simple(sql) => sql.trim().to_owned(),
        Default::Sql(sql) => bracket(sql),
    }
}

/// One word, number, string or call: what [needs no brackets](https://www.postgresql.org/docs/current/sql-createtable.html).
fn is_simple(sql: &str) -> bool {
    let sql = sql.trim();
    let (head, rest) = match sql.find('(') {
        Some(at) => sql.split_at(at),
        None => (sql, "()"),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.".contains(c);
    let closed = rest.len() > 1 && rest.ends_with(')') && without_parentheses(rest).is_some();
    let constant = quoted(sql).is_some();
    !sql.contains("--") && (constant || !head.is_empty() && head.chars().all(plain) && closed)
}

/// The default that the text behind `DEFAULT` stands for, where it is a constant; `None` for NULL, which is what no
/// default means.
pub(super) fn canonical_default(default: &Default, ty: &Type) -> Option<Default> {
    let Default::Sql(sql) = default else { return Some(default.clone()) };
    let sql = bare(sql);
    if sql.eq_ignore_ascii_case("null") {
        return None;
    }
    let lower = sql.to_ascii_lowercase();
    if matches!(ty, Type::Bool) && matches!(lower.as_str(), "true" | "false") {
        return Some(Default::Bool(lower == "true"));
    }
    let base = super::types::name(&super::types::canonical(ty));
    let base = base.split('(').next().unwrap_or_default();
    Some(constant(sql, ty, base).unwrap_or_else(|| Default::Sql(sql.to_owned())))
}

/// A column's default, from the expression that the server keeps: constants of the column's own type become
/// literals, anything else stays SQL.
///
/// `spelling` is the column's type without its size, as a cast names it: `character varying` for `varchar(9)`.
pub fn read_default(expression: &str, ty: &Type, spelling: &str) -> Default {
    constant(expression, ty, spelling).unwrap_or_else(|| Default::Sql(expression.to_owned()))
}

fn constant(expression: &str, ty: &Type, spelling: &str) -> Option<Default> {
    match (ty, expression) {
        (Type::Bool, "true") => return Some(Default::Bool(true)),
        (Type::Bool, "false") => return Some(Default::Bool(false)),
        _ => {}
    }
    if is_number(expression) {
        return number(expression, ty);
    }
    let (text, cast) = quoted(expression)?;
    let base = cast.split('(').next().unwrap_or_default().trim_end();
    if is_numeric(ty) {
        // A negative constant is written as a quoted one: `'-1'::integer`.
        return is_number(&text).then(|| number(&text, ty)).flatten();
    }
    (base == spelling).then_some(Default::Text(text))
}

fn number(text: &str, ty: &Type) -> Option<Default> {
    match ty {
        Type::Int { .. } => text.parse().ok().map(Default::Int),
        Type::Float | Type::Double | Type::Decimal(_) => match text.parse() {
            Ok(whole) => Some(Default::Int(whole)),
            Err(_) => Some(Default::Number(text.to_owned())),
        },
        _ => None,
    }
}

fn is_numeric(ty: &Type) -> bool {
    matches!(ty, Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.splitn(2, '.');
    let whole = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(whole) && parts.next().is_none_or(whole)
}

/// `'it''s'::text` as `it's` and `text`; nothing where anything else stands around it.
fn quoted(expression: &str) -> Option<(String, &str)> {
    let rest = expression.strip_prefix('\'')?;
    let mut text = String::new();
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            text.push('\'');
        } else {
            let cast = rest[at + 1..].strip_prefix("::")?;
            let plain = |c: char| c.is_alphanumeric() || " _.\"[](),".contains(c);
            return (!cast.is_empty() && cast.chars().all(plain)).then_some((text, cast));
        }
    }
    None
}

/// An expression without the parentheses that stand around the whole of it.
pub fn bare(expression: &str) -> &str {
    let mut inner = expression.trim();
    while let Some(next) = without_parentheses(inner) {
        inner = next.trim();
    }
    inner
}

fn without_parentheses(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_usize;
    let mut quote = None;
    for c in inner.chars() {
        match (quote, c) {
            // A doubled mark closes and opens again: the same in the end.
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.checked_sub(1)?,
            (None, _) => {}
        }
    }
    (depth == 0 && quote.is_none()).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::{bare, read_default};
    use crate::schema::{Default, Type};

    #[test]
    fn constants_are_literals() {
        let int = Type::Int { bits: 32, unsigned: false };
        let sql = |text: &str| Default::Sql(text.to_owned());
        let text = |text: &str| Default::Text(text.to_owned());
        for (expression, ty, spelling, expected) in [
            ("false", Type::Bool, "boolean", Default::Bool(false)),
            ("0", int.clone(), "integer", Default::Int(0)),
            ("'-1'::integer", int.clone(), "integer", Default::Int(-1)),
            ("1.50", Type::Decimal(Some((5, 2))), "numeric", Default::Number("1.50".to_owned())),
            ("'-0.5'::numeric", Type::Double, "double precision", Default::Number("-0.5".to_owned())),
            ("'it''s'::text", Type::Text, "text", text("it's")),
            ("''::character varying", Type::Varchar(9), "character varying", text("")),
            ("'{}'::text[]", Type::Array(Box::new(Type::Text)), "text[]", text("{}")),
            ("'new'::app.status", Type::Raw("app.status".to_owned()), "app.status", text("new")),
            ("now()", Type::TimestampTz(None), "timestamp with time zone", sql("now()")),
            ("('a'::text || 'b'::text)", Type::Text, "text", sql("('a'::text || 'b'::text)")),
            ("('a'::text)::citext", Type::Text, "text", sql("('a'::text)::citext")),
            ("'x'::text || 'y'::text", Type::Text, "text", sql("'x'::text || 'y'::text")),
            ("'now'::date", Type::Text, "text", sql("'now'::date")),
            ("(1 + 1)", int, "integer", sql("(1 + 1)")),
        ] {
            assert_eq!(read_default(expression, &ty, spelling), expected, "{expression}");
        }
    }

    #[test]
    fn only_outer_parentheses_go() {
        for (expression, expected) in [
            ("((a + b))", "a + b"),
            ("(a) + (b)", "(a) + (b)"),
            ("(a = ')')", "a = ')'"),
            ("(\"(\" > 0)", "\"(\" > 0"),
            ("lower(a)", "lower(a)"),
            ("(a = 'it''s)')", "a = 'it''s)'"),
        ] {
            assert_eq!(bare(expression), expected);
        }
    }
}
