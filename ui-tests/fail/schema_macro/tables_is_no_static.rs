use model_derive::tables;

tables! { pub static TABLES = []; }

fn main() {}
