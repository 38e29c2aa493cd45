//! OpenLDAP: the directory of people who come in by EAP-TTLS.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use super::{EXEMPT, Running, done, free, wait_for, write};
use crate::people::{BASE, People, dn};

/// The directory.
pub(crate) struct Slapd {
    pub(crate) address: SocketAddr,
    _running: Running,
}

impl Slapd {
    /// Loads everybody and the group of the exempt, and listens.
    pub(crate) fn start(folder: &Path, people: &People, exempt: Range<usize>) -> anyhow::Result<Self> {
        let folder = folder.join("slapd");
        let database = folder.join("db");
        std::fs::create_dir_all(&database)?;
        let text = format!(
            "include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
pidfile {}
loglevel none
moduleload back_mdb
database mdb
suffix \"{BASE}\"
rootdn \"cn=admin,{BASE}\"
maxsize 1073741824
directory {}
index objectClass,uid,mail,member,uniqueMember,cn,entryUUID eq
access to attrs=userPassword by anonymous auth by * none
access to * by * read
",
            folder.join("slapd.pid").display(),
            database.display(),
        );
        let (configuration, ldif) = (folder.join("slapd.conf"), folder.join("people.ldif"));
        write(&configuration, &text)?;
        let mut everybody = people.ldif(|_| String::new());
        // Writing to text cannot fail.
        let _ = write!(everybody, "dn: {EXEMPT}\nobjectClass: groupOfNames\ncn: Exempt\n");
        exempt.for_each(|number| {
            let _ = writeln!(everybody, "member: {}", dn(number));
        });
        write(&ldif, &everybody)?;
        done(Command::new("slapadd").arg("-q").arg("-f").arg(&configuration).arg("-l").arg(ldif))?;
        let address = free()?;
        let url = format!("ldap://{address}");
        let running =
            Running::start(Command::new("slapd").args(["-d", "0", "-h", url.as_str()]).arg("-f").arg(&configuration))?;
        wait_for(address)?;
        Ok(Self { address, _running: running })
    }
}
