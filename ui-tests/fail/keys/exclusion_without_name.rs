use model_derive::{Table, tables};

#[derive(Table)]
#[table(name = "bookings", exclude(using = "gist", part("room", "=")))]
pub struct Booking {
    #[column(primary_key)]
    pub id: i64,
    pub room: i64,
}

tables! { pub TABLES = [Booking]; }

fn main() {}
