//! The programs: OpenLDAP as the directory, Vestibule with everybody enrolled, and nginx, which serves the same pages as
//! files.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::people::{BASE, People, SERVICE};
use crate::running::{Running, done, free, wait_for, write};

/// The name of the portal in every request.
pub(crate) const HOST: &str = "mfa.example.test";

/// What every door looks for.
pub(crate) const INDICES: &str = "index objectClass,uid,mail,member,entryUUID eq";

/// The directory.
pub(crate) struct Slapd {
    pub(crate) address: SocketAddr,
    _running: Running,
}

impl Slapd {
    /// Loads these entries, keeps these indices beside those that every door needs, and listens.
    pub(crate) fn start(folder: &Path, ldif: &str, indices: &str) -> anyhow::Result<Self> {
        let (folder, database) = (folder.join("slapd"), folder.join("slapd/db"));
        fs::create_dir_all(&database)?;
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
maxsize 4294967296
directory {}
{indices}
access to attrs=userPassword by anonymous auth by * none
access to * by * read
",
            folder.join("slapd.pid").display(),
            database.display(),
        );
        let (configuration, entries) = (folder.join("slapd.conf"), folder.join("people.ldif"));
        write(&configuration, &text)?;
        write(&entries, ldif)?;
        done(Command::new("slapadd").arg("-q").arg("-f").arg(&configuration).arg("-l").arg(entries))?;
        let address = free()?;
        let url = format!("ldap://{address}");
        let running =
            Running::start(Command::new("slapd").args(["-d", "0", "-h", url.as_str()]).arg("-f").arg(&configuration))?;
        wait_for(address)?;
        Ok(Self { address, _running: running })
    }
}

/// The portal.
pub(crate) struct Vestibule {
    pub(crate) address: SocketAddr,
    pub(crate) running: Running,
}

impl Vestibule {
    /// Makes the store, enrols these people, and serves, with these further lines of `[web]`.
    pub(crate) fn start(
        binary: &Path,
        folder: &Path,
        slapd: &Slapd,
        enrolled: &People,
        web: &str,
    ) -> anyhow::Result<Self> {
        let folder = folder.join("vestibule");
        fs::create_dir_all(&folder)?;
        for (name, text) in [("service.password", SERVICE.1), ("seeds.csv", enrolled.csv().as_str())] {
            write(&folder.join(name), text)?;
            fs::set_permissions(folder.join(name), Permissions::from_mode(0o600))?;
        }
        let configuration = folder.join("vestibule.toml");
        let (address, ldap) = (free()?, free()?);
        write(&configuration, &text(&folder, slapd.address, (address, ldap), web))?;
        let command = |arguments: &[&str]| {
            let mut command = Command::new(binary);
            command.args(arguments).arg("-c").arg(&configuration);
            command
        };
        done(command(&["init"]).stdout(Stdio::null()))?;
        done(command(&["authenticator", "import"]).arg(folder.join("seeds.csv")).stdout(Stdio::null()))?;
        let log = fs::File::create(folder.join("serve.log"))?;
        let mut running = Running::start(command(&["serve"]).stdout(Stdio::piped()).stderr(log))?;
        let output = running.0.stdout.take().context("its output is ours")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let log = || fs::read_to_string(folder.join("serve.log")).unwrap_or_default();
        ensure!(line.starts_with("ready "), "serve ended: {}", log());
        Ok(Self { address, running })
    }
}

fn text(folder: &Path, directory: SocketAddr, (web, ldap): (SocketAddr, SocketAddr), more: &str) -> String {
    let here = folder.display();
    format!(
        "[store]
url = \"sqlite:{here}/vestibule.db\"
key-file = \"{here}/seal.key\"

[[directory]]
name = \"lab\"
kind = \"openldap\"
urls = [\"ldap://{directory}\"]
base-dn = \"{BASE}\"
service-account = \"{}\"
service-password-file = \"{here}/service.password\"
dangerous-clear-text = true

[[ldap]]
name = \"webmail\"
listen = \"{ldap}\"
dangerous-clear-text = true

[web]
listen = \"{web}\"
public-url = \"https://{HOST}\"
dangerous-clear-text = true
{more}
[web.first-enrollment]
how = \"password\"
networks = [\"127.0.0.0/8\"]
",
        SERVICE.0
    )
}

/// A web server that serves files.
pub(crate) struct Nginx {
    pub(crate) address: SocketAddr,
    _running: Running,
}

impl Nginx {
    /// Serves what lies in `files`.
    pub(crate) fn start(folder: &Path, files: &Path) -> anyhow::Result<Self> {
        let folder = folder.join("nginx");
        fs::create_dir_all(&folder)?;
        let (address, configuration) = (free()?, folder.join("nginx.conf"));
        let here = folder.display();
        write(
            &configuration,
            &format!(
                "daemon off; pid {here}/pid; error_log {here}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{ access_log off; keepalive_requests 1000000; tcp_nodelay on; default_type text/html;
client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/fastcgi;
uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;
server {{ listen {address}; root {}; }} }}
",
                files.display()
            ),
        )?;
        let running = Running::start(Command::new("nginx").arg("-p").arg(&folder).arg("-c").arg(&configuration))?;
        wait_for(address)?;
        Ok(Self { address, _running: running })
    }
}
