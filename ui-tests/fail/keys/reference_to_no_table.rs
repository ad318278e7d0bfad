use model_derive::{Table, tables};

pub struct Team {
    pub id: i64,
}

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Team::id)]
    pub team_id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
