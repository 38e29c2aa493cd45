//! A member of the domain: joined as an administrator would join the machine Vestibule runs on, with a winbind of its
//! own.

use super::dc::{ADMINISTRATOR_PASSWORD, Dc};
use super::process::{ProcessTree, wait_until};
use super::{names, scratch};
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use tempfile::TempDir;

/// Each member of a test run has a name of its own, since a second join by one name ends the first.
static NEXT: AtomicU8 = AtomicU8::new(1);

/// A joined machine.
pub(crate) struct Member {
    folder: TempDir,
    winbind: ProcessTree,
}

impl Member {
    /// Joins the domain of this controller, which must be one for members, and starts winbind.
    pub(crate) fn of(dc: &Dc) -> Self {
        let folder = scratch::folder("member");
        prepare(folder.path(), dc, NEXT.fetch_add(1, Ordering::Relaxed));
        join(folder.path());
        let winbind = start(folder.path());
        let member = Self { folder, winbind };
        wait_until("winbind to know the domain", || {
            let asked = member.run("wbinfo", &["--check-secret"]);
            asked.status.success().then_some(())
        });
        member
    }

    /// The `[winbind]` section that names this member.
    pub(crate) fn section(&self) -> String {
        let here = self.folder.path().display();
        format!("[winbind]\ndomain = \"EXAMPLE\"\nsocket = \"{here}/run/winbindd\"\nntlm-auth = \"{here}/ntlm_auth\"")
    }

    /// Ends winbind at once; its socket stays, as after a crash.
    pub(crate) fn kill_winbind(&mut self) {
        self.winbind.kill9();
    }

    /// Starts it again.
    pub(crate) fn start_winbind(&mut self) {
        self.winbind = start(self.folder.path());
    }

    fn run(&self, program: &str, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(program);
        command.args(arguments).envs(environment(self.folder.path()));
        command.output().unwrap_or_else(|error| panic!("{program} starts: {error}"))
    }
}

fn prepare(folder: &Path, dc: &Dc, number: u8) {
    for needed in ["private", "state", "cache", "lock", "run", "run/winbindd", "run/ncalrpc"] {
        fs::create_dir_all(folder.join(needed)).expect("the member's folders can be made");
    }
    let wide = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.join("run/winbindd"), wide.clone()).expect("winbind wants others to see its socket");
    let write =
        |name: &str, text: String| fs::write(folder.join(name), text).expect("the member's files can be written");
    write("hosts", names::hosts(dc.address()));
    write("dns", names::dns(dc.address()));
    write("smb.conf", configuration(folder, number));
    let realm = format!("AD.EXAMPLE.TEST = {{\n  kdc = {}\n }}", dc.address());
    write("krb5.conf", format!("[libdefaults]\n default_realm = AD.EXAMPLE.TEST\n[realms]\n {realm}\n"));
    // The environment is what a machine's own resolver and folders would be; the program is Samba's.
    let exports: String = environment(folder)
        .iter()
        .map(|(name, value)| format!("export {name}='{}'\n", value.to_string_lossy()))
        .collect();
    let conf = folder.join("smb.conf");
    let script = format!("#!/bin/sh\n{exports}exec /usr/bin/ntlm_auth --configfile={} \"$@\"\n", conf.display());
    write("ntlm_auth", script);
    fs::set_permissions(folder.join("ntlm_auth"), wide).expect("the script can be run");
}

/// The controller answers LDAP before its other services do.
fn join(folder: &Path) {
    wait_until("the machine to be joined to the domain", || {
        let mut command = Command::new("net");
        command.args(["ads", "join", "--no-dns-updates", "--server=dc1.ad.example.test"]);
        command.arg(format!("--configfile={}", folder.join("smb.conf").display()));
        command.arg(format!("--user=Administrator%{ADMINISTRATOR_PASSWORD}"));
        command.envs(environment(folder)).stdin(Stdio::null());
        let joined = command.output().expect("net starts (./test installs it)");
        joined.status.success().then_some(())
    });
}

fn start(folder: &Path) -> ProcessTree {
    let log = File::create(folder.join("winbind.log")).expect("the log can be opened");
    let errors = log.try_clone().expect("the log has two writers");
    ProcessTree::start(
        Command::new("winbindd")
            .args(["--foreground", "--no-process-group", "--debuglevel=0", "--debug-stdout"])
            .arg(format!("--configfile={}", folder.join("smb.conf").display()))
            .envs(environment(folder))
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors),
        folder,
    )
}

fn environment(folder: &Path) -> Vec<(&'static str, OsString)> {
    let mut environment = names::environment(&folder.join("hosts"), &folder.join("run/winbindd"));
    environment.retain(|(name, _)| *name != "LD_PRELOAD");
    environment.push(("LD_PRELOAD", "libnss_wrapper.so:libresolv_wrapper.so".into()));
    environment.push(("RESOLV_WRAPPER_HOSTS", folder.join("dns").into()));
    environment.push(("KRB5_CONFIG", PathBuf::from(folder).join("krb5.conf").into()));
    environment
}

fn configuration(folder: &Path, number: u8) -> String {
    let here = folder.display();
    format!(
        "[global]
netbios name = VESTIBULE{number}
workgroup = EXAMPLE
realm = AD.EXAMPLE.TEST
security = ads
server role = member server
interfaces = 127.0.0.1/8
bind interfaces only = yes
password server = dc1.ad.example.test
private dir = {here}/private
state directory = {here}/state
cache directory = {here}/cache
lock directory = {here}/lock
pid directory = {here}/run
ncalrpc dir = {here}/run/ncalrpc
winbindd socket directory = {here}/run/winbindd
log file = {here}/samba.%m.log
idmap config * : backend = tdb
idmap config * : range = 10000-19999
ntlm auth = mschapv2-and-ntlmv2-only
disable netbios = yes
kerberos method = secrets only
"
    )
}
