//! Passwords proven on connections that many people share: nobody is taken for another, also where the directory keeps
//! who was bound after a bind that failed, as Samba does.

use radius::core::code::Code;
use radius::core::packet::Packet;
use radius::core::rfc2865;
use std::net::UdpSocket;
use std::sync::LazyLock;
use std::time::Duration;

use crate::slapd::Slapd;
use crate::support::house::House;
use crate::support::people::Person;
use crate::support::phone::Phone;
use crate::support::plan::{Plan, RADIUS_SECRET as SECRET};
use crate::support::process::wait_until;
use crate::support::shared::dc;
use crate::support::wire;

static HOUSE: LazyLock<House> = LazyLock::new(|| behind(Plan::behind(dc())));
static SLAPD: LazyLock<Slapd> = LazyLock::new(|| Slapd::start(0));

/// A house with a client that takes the code behind the password, and one that brings it alone.
fn behind(plan: Plan) -> House {
    let client = |name: &str, address: u8, code: &str| {
        format!(
            "[[radius.client]]\nname = \"{name}\"\nfrom = \"127.0.8.{address}\"\nsecret-file = \"HERE/radius.secret\"\ncode = \"{code}\""
        )
    };
    let plan = plan.section("[radius]\nlisten = \"127.0.0.1:0\"");
    plan.section(&client("vpn", 1, "append")).section(&client("desktops", 2, "code-only")).open()
}

/// One login as the client at this address; `None` for silence.
fn ask(from: u8, name: &str, typed: &str) -> Option<Code> {
    ask_at(&HOUSE, from, name, typed)
}

fn ask_at(house: &House, from: u8, name: &str, typed: &str) -> Option<Code> {
    let socket = UdpSocket::bind((format!("127.0.8.{from}").as_str(), 0)).expect("loopback has many addresses");
    socket.connect(house.address("radius/auth")).expect("UDP connects");
    socket.set_read_timeout(Some(Duration::from_secs(6))).expect("a time-out can be set");
    let request = wire::request(SECRET, |packet| {
        rfc2865::add_user_name(packet, name);
        rfc2865::add_user_password(packet, typed.as_bytes()).expect("the password fits");
    });
    socket.send(&request).expect("a packet can be sent");
    let mut reply = vec![0; 4096];
    let length = socket.recv(&mut reply).ok()?;
    reply.truncate(length);
    assert!(wire::is_signed(&reply, wire::authenticator(&request), SECRET));
    assert!(Packet::is_authentic_response(&reply, &request, SECRET.as_bytes()));
    Some(Packet::decode(&reply, SECRET.as_bytes()).expect("the reply can be read").get_code())
}

fn enrolled(name: &str) -> (Person, Phone) {
    let person = dc().person(name);
    let phone = HOUSE.enroll(&person);
    (person, phone)
}

#[test]
fn a_right_password_after_anothers_wrong_one_is_of_who_typed_it() {
    let (first, mut phone_of_first) = enrolled("pia");
    let (second, mut phone_of_second) = enrolled("pim");
    let both = |who: &Person, code: String, password: &str| ask(1, &who.upn, &format!("{password}{code}"));
    assert_eq!(both(&first, phone_of_first.code(), &first.password), Some(Code::AccessAccept));
    let code = phone_of_second.code();
    assert_eq!(
        both(&second, code.clone(), &first.password),
        Some(Code::AccessReject),
        "not by the first one's password"
    );
    assert_eq!(both(&second, code, &second.password), Some(Code::AccessAccept), "the code was left");
    for who in [&first, &second] {
        let login = HOUSE.logins_of(who).pop().expect("there was a login");
        assert_eq!((login.text("person"), login.text("outcome")), (who.sam.as_str(), "admitted"));
    }
}

#[test]
fn many_people_at_once_are_each_themselves() {
    let people: Vec<_> = (0..12).map(|_| enrolled("pat")).collect();
    std::thread::scope(|scope| {
        for (turn, (person, mut phone)) in people.into_iter().enumerate() {
            scope.spawn(move || {
                let code = phone.code();
                if turn % 2 == 0 {
                    let wrong = ask(1, &person.upn, &format!("not-the-password{code}"));
                    assert_eq!(wrong, Some(Code::AccessReject), "{}", person.sam);
                }
                let right = ask(1, &person.upn, &format!("{}{code}", person.password));
                assert_eq!(right, Some(Code::AccessAccept), "{}", person.sam);
            });
        }
    });
}

#[test]
fn the_code_alone_does_not_admit_outside_the_logon_hours_or_a_disabled_account() {
    let (person, mut phone) = enrolled("pam");
    assert_eq!(ask(2, &person.upn, &phone.code()), Some(Code::AccessAccept));
    dc().set(&person.dn, "logonHours", [0; 21]);
    assert_eq!(ask(2, &person.upn, &phone.code()), Some(Code::AccessReject));
    let login = HOUSE.logins_of(&person).pop().expect("there was a login");
    assert_eq!(login.text("reason"), "logon-hours");
    dc().set(&person.dn, "logonHours", [0xff; 21]);
    let (other, mut phone) = enrolled("pen");
    dc().set(&other.dn, "userAccountControl", "514");
    assert_eq!(ask(2, &other.upn, &phone.code()), Some(Code::AccessReject));
}

#[test]
fn openldap_proves_on_shared_connections_too_and_may_restart() {
    let house = behind(SLAPD.plan());
    let (first, second) = (SLAPD.person("oda"), SLAPD.person("ole"));
    let (mut phone_of_first, mut phone_of_second) = (house.enroll(&first), house.enroll(&second));
    let ask = |who: &Person, typed: String| ask_at(&house, 1, &who.sam, &typed);
    assert_eq!(ask(&first, format!("{}{}", first.password, phone_of_first.code())), Some(Code::AccessAccept));
    let code = phone_of_second.code();
    assert_eq!(ask(&second, format!("{}{code}", first.password)), Some(Code::AccessReject));
    assert_eq!(ask(&second, format!("{}{code}", second.password)), Some(Code::AccessAccept));
    SLAPD.kill9();
    SLAPD.start_again();
    let again = wait_until("the directory to be asked again", || {
        ask(&first, format!("{}{}", first.password, phone_of_first.code()))
    });
    assert_eq!(again, Code::AccessAccept, "a connection from before the restart costs nobody a login");
}
