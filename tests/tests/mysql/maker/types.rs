//! Random columns, and values for them.

use migrate_core::schema::*;

fn ty(pick: usize) -> Type {
    let all = [
        "integer",
        "bigint",
        "tinyint",
        "smallint unsigned",
        "integer unsigned",
        "bigint unsigned",
        "boolean",
        "real",
        "double",
        "decimal(10, 2)",
        "varchar(40)",
        "char(3)",
        "text",
        "blob",
        "varbinary(8)",
        "binary(4)",
        "date",
        "time",
        "timestamp",
        "timestamp(3)",
        "timestamptz",
        "json",
        "raw(mediumint)",
        "raw(year)",
        "raw(bit(3))",
        "raw(longtext)",
        "raw(tinyblob)",
        "raw(set('a','b'))",
        "raw(enum('a','b''c'))",
        "raw(enum('a','b''c','d'))",
        "varchar(200)",
        "raw(decimal(8,2) unsigned)",
    ];
    all[pick % all.len()].parse().unwrap()
}

fn is_words(ty: &Type) -> bool {
    matches!(ty, Type::Varchar(_) | Type::Char(_) | Type::Text)
        || matches!(ty, Type::Raw(sql) if sql == "longtext" || sql.starts_with("enum"))
}

pub(crate) fn is_large(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Blob | Type::Json)
        || matches!(ty, Type::Raw(sql) if sql.ends_with("text") || sql.ends_with("blob"))
}

pub(crate) fn column(name: &str, how: usize, flags: usize) -> Column {
    let mut column = Column::new(name, ty(how));
    column.nullable = flags.is_multiple_of(2);
    column.default = column_default(&column.ty, flags);
    if is_words(&column.ty) {
        match flags % 5 {
            1 => column.charset = Some("latin1".to_owned()),
            2 => {
                column.charset = Some("utf8mb4".to_owned());
                column.collation = Some("utf8mb4_bin".to_owned());
            }
            _ => {}
        }
    }
    if matches!(column.ty, Type::Timestamp(_) | Type::TimestampTz(_)) && flags % 4 == 1 {
        column.on_update = Some("CURRENT_TIMESTAMP".to_owned());
    }
    column.invisible = flags.is_multiple_of(11) && column.nullable;
    column.comment = (flags.is_multiple_of(7)).then(|| "why".to_owned());
    if flags.is_multiple_of(13) && matches!(column.ty, Type::Int { bits: 32 | 64, .. }) {
        column.generated =
            Some(Generated { expression: "1 + 1".to_owned(), stored: flags.is_multiple_of(26) });
        (column.default, column.nullable) = (None, true);
    }
    column
}

pub(crate) fn column_default(ty: &Type, how: usize) -> Option<Default> {
    match (how % 3, ty) {
        (0, Type::Int { .. }) => Some(Default::Int(7)),
        (0, Type::Bool) => Some(Default::Bool(true)),
        (0, Type::Decimal(_) | Type::Double) => Some(Default::Number("1.5".to_owned())),
        (0, Type::Varchar(_) | Type::Text) => Some(Default::Text("it's".to_owned())),
        (1, Type::Varchar(_)) => Some(Default::Sql("lower('A')".to_owned())),
        (1, Type::Int { bits: 32 | 64, .. }) => Some(Default::Sql("1 + 1".to_owned())),
        (0 | 1, Type::Timestamp(_) | Type::TimestampTz(_)) => {
            Some(Default::Sql("CURRENT_TIMESTAMP".to_owned()))
        }
        (0, Type::Blob | Type::Varbinary(_)) => Some(Default::Text("ab".to_owned())),
        (0, Type::Raw(sql)) if sql.starts_with("enum") || sql.starts_with("set") => {
            Some(Default::Text("a".to_owned()))
        }
        (0, Type::Raw(sql)) if sql.starts_with("bit") => Some(Default::Sql("b'101'".to_owned())),
        _ => None,
    }
}

/// A value of a type, another for each row.
pub(crate) fn sample(ty: &Type, n: u32) -> String {
    match ty {
        Type::Bool | Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_) => n.to_string(),
        Type::Date => format!("'2020-01-0{n}'"),
        Type::Time(_) => format!("'00:00:0{n}'"),
        Type::Timestamp(_) | Type::TimestampTz(_) => format!("'2020-01-0{n} 00:00:00'"),
        Type::Json => format!("'{n}'"),
        Type::Raw(sql) if sql.starts_with("enum") || sql.starts_with("set") => "'a'".to_owned(),
        Type::Raw(sql) if sql.starts_with("bit") => format!("b'{n:b}'"),
        Type::Raw(sql) if sql.starts_with("year") => format!("201{n}"),
        _ => format!("'{n}'"),
    }
}
