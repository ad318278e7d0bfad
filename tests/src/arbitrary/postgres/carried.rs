use migrate_core::QName;
use migrate_core::schema::{Check, Column, Opaque, OpaqueId, Type};

use crate::arbitrary::maker::{Maker, pick_of};
use crate::arbitrary::qualified;

impl Maker {
    /// Functions, domains and triggers, with what hangs on them.
    pub(super) fn carried(&mut self, pick: usize, how: usize, number: usize) -> Option<()> {
        match how % 6 {
            0 => {
                self.schema.opaque.push(function(number, how));
                if pick.is_multiple_of(2) {
                    let calls = format!("fn_{number}('total') <> ''");
                    self.table(pick)?.checks.push(Check::new(format!("check_{number}"), calls));
                }
            }
            1 => {
                let name = format!("dom_{number}");
                self.schema.opaque.push(Opaque {
                    id: id("domain", None, &name),
                    create: vec![format!("CREATE DOMAIN {name} AS text CHECK (VALUE <> 'x')")],
                    drop: format!("DROP DOMAIN {name}"),
                    replaces: None,
                });
                let mut column = Column::new(format!("of {name}"), Type::Raw(name));
                column.nullable = true;
                self.table(pick)?.columns.push(column);
            }
            2 | 3 => {
                let table = self.table(pick)?.name.clone();
                let name = format!("touch_{number}");
                self.schema.opaque.push(Opaque {
                    id: id("function", None, &format!("{name}()")),
                    create: vec![format!(
                        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
                    )],
                    drop: format!("DROP FUNCTION {name}()"),
                    replaces: Some("trigger".to_owned()),
                });
                self.schema.opaque.push(Opaque {
                    id: id("trigger", Some(table), &format!("on_{name}")),
                    create: Vec::new(),
                    drop: String::new(),
                    replaces: None,
                });
            }
            4 => {
                // Another body.
                let functions =
                    self.schema.opaque.iter_mut().filter(|one| one.id.name.name.starts_with("fn_"));
                let one = functions.into_iter().nth(pick % 3)?;
                let number = one.bare_name().strip_prefix("fn_")?.parse().ok()?;
                *one = function(number, how);
            }
            _ => {
                let gone = pick_of(&self.schema.opaque, pick)?.clone();
                let name = gone.bare_name();
                let called = self.schema.opaque.iter().any(|one| one.id.name.name == format!("on_{name}"));
                let used = self.schema.tables.iter().any(|table| {
                    table.checks.iter().any(|check| check.expression.contains(name))
                        || table.columns.iter().any(|column| column.ty == Type::Raw(name.to_owned()))
                });
                if !called && !used {
                    self.schema.opaque.retain(|one| one.id != gone.id);
                }
            }
        }
        Some(())
    }

    /// Triggers go with their table, and say its name as it is now.
    pub(in crate::arbitrary) fn retell(&mut self) {
        let tables: Vec<QName> = self.schema.tables.iter().map(|table| table.name.clone()).collect();
        self.schema.opaque.retain(|one| one.id.table.as_ref().is_none_or(|table| tables.contains(table)));
        for one in self.schema.opaque.iter_mut().filter(|one| one.id.kind == "trigger") {
            let Some(table) = one.id.table.as_ref().map(qualified) else { continue };
            let name = &one.id.name.name;
            let function = name.trim_start_matches("on_");
            one.create = vec![format!(
                "CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.{function}()"
            )];
            one.drop = format!("DROP TRIGGER {name} ON {table}");
            one.id.name.namespace = one.id.table.as_ref().and_then(|table| table.namespace.clone());
        }
    }
}

fn function(number: usize, how: usize) -> Opaque {
    let name = format!("fn_{number}");
    Opaque {
        id: id("function", None, &format!("{name}(text)")),
        create: vec![format!(
            "CREATE OR REPLACE FUNCTION {name}(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1 || '{how}' $$"
        )],
        drop: format!("DROP FUNCTION {name}(text)"),
        replaces: Some("text / text".to_owned()),
    }
}

fn id(kind: &str, table: Option<QName>, name: &str) -> OpaqueId {
    OpaqueId { kind: kind.to_owned(), table, name: QName::new(None::<&str>, name) }
}
