//! What depends on the databases that this crate was built for: a derive can't see features, but the
//! macros that its output calls can.

/// Keeps its content where SQLite is built in.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "sqlite-system")]
macro_rules! __if_sqlite {
    ($($item:item)*) => { $($item)* };
}

/// Keeps its content where SQLite is built in.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "sqlite-system"))]
macro_rules! __if_sqlite {
    ($($item:item)*) => {};
}
