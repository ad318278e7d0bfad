use super::{Flavour, QUOTING, expression, literal};
use crate::schema::{Index, IndexKind, IndexPart, IndexTarget, Order};
use crate::{Error, ErrorCode, Result};

/// The index as it stands in `CREATE TABLE` and behind `ADD`.
pub(super) fn index(flavour: Flavour, index: &Index) -> Result<String> {
    let kind = match index.kind {
        IndexKind::Plain => "INDEX",
        IndexKind::Unique | IndexKind::Constraint(_) => "UNIQUE INDEX",
        IndexKind::Fulltext => "FULLTEXT INDEX",
        IndexKind::Spatial => "SPATIAL INDEX",
    };
    let name = QUOTING.name(&index.name);
    Ok(format!("{kind} {name} {}{}", parts(flavour, index)?, options(flavour, index)))
}

/// `CREATE INDEX`.
pub(super) fn create(flavour: Flavour, table: &str, index: &Index) -> Result<String> {
    let kind = match index.kind {
        IndexKind::Plain => "",
        IndexKind::Unique | IndexKind::Constraint(_) => "UNIQUE ",
        IndexKind::Fulltext => "FULLTEXT ",
        IndexKind::Spatial => "SPATIAL ",
    };
    let name = QUOTING.name(&index.name);
    let (parts, options) = (parts(flavour, index)?, options(flavour, index));
    Ok(format!("CREATE {kind}INDEX {name} ON {table} {parts}{options}"))
}

fn parts(flavour: Flavour, index: &Index) -> Result<String> {
    let parts: Vec<String> = index.parts.iter().map(|of| part(flavour, index, of)).collect::<Result<_>>()?;
    Ok(format!("({})", parts.join(", ")))
}

fn part(flavour: Flavour, index: &Index, part: &IndexPart) -> Result<String> {
    let mut sql = match &part.on {
        IndexTarget::Column(name) => QUOTING.name(name),
        IndexTarget::Expression(sql) if flavour.abilities().expression_index => expression::bracket(sql),
        IndexTarget::Expression(sql) => {
            return Err(Error::new(
                ErrorCode::Unsupported,
                format!(
                    "{} has no index on an expression: `{sql}` in index `{}`",
                    flavour.title(),
                    index.name
                ),
            )
            .with_help("add a generated column for it, and index that"));
        }
    };
    if let Some(prefix) = part.prefix {
        sql.push_str(&format!("({prefix})"));
    }
    if part.order == Order::Desc && flavour.abilities().descending_index {
        sql.push_str(" DESC");
    }
    Ok(sql)
}

fn options(flavour: Flavour, index: &Index) -> String {
    let mut sql = String::new();
    if let Some(method) = &index.method {
        sql.push_str(&format!(" USING {}", method.to_ascii_uppercase()));
    }
    if let Some(parser) = index.with.first() {
        sql.push_str(&format!(" WITH PARSER {}", QUOTING.name(parser)));
    }
    if let Some(comment) = &index.comment {
        sql.push_str(&format!(" COMMENT {}", literal::comment(comment)));
    }
    if index.invisible {
        sql.push(' ');
        sql.push_str(flavour.abilities().hidden_index);
    }
    sql
}
