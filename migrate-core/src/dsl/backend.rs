//! What depends on how this crate was built: a derive can't see features, but the macros that its output
//! calls can.

macro_rules! keep_where {
    ($($feature:literal => $name:ident)*) => { keep_where! { ($) $($feature => $name)* } };
    (($d:tt) $($feature:literal => $name:ident)*) => {$(
        /// Keeps its content where this crate was built with the feature, and drops it elsewhere.
        #[doc(hidden)]
        #[macro_export]
        #[cfg(feature = $feature)]
        macro_rules! $name {
            ($d($d items:tt)*) => { $d($d items)* };
        }

        /// Keeps its content where this crate was built with the feature, and drops it elsewhere.
        #[doc(hidden)]
        #[macro_export]
        #[cfg(not(feature = $feature))]
        macro_rules! $name {
            ($d($d items:tt)*) => {};
        }
    )*};
}

keep_where! {
    "diesel" => __if_diesel
    "sqlite-system" => __if_sqlite
    "postgres-types" => __if_postgres
    "mysql-types" => __if_mysql
}
