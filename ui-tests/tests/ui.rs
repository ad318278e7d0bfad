//! Every mistake has a message worth reading; everything that the guide shows compiles.
//!
//! After a deliberate change: `TRYBUILD=overwrite cargo test -p ui-tests`, then read the difference.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*/*.rs");
}
