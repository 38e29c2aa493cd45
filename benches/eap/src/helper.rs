//! Stands in for Samba's `ntlm_auth` and the domain behind it: calls every response right, and knows the one password's
//! key. This program is started once more to be it, so that no time of a domain is measured.

use std::io::{BufRead as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;

use md4::{Digest as _, Md4};

use crate::people::PASSWORD;

/// With this argument the program is the stand-in (ntlm_auth(1)).
pub(crate) const PROTOCOL: &str = "--helper-protocol=ntlm-server-1";

/// Answers questions until there are no more.
pub(crate) fn run() -> anyhow::Result<()> {
    let password: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // RFC 2759 section 8.4.
    let key: String = Md4::digest(Md4::digest(password)).iter().map(|octet| format!("{octet:02X}")).collect();
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        if line? == "." {
            write!(output, "Authenticated: Yes\nUser-Session-Key: {key}\n.\n")?;
            output.flush()?;
        }
    }
    Ok(())
}

/// Listens where winbind would, since Vestibule looks whether somebody does.
pub(crate) fn listen(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let listener = UnixListener::bind(folder.join("pipe"))?;
    std::thread::spawn(move || listener.incoming().for_each(drop));
    Ok(())
}
