use model_derive::tables;

pub struct User;

tables! { pub TABLES = [User]; }

fn main() {}
