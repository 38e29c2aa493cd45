//! What the same searches cost without us: `ldapsearch` with the filter, the attributes and the page that Vestibule asks for.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::peers::Slapd;
use crate::people::{BASE, SERVICE};

/// What somebody types, and how many are wanted.
pub(crate) const TYPED: [(&str, u32); 3] = [("u00007", 50), ("u01", 50), ("Person", 50)];

/// One search, program start and bind included.
pub(crate) fn search(slapd: &Slapd, typed: &str, most: u32) -> anyhow::Result<Duration> {
    let names: String = ["uid", "cn", "sn", "givenName", "mail"].map(|name| format!("({name}={typed}*)")).concat();
    let people = "(|(objectClass=person)(objectClass=account)(objectClass=posixAccount))";
    let filter = format!("(&{people}(|{names}))");
    let began = Instant::now();
    let output = Command::new("ldapsearch")
        .args(["-x", "-LLL", "-H", &format!("ldap://{}", slapd.address), "-D", SERVICE.0, "-w", SERVICE.1, "-b", BASE])
        .args(["-z", &most.to_string(), "-E", &format!("pr={most}/noprompt"), &filter, "entryUUID", "uid", "mail"])
        .output()?;
    let took = began.elapsed();
    // 4: there are more than were wanted.
    if !matches!(output.status.code(), Some(0 | 4)) || output.stdout.is_empty() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(took)
}
