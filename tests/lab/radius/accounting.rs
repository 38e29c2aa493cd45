//! Accounting (RFC 2866): what begins and ends is in the audit, and only who may account is answered.

use super::house::{ACCOUNTS, APPEND, house};
use crate::support::radclient::{RadClient, Reply};

fn account(at: &str, status: &str, session: &str) -> Reply {
    let said = [("User-Name", "somebody"), ("Acct-Session-Id", session), ("Acct-Status-Type", status)];
    RadClient::new(at, house().address("radius/accounting")).send("acct", &said)
}

#[test]
fn sessions_are_in_the_audit_from_start_to_stop() {
    for status in ["Start", "Interim-Update", "Stop"] {
        let reply = account(ACCOUNTS, status, "lab-session-1");
        assert_eq!(reply.code, "Accounting-Response", "{reply:?}");
    }
    let rows = house().audit();
    let told = rows.iter().filter(|row| row.text("note").contains("session=lab-session-1"));
    let told: Vec<_> = told.map(|row| (row.text("event"), row.text("person"), row.text("note"))).collect();
    let expected = ["start", "stop"].map(|word| format!("{word} session=lab-session-1"));
    let expected: Vec<_> = expected.iter().map(|note| ("accounting", "somebody", note.as_str())).collect();
    assert_eq!(told, expected, "an interim update is answered and not written");
}

#[test]
fn accounting_of_others_is_not_answered() {
    assert!(account(APPEND, "Start", "lab-session-2").is_silence());
    let rows = house().audit();
    assert!(!rows.iter().any(|row| row.text("note").contains("lab-session-2")));
}
