use model_derive::schema;

schema! {
    pub static APP: Sqlit = [];
}

fn main() {}
