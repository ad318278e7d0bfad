use crate::Change;
use crate::schema::Opaque;

/// The statements for something that is carried as the database writes it; `None` for all other changes.
pub(super) fn statements(change: &Change) -> Option<Vec<String>> {
    Some(match change {
        Change::CreateOpaque { object } => object.create.clone(),
        Change::DropOpaque { object } => vec![object.drop.clone()],
        Change::AlterOpaque { from, to } => altered(from, to),
        _ => return None,
    })
}

fn altered(from: &Opaque, to: &Opaque) -> Vec<String> {
    let away = (!to.can_replace(from)).then(|| from.drop.clone());
    away.into_iter().chain(to.create.iter().cloned()).collect()
}
