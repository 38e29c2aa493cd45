//! Rule 22: a change that proves the old password is for one's own entry alone.

use vestibule_ldap_proxy::session::{Transport, Whose};
use vestibule_ldap_proxy::wire::Op;

use super::rig::*;

const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";

#[test]
fn a_change_of_a_password_asks_whose_it_is_and_goes_on_for_the_own_one() {
    for attribute in ["unicodePwd", "userPassword", "USERPASSWORD", "1.2.840.113556.1.4.90"] {
        let request = modify(2, "CN=ada", &[(1, attribute), (0, attribute)]);
        let mut line = Line::bound(Transport::Tls);
        line.send(&request);
        assert_eq!(line.did, [Did::Whose(b"CN=ada".to_vec())]);
        assert_eq!(line.forwarded().len(), 0);
        line.whose(Whose::Own);
        assert_eq!(line.forwarded(), request);
        line.directory_sends(&answer(2, Op::ModifyResponse, 19));
        assert_eq!(line.codes(), [(2, Op::ModifyResponse, 19)]);
    }
}

#[test]
fn a_change_of_anothers_password_is_refused() {
    for whose in [Whose::Other, Whose::Unknown] {
        let mut line = Line::bound(Transport::Tls);
        line.send(&modify(2, "CN=bob", &[(2, "mail"), (1, "unicodePwd"), (0, "unicodePwd")]));
        line.whose(whose);
        line.send(&extended(3, PASSWORD_MODIFY, Some(&[0x30, 8, 0x80, 6, b'C', b'N', b'=', b'b', b'o', b'b'])));
        assert_eq!(line.did, [Did::Whose(b"CN=bob".to_vec()), Did::Whose(b"CN=bob".to_vec())]);
        line.whose(whose);
        assert_eq!(line.codes(), [(2, Op::ModifyResponse, 53), (3, Op::ExtendedResponse, 53)]);
        assert_eq!(line.forwarded().len(), 0);
    }
}

#[test]
fn nothing_behind_such_a_request_is_looked_at_before_it_is_known_whose_it_is() {
    let mut line = Line::bound(Transport::Tls);
    line.send(&[modify(2, "CN=bob", &[(1, "unicodePwd")]), search(3)].concat());
    assert_eq!(line.client, search(3));
    assert!(!line.session.reads(0, 0).client && line.session.reads(0, 0).upstream);
    line.whose(Whose::Other);
    assert_eq!(line.forwarded(), search(3));
}

#[test]
fn a_reset_by_an_administrator_is_the_directorys_matter() {
    let mut line = Line::bound(Transport::Tls);
    for (number, changes) in [(2, [(2, "unicodePwd")]), (3, [(0, "userPassword")]), (4, [(1, "mail")])] {
        let request = modify(number, "CN=bob", &changes);
        line.send(&request);
        assert_eq!(line.forwarded(), request);
    }
    assert_eq!(line.did, []);
}

#[test]
fn a_password_modify_without_a_name_is_ones_own() {
    let mut line = Line::bound(Transport::Tls);
    for (number, value) in [(2, None), (3, Some(&[0x30, 3, 0x81, 1, b'o'][..]))] {
        let request = extended(number, PASSWORD_MODIFY, value);
        line.send(&request);
        assert_eq!(line.forwarded(), request);
    }
    line.send(&extended(4, PASSWORD_MODIFY, Some(&[4, 0])));
    assert_eq!(line.codes(), [(4, Op::ExtendedResponse, 2)]);
}

#[test]
fn a_service_account_may_change_anybodys() {
    let mut line = Line::bound_as_service();
    let request =
        [modify(2, "CN=bob", &[(1, "unicodePwd")]), extended(3, PASSWORD_MODIFY, Some(&[0x30, 3, 0x80, 1, b'b']))]
            .concat();
    line.send(&request);
    assert_eq!(line.forwarded(), request);
    assert_eq!(line.did, []);
}
