use model_derive::{Table, tables};

#[derive(Table)]
#[table(name = "teams")]
pub struct Team {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Team::id)]
    pub team_id: i32,
}

tables! { pub TABLES = [Team, User]; }

fn main() {}
