use model_derive::schema;

schema! {
    pub fn app() {}
}

fn main() {}
