//! A Samba AD domain controller of the test's own, on a loopback address of its own, for LDAP alone.

use super::certificates::Authority;
use super::ldap::Connection;
use super::process::{ProcessTree, wait_until};
use super::{names, recipe, scratch};
use rustls::pki_types::CertificateDer;
use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// The domain's naming context.
pub(crate) const BASE: &str = "DC=ad,DC=example,DC=test";
/// The password of everybody the recipe put into the directory.
pub(crate) const COMMON_PASSWORD: &str = "House-Guest-7";
pub(crate) const ADMINISTRATOR_PASSWORD: &str = "Lab-Administrator-7";

/// A running domain controller with a private copy of the domain.
pub(crate) struct Dc {
    address: Ipv4Addr,
    folder: TempDir,
    authority: Authority,
    services: Services,
    process: Mutex<ProcessTree>,
    /// A connection bound as the administrator, kept for the next change.
    administrator: Mutex<Option<Connection>>,
}

/// What a controller offers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Services {
    /// LDAP alone.
    Ldap,
    /// What a member of the domain needs besides.
    Members,
}

impl Dc {
    /// Restores a fresh copy of the domain, starts it on the next free loopback address and waits
    /// until it answers.
    pub(crate) fn start() -> Self {
        Self::with(Services::Ldap)
    }

    /// The same, with what a member of the domain needs, and MS-CHAPv2 allowed.
    pub(crate) fn start_for_members() -> Self {
        Self::with(Services::Members)
    }

    fn with(services: Services) -> Self {
        let address = next_address();
        let folder = scratch::folder("dc");
        recipe::copy_tree(&folder.path().join("tree"));
        let authority = Authority::new("Lab directory authority");
        let process = Mutex::new(launch(folder.path(), address, &authority, services));
        let dc = Self { address, folder, authority, services, process, administrator: Mutex::new(None) };
        dc.wait_until_ready();
        dc
    }

    /// The LDAPS address as a configuration names it.
    pub(crate) fn url(&self) -> String {
        format!("ldaps://{}", self.address)
    }

    /// Its address.
    pub(crate) fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// The certificate file of the authority that issued this controller's certificate.
    pub(crate) fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// The same certificate, for a client of our own.
    pub(crate) fn authority(&self) -> CertificateDer<'static> {
        self.authority.certificate()
    }

    /// Straight to the controller over LDAPS, past Vestibule.
    pub(crate) fn connect(&self) -> io::Result<Connection> {
        Connection::tls(self.socket(636), self.authority())
    }

    /// Straight to the controller without TLS.
    pub(crate) fn connect_clear(&self) -> Connection {
        Connection::clear(self.socket(389)).expect("the controller takes connections")
    }

    /// Straight to the controller, bound as the domain's administrator.
    pub(crate) fn as_administrator(&self) -> Connection {
        let mut connection = self.connect().expect("the controller takes connections");
        let answer = connection.bind("administrator@ad.example.test", ADMINISTRATOR_PASSWORD);
        assert_eq!(answer.code, 0, "the administrator can bind: {answer:?}");
        connection
    }

    /// Does something on the kept connection of the administrator.
    pub(crate) fn administer<T>(&self, what: impl FnOnce(&mut Connection) -> T) -> T {
        let mut connection = self.kept().take().unwrap_or_else(|| self.as_administrator());
        let done = what(&mut connection);
        *self.kept() = Some(connection);
        done
    }

    fn kept(&self) -> MutexGuard<'_, Option<Connection>> {
        self.administrator.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends every process of the controller at once, as a crash would.
    pub(crate) fn kill9(&self) {
        *self.kept() = None;
        self.process().kill9();
    }

    /// Stops the controller in its tracks: connections are taken, nothing is answered.
    pub(crate) fn freeze(&self) {
        self.process().signal("STOP");
    }

    /// Lets a frozen controller go on.
    pub(crate) fn thaw(&self) {
        self.process().signal("CONT");
    }

    /// Starts a killed controller again, with what its disk held.
    pub(crate) fn start_again(&self) {
        *self.process() = run_samba(self.folder.path(), self.services);
        self.wait_until_ready();
    }

    fn process(&self) -> MutexGuard<'_, ProcessTree> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn socket(&self, port: u16) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(self.address), port)
    }

    fn wait_until_ready(&self) {
        wait_until("the domain controller to answer", || {
            if let Some(status) = self.process().ended() {
                panic!("samba ended with {status}:\n{}", fs::read_to_string(self.log()).unwrap_or_default());
            }
            let mut connection = self.connect().ok()?;
            connection
                .read("", &["isSynchronized"])
                .filter(|root| root.text("isSynchronized").as_deref() == Some("TRUE"))
        });
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("samba.log")
    }
}

/// Each controller of a test run has an address of its own, since Samba's ports cannot be chosen.
fn next_address() -> Ipv4Addr {
    static NEXT: AtomicU8 = AtomicU8::new(10);
    Ipv4Addr::new(127, 0, 0, NEXT.fetch_add(1, Ordering::Relaxed))
}

fn launch(folder: &Path, address: Ipv4Addr, authority: &Authority, services: Services) -> ProcessTree {
    authority.write_to(&folder.join("authority.pem"));
    let names = [&address.to_string(), "dc1.ad.example.test", "ad.example.test"];
    authority.issue(folder, "dc", &names);
    fs::write(folder.join("smb.conf"), configuration(folder, address, services)).expect("smb.conf can be written");
    for needed in ["run", "run/ncalrpc", "run/winbindd", "cache", "lock", "signd"] {
        fs::create_dir_all(folder.join(needed)).expect("the controller's folders can be made");
    }
    fs::write(folder.join("hosts"), names::hosts(address)).expect("the names can be written");
    run_samba(folder, services)
}

fn run_samba(folder: &Path, services: Services) -> ProcessTree {
    let log = File::create(folder.join("samba.log")).expect("the controller's log can be opened");
    let errors = log.try_clone().expect("the log has two writers");
    let mut command = Command::new("samba");
    if services == Services::Members {
        // Its file server asks winbind by the names of this controller alone.
        command.envs(names::environment(&folder.join("hosts"), &folder.join("run/winbindd")));
    }
    ProcessTree::start(
        command
            .args(["--foreground", "--no-process-group", "--model=single", "--debuglevel=0", "--debug-stdout"])
            .arg(format!("--configfile={}", folder.join("smb.conf").display()))
            .stdin(std::process::Stdio::null())
            .stdout(log)
            .stderr(errors),
        folder,
    )
}

/// Every path is inside the folder, every outside command switched off, and simple binds need TLS as
/// on a Windows controller that follows its maker's advice. Without the last line a changed password
/// would go on working for an hour.
fn configuration(folder: &Path, address: Ipv4Addr, services: Services) -> String {
    let here = folder.display();
    let services = match services {
        Services::Ldap => "ldap",
        Services::Members => "s3fs, rpc, ldap, cldap, kdc, winbindd\nntlm auth = mschapv2-and-ntlmv2-only",
    };
    format!(
        "[global]
netbios name = DC1
workgroup = EXAMPLE
realm = AD.EXAMPLE.TEST
server role = active directory domain controller
server services = {services}
interfaces = {address}/8
bind interfaces only = yes
ldap server require strong auth = allow_sasl_over_tls
tls cafile = {here}/authority.pem
tls certfile = {here}/dc.pem
tls keyfile = {here}/dc.key
private dir = {here}/tree/private
state directory = {here}/tree/state
cache directory = {here}/cache
lock directory = {here}/lock
pid directory = {here}/run
ncalrpc dir = {here}/run/ncalrpc
winbindd socket directory = {here}/run/winbindd
ntp signd socket directory = {here}/signd
binddns dir = {here}/tree/bind-dns
log file = {here}/samba.%m.log
load printers = no
printcap name = /dev/null
dns update command = /bin/true
spn update command = /bin/true
samba kcc command = /bin/true
gpo update command = /bin/true
old password allowed period = 0
"
    )
}
