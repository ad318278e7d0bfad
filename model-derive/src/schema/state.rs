//! `MIGRATE_GATE`.

/// What the compile-time check is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    On,
    Warn,
    Off,
}

/// Its name; rustc tracks it for us, through `option_env!` in what is expanded.
pub(super) const VARIABLE: &str = "MIGRATE_GATE";

/// What the environment says.
pub(super) fn mode() -> Result<Mode, String> {
    match std::env::var(VARIABLE).as_deref() {
        Err(_) | Ok("" | "on") => Ok(Mode::On),
        Ok("warn") => Ok(Mode::Warn),
        Ok("off") => Ok(Mode::Off),
        Ok(other) => Err(format!("{VARIABLE} is `{other}`: it can be `on`, `warn` or `off`")),
    }
}
