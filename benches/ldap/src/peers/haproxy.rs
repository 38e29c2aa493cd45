//! HAProxy in TCP mode: it carries bytes and knows nothing of LDAP. With TLS it ends the client's and begins its own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::{Running, Slapd, free, wait_for, write};
use crate::certificates::Certificates;

/// The balancer.
pub(crate) struct Haproxy {
    pub(crate) clear: SocketAddr,
    pub(crate) tls: SocketAddr,
    _running: Running,
}

impl Haproxy {
    /// Listens in front of the directory, with as many threads as it likes.
    pub(crate) fn start(folder: &Path, slapd: &Slapd, certificates: &Certificates) -> anyhow::Result<Self> {
        let folder = folder.join("haproxy");
        std::fs::create_dir_all(&folder)?;
        let (clear, tls) = (free()?, free()?);
        let text = format!(
            "global
    maxconn 4000
    ssl-server-verify required
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
listen clear
    bind {clear}
    server slapd {}
listen tls
    bind {tls} ssl crt {}
    server slapd {} ssl verify required ca-file {} verifyhost localhost
",
            slapd.clear,
            certificates.both.display(),
            slapd.tls,
            certificates.authority.display()
        );
        let configuration = folder.join("haproxy.cfg");
        write(&configuration, &text)?;
        let running = Running::start(Command::new("haproxy").arg("-db").arg("-q").arg("-f").arg(&configuration))?;
        wait_for(clear)?;
        wait_for(tls)?;
        Ok(Self { clear, tls, _running: running })
    }
}
