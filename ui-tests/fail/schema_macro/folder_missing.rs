use model_derive::schema;

schema! {
    #[schema(dir = "no/such/folder")]
    pub static APP: Sqlite = [];
}

fn main() {}
