use model_derive::schema;

schema! {
    pub static APP: Sqlite + Sqlite = [];
}

fn main() {}
