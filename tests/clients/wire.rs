//! What leaves the door, captured and taken apart by tshark, which shares no code with us: every reply can be read to its
//! end, its authenticator is right, and its first attribute is Message-Authenticator.

use crate::door::dc;
use crate::packet::{Asker, Draft, STATUS_SERVER, USER_NAME, is_sound};
use crate::radius_house::RadiusHouse;
use crate::support::house::both;
use crate::support::process::{ProcessTree, wait_until};
use crate::support::radclient::RadClient;
use crate::support::scratch;
use std::fs::{self, File};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const CLIENT: &str = r#"
[[radius.client]]
name = "wire"
from = "127.0.0.1/32"
secret-file = "HERE/radius.secret"
code = "auto"
accounting = true

[[radius.client.reply]]
attributes = { Class = "OU={user};", Session-Timeout = "3600", Framed-IP-Address = "192.0.2.99", Fortinet-Group-Name = "staff", Cisco-AVPair = ["shell:priv-lvl=15", "ip:addr-pool=staff"], "Tunnel-Type:1" = "VLAN", "Tunnel-Medium-Type:1" = "IEEE-802", "Tunnel-Private-Group-Id:1" = "42", "Tunnel-Password:1" = "not-to-be-seen" }
"#;
const MESSAGE_AUTHENTICATOR: &str = "80";
const TUNNEL_PASSWORD: &str = "69";
/// Devices that ask at the same time.
const AT_ONCE: usize = 20;
/// Access-Accept, -Reject and -Challenge; Accounting-Response.
const REPLIES: [&str; 4] = ["2", "3", "11", "5"];
const ACCOUNTING_RESPONSE: &str = "5";

#[test]
fn replies_can_be_read_by_others() {
    let house = RadiusHouse::with(CLIENT);
    let capture = Capture::start(house.authentication().ip());
    every_kind_of_reply(&house);
    // Seven exchanges.
    let file = capture.end(14);
    let packets = Packet::read(&file, house.secret());
    let replies: Vec<&Packet> = packets.iter().filter(|packet| packet.is("radius.rsp")).collect();
    assert_eq!((packets.len(), replies.len()), (14, 7));
    let has = |code: &str| replies.iter().any(|reply| reply.text("radius.code") == code);
    assert!(REPLIES.iter().all(|code| has(code)), "{replies:?}");
    for packet in &packets {
        assert!(!packet.is_complained_of(), "{packet:?}");
    }
    // It does not check the reply to Status-Server.
    assert_eq!(replies.iter().filter(|reply| reply.is("radius.authenticator.valid")).count(), 6, "{replies:?}");
    for reply in replies.iter().filter(|reply| reply.text("radius.code") != ACCOUNTING_RESPONSE) {
        assert_eq!(reply.text("radius.avp.type").split(',').next(), Some(MESSAGE_AUTHENTICATOR), "{reply:?}");
    }
    attributes_are_read(&replies);
    let captured = fs::read(&*file).expect("the capture can be read");
    assert!(!captured.windows(14).any(|octets| octets == b"not-to-be-seen"), "Tunnel-Password is hidden");
    // It would have said so.
    let otherwise = Packet::read(&file, "another-secret");
    assert_eq!(
        otherwise.iter().filter(|packet| packet.is("radius.rsp") && packet.is("radius.authenticator.invalid")).count(),
        6
    );
}

/// Replies to Status-Server, questions and refusals, from many devices' ports at once.
#[test]
fn of_a_thousand_replies_each_is_signed_first() {
    let house = RadiusHouse::with(CLIENT);
    let capture = Capture::start(house.authentication().ip());
    // All ports stay open to the end: by one that comes again tshark would hold a reply against an earlier request.
    let ask = || (0..1_000 / AT_ONCE).map(|number| some_reply(&house, number)).collect::<Vec<Asker>>();
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(ask)).collect();
        let _open: Vec<_> = askers.into_iter().map(|askers| askers.join().expect("every one is answered")).collect();
    });
    let packets = Packet::read(&capture.end(2_000), house.secret());
    let replies: Vec<&Packet> = packets.iter().filter(|packet| packet.is("radius.rsp")).collect();
    assert!(replies.len() >= 1_000, "{}", replies.len());
    for (code, least) in [("2", 600), ("3", 200), ("11", 200)] {
        assert!(replies.iter().filter(|reply| reply.text("radius.code") == code).count() >= least, "code {code}");
    }
    for reply in replies {
        assert_eq!(reply.text("radius.avp.type").split(',').next(), Some(MESSAGE_AUTHENTICATOR), "{reply:?}");
        assert!(!reply.is_complained_of(), "{reply:?}");
    }
}

/// One exchange by a port of its own; its number says which kind.
fn some_reply(house: &RadiusHouse, number: usize) -> Asker {
    let asker = Asker::of(house.authentication());
    let request = match number % 5 {
        0 => Draft::login(house.secret(), "nobody-at-all", "no password"),
        1 => Draft::login(house.secret(), "nobody-at-all", "no password").with(USER_NAME, "somebody-else"),
        _ => Draft::new(STATUS_SERVER, house.secret()).signed(),
    };
    let request = request.octets();
    let reply = wait_until("a reply", || {
        asker.send(&request);
        asker.reply_within(Duration::from_secs(6))
    });
    assert!(is_sound(&reply, &request, house.secret()), "{reply:?}");
    asker
}

/// The reply rules' attributes, as another dictionary names them.
fn attributes_are_read(replies: &[&Packet]) {
    let accepted: Vec<_> = replies.iter().filter(|reply| reply.text("radius.Session_Timeout") == "3600").collect();
    assert_eq!(accepted.len(), 2, "{replies:?}");
    for accept in accepted {
        assert_eq!(accept.text("radius.code"), "2");
        assert_eq!(accept.text("radius.Framed-IP-Address"), "192.0.2.99");
        assert_eq!(accept.text("radius.Fortinet_Group_Name"), "staff");
        assert_eq!(accept.text("radius.Cisco_AVPair"), "shell:priv-lvl=15,ip:addr-pool=staff");
        assert_eq!((accept.text("radius.Tunnel_Type.tag"), accept.text("radius.Tunnel_Type")), ("0x01", "13"));
        assert_eq!(accept.text("radius.Tunnel_Private_Group_Id"), "42");
        assert!(accept.text("radius.avp.type").split(',').any(|kind| kind == TUNNEL_PASSWORD), "{accept:?}");
    }
}

fn every_kind_of_reply(house: &RadiusHouse) {
    let device = RadClient::new("127.0.0.1", house.authentication()).secret(house.secret());
    let accounting = RadClient::new("127.0.0.1", house.accounting()).secret(house.secret());
    let person = dc().person("clara");
    let mut phone = house.enroll(&person);
    let both = format!("{}{}", person.password, phone.code());
    assert!(device.login(&person.sam, &both).accepts());
    let asked = device.login(&person.sam, &person.password);
    assert!(device.answer(&person.sam, &phone.wrong_code(), &asked).refuses());
    let proxied = [("User-Name", person.sam.as_str()), ("User-Password", &person.password), ("Proxy-State", "0x0102")];
    let asked = device.send("auth", &proxied);
    assert!(device.answer(&person.sam, &phone.code(), &asked).accepts());
    assert!(device.status().accepts());
    let start = [("Acct-Status-Type", "Start"), ("Acct-Session-Id", "wire-1"), ("User-Name", person.sam.as_str())];
    assert_eq!(accounting.send("acct", &start).code, "Accounting-Response");
}

/// Somebody on the wire.
struct Capture {
    program: ProcessTree,
    folder: TempDir,
}

impl Capture {
    /// Of what this address sends and receives.
    fn start(address: IpAddr) -> Self {
        let folder = scratch::folder("capture");
        let said = folder.path().join("said");
        let mut command = Command::new("dumpcap");
        command
            .args(["-q", "-i", "lo", "-f", &format!("udp and host {address}"), "-w"])
            .arg(folder.path().join("file"));
        let log = File::create(&said).expect("the log can be made");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut program = ProcessTree::start(&mut command, folder.path());
        wait_until("the capture to begin", || {
            let log = fs::read_to_string(&said).unwrap_or_default();
            assert!(program.ended().is_none(), "{log}");
            log.contains("File: ").then_some(())
        });
        Self { program, folder }
    }

    /// The file, when it holds so many packets.
    fn end(mut self, packets: usize) -> Captured {
        let file = self.folder.path().join("file");
        wait_until("all packets to be captured", || {
            let counted = Command::new("capinfos").args(["-M", "-c"]).arg(&file).output();
            let counted = counted.expect("capinfos comes with tshark");
            let said = String::from_utf8_lossy(&counted.stdout).into_owned();
            let number = said.split_whitespace().last().and_then(|number| number.parse::<usize>().ok());
            number.is_some_and(|number| number >= packets).then_some(())
        });
        self.program.terminate();
        Captured { file, _folder: self.folder }
    }
}

/// A finished capture.
struct Captured {
    file: PathBuf,
    _folder: TempDir,
}

impl std::ops::Deref for Captured {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.file
    }
}

/// What is asked of each packet.
const FIELDS: [&str; 14] = [
    "radius.rsp",
    "radius.code",
    "radius.authenticator.valid",
    "radius.authenticator.invalid",
    "radius.avp.type",
    "_ws.expert.message",
    "_ws.malformed",
    "radius.Session_Timeout",
    "radius.Framed-IP-Address",
    "radius.Fortinet_Group_Name",
    "radius.Cisco_AVPair",
    "radius.Tunnel_Type.tag",
    "radius.Tunnel_Type",
    "radius.Tunnel_Private_Group_Id",
];

/// What tshark makes of a packet: the fields, in their order.
#[derive(Debug)]
struct Packet(Vec<String>);

impl Packet {
    fn read(file: &Path, secret: &str) -> Vec<Self> {
        let mut command = Command::new("tshark");
        command.args(["-o", &format!("radius.shared_secret:{secret}"), "-o", "radius.validate_authenticator:TRUE"]);
        command.arg("-r").arg(file).args(["-T", "fields"]).args(FIELDS.iter().flat_map(|field| ["-e", field]));
        let output = command.output().expect("tshark is installed (./test installs it)");
        assert!(output.status.success(), "{}", both(&output));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(|line| Self(line.split('\t').map(str::to_owned).collect())).collect()
    }

    /// A field's values, separated by commas; empty where the packet has it not.
    fn text(&self, field: &str) -> &str {
        let place = FIELDS.iter().position(|known| *known == field).expect("the field is asked for");
        &self.0[place]
    }

    /// Whether something is wrong with the packet. That a client's port is one that traceroute uses is nothing wrong, and
    /// a reply that was late was asked for again.
    fn is_complained_of(&self) -> bool {
        let said = self.text("_ws.expert.message");
        let is_harmless = ["Possible traceroute", "Duplicate"].iter().any(|harmless| said.starts_with(harmless));
        let is_wrong = !self.text("_ws.malformed").is_empty() || self.is("radius.authenticator.invalid");
        is_wrong || !(said.is_empty() || is_harmless)
    }

    /// Whether the field is there and says yes.
    fn is(&self, field: &str) -> bool {
        ["1", "True"].contains(&self.text(field))
    }
}
