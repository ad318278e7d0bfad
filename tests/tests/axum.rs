//! The example with a web server, really started: it upgrades its own database, and serves, on either runtime.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]
#![cfg(feature = "async")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tests::postgres::Scratch;
use tests::postgres_test;

/// The program, built once.
fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/notes").canonicalize().unwrap();
        let exe = std::env::current_exe().unwrap();
        let target = exe.ancestors().nth(3).unwrap().join("examples");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--target-dir"]).arg(&target).current_dir(&example);
        for (key, _) in std::env::vars_os() {
            let name = key.to_string_lossy();
            if name.starts_with("CARGO_") && name != "CARGO_HOME" || name == "MIGRATE_GATE" {
                build.env_remove(&key);
            }
        }
        assert!(build.status().unwrap().success(), "the example doesn't build");
        target.join("debug").join(format!("notes{}", std::env::consts::EXE_SUFFIX))
    })
}

/// One instance of the service, ended with this value.
struct Service {
    process: Child,
    address: String,
    /// What it said before it served.
    said: Vec<String>,
}

impl Service {
    fn start(url: &str, flags: &[&str]) -> Self {
        let mut command = Command::new(program());
        command.args(flags).arg("127.0.0.1:0").env("DATABASE_URL", url).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(address) = line.strip_prefix("serving on http://") {
                return Self { process, address: address.to_owned(), said };
            }
            said.push(line);
        }
        panic!("it ended before it served: {said:?} {:?}", process.wait());
    }

    /// A request, and the answer's status and document.
    fn ask(&self, method: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} /notes HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn upgraded(&self) -> bool {
        self.said.iter().any(|line| line.starts_with("upgrading: "))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

postgres_test! {
    fn the_service_upgrades_itself_and_serves_on_either_runtime() {
        for flags in [&[][..], &["--one-thread"]] {
            let scratch = Scratch::new();
            let first = Service::start(scratch.url(), flags);
            assert!(first.upgraded(), "{:?}", first.said);
            assert_eq!(first.ask("GET", ""), (200, json!([])));
            let milk = json!({"id": 1, "text": "milk", "pinned": false});
            let bread = json!({"id": 2, "text": "bread", "pinned": true});
            assert_eq!(first.ask("POST", r#"{"text": "milk"}"#), (201, milk.clone()));
            assert_eq!(first.ask("POST", r#"{"text": "bread", "pinned": true}"#), (201, bread.clone()));
            assert_eq!(first.ask("GET", ""), (200, json!([bread, milk])));
            drop(first);
            // Started again it has nothing to do, and the rows are there.
            let second = Service::start(scratch.url(), flags);
            assert!(!second.upgraded(), "{:?}", second.said);
            assert_eq!(second.ask("GET", ""), (200, json!([bread, milk])));
        }
    }
}

postgres_test! {
    fn of_several_that_start_at_once_one_upgrades() {
        let scratch = Scratch::new();
        program();
        let services: Vec<Service> = std::thread::scope(|scope| {
            let start = |flags: &'static [&'static str]| scope.spawn(|| Service::start(scratch.url(), flags));
            let started = [start(&[]), start(&["--one-thread"]), start(&[]), start(&["--one-thread"])];
            started.into_iter().map(|service| service.join().unwrap()).collect()
        });
        assert_eq!(services.iter().filter(|service| service.upgraded()).count(), 1);
        services[0].ask("POST", r#"{"text": "milk"}"#);
        for service in &services {
            assert_eq!(service.ask("GET", "").1[0]["text"], "milk");
        }
    }
}
