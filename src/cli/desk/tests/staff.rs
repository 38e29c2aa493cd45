//! `token`, and `exempt approve`: what they change, and what they refuse to.

use super::*;

#[test]
fn an_exemption_that_waits_is_approved_by_another() {
    let mut room = Room::new();
    room.desk.officer = vestibule_gate::Officer::console("tester", true);
    assert_eq!(room.run(&["exempt", "add", "--group", "Kiosk", "--reason", "r"]), 0);
    assert_eq!(room.changes(), ["request Kiosk"]);
    room.requested("aaaa", "tester");
    room.requested("bbbb", "EXAMPLE\\tester");
    room.requested("cccc", "root");
    assert_eq!(["aaaa", "bbbb", "cccc", "dddd"].map(|id| room.run(&["exempt", "approve", id])), [1, 1, 0, 1]);
    assert_eq!((room.run(&["exempt", "list"]), room.run(&["exempt", "remove", "aaaa"])), (0, 0));
    assert_eq!(room.changes(), ["approve cccc", "unexempt aaaa"]);
}

#[test]
fn a_token_has_scopes_an_end_and_networks_and_is_revoked_by_an_id_that_fits_once() {
    let room = Room::new();
    let new = |more: &[&str]| room.run(&[&["token", "new", "--label", "desk"], more].concat());
    let good: [&[&str]; 3] = [
        &["--scope", "people:read"],
        &["--scope", "bypass:write", "--scope", "people:read", "--from", "10.0.0.5", "--from", "10.0.0.0/8"],
        &["--scope", "audit:read", "--for", "1h", "--json"],
    ];
    assert_eq!(good.map(new), [0; 3]);
    assert_eq!(room.changes(), ["token desk [People]", "token desk [People, Bypass]", "token desk [Audit]"]);
    let usage: [&[&str]; 5] = [
        &[],
        &["--scope", "everything"],
        &["--scope", "people:read", "--for", "367d"],
        &["--scope", "people:read", "--from", "10.0.0.1/8"],
        &["--scope", "people:read", "--from", "here"],
    ];
    for more in usage {
        let line = [&["vestibule", "token", "new", "--label", "desk"], more].concat();
        assert!(Cli::try_parse_from(line).is_err(), "{more:?}");
    }
    assert_eq!(room.run(&["token", "new", "--label", " ", "--scope", "people:read"]), 1);
    room.token("aaaa1111", None);
    room.token("aaaa2222", None);
    room.token("bbbb1111", Some(Timestamp(1)));
    assert_eq!(["aaaa", "aaa", "bbbb", "ffff"].map(|id| room.run(&["token", "revoke", id])), [1; 4]);
    assert_eq!((room.run(&["token", "revoke", "AAAA2"]), room.run(&["token", "list"])), (0, 0));
    assert_eq!((room.run(&["token", "list", "--json"]), room.changes()), (0, vec!["untoken aaaa2222".to_owned()]));
}
