//! Names for programs of Samba that look them up: two libraries of Samba's own test suite answer in the place of the
//! machine's resolver, so that several controllers and members live beside each other.

use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::path::Path;

/// The lines of a hosts file.
pub(crate) fn hosts(controller: Ipv4Addr) -> String {
    format!("127.0.0.1 localhost\n{controller} dc1.ad.example.test dc1\n{controller} ad.example.test\n")
}

/// What DNS would say.
pub(crate) fn dns(controller: Ipv4Addr) -> String {
    let mut lines = format!("A dc1.ad.example.test {controller}\nA ad.example.test {controller}\n");
    for (service, port) in [("_ldap", 389), ("_kerberos", 88)] {
        for within in ["", ".dc._msdcs"] {
            lines += &format!("SRV {service}._tcp{within}.ad.example.test dc1.ad.example.test {port}\n");
        }
    }
    lines
}

/// What makes a program use the hosts file, and the socket of one winbind.
pub(crate) fn environment(hosts: &Path, winbind: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("LD_PRELOAD", "libnss_wrapper.so".into()),
        ("NSS_WRAPPER_HOSTS", hosts.into()),
        ("NSS_WRAPPER_PASSWD", "/etc/passwd".into()),
        ("NSS_WRAPPER_GROUP", "/etc/group".into()),
        ("SELFTEST_WINBINDD_SOCKET_DIR", winbind.into()),
    ]
}
