//! What a connection may do as nobody.

use vestibule_ldap_proxy::session::Transport;
use vestibule_ldap_proxy::wire::{Op, Scope};

use super::rig::*;

#[test]
fn nothing_but_the_root_dse_is_served_before_a_bind() {
    for (request, answer) in every_operation(2) {
        let mut line = Line::new(Transport::Tls);
        line.send(&request);
        let heard = line.heard().pop().unwrap();
        assert_eq!((heard.id, heard.op, heard.code), (2, answer, 1));
        assert!(heard.text.contains("bind"));
        assert_eq!((line.did.len(), line.forwarded().len()), (0, 0));
    }
}

#[test]
fn the_root_dse_is_read_over_a_connection_of_nobody() {
    let mut line = Line::new(Transport::Tls);
    line.send(&[root_dse(1, &[]), root_dse(2, &["namingContexts"])].concat());
    assert_eq!(line.did, [Did::OpenAnonymous]);
    assert_eq!(line.forwarded(), [root_dse(1, &[]), root_dse(2, &["namingContexts"])].concat());
    line.directory_sends(&answer(1, Op::SearchResultDone, 0));
    assert_eq!(line.codes(), [(1, Op::SearchResultDone, 0)]);
}

#[test]
fn the_connection_of_nobody_does_not_outlive_a_bind() {
    let mut line = Line::new(Transport::Tls);
    let ada = line.ada();
    line.send(&root_dse(1, &[]));
    line.send(&bind(2, "ada", &format!("geheim{}", line.fakes.code(&ada.phone, 0))));
    assert_eq!(line.did, [Did::OpenAnonymous, Did::DropUpstream, Did::Judge, Did::Adopt]);
    assert_eq!(line.codes(), [(2, Op::BindResponse, 0)]);
}

#[test]
fn where_no_directory_answers_the_root_dse_is_unavailable_and_can_be_asked_for_again() {
    let mut line = Line::new(Transport::Tls);
    line.send(&root_dse(1, &[]));
    line.directory_closes();
    assert_eq!(line.codes(), [(1, Op::SearchResultDone, 52)]);
    line.send(&root_dse(2, &[]));
    assert_eq!(line.did, [Did::OpenAnonymous, Did::OpenAnonymous]);
}

#[test]
fn an_abandon_goes_on_only_for_what_is_waited_for() {
    let mut line = Line::new(Transport::Tls);
    line.send(&abandon(1, 9));
    line.send(&root_dse(2, &[]));
    line.send(&abandon(3, 2));
    line.send(&abandon(4, 2));
    assert_eq!(line.forwarded(), [root_dse(2, &[]), abandon(3, 2)].concat());
    line.directory_sends(&answer(2, Op::SearchResultDone, 0));
    assert_eq!(line.heard(), []);
}

#[test]
fn an_unbind_ends_the_connection_without_a_word() {
    let mut line = Line::new(Transport::Tls);
    line.send(&[unbind(1), search(2)].concat());
    assert_eq!(line.heard(), []);
    line.assert_closed();
}

#[test]
fn only_a_base_search_of_the_empty_name_is_the_root_dse() {
    for (base, scope) in [("", Scope::One), ("", Scope::Subtree), ("", Scope::Subordinates), (" ", Scope::Base)] {
        let mut line = Line::new(Transport::Tls);
        line.send(&search_of(1, base, scope, &[], &[]));
        assert_eq!(line.codes(), [(1, Op::SearchResultDone, 1)]);
    }
}
