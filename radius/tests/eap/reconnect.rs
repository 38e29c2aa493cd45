//! Fast reconnect: what TLS keeps can be resumed after the gate has admitted, by the machine it was made at, at the client
//! it was made for, with the same method, until it is over; and never before.

use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, SupportedProtocolVersion};
use vestibule_gate::fakes::Phone;
use vestibule_gate::{CodeWay, Reason};
use vestibule_radius::eap::packet::{self, Method, kind};
use vestibule_radius::eap::peer::{Heard, Peer, Tunnel, Way, Who};
use vestibule_radius::server::Limits;
use zeroize::Zeroizing;

use crate::house::{House, PASSWORD, from_other, server_name};
use crate::rogue::{Came, Rogue};
use crate::station::{Answer, Ended, OUTER, Station, VERSIONS, who};

const HOUR: u64 = 3_600;

/// Clients whose people come back without a code for eight hours.
fn house(code: CodeWay) -> House {
    House::with(
        code,
        |client| client.fast_reconnect = true,
        |application| application.reconnect = Duration::from_secs(8 * HOUR),
        Limits::default(),
        1_024,
    )
}

/// Ada's machine: what TLS keeps is kept here.
struct Machine<'h> {
    house: &'h House,
    way: Way,
    tls: Arc<ClientConfig>,
    phone: Phone,
}

impl<'h> Machine<'h> {
    fn new(house: &'h House, way: Way, version: &'static SupportedProtocolVersion) -> Self {
        Self { house, way, tls: house.tls(version), phone: house.enrolled("ada") }
    }

    fn who(&self, code: bool) -> Who {
        let mut who = who(self.house, self.way, VERSIONS[0], "ada");
        who.tls = self.tls.clone();
        let code = if code { self.house.fakes.code(&self.phone, 0) } else { "000000".to_owned() };
        if self.way.responds() {
            who.name = format!("ada-{code}").into_bytes();
        } else {
            who.password = Zeroizing::new(format!("{PASSWORD}{code}"));
        }
        who
    }

    /// Logs in with password and code.
    fn log_in(&self) {
        let (_, peer) = Station::new(self.house).log_in(Peer::new(self.who(true)), &[]).accepted();
        assert!(!peer.is_resumed());
    }

    /// Comes back, with a wrong code where it is asked for one.
    fn come_back(&self, change: impl FnOnce(&mut Station<'_>)) -> Ended {
        let mut station = Station::new(self.house);
        change(&mut station);
        station.log_in(Peer::new(self.who(false)), &[])
    }
}

fn code_way(way: Way) -> CodeWay {
    if way.responds() { CodeWay::UserName } else { CodeWay::Append }
}

/// Every method by every version, after a login.
fn each(test: impl Fn(&House, &Machine<'_>)) {
    for way in Way::ALL {
        for version in VERSIONS {
            let house = house(code_way(way));
            let machine = Machine::new(&house, way, version);
            machine.log_in();
            assert!(house.server.counters().sessions > 0);
            test(&house, &machine);
        }
    }
}

/// Asked for everything again, and refused for want of a code.
fn full_again(ended: Ended) {
    let (_, peer) = ended.rejected();
    assert!(!peer.is_resumed());
}

#[test]
fn who_was_admitted_comes_back_without_a_code() {
    each(|house, machine| {
        for times in 2..5 {
            house.advance(HOUR);
            let (answer, peer) = machine.come_back(|_| {}).accepted();
            assert!(peer.is_resumed());
            assert_eq!(peer.is_bound(), machine.way.method() == Method::Peap);
            assert_eq!((house.asked.get(), house.admitted.get()), (times, times), "the gate is asked each time");
            assert_eq!(house.fakes.store.events().last().unwrap().reason, Reason::Reconnected);
            assert!(answer.after < Duration::from_secs(2));
        }
    });
}

#[test]
fn the_spelling_of_the_machine_does_not_matter_and_another_machine_does() {
    each(|_, machine| {
        let (_, peer) = machine.come_back(|station| station.mac = "0200.5e10.0001".to_owned()).accepted();
        assert!(peer.is_resumed());
        full_again(machine.come_back(|station| station.mac = "02-00-5E-10-00-02".to_owned()));
        full_again(machine.come_back(|station| station.mac = String::new()));
    });
}

#[test]
fn another_client_gets_nothing_of_it() {
    each(|_, machine| full_again(machine.come_back(|station| station.from = from_other())));
}

#[test]
fn it_ends_with_its_window_and_does_not_slide() {
    each(|house, machine| {
        house.advance(8 * HOUR - 5);
        assert!(machine.come_back(|_| {}).accepted().1.is_resumed());
        house.advance(10);
        full_again(machine.come_back(|_| {}));
        house.server.tick(house.now());
        assert_eq!(house.server.counters().sessions, 0);
    });
}

#[test]
fn what_the_gate_refuses_is_forgotten() {
    each(|house, machine| {
        house.fakes.directory.set_password("ada", "another");
        let ended = machine.come_back(|_| {});
        assert!(ended.answer.is_reject(), "{ended:?}");
        assert_eq!(house.server.counters().sessions, 0);
        // Though everything is as before.
        house.fakes.directory.set_password("ada", PASSWORD);
        full_again(machine.come_back(|_| {}));
    });
}

#[test]
fn who_is_refused_leaves_nothing_to_be_resumed() {
    for way in Way::ALL {
        for version in VERSIONS {
            let house = house(code_way(way));
            let machine = Machine::new(&house, way, version);
            for _ in 0..2 {
                full_again(machine.come_back(|_| {}));
                assert_eq!(house.server.counters().sessions, 0);
            }
            // What TLS keeps on the machine's side of a refused login is worth nothing after an accepted one.
            machine.log_in();
        }
    }
}

#[test]
fn nothing_can_be_resumed_before_the_accept() {
    for method in [Method::Ttls, Method::Peap] {
        for version in VERSIONS {
            let house = house(CodeWay::Append);
            house.enrolled("ada");
            // Phase 1 is over, and TLS has handed in what it keeps.
            let tls = house.tls(version);
            let mut first = Rogue::with(&house, method, tls.clone());
            if method == Method::Ttls {
                // Tickets of TLS 1.3 come with the next message.
                let _ = first.say(b"");
            }
            assert_eq!(house.server.counters().sessions, 0);
            let second = Rogue::with(&house, method, tls);
            assert!(!second.tunnel.is_resumed(), "{method:?}");
            assert_eq!(house.asked.get(), 0);
        }
    }
}

#[test]
fn a_session_of_one_method_is_none_of_the_other() {
    for version in VERSIONS {
        for (one, other) in [(Way::TtlsPap, Way::PeapGtc), (Way::PeapGtc, Way::TtlsPap)] {
            let house = house(CodeWay::Append);
            let mut machine = Machine::new(&house, one, version);
            machine.log_in();
            machine.way = other;
            full_again(machine.come_back(|_| {}));
        }
    }
}

#[test]
fn a_client_without_fast_reconnect_gives_out_neither_tickets_nor_sessions() {
    for way in Way::ALL {
        for version in VERSIONS {
            for (client, window) in [(false, 8 * HOUR), (true, 0)] {
                let house = House::with(
                    code_way(way),
                    |one| one.fast_reconnect = client,
                    |application| application.reconnect = Duration::from_secs(window),
                    Limits::default(),
                    1_024,
                );
                let machine = Machine::new(&house, way, version);
                machine.log_in();
                assert_eq!(house.server.counters().sessions, 0);
                full_again(machine.come_back(|_| {}));
            }
        }
    }
}

/// A client that resumes and says nothing of its own.
fn resumed<'h>(machine: &Machine<'h>, method: Method) -> (Station<'h>, Tunnel, Answer) {
    let mut station = Station::new(machine.house);
    let mut request = station.go_on(&packet::response(0, kind::IDENTITY, OUTER.as_bytes()));
    if method == Method::Peap {
        request = station.go_on(&packet::response(request[1], kind::NAK, &[kind::PEAP]));
    }
    let mut tunnel = Tunnel::new(method, machine.tls.clone(), server_name(), 1_400).unwrap();
    loop {
        let Heard::GoOn(data) = tunnel.receive(&request[5..]).unwrap() else { panic!("nothing to say") };
        let answer = station.send(&packet::response(request[1], method.kind(), &data)).unwrap();
        if !answer.is_challenge() || tunnel.is_resumed() {
            return (station, tunnel, answer);
        }
        request = answer.eap();
    }
}

#[test]
fn a_session_is_not_taken_away_by_who_only_names_it() {
    // TLS 1.2: what names a session goes over the air. Who repeats it without its key gets nowhere, and Ada still comes back.
    let house = house(CodeWay::Append);
    let machine = Machine::new(&house, Way::TtlsPap, VERSIONS[0]);
    machine.log_in();
    let mut station = Station::new(&house);
    let request = station.go_on(&packet::response(0, kind::IDENTITY, OUTER.as_bytes()));
    let mut tunnel = Tunnel::new(Method::Ttls, machine.tls.clone(), server_name(), 1_400).unwrap();
    let Ok(Heard::GoOn(hello)) = tunnel.receive(&request[5..]) else { panic!() };
    let flight = station.go_on(&packet::response(request[1], kind::TTLS, &hello));
    // Finished, made without the key.
    let forged = [&[0][..], &[20, 3, 3, 0, 1, 1], &[22, 3, 3, 0, 40], &[7; 40]].concat();
    let answer = station.send(&packet::response(flight[1], kind::TTLS, &forged)).unwrap();
    assert!(!answer.is_accept() && house.asked.get() == 1, "{answer:?}");
    assert!(machine.come_back(|_| {}).accepted().1.is_resumed());
}

#[test]
fn a_resumption_is_judged_before_its_accept() {
    for (way, method) in [(Way::TtlsPap, Method::Ttls), (Way::PeapGtc, Method::Peap)] {
        for version in VERSIONS {
            let house = house(CodeWay::Append);
            let machine = Machine::new(&house, way, version);
            machine.log_in();
            let (_, tunnel, _) = resumed(&machine, method);
            assert!(tunnel.is_resumed());
            assert_eq!(house.asked.get(), 2, "{way:?}");
        }
    }
}

#[test]
fn a_login_that_is_refused_after_phase_1_cannot_be_resumed_by_its_ticket() {
    // Tickets of TLS 1.3 are out before anybody has proven anything (RFC 9190 section 5.7).
    let house = house(CodeWay::Append);
    let machine = Machine::new(&house, Way::TtlsPap, VERSIONS[1]);
    let mut rogue = Rogue::with(&house, Method::Ttls, machine.tls.clone());
    let _ = rogue.say(b"");
    let plain = crate::rogue::avps(&[(1, 0, b"ada"), (2, 0, b"wrong")]);
    let Came::End(answer) = rogue.say(&plain) else { panic!() };
    assert!(answer.is_reject());
    full_again(machine.come_back(|_| {}));
}
