//! What is typed while the demo runs: whole lines, since the terminal is left as it is.

use std::io::{self, IsTerminal};

use tokio::sync::mpsc;

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Fresh lines.
    Fresh,
    /// The end.
    Quit,
}

/// The keys, from now on. The end of standard input is not the end of the demo.
pub(super) struct Keys(mpsc::UnboundedReceiver<Key>);

impl Keys {
    /// Begins to listen, unless a terminal would stop us for it.
    pub(super) fn listen() -> Self {
        let (found, keys) = mpsc::unbounded_channel();
        if !io::stdin().is_terminal() || is_in_foreground() {
            // A read of standard input cannot be called off: this thread ends with the program.
            std::thread::spawn(move || {
                for line in io::stdin().lines() {
                    let Ok(line) = line else { return };
                    if found.send(meaning(&line)).is_err() {
                        return;
                    }
                }
            });
        }
        Self(keys)
    }

    /// The next key; waits for ever when there will be none.
    pub(super) async fn next(&mut self) -> Key {
        match self.0.recv().await {
            Some(key) => key,
            None => std::future::pending().await,
        }
    }
}

/// Whether somebody can press keys.
pub(super) fn are_there() -> bool {
    io::stdin().is_terminal() && is_in_foreground()
}

fn meaning(line: &str) -> Key {
    match line.trim() {
        "q" | "Q" | "quit" | "exit" => Key::Quit,
        _ => Key::Fresh,
    }
}

/// Whether the terminal is ours to read from: a job in the background that reads is stopped (POSIX, SIGTTIN).
fn is_in_foreground() -> bool {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    foreground(&stat).unwrap_or(true)
}

/// Compares the process's group with the terminal's, from proc(5)'s line.
fn foreground(stat: &str) -> Option<bool> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(2);
    let group: i64 = fields.next()?.parse().ok()?;
    let terminal: i64 = fields.nth(2)?.parse().ok()?;
    Some(group == terminal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_q_ends_it() {
        assert_eq!(meaning(" q "), Key::Quit);
        assert_eq!(meaning(""), Key::Fresh);
        assert_eq!(meaning("n"), Key::Fresh);
    }

    #[test]
    fn a_job_in_the_background_does_not_read() {
        assert_eq!(foreground("7 (a) b) S 1 7 7 34816 7 0"), Some(true));
        assert_eq!(foreground("7 (vestibule) S 1 7 5 34816 9 0"), Some(false));
        assert_eq!(foreground(""), None);
    }
}
