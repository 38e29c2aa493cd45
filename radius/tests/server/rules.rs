//! What an Access-Accept carries by the client's rules.

use vestibule_gate::{CodeWay, Sid};
use vestibule_radius::dictionary::Dictionary;
use vestibule_radius::reply::{Matching, Rule, Rules};
use vestibule_radius::server::Client;

use crate::device::Request;
use crate::house::{House, PASSWORD};

fn staff() -> Sid {
    Sid::new("S-1-5-21-1-2-3-6000")
}

fn rules(client: &mut Client) {
    let rule = |groups: Vec<Sid>, attributes: &[(&str, &str)]| Rule {
        groups,
        attributes: attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let written = [
        rule(vec![staff()], &[("Class", "OU={group};"), ("Tunnel-Private-Group-Id", "17")]),
        rule(Vec::new(), &[("Filter-Id", "{user}")]),
    ];
    client.reply = Rules::compile(&Dictionary::standard(), &written, Matching::All).unwrap();
}

#[test]
fn groups_and_the_name_make_attributes_and_only_in_an_accept() {
    let house = House::with(CodeWay::Append, rules, |application| application.wants_groups = true);
    let (_, phone) = house.enrolled("ada");
    house.fakes.directory.join("ada", &staff());
    let typed = format!("{PASSWORD}{}", house.fakes.code(&phone, 0));
    let heard = house.ask(&Request::login("ada", &typed)).accepted();
    assert_eq!(heard.one(25), b"OU=name of S-1-5-21-1-2-3-6000;");
    assert_eq!((heard.one(81), heard.one(11)), (b"17".to_vec(), b"ada".to_vec()));
    assert_eq!(house.ask(&Request::login("ada", &typed)).rejected().numbers(), [80]);
    let (_, phone) = house.enrolled("bea");
    let heard = house.ask(&Request::login("bea", &format!("{PASSWORD}{}", house.fakes.code(&phone, 0)))).accepted();
    assert_eq!(heard.numbers(), [80, 11]);
}

#[test]
fn an_old_client_gets_those_up_to_63() {
    let old = |client: &mut Client| {
        rules(client);
        client.reply_without_message_authenticator = true;
    };
    let house = House::with(CodeWay::Append, old, |application| application.wants_groups = true);
    let (_, phone) = house.enrolled("cis");
    house.fakes.directory.join("cis", &staff());
    let typed = format!("{PASSWORD}{}", house.fakes.code(&phone, 0));
    assert_eq!(house.ask(&Request::login("cis", &typed)).accepted().numbers(), [25, 11]);
}
