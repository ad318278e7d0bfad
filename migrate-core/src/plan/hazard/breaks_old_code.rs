use super::Step;
use crate::Change;
use crate::dialect::postgres;

/// What a program that was built for the schema before can't live with.
pub(super) fn check(step: &Step<'_>) -> Vec<String> {
    let message = match step.change {
        Change::DropTable { table } => format!("programs that still use `{}` fail", table.name),
        Change::RenameTable { from, to } => format!("programs that still say `{from}` for `{to}` fail"),
        Change::DropColumn { table, column, .. } => {
            format!("programs that still use `{table}.{}` fail", column.name)
        }
        Change::RenameColumn { table, from, to } => {
            format!("programs that still say `{table}.{from}` for `{to}` fail")
        }
        Change::AddColumn { table, column, .. }
            if step.existing
                && !column.nullable
                && column.default.is_none()
                && column.generated.is_none()
                && column.identity.is_none() =>
        {
            format!("programs that insert into `{table}` without `{}` fail", column.name)
        }
        Change::AlterColumn { table, from, to, .. }
            if from.nullable && !to.nullable && to.default.is_none() =>
        {
            format!("programs that write NULL to `{table}.{}` fail", to.name)
        }
        Change::AlterColumn { table, from, to, .. } if from.generated.is_none() && to.generated.is_some() => {
            format!("programs that write to `{table}.{}` fail", to.name)
        }
        Change::AlterColumn { table, from, to, .. } if !from.nullable && to.nullable => {
            format!("programs that read `{table}.{}` don't expect NULL", to.name)
        }
        // A longer text is still a text.
        Change::AlterColumn { from, to, .. }
            if step.caps.minds_dependents
                && from.ty != to.ty
                && postgres::cast(&from.ty, &to.ty).in_place =>
        {
            return Vec::new();
        }
        Change::AlterColumn { table, from, to, .. } if from.ty != to.ty => {
            format!("programs that take `{table}.{}` for {} may fail", to.name, from.ty)
        }
        Change::DropOpaque { object } if matches!(&*object.id.kind, "function" | "procedure") => {
            format!("programs that still call {} fail", object.id)
        }
        Change::CreateOpaque { object }
        | Change::DropOpaque { object }
        | Change::AlterOpaque { to: object, .. }
            if object.id.kind == "replica identity" =>
        {
            format!("those who replicate `{}` are told its rows in another way", object.id.name)
        }
        Change::DropOpaque { object } if matches!(&*object.id.kind, "trigger" | "rule") => {
            format!("programs that count on {} are left alone", object.id)
        }
        Change::AlterOpaque { from, to } if !to.can_replace(from) && from.replaces.is_some() => {
            format!("programs that call {} as it was may fail", to.id)
        }
        Change::DropView { view } => format!("programs that still use `{}` fail", view.name),
        _ => return Vec::new(),
    };
    vec![message]
}
