//! OpenLDAP: the one directory of both servers.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::{Running, done, free, wait_for, write};
use crate::people::{BASE, People, seed};

/// The directory.
pub(crate) struct Slapd {
    pub(crate) address: SocketAddr,
    running: Running,
}

impl Slapd {
    /// Loads everybody, with the seed where FreeRADIUS reads it, and listens.
    pub(crate) fn start(folder: &Path, people: &People) -> anyhow::Result<Self> {
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
sizelimit unlimited
moduleload back_mdb
database mdb
suffix \"{BASE}\"
rootdn \"cn=admin,{BASE}\"
maxsize 1073741824
directory {}
index objectClass,uid,mail,departmentNumber,entryUUID eq
access to attrs=userPassword by anonymous auth by * none
access to * by * read
",
            folder.join("slapd.pid").display(),
            database.display(),
        );
        let (configuration, ldif) = (folder.join("slapd.conf"), folder.join("people.ldif"));
        write(&configuration, &text)?;
        write(&ldif, &people.ldif(|number| format!("employeeNumber: {}\n", base32(&seed(number)))))?;
        done(Command::new("slapadd").arg("-q").arg("-f").arg(&configuration).arg("-l").arg(ldif))?;
        let address = free()?;
        let url = format!("ldap://{address}");
        let running =
            Running::start(Command::new("slapd").args(["-d", "0", "-h", url.as_str()]).arg("-f").arg(&configuration))?;
        wait_for(address)?;
        Ok(Self { address, running })
    }

    pub(crate) fn process(&self) -> u32 {
        self.running.id()
    }
}

/// RFC 4648 section 6; seeds have a length that needs no padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<bool> = bytes.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1)).collect();
    let letter = |bits: &[bool]| bits.iter().fold(0, |number, bit| number << 1 | usize::from(*bit));
    bits.chunks(5).filter_map(|bits| LETTERS.get(letter(bits)).map(|letter| char::from(*letter))).collect()
}
