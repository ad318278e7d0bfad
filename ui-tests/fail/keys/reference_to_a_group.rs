use model_derive::{Table, tables};

#[derive(Table)]
#[table(name = "teams", diesel = false)]
pub struct Team {
    #[column(primary_key)]
    pub id: i64,
}

tables! { pub TEAMS = [Team]; }

#[derive(Table)]
#[table(name = "users", diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = TEAMS::id)]
    pub team_id: i64,
}

tables! { pub TABLES = [User, TEAMS]; }

fn main() {}
