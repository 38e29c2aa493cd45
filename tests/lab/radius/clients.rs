//! Who is answered at all, and in which form.

use super::house::{
    APPEND, OLD, RETRIES, STRANGER, UNSIGNED, answered, assert_accepts, assert_refuses, client, client_of, enrolled,
    house, login, plan,
};
use crate::steps::typed;
use crate::support::certificates::write_secret;
use crate::support::people::Person;
use crate::support::plan::{Plan, RADIUS_SECRET};
use crate::support::process::wait_until;
use crate::support::radclient::{RadClient, Reply};
use crate::support::shared::dc;

#[test]
fn request_without_message_authenticator_is_not_answered_but_for_an_exception() {
    let (person, mut phone) = enrolled("rosa");
    let both = typed(&person, &phone.code());
    assert!(client(APPEND).unsigned().login(&person.upn, &both).is_silence());
    assert_accepts(&answered(|| client(UNSIGNED).unsigned().login(&person.upn, &both)));
    assert!(house().log().contains("no-message-authenticator"));
}

#[test]
fn request_with_another_secret_is_not_answered() {
    let (person, mut phone) = enrolled("rosa");
    let both = typed(&person, &phone.code());
    for at in [APPEND, UNSIGNED] {
        assert!(client(at).secret("another-secret-of-the-lab").login(&person.upn, &both).is_silence());
    }
    assert_accepts(&login(APPEND, &person.upn, &both));
}

#[test]
fn stranger_is_not_answered_whatever_the_packet_says() {
    let (person, mut phone) = enrolled("rosa");
    let both = typed(&person, &phone.code());
    let said = [
        ("User-Name", person.upn.as_str()),
        ("User-Password", both.as_str()),
        ("NAS-Identifier", "append"),
        ("NAS-IP-Address", APPEND),
    ];
    assert!(client(STRANGER).send("auth", &said).is_silence());
    assert_accepts(&login(APPEND, &person.upn, &both));
}

#[test]
fn replies_are_signed_but_for_an_old_client() {
    let (person, mut phone) = enrolled("rosa");
    let signed = |reply: &Reply| !reply.text("Message-Authenticator").is_empty();
    let (new, old) = (
        login(APPEND, &person.upn, &typed(&person, &phone.code())),
        login(OLD, &person.upn, &typed(&person, &phone.code())),
    );
    assert_accepts(&new);
    assert_accepts(&old);
    assert!(signed(&new) && !signed(&old), "{new:?} {old:?}");
    assert!(signed(&login(APPEND, &person.upn, "not the password")));
}

#[test]
fn chap_is_refused_with_a_word_in_the_log() {
    let person = dc().person("rosa");
    let said = [("User-Name", person.upn.as_str()), ("CHAP-Password", person.password.as_str())];
    assert_refuses(&client(APPEND).send("auth", &said));
    assert!(house().log().contains("chap"));
}

#[test]
fn same_login_in_a_new_packet_is_answered_alike_within_the_window() {
    let (person, mut phone) = enrolled("rosa");
    let both = typed(&person, &phone.code());
    let of = |session: &str| {
        let said = [("User-Name", person.upn.as_str()), ("User-Password", both.as_str()), ("Acct-Session-Id", session)];
        client(RETRIES).send("auth", &said)
    };
    assert_accepts(&answered(|| of("one")));
    assert_accepts(&answered(|| of("one")));
    assert_refuses(&answered(|| of("two")));
    let events: Vec<String> = house().logins_of(&person).iter().map(|event| event.text("event").to_owned()).collect();
    assert!(events.contains(&"retransmitted".to_owned()), "{events:?}");
}

#[test]
fn changed_secrets_and_clients_count_as_soon_as_the_configuration_is_read() {
    let before = plan(Plan::behind(dc()));
    let house = before.open();
    let person = dc().person("rosa");
    let mut phone = house.enroll(&person);
    let ask = |at: &str, secret: &str, person: &Person, code: &str| {
        client_of(&house, at).secret(secret).login(&person.upn, &typed(person, code))
    };
    assert_accepts(&answered(|| ask(APPEND, RADIUS_SECRET, &person, &phone.code())));
    let code = phone.code();
    house.rewrite(&before.radius_client("late", STRANGER, ""));
    let fresh = "a-changed-secret-of-the-lab";
    write_secret(&house.folder().join("radius.secret"), fresh);
    house.reload();
    assert!(ask(APPEND, RADIUS_SECRET, &person, &code).is_silence(), "the old secret is no secret any more");
    assert_accepts(&answered(|| ask(STRANGER, fresh, &person, &code)));
    let reply = wait_until("the changed client", || {
        Some(ask(APPEND, fresh, &person, &phone.code())).filter(|reply| !reply.is_silence())
    });
    assert_accepts(&reply);
}

#[test]
fn socket_of_all_addresses_answers_from_the_one_that_was_asked() {
    let door = "[radius]\nlisten = [\"0.0.0.0:0\"]";
    let house = Plan::behind(dc()).section(door).radius_client("append", APPEND, "").open();
    let port = house.address("radius/auth").port();
    for address in [[127, 0, 0, 1], [127, 0, 7, 7]] {
        let reply = RadClient::new(APPEND, (address, port).into()).status();
        assert!(reply.accepts(), "{reply:?}");
    }
}
