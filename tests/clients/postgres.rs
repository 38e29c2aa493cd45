//! PostgreSQL's `ldap` authentication, in both of its ways.

use crate::curl::own_address;
use crate::door::house;
use crate::logins::only_both_factors_come_in;
use crate::machine::{Machine, Running, open_to_all};
use crate::page::Page;
use crate::support::certificates::write_secret;
use crate::support::house::both;
use crate::support::process::wait_until;
use crate::support::scratch;
use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::PathBuf;
use std::process::Output;

/// The server refuses to run as root.
const AS_NOBODY: [&str; 4] = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];

#[test]
fn postgresql_that_composes_the_name() {
    logs_in_by("pg_hba.conf");
}

#[test]
fn postgresql_that_searches() {
    logs_in_by("search+bind");
}

fn logs_in_by(block: &str) {
    let server = Postgres::start(block);
    only_both_factors_come_in("postgresql", &|name: &str, password: &str| server.lets_in(name, password));
}

/// The number of both that user and group.
const NOBODY: u32 = 65_534;

struct Postgres {
    machine: Running,
    address: SocketAddr,
    programs: PathBuf,
}

impl Postgres {
    /// A database of its own, whose TCP port wants LDAP and whose socket takes whoever comes.
    fn start(block: &str) -> Self {
        let (page, address, machine) = (Page::of("postgresql"), own_address(), Machine::new());
        let here = machine.folder().to_owned();
        let access = format!("local all all trust\n{}", page.file(block, house()));
        fs::write(here.join("access"), access).expect("the file can be written");
        let data = here.join("data");
        fs::create_dir(&data).expect("a folder can be made");
        fs::set_permissions(&data, Permissions::from_mode(0o777)).expect("its mode can be set");
        open_to_all(house().folder());
        let certificate = house().authority().issue(&here, "database", &[&address.ip().to_string()]);
        chown(&certificate.key_file, Some(NOBODY), Some(NOBODY)).expect("the key can change hands");
        let file = "/etc/ldap/ldap.conf";
        let machine = machine.file(file, 0o644, &page.file(file, house()));
        let script = format!(
            "set -e; cd {here}/data; programs=$(echo /usr/lib/postgresql/*/bin | tr ' ' '\\n' | tail -n 1)
             $programs/initdb --no-sync --auth=trust --username=owner --pgdata={here}/data/db
             cp {here}/access {here}/data/db/pg_hba.conf
             echo $programs > {here}/data/programs
             exec $programs/postgres -D {here}/data/db -p {port} -c listen_addresses={ip} \
                 -c unix_socket_directories={here}/data -c fsync=off \
                 -c ssl=on -c ssl_cert_file={here}/database.pem -c ssl_key_file={here}/database.key",
            here = here.display(),
            ip = address.ip(),
            port = address.port()
        );
        let mut machine = machine.start(&[&AS_NOBODY[..], &["sh", "-c", &script]].concat());
        wait_until("PostgreSQL to listen", || {
            (machine.is_entered() && here.join(format!("data/.s.PGSQL.{}", address.port())).exists()).then_some(())
        });
        let programs = fs::read_to_string(here.join("data/programs")).expect("the programs are known");
        let server = Self { machine, address, programs: programs.trim().into() };
        wait_until("PostgreSQL to answer", || server.own("select 1").status.success().then_some(()));
        server
    }

    /// Something the owner of the database has done, by the socket.
    fn own(&self, statement: &str) -> Output {
        let socket = self.machine.folder().join("data");
        let mut command = self.machine.command(&self.programs.join("psql").display().to_string());
        command.args([
            "-q",
            "-U",
            "owner",
            "-d",
            "postgres",
            "-c",
            statement,
            "-p",
            &self.address.port().to_string(),
            "-h",
        ]);
        command.arg(socket).output().expect("nsenter starts")
    }

    /// Whether psql gets in by TCP, as a role that exists.
    fn lets_in(&self, name: &str, password: &str) -> Result<bool, String> {
        // It may be there from a login before.
        self.own(&format!("create role \"{name}\" login"));
        let folder = scratch::folder("psql");
        let password_file = folder.path().join("pgpass");
        write_secret(&password_file, &format!("*:*:*:*:{password}"));
        let mut command = self.machine.command(&self.programs.join("psql").display().to_string());
        command.args([
            "-w",
            "-h",
            &self.address.ip().to_string(),
            "-p",
            &self.address.port().to_string(),
            "-U",
            name,
            "-d",
            "postgres",
        ]);
        command
            .args(["-A", "-t", "-c", "select current_user"])
            .env("PGPASSFILE", &password_file)
            .env("PGSSLMODE", "require");
        let output = command.output().expect("nsenter starts");
        let said = both(&output);
        let refused = said.contains("LDAP authentication failed for user");
        if refused || output.status.success() && said.trim() == name {
            return Ok(!refused);
        }
        Err(format!("{said}{}", self.machine.log()))
    }
}
