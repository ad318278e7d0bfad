use model_derive::schema;

schema! {
    #[schema(dri = "migrations")]
    pub static APP: Sqlite = [];
}

fn main() {}
