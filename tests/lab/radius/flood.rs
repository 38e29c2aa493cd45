//! Many at once, and much that is junk. These cases fill the machine, so `./test` runs them one after the other.

use super::house::{APPEND, CHALLENGE, STRANGER, assert_asks, client, enrolled, house, login};
use super::raw::{self, Raw};
use crate::steps::typed;
use crate::support::process::{pause, wait_until};
use radius::core::rfc2865;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

const ACCEPT: u8 = 2;
const REJECT: u8 = 3;
const CHALLENGED: u8 = 11;

#[test]
fn one_code_in_thirty_packets_at_once_comes_in_once() {
    let (person, mut phone) = enrolled("flo");
    let both = typed(&person, &phone.code());
    let start = Barrier::new(30);
    let attempt = || {
        let raw = Raw::new(APPEND, house().address("radius/auth"));
        let packet = raw::login(&person.upn, &both);
        start.wait();
        raw.ask(&packet).map(|reply| reply[0])
    };
    let codes: Vec<Option<u8>> = thread::scope(|scope| {
        let attempts: Vec<_> = (0..30).map(|_| scope.spawn(attempt)).collect();
        attempts.into_iter().map(|attempt| attempt.join().expect("it ends")).collect()
    });
    let count = |code: u8| codes.iter().filter(|found| **found == Some(code)).count();
    assert_eq!(count(ACCEPT), 1, "{codes:?}");
    assert!(count(REJECT) > 0, "{codes:?}");
}

/// Refusals of the gate and of the door itself, and questions: all begin with a right Message-Authenticator.
#[test]
fn message_authenticator_is_first_in_a_thousand_replies() {
    let seen = [ACCEPT, REJECT, CHALLENGED].map(|_| AtomicU32::new(0));
    thread::scope(|scope| {
        for thread in 0..20 {
            let seen = &seen;
            scope.spawn(move || {
                for number in 0..50 {
                    let name = format!("nobody-{thread}-{number}@ad.example.test");
                    let (at, packet) = match number % 3 {
                        0 => (APPEND, raw::login(&name, "anything")),
                        1 => (CHALLENGE, raw::login(&name, "anything")),
                        _ => (APPEND, raw::request(|packet| rfc2865::add_user_name(packet, &name))),
                    };
                    let raw = Raw::new(at, house().address("radius/auth"));
                    let reply = wait_until("a reply", || raw.ask(&packet));
                    assert!(raw::is_signed(&reply, &packet), "{reply:02x?}");
                    let place = usize::from(reply[0] == REJECT) + 2 * usize::from(reply[0] == CHALLENGED);
                    seen[place].fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    let (person, mut phone) = enrolled("flo");
    let raw = Raw::new(APPEND, house().address("radius/auth"));
    let packet = raw::login(&person.upn, &typed(&person, &phone.code()));
    let reply = wait_until("an Access-Accept", || raw.ask(&packet));
    assert!(reply[0] == ACCEPT && raw::is_signed(&reply, &packet), "{reply:02x?}");
    let [_, rejected, asked] = seen.map(AtomicU32::into_inner);
    assert!(rejected + asked == 1_000 && rejected > 600 && asked > 300, "{rejected} {asked}");
}

/// Junk, forgeries and strangers are thrown away quickly, and the log holds one line a second of each.
#[test]
fn junk_holds_nobody_up_and_does_not_fill_the_log() {
    let (person, mut phone) = enrolled("flo");
    let before = house().log().matches("malformed").count();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for from in [APPEND, STRANGER] {
            let over = &over;
            scope.spawn(move || {
                let raw = Raw::new(from, house().address("radius/auth"));
                let mut forged = raw::login("somebody", "anything");
                forged[25] ^= 1;
                while !over.load(Ordering::SeqCst) {
                    raw.send(&[1, 2, 0, 19, 7]);
                    raw.send(&[0; 4_000]);
                    raw.send(&forged);
                }
            });
        }
        let _end = crate::crowd::End(&over);
        for _ in 0..3 {
            let reply = login(APPEND, &person.upn, &typed(&person, &phone.code()));
            assert!(reply.accepts(), "{reply:?}");
        }
    });
    let lines = house().log().matches("malformed").count() - before;
    assert!(lines < 600, "{lines} lines of one cause");
}

#[test]
fn who_was_asked_comes_in_while_new_logins_flood_the_door() {
    let asked: Vec<_> = (0..6)
        .map(|_| {
            let (person, phone) = enrolled("flo");
            let question = login(CHALLENGE, &person.upn, &person.password);
            assert_asks(&question);
            (person, phone, question)
        })
        .collect();
    let over = AtomicBool::new(false);
    let (admitted, (sent, answered)) = thread::scope(|scope| {
        let flood = scope.spawn(|| flood(&over));
        let end = crate::crowd::End(&over);
        // The first refusals leave after a second: from then on it can be seen how many have an answer.
        pause(Duration::from_secs(2));
        let came_in = asked.into_iter().filter_map(|(person, mut phone, question)| {
            let reply = client(CHALLENGE).tries(4, "1.5").answer(&person.upn, &phone.code(), &question);
            assert!(reply.accepts() || reply.is_silence(), "nobody is refused for being late: {reply:?}");
            reply.accepts().then_some(())
        });
        let came_in = came_in.count();
        drop(end);
        (came_in, flood.join().expect("it ends"))
    });
    assert!(answered < sent / 2, "{sent} new logins, of which {answered} had an answer, are no flood");
    assert!(admitted >= 4, "{admitted} of 6 came in beside {sent} new logins");
}

/// New logins at many thousand a second: how many were sent, and how many had an answer.
fn flood(over: &AtomicBool) -> (u32, u32) {
    let raw = Raw::new(APPEND, house().address("radius/auth"));
    let (mut sent, mut answered) = (0, 0);
    while !over.load(Ordering::SeqCst) {
        for _ in 0..150 {
            raw.send(&raw::login(&format!("flood-{sent}@ad.example.test"), "anything"));
            sent += 1;
        }
        pause(Duration::from_millis(10));
        answered += raw.waiting();
    }
    (sent, answered)
}
