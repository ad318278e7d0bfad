//! A call at a terminal: somebody reads the questions and types the answers.
//!
//! The terminal is made by `script` of util-linux; where that is missing, such tests are ignored.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a question may take: a build may lie before it, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(600);

/// A program that believes it has somebody before it.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    screen: Arc<Mutex<String>>,
    /// What was read up to here is done with.
    read: usize,
}

impl Terminal {
    /// Starts a program, its variables and folder as they are set.
    pub fn start(command: &Command) -> Self {
        let words: Vec<String> = std::iter::once(command.get_program())
            .chain(command.get_args())
            .map(|word| format!("'{}'", word.to_string_lossy().replace('\'', r"'\''")))
            .collect();
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &words.join(" "), "/dev/null"]);
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => script.env(key, value),
                None => script.env_remove(key),
            };
        }
        script.current_dir(command.get_current_dir().expect("a folder")).env("TERM", "xterm");
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = script.spawn().expect("`script` starts");
        let screen = Arc::new(Mutex::new(String::new()));
        let shown = Arc::clone(&screen);
        let mut stdout = child.stdout.take().expect("a pipe");
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                shown.lock().expect("the screen").push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        Self { child, screen, read: 0 }
    }

    /// Waits until the screen shows this; gives what came before it.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if let Some(at) = screen[self.read..].find(text) {
                let before = screen[self.read..self.read + at].to_owned();
                self.read += at + text.len();
                return before;
            }
            let ended = self.child.try_wait().expect("the program's state").is_some();
            assert!(!ended || !self.settled(&screen), "{text:?} never came:\n{screen}");
            assert!(start.elapsed() < PATIENCE, "{text:?} doesn't come:\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys.
    pub fn types(&mut self, keys: &str) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        stdin.write_all(keys.as_bytes()).and_then(|()| stdin.flush()).expect("somebody listens");
    }

    /// Waits for the end; gives the exit code and all that was shown.
    pub fn end(mut self) -> (i32, String) {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the program's state") {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "it doesn't end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut screen = self.screen();
        while !self.settled(&screen) {
            screen = self.screen();
        }
        (status.code().unwrap_or(-1), screen)
    }

    fn screen(&self) -> String {
        self.screen.lock().expect("the screen").clone()
    }

    /// Whether nothing more comes.
    fn settled(&self, screen: &str) -> bool {
        std::thread::sleep(Duration::from_millis(100));
        self.screen() == screen
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, unless a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
