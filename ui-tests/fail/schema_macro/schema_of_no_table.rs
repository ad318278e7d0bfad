use model_derive::schema;

pub struct User;

schema! {
    #[schema(dir = "src")]
    pub static APP: Sqlite = [User];
}

fn main() {}
