//! OpenLDAP: the directory itself (mdb), and its own proxy (`back-ldap`) in front of it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Running, done, free, wait_for, write};
use crate::certificates::Certificates;
use crate::people::{BASE, People};

/// The directory.
pub(crate) struct Slapd {
    pub(crate) clear: SocketAddr,
    pub(crate) tls: SocketAddr,
    _running: Running,
}

impl Slapd {
    /// Loads everybody and listens.
    pub(crate) fn start(folder: &Path, people: &People, certificates: &Certificates) -> anyhow::Result<Self> {
        let folder = folder.join("slapd");
        std::fs::create_dir_all(folder.join("db"))?;
        let text = format!(
            "{}moduleload back_mdb
database mdb
suffix \"{BASE}\"
rootdn \"cn=admin,{BASE}\"
maxsize 1073741824
directory {}
index objectClass,uid,mail,departmentNumber,entryUUID eq
access to attrs=userPassword by anonymous auth by * none
access to * by * read
",
            head(&folder, certificates),
            folder.join("db").display(),
        );
        let configuration = folder.join("slapd.conf");
        write(&configuration, &text)?;
        write(&folder.join("people.ldif"), &people.ldif(|_| String::new()))?;
        done(
            Command::new("slapadd").arg("-q").arg("-f").arg(&configuration).arg("-l").arg(folder.join("people.ldif")),
        )?;
        let (clear, tls) = (free()?, free()?);
        Ok(Self { clear, tls, _running: listen(&configuration, clear, tls)? })
    }
}

/// OpenLDAP's own proxy.
pub(crate) struct Proxy {
    pub(crate) clear: SocketAddr,
    pub(crate) tls: SocketAddr,
    _running: [Running; 2],
}

impl Proxy {
    /// One in front of the clear port, and one in front of the other: each has one way to the directory.
    pub(crate) fn start(folder: &Path, slapd: &Slapd, certificates: &Certificates) -> anyhow::Result<Self> {
        let plain = one(&folder.join("back-ldap"), &format!("uri ldap://{}", slapd.clear), certificates)?;
        let verified = format!(
            "uri ldaps://{}\ntls ldaps tls_cacert={} tls_reqcert=demand",
            slapd.tls,
            certificates.authority.display()
        );
        let secure = one(&folder.join("back-ldap-tls"), &verified, certificates)?;
        Ok(Self { clear: plain.0, tls: secure.1, _running: [plain.2, secure.2] })
    }
}

fn one(folder: &Path, uri: &str, certificates: &Certificates) -> anyhow::Result<(SocketAddr, SocketAddr, Running)> {
    std::fs::create_dir_all(folder)?;
    let head = head(folder, certificates);
    let text = format!("{head}moduleload back_ldap\ndatabase ldap\nsuffix \"{BASE}\"\n{uri}\nchase-referrals no\n");
    let configuration = folder.join("slapd.conf");
    write(&configuration, &text)?;
    let (clear, tls) = (free()?, free()?);
    Ok((clear, tls, listen(&configuration, clear, tls)?))
}

/// What both kinds have in common.
fn head(folder: &Path, certificates: &Certificates) -> String {
    let Certificates { authority, certificate, key, .. } = certificates;
    format!(
        "include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
pidfile {}
loglevel none
sizelimit unlimited
TLSCACertificateFile {}
TLSCertificateFile {}
TLSCertificateKeyFile {}
",
        folder.join("slapd.pid").display(),
        authority.display(),
        certificate.display(),
        key.display()
    )
}

fn listen(configuration: &PathBuf, clear: SocketAddr, tls: SocketAddr) -> anyhow::Result<Running> {
    let urls = format!("ldap://{clear} ldaps://{tls}");
    let running =
        Running::start(Command::new("slapd").args(["-d", "0", "-h", urls.as_str()]).arg("-f").arg(configuration))?;
    wait_for(clear)?;
    wait_for(tls)?;
    Ok(running)
}
