use model_derive::{Table, tables};

#[derive(Table)]
#[table(name = "teams")]
pub struct Team {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
}

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Team::naem)]
    pub team: String,
}

tables! { pub TABLES = [Team, User]; }

fn main() {}
