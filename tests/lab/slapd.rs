//! An OpenLDAP server of the test's own, on a loopback address of its own, over LDAPS alone.

use crate::support::certificates::Authority;
use crate::support::ldap::{Connection, tag};
use crate::support::people::{Person, REPLACE, add_request, modify_request};
use crate::support::plan::{OWN_SERVICE_PASSWORD, Plan};
use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch::{self, number, random_text};
use std::fmt::Write;
use std::fs::{self, File};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// The suffix of the tree.
pub(crate) const SUFFIX: &str = "dc=example,dc=test";
/// The unit in which there are as many entries as `crowd` says.
pub(crate) const CROWD: &str = "ou=crowd,dc=example,dc=test";
const ADMINISTRATOR: &str = "cn=admin,dc=example,dc=test";
const ADMINISTRATOR_PASSWORD: &str = "Lab-Administrator-7";
/// The password of whoever is in the tree from the beginning.
const COMMON_PASSWORD: &str = "House-Guest-7";

/// A running server.
pub(crate) struct Slapd {
    address: Ipv4Addr,
    folder: TempDir,
    authority: Authority,
    process: Mutex<ProcessTree>,
}

impl Slapd {
    /// Fills a fresh tree, in which everybody has the same entryUUID each time, with a crowd of so many, and serves it.
    pub(crate) fn start(crowd: usize) -> Self {
        static NEXT: AtomicU8 = AtomicU8::new(10);
        let address = Ipv4Addr::new(127, 0, 1, NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = scratch::folder("slapd");
        let authority = Authority::new("Lab OpenLDAP authority");
        authority.write_to(&folder.path().join("authority.pem"));
        authority.issue(folder.path(), "server", &[&address.to_string()]);
        fs::create_dir(folder.path().join("db")).expect("the database's folder can be made");
        fs::write(folder.path().join("slapd.conf"), configuration(folder.path())).expect("slapd.conf can be written");
        fill(folder.path(), crowd);
        let process = Mutex::new(run(folder.path(), address));
        let server = Self { address, folder, authority, process };
        server.wait_until_ready();
        server
    }

    /// A house in front of this server alone.
    pub(crate) fn plan(&self) -> Plan {
        Plan::behind_openldap(&self.url(), &self.authority_file())
    }

    /// The address as a configuration names it.
    pub(crate) fn url(&self) -> String {
        format!("ldaps://{}", self.address)
    }

    /// The certificate file of the authority that issued the server's certificate.
    pub(crate) fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Straight to the server, past Vestibule.
    pub(crate) fn connect(&self) -> std::io::Result<Connection> {
        Connection::tls(SocketAddr::new(IpAddr::V4(self.address), 636), self.authority.certificate())
    }

    /// Straight to the server, bound as the one who may do anything.
    pub(crate) fn as_administrator(&self) -> Connection {
        let mut connection = self.connect().expect("the server takes connections");
        assert_eq!(connection.bind(ADMINISTRATOR, ADMINISTRATOR_PASSWORD).code, 0, "the administrator can bind");
        connection
    }

    /// Adds a person whose uid begins as given, with a mail address and a password of their own.
    pub(crate) fn person(&self, name: &str) -> Person {
        let uid = format!("{name}-{}", number());
        let (dn, mail) = (format!("uid={uid},ou=people,{SUFFIX}"), format!("{uid}@example.com"));
        let password = format!("pw-{}-pw", random_text(12));
        let attributes: [(&str, &[u8]); 6] = [
            ("objectClass", b"inetOrgPerson"),
            ("uid", uid.as_bytes()),
            ("cn", uid.as_bytes()),
            ("sn", uid.as_bytes()),
            ("mail", mail.as_bytes()),
            ("userPassword", password.as_bytes()),
        ];
        self.change(&add_request(&dn, &attributes));
        self.known_as(dn, password)
    }

    /// Somebody who is in the tree from the beginning.
    pub(crate) fn resident(&self, uid: &str) -> Person {
        self.known_as(format!("uid={uid},ou=people,{SUFFIX}"), COMMON_PASSWORD.to_owned())
    }

    /// Adds a group with one member, and returns its DN.
    pub(crate) fn group(&self, name: &str, member: &str) -> String {
        let dn = format!("cn={name}-{},ou=groups,{SUFFIX}", number());
        self.change(&add_request(&dn, &[("objectClass", b"groupOfNames"), ("member", member.as_bytes())]));
        dn
    }

    /// Replaces an attribute's value.
    pub(crate) fn set(&self, dn: &str, attribute: &str, value: &str) {
        self.change(&modify_request(dn, &[(REPLACE, attribute, &[value.as_bytes()])]));
    }

    /// Has the administrator change something.
    pub(crate) fn change(&self, operation: &[u8]) {
        let mut connection = self.as_administrator();
        let id = connection.send(operation);
        let answer = connection.answer_to(id);
        assert_eq!(answer.code, 0, "the administrator can do it: {answer:?}");
    }

    /// Ends the server at once, as a crash would.
    pub(crate) fn kill9(&self) {
        self.process().kill9();
    }

    /// Starts a killed server again.
    pub(crate) fn start_again(&self) {
        *self.process() = run(self.folder.path(), self.address);
        self.wait_until_ready();
    }

    /// A person as the audit names them: by directory and entryUUID.
    fn known_as(&self, dn: String, password: String) -> Person {
        let entry = self.as_administrator().read(&dn, &["entryUUID", "uid", "mail"]).expect("the entry is there");
        let text = |attribute: &str| entry.text(attribute).unwrap_or_default();
        Person { sam: text("uid"), upn: text("mail"), sid: format!("ad:{}", text("entryUUID")), dn, password }
    }

    fn process(&self) -> MutexGuard<'_, ProcessTree> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until_ready(&self) {
        wait_until("slapd to answer", || {
            let log = || fs::read_to_string(self.folder.path().join("slapd.log")).unwrap_or_default();
            assert!(self.process().ended().is_none(), "slapd ended:\n{}", log());
            self.connect().ok()?.read("", &["namingContexts"])
        });
    }
}

fn run(folder: &Path, address: Ipv4Addr) -> ProcessTree {
    let log = File::create(folder.join("slapd.log")).expect("the server's log can be opened");
    let mut command = Command::new("slapd");
    // A debug level keeps it in the foreground.
    command.args(["-d", "0", "-f"]).arg(folder.join("slapd.conf")).args(["-h", &format!("ldaps://{address}")]);
    command.stdin(Stdio::null()).stdout(log.try_clone().expect("the log has two writers")).stderr(log);
    ProcessTree::start(&mut command, folder)
}

/// Puts the tree's beginning into the database, with the server not running. `modifyTimestamp` is set so that two
/// servers agree on it.
fn fill(folder: &Path, crowd: usize) {
    let mut text = format!("dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Lab\n\n");
    let mut add = |lines: std::fmt::Arguments<'_>| text.write_fmt(lines).expect("text can be written to text");
    for unit in ["people", "groups", "services", "crowd", "policies"] {
        add(format_args!("dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"));
    }
    add(format_args!(
        "dn: uid=svc-vestibule,ou=services,{SUFFIX}\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: svc-vestibule\nuserPassword: {OWN_SERVICE_PASSWORD}\n\n"
    ));
    add(format_args!(
        "dn: cn=usual,ou=policies,{SUFFIX}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: usual\npwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 5\npwdMaxAge: 1000000000\n\n"
    ));
    add(format_args!(
        "dn: ou=elsewhere,{SUFFIX}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.1.1/ou=elsewhere,dc=example,dc=net\n\n"
    ));
    for (place, uid) in ["fern", "finn"].iter().enumerate() {
        add(format_args!(
            "dn: uid={uid},ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\nmail: {uid}@example.com\nuserPassword: {COMMON_PASSWORD}\nentryUUID: 6ba7b810-9dad-41d1-80b4-00c04fd430c{place}\ncreateTimestamp: 20260102030405Z\nmodifyTimestamp: 20260102030405Z\npwdChangedTime: 20260102030405Z\n\n"
        ));
    }
    for number in 0..crowd {
        add(format_args!(
            "dn: cn=guest {number:05},{CROWD}\nobjectClass: device\ncn: guest {number:05}\nserialNumber: {}\ndescription: somebody who came with the crowd\n\n",
            number * 7919 % 10_007
        ));
    }
    let file = folder.join("tree.ldif");
    fs::write(&file, text).expect("the tree can be written");
    let output =
        Command::new("slapadd").arg("-q").arg("-f").arg(folder.join("slapd.conf")).arg("-l").arg(file).output();
    let output = output.expect("slapd is installed (./test installs it)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Passwords are kept as they are, since nobody comes to steal them; whose they are reads the rest of the tree.
fn configuration(folder: &Path) -> String {
    let here = folder.display();
    let schemas =
        ["core", "cosine", "inetorgperson", "nis"].map(|name| format!("include /etc/ldap/schema/{name}.schema"));
    let modules = ["back_mdb", "memberof", "ppolicy", "sssvlv"].map(|name| format!("moduleload {name}"));
    format!(
        "{}
modulepath /usr/lib/ldap
{}
pidfile {here}/slapd.pid
TLSCACertificateFile {here}/authority.pem
TLSCertificateFile {here}/server.pem
TLSCertificateKeyFile {here}/server.key
password-hash {{CLEARTEXT}}
sizelimit unlimited
access to attrs=userPassword by self write by anonymous auth by * none
access to dn.base=\"\" by * read
access to * by users read by anonymous auth
database mdb
suffix {SUFFIX}
rootdn {ADMINISTRATOR}
rootpw {ADMINISTRATOR_PASSWORD}
directory {here}/db
maxsize 268435456
dbnosync
index objectClass,uid,mail,member,entryUUID eq
overlay memberof
overlay sssvlv
overlay ppolicy
ppolicy_default cn=usual,ou=policies,{SUFFIX}
",
        schemas.join("\n"),
        modules.join("\n")
    )
}

/// A PasswordModify request's value, RFC 3062 section 2.
pub(crate) fn password_modify(who: Option<&str>, old: Option<&str>, new: &str) -> Vec<u8> {
    use crate::support::ber::{sequence, tlv};
    let mut parts: Vec<Vec<u8>> = Vec::new();
    parts.extend(who.map(|who| tlv(0x80, who.as_bytes())));
    parts.extend(old.map(|old| tlv(0x81, old.as_bytes())));
    parts.push(tlv(0x82, new.as_bytes()));
    sequence(0x30, &parts)
}

/// Whose name an answer to Who am I? gives, RFC 4532.
pub(crate) fn who_am_i(connection: &mut Connection) -> String {
    use crate::support::ber::Reader;
    use crate::support::ldap::extended_request;
    let messages = crate::pair::ask(connection, &extended_request("1.3.6.1.4.1.4203.1.11.3", None), &[]);
    assert_eq!((messages[0].tag, messages[0].answer().code), (tag::EXTENDED_RESPONSE, 0));
    let mut message = Reader(Reader(messages[0].bytes()).value());
    let _id = message.value();
    let mut fields = Reader(message.value());
    let fields = std::iter::from_fn(|| fields.next());
    let value = fields.filter(|(tag, _)| *tag == 0x8b).map(|(_, value)| value.to_vec()).last();
    String::from_utf8(value.unwrap_or_default()).expect("a name")
}
