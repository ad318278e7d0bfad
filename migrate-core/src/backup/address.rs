/// A server's address, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<String>,
    pub(super) database: String,
    /// `unix_socket` and its like.
    pub(super) parameters: Vec<(String, String)>,
    /// The whole address, without the password.
    pub(super) shown: String,
}

impl Address {
    pub(super) fn parse(text: &str) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, query)| (rest, query));
        // A password may hold what ends an authority: the last `@` tells.
        let (login, place) =
            rest.rsplit_once('@').map_or((None, rest), |(login, place)| (Some(login), place));
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = hosts.rsplit_once(':').map_or((hosts, None), |(host, port)| (host, Some(port)));
        let (user, mut password) = match login {
            None => (None, None),
            Some(login) => match login.split_once(':') {
                Some((user, password)) => (Some(user), Some(decode(password))),
                None => (Some(login), None),
            },
        };
        let mut parameters = Vec::new();
        let mut kept = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if name == "password" {
                password = Some(decode(value));
                continue;
            }
            kept.push(pair);
            parameters.push((name.to_owned(), decode(value)));
        }
        let login = user.map(|user| format!("{user}@")).unwrap_or_default();
        let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        let some = |text: &str| Some(decode(text)).filter(|text| !text.is_empty());
        Self {
            user: user.and_then(some),
            password: password.filter(|password| !password.is_empty()),
            host: some(host.trim_matches(['[', ']'])),
            port: port.and_then(some),
            database: decode(database),
            parameters,
            shown: format!("{scheme}://{login}{hosts}/{database}{query}"),
        }
    }

    pub(super) fn parameter(&self, names: &[&str]) -> Option<&str> {
        let found = self.parameters.iter().rev().find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, value)| value.as_str())
    }
}

/// `%20` → a space; what is no such code stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_comes_out() {
        let of = |text: &str| {
            let address = Address::parse(text);
            (address.shown, address.password.unwrap_or_default())
        };
        for (text, shown, password) in [
            ("postgres://me:a%2Fb@h:1/db?x=y", "postgres://me@h:1/db?x=y", "a/b"),
            ("postgres://me:a/b@c@h/db", "postgres://me@h/db", "a/b@c"),
            ("postgres://h/db?password=p&x=y", "postgres://h/db?x=y", "p"),
            ("mysql://root@h/db", "mysql://root@h/db", ""),
        ] {
            assert_eq!(of(text), (shown.to_owned(), password.to_owned()));
        }
        let address = Address::parse("mysql://u:p@127.0.0.1:3307/my%20db?unix_socket=/run/x.sock");
        assert_eq!((address.user.as_deref(), address.host.as_deref()), (Some("u"), Some("127.0.0.1")));
        assert_eq!((address.port.as_deref(), address.database.as_str()), (Some("3307"), "my db"));
        assert_eq!(address.parameter(&["unix_socket"]), Some("/run/x.sock"));
    }
}
