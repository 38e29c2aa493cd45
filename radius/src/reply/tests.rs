//! Reply rules: what is given, what is left out, and every fault with what helps.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::dictionary::Dictionary;
use crate::packet::{self, unhide_salted};

const VPN: &str = "S-1-5-21-1-2-3-1101";
const ADMINS: &str = "S-1-5-21-1-2-3-1102";

fn rule(groups: &[&str], attributes: &[(&str, &str)]) -> Rule {
    Rule {
        groups: groups.iter().map(|sid| Sid::new(*sid)).collect(),
        attributes: attributes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
    }
}

fn compile(rules: &[Rule], matching: Matching) -> Result<Rules, Vec<String>> {
    Rules::compile(&Dictionary::standard(), rules, matching)
        .map_err(|faults| faults.iter().map(Fault::to_string).collect())
}

fn facts() -> Facts {
    let names = [(VPN, "VPN Users"), (ADMINS, "Net Admins")];
    let attributes: [(&str, &[&str]); 4] = [
        ("msradiusframedipaddress", &["-1073741305"]),
        ("mail", &["ada@example.test", "a.lovelace@example.test"]),
        ("department", &["Engines"]),
        ("description", &[]),
    ];
    Facts {
        user: "ada".to_owned(),
        names: names.map(|(sid, name)| (Sid::new(sid), name.to_owned())).into(),
        attributes: attributes
            .map(|(name, values)| (name.to_owned(), values.iter().map(|value| value.as_bytes().to_vec()).collect()))
            .into(),
    }
}

/// What the rules give a member of these groups, as it is shown; behind it what was left out.
fn given(rules: &Rules, groups: &[&str]) -> String {
    let groups: Vec<Sid> = groups.iter().map(|sid| Sid::new(*sid)).collect();
    let (secret, mut salts) = (Secret::new(b"testing".to_vec()), Salts::new([1, 2]));
    let mut seal = Seal { secret: &secret, authenticator: &[7; 16], salts: &mut salts };
    let evaluated = rules.evaluate(&groups, &facts(), &mut seal);
    let mut given = String::new();
    for (name, value) in Dictionary::standard().show(evaluated.attributes.iter()) {
        writeln!(given, "{name} = {value}").unwrap();
    }
    for note in evaluated.notes {
        writeln!(given, "- {note}").unwrap();
    }
    given
}

fn given_by(attributes: &[(&str, &str)]) -> String {
    given(&compile(&[rule(&[VPN], attributes)], Matching::First).unwrap(), &[VPN])
}

#[test]
fn a_vlan_is_three_tagged_attributes() {
    let vlan = [("Tunnel-Type", "VLAN"), ("Tunnel-Medium-Type", "IEEE-802"), ("Tunnel-Private-Group-Id", "42")];
    let rules = compile(&[rule(&[], &vlan)], Matching::First).unwrap();
    let (secret, mut salts) = (Secret::new(vec![]), Salts::new([0, 0]));
    let mut seal = Seal { secret: &secret, authenticator: &[0; 16], salts: &mut salts };
    let evaluated = rules.evaluate(&[], &Facts::default(), &mut seal);
    let octets: Vec<(u8, &[u8])> = evaluated.attributes.iter().map(|one| (one.number, one.value)).collect();
    assert_eq!(octets, [(64, &[0, 0, 0, 13][..]), (65, &[0, 0, 0, 6]), (81, b"42")]);
    let tagged = [("Tunnel-Type:1", "13"), ("tunnel-private-group-id:1", "guests")];
    assert_eq!(given_by(&tagged), "Tunnel-Type:1 = VLAN\nTunnel-Private-Group-Id:1 = guests\n");
}

#[test]
fn places_are_filled() {
    assert_eq!(
        given_by(&[
            ("Class", "OU={group};"),
            ("Filter-Id", "{user}@{attribute:department}"),
            ("Framed-IP-Address", "{attribute:msRADIUSFramedIPAddress}"),
            ("Session-Timeout", "3600"),
            ("Cisco-AVPair", "shell:priv-lvl=15"),
            ("Cisco-AVPair", "ip:{{inacl}}#1=permit ip any any"),
            ("Reply-Message", "Welcome, {user}"),
        ]),
        "Class = OU=VPN Users;\n\
         Filter-Id = ada@Engines\n\
         Framed-IP-Address = 192.0.2.7\n\
         Session-Timeout = 3600\n\
         Cisco-AVPair = shell:priv-lvl=15\n\
         Cisco-AVPair = ip:{inacl}#1=permit ip any any\n\
         Reply-Message = Welcome, ada\n"
    );
}

#[test]
fn an_attribute_of_several_values_is_given_several_times() {
    assert_eq!(
        given_by(&[("Filter-Id", "m={attribute:mail}")]),
        "Filter-Id = m=ada@example.test\nFilter-Id = m=a.lovelace@example.test\n"
    );
    assert_eq!(
        given_by(&[("Filter-Id", "{attribute:department}/{attribute:mail}")]),
        "Filter-Id = Engines/ada@example.test\n"
    );
}

#[test]
fn the_first_rule_counts_or_all_do() {
    let rules = [
        rule(&[ADMINS], &[("Class", "admin")]),
        rule(&[ADMINS, VPN], &[("Class", "{group}")]),
        rule(&[], &[("Class", "everybody")]),
    ];
    let first = compile(&rules, Matching::First).unwrap();
    let all = compile(&rules, Matching::All).unwrap();
    assert_eq!(given(&first, &[VPN, ADMINS]), "Class = admin\n");
    assert_eq!(given(&all, &[VPN, ADMINS]), "Class = admin\nClass = Net Admins\nClass = everybody\n");
    assert_eq!(given(&first, &[VPN]), "Class = VPN Users\n");
    assert_eq!(given(&all, &[VPN]), "Class = VPN Users\nClass = everybody\n");
    assert_eq!(given(&first, &["S-1-5-21-1-2-3-513"]), "Class = everybody\n");
    assert_eq!(given(&compile(&rules[..2], Matching::All).unwrap(), &[]), "");
    assert_eq!(given(&Rules::none(), &[VPN]), "");
}

#[test]
fn what_does_not_fit_is_left_out_and_noted() {
    let rules = compile(
        &[rule(
            &[VPN, "S-1-5-21-1-2-3-9999"],
            &[
                ("Session-Timeout", "{attribute:department}"),
                ("Filter-Id", "{attribute:manager}"),
                ("Class", "{attribute:description}"),
                ("Framed-IP-Address", "{attribute:mail}"),
                ("Tunnel-Type", "{attribute:msRADIUSFramedIPAddress}"),
                ("Cisco-AVPair", &"{user}".repeat(90)),
                ("Reply-Message", "kept"),
            ],
        )],
        Matching::First,
    )
    .unwrap();
    let number = "is not a number, nor one of the attribute's named values";
    assert_eq!(
        given(&rules, &[VPN]),
        format!(
            "Reply-Message = kept\n\
             - reply rule 1, `Session-Timeout`: the value {number}\n\
             - reply rule 1, `Filter-Id`: the person has no `manager` in the directory\n\
             - reply rule 1, `Class`: the person has no `description` in the directory\n\
             - reply rule 1, `Framed-IP-Address`: the value is not an IPv4 address\n\
             - reply rule 1, `Tunnel-Type`: the value {number}\n\
             - reply rule 1, `Cisco-AVPair`: the value is too long for the attribute\n"
        )
    );
    let unnamed = compile(&[rule(&["S-1-5-21-1-2-3-9999"], &[("Class", "{group}")])], Matching::First).unwrap();
    let noted = given(&unnamed, &["S-1-5-21-1-2-3-9999"]);
    assert_eq!(noted, "- reply rule 1, `Class`: the name of the group S-1-5-21-1-2-3-9999 is not known\n");
}

#[test]
fn a_full_reply_takes_no_more() {
    let long = "x".repeat(253);
    let attributes: Vec<(&str, &str)> = (0..13).map(|_| ("Reply-Message", long.as_str())).collect();
    let given = given_by(&attributes);
    assert_eq!(given.matches("Reply-Message = x").count(), 11);
    assert_eq!(given.matches("`Reply-Message`: the reply is full").count(), 2);
}

#[test]
fn secrets_are_hidden_under_salts_that_differ() {
    let attributes = [("Tunnel-Password:3", "geheim"), ("Tunnel-Password", "auch"), ("Aruba-MPSK-Passphrase", "wlan")];
    let rules = compile(&[rule(&[], &attributes)], Matching::First).unwrap();
    let (secret, mut salts) = (Secret::new(b"testing".to_vec()), Salts::new([0, 0]));
    let mut seal = Seal { secret: &secret, authenticator: &[7; 16], salts: &mut salts };
    let evaluated = rules.evaluate(&[], &Facts::default(), &mut seal);
    let asked = packet::Asked { code: packet::Code::AccessRequest, id: 1, authenticator: [7; 16] };
    let octets =
        packet::reply(packet::Code::AccessAccept, &asked, &evaluated.attributes, &secret, packet::Signed::First)
            .unwrap();
    let read = packet::Packet::decode(&octets).unwrap();
    let tagged: Vec<(u8, Vec<u8>)> = read
        .all(69)
        .map(|value| {
            let (tag, hidden) = value.split_first().unwrap();
            (*tag, unhide_salted(hidden, &[7; 16], &secret).unwrap().to_vec())
        })
        .collect();
    assert_eq!(tagged, [(3, b"geheim".to_vec()), (0, b"auch".to_vec())]);
    let key = read.only_vendor(14823, 44).unwrap().unwrap();
    assert_eq!(*unhide_salted(key, &[7; 16], &secret).unwrap(), b"wlan");
    let salts: BTreeSet<&[u8]> = read.all(69).filter_map(|value| value.get(1..3)).chain(key.get(..2)).collect();
    assert_eq!(salts.len(), 3);
}

#[test]
fn what_the_server_sets_cannot_be_set() {
    let reserved = [
        "Message-Authenticator",
        "State",
        "Proxy-State",
        "EAP-Message",
        "User-Password",
        "CHAP-Password",
        "CHAP-Challenge",
        "EAP-Key-Name",
        "Error-Cause",
        "MS-MPPE-Send-Key",
        "MS-MPPE-Recv-Key",
        "MS-MPPE-Encryption-Policy",
        "MS-MPPE-Encryption-Types",
        "MS-CHAP2-Success",
        "MS-CHAP2-Response",
        "MS-CHAP-Challenge",
        "MS-CHAP-Error",
        "MS-CHAP-MPPE-Keys",
    ];
    for name in reserved {
        let faults = compile(&[rule(&[], &[(name, "x")])], Matching::First).err().unwrap();
        assert_eq!(faults.len(), 1);
        assert!(
            faults.concat().starts_with(&format!("reply rule 1, `{name}`: a reply rule cannot set this")),
            "{name}"
        );
    }
    let mut dictionary = Dictionary::standard();
    let own = "VENDOR Ms2 311\nATTRIBUTE Harmless 80 string\nATTRIBUTE Key 16 string Ms2\nATTRIBUTE Raw 26 octets\n";
    dictionary.read("own", own, &mut |_| Err(String::new())).unwrap();
    for name in ["Harmless", "Key", "Raw"] {
        assert!(Rules::compile(&dictionary, &[rule(&[], &[(name, "x")])], Matching::First).is_err(), "{name}");
    }
    for name in ["Reply-Message", "Class", "Filter-Id", "User-Name", "MS-Primary-DNS-Server"] {
        let value = if name.starts_with("MS-") { "192.0.2.1" } else { "x" };
        assert!(compile(&[rule(&[], &[(name, value)])], Matching::First).is_ok(), "{name}");
    }
}

#[test]
fn every_fault_says_what_helps() {
    let long = "x".repeat(254);
    let cases: [(&str, &str, &str); 17] = [
        ("Fliter-Id", "x", "no dictionary has this attribute; is it `Filter-Id`?"),
        (
            "Nowhere-To-Be-Found",
            "x",
            "no dictionary has this attribute; name a file that defines it under `dictionary-files`",
        ),
        ("Filter-Id:1", "x", "this attribute takes no tag; take off"),
        ("Tunnel-Type:32", "VLAN", "`32` is no tag; use 0 to 31"),
        ("Tunnel-Type:", "VLAN", "`` is no tag"),
        (
            "Tunnel-Type",
            "VLANS",
            "the value is not a number, nor one of the attribute's named values; use a number, or PPTP, L2F,",
        ),
        ("Tunnel-Type", "16777216", "the number needs more than three octets; use 0 to 16777215"),
        ("Session-Timeout", "an hour", "the value is not a number"),
        ("Framed-IP-Address", "10.0.0", "the value is not an IPv4 address; write it so"),
        ("Filter-Id", "", "the value is empty; write a value"),
        ("Filter-Id", &long, "the value has 254 octets, 253 fit; shorten it"),
        ("Cisco-AVPair", &long, "the value has 254 octets, 247 fit"),
        ("Tunnel-Password", &long, "the value has 254 octets, 239 fit"),
        ("Class", "{grp}", "`{grp}` is not known; use {group}, {user} or {attribute:NAME}"),
        ("Class", "{group", "a `{` is not closed; use"),
        ("Class", "group}", "a `}` closes nothing; use"),
        ("Class", "{attribute:a b}", "`a b` is no name of a directory attribute; write it as"),
    ];
    for (name, text, expected) in cases {
        let rules = [rule(&[], &[("Class", "x")]), rule(&[VPN], &[(name, text)])];
        let faults = compile(&rules, Matching::First).err().unwrap();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults.concat().starts_with(&format!("reply rule 2, `{name}`: {expected}")), "{faults:?}");
    }
    let everybody = compile(&[rule(&[], &[("Class", "{group}")])], Matching::All).err().unwrap();
    assert_eq!(
        everybody,
        ["reply rule 1, `Class`: {group} in a rule that names no group; name groups, or write the text"]
    );
    let both = [rule(&[], &[("A", "x"), ("B", "x")]), rule(&[], &[("Class", "{")])];
    assert_eq!(compile(&both, Matching::All).err().unwrap().len(), 3);
}

#[test]
fn what_must_be_read_is_known() {
    let rules = [
        rule(&[VPN], &[("Class", "{attribute:department}{attribute:msRADIUSFramedIPAddress}")]),
        rule(&[ADMINS, VPN], &[("Filter-Id", "{attribute:department}"), ("Reply-Message", "{user}")]),
    ];
    let rules = compile(&rules, Matching::All).unwrap();
    let names: Vec<Arc<str>> = rules.directory_attributes().into_iter().collect();
    assert_eq!(names, ["department".into(), "msRADIUSFramedIPAddress".into()]);
    assert_eq!(rules.groups().len(), 2);
    assert!(!rules.is_empty() && Rules::none().is_empty());
}

proptest! {
    #[test]
    fn no_rule_and_no_fact_stops_it(
        name in "(Class|Filter-Id|Session-Timeout|Tunnel-Type:1|Tunnel-Password|Framed-IP-Address|Framed-IPv6-Prefix|Cisco-AVPair)",
        text in "([a-z0-9:/.]{0,5}|\\{group\\}|\\{user\\}|\\{attribute:mail\\}|\\{|\\}){0,6}",
        user in "\\PC{0,300}",
        values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..30),
    ) {
        let Ok(rules) = compile(&[rule(&[VPN], &[(&name, &text)])], Matching::All) else { return Ok(()) };
        let facts = Facts { user, names: [(Sid::new(VPN), "G".to_owned())].into(), attributes: [("mail".to_owned(), values)].into() };
        let (secret, mut salts) = (Secret::new(vec![]), Salts::new([0, 0]));
        let mut seal = Seal { secret: &secret, authenticator: &[0; 16], salts: &mut salts };
        let evaluated = rules.evaluate(&[Sid::new(VPN)], &facts, &mut seal);
        prop_assert!(evaluated.attributes.octets() <= MOST);
        prop_assert!(evaluated.attributes.iter().all(|one| !one.value.is_empty()));
    }
}
