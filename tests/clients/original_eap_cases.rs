//! What machines do at both servers by EAP.

use crate::support::eapol::{Machine, Method, Tls};
use crate::support::people::Person;

/// One machine of one person.
pub(crate) struct Case {
    /// As on the page.
    pub(crate) name: String,
    pub(crate) method: Method,
    /// Whether the access point is one where machines may come back.
    pub(crate) comes_back: bool,
    /// What of the machine is its own.
    pub(crate) machine: Change,
    pub(crate) login: fn(&Given) -> (String, String),
}

/// A change of a machine that is right otherwise.
type Change = Box<dyn for<'a> Fn(Machine<'a>, &Given) -> Machine<'a> + Sync>;

/// Somebody who may come in, as a server knows them.
pub(crate) struct Given {
    pub(crate) person: Person,
    /// What this server takes from them inside the tunnel.
    pub(crate) name: String,
    pub(crate) password: String,
    /// The certificate of somebody whom nobody trusts.
    pub(crate) stranger: std::path::PathBuf,
}

/// All of them; each has a person of its own.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for method in Method::ALL {
        for tls in Tls::ALL {
            let name = format!("{}, {}", method.word(), said(tls));
            cases.push(case(name.clone(), method, tls));
            cases.push(changed(format!("{name}, in pieces of 100 octets"), method, move |machine, _| {
                machine.tls(tls).sizes(100, 200)
            }));
            cases.push(Case {
                comes_back: true,
                ..changed(format!("{name}, twice"), method, move |machine, _| machine.tls(tls).again(|| {}))
            });
        }
        let wrong = case(format!("{}, a wrong password", method.word()), method, Tls::V13);
        cases.push(Case { login: |given| (given.name.clone(), wrong_password(given)), ..wrong });
        let unknown = case(format!("{}, somebody unknown", method.word()), method, Tls::V12);
        cases.push(Case { login: |given| ("nobody-at-all".to_owned(), given.password.clone()), ..unknown });
    }
    cases.extend(certificates());
    cases.extend(binding());
    cases.extend(names());
    cases
}

/// The machine looks at the certificate.
fn certificates() -> Vec<Case> {
    vec![
        changed("a certificate of another name".to_owned(), Method::TtlsPap, |machine, _| {
            machine.expects("other.example.test")
        }),
        changed("a certificate of an authority nobody trusts".to_owned(), Method::TtlsPap, |machine, given| {
            machine.trusts(&given.stranger)
        }),
    ]
}

/// The machine wants to know that both layers end at one server.
fn binding() -> Vec<Case> {
    let bound = |method: Method, tls| {
        changed(format!("{}, {}, crypto binding", method.word(), said(tls)), method, move |machine, _| {
            machine.tls(tls).option("crypto_binding=2")
        })
    };
    let methods = [Method::PeapGtc, Method::PeapMschapv2];
    methods.into_iter().flat_map(|method| Tls::ALL.map(|tls| bound(method, tls))).collect()
}

/// Names outside and inside.
fn names() -> Vec<Case> {
    let with_realm = |given: &Given| (given.person.upn.clone(), given.password.clone());
    vec![
        Case {
            login: with_realm,
            ..changed("a realm inside, none outside".to_owned(), Method::TtlsPap, |machine, _| {
                machine.outer("anonymous")
            })
        },
        Case {
            login: with_realm,
            ..changed("another realm outside".to_owned(), Method::TtlsPap, |machine, _| {
                machine.outer("anonymous@other.example.test")
            })
        },
        changed("the same name outside".to_owned(), Method::TtlsPap, |machine, given| machine.outer(&given.name)),
        changed("another name outside".to_owned(), Method::TtlsPap, |machine, _| machine.outer("somebody-else")),
    ]
}

fn case(name: String, method: Method, tls: Tls) -> Case {
    changed(name, method, move |machine, _| machine.tls(tls))
}

fn changed(
    name: String,
    method: Method,
    machine: impl for<'a> Fn(Machine<'a>, &Given) -> Machine<'a> + Sync + 'static,
) -> Case {
    let login = |given: &Given| (given.name.clone(), given.password.clone());
    Case { name, method, comes_back: false, machine: Box::new(machine), login }
}

fn wrong_password(given: &Given) -> String {
    given.password.replace(&given.person.password, "not-the-password")
}

fn said(tls: Tls) -> &'static str {
    match tls {
        Tls::V12 => "TLS 1.2",
        Tls::V13 => "TLS 1.3",
    }
}
