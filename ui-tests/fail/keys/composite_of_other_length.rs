use model_derive::{Table, tables};

#[derive(Table)]
#[table(name = "teams", primary_key(org, id))]
pub struct Team {
    pub org: i64,
    pub id: i64,
}

#[derive(Table)]
#[table(name = "users", foreign_key(columns(team_id), references = Team(org, id)))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub team_id: i64,
}

tables! { pub TABLES = [Team, User]; }

fn main() {}
