use model_derive::schema;

schema! {
    pub static APP: Sqlite;
}

fn main() {}
