//! The portal as one value: a router, and what the program does with it besides.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::Router;
use axum::extract::State;
use axum::middleware::{from_fn_with_state, map_response, map_response_with_state};
use axum::response::Response;
use vestibule_gate::ports::{Chance, Clock, FirstFactor};
use vestibule_gate::{Moment, Office, Portal};

use crate::language::Catalogue;
use crate::look::Look;
use crate::session::Tables;
use crate::{Settings, Surroundings, guard, routes};

/// Makes a prover of passwords for one login.
pub trait Provers: Send + Sync {
    /// A prover that asks the directory.
    fn prover(&self) -> Box<dyn FirstFactor>;
}

/// The address at the other end of the connection. The program puts it into the extensions of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// In the extensions of a response that must not leave earlier. The program waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotBefore(pub Moment);

/// The portal.
pub struct Web {
    /// Answers requests. Each is to be run to its end, also when the browser has gone.
    pub router: Router,
    shared: Shared,
}

/// What is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Logins that wait for their code.
    pub begun: usize,
    /// First enrolments under way.
    pub enrolling: usize,
    /// People who are signed in.
    pub signed_in: usize,
    /// Answers by status.
    pub answers: BTreeMap<u16, u64>,
}

/// The portal over these parts.
pub fn router(
    portal: Arc<Portal>,
    office: Arc<Office>,
    settings: Settings,
    provers: Arc<dyn Provers>,
    surroundings: Arc<dyn Surroundings>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
) -> Web {
    let shared = Shared(Arc::new(Inside {
        portal,
        office,
        provers,
        surroundings,
        clock,
        chance,
        look: RwLock::new(Arc::new(Look::new(settings))),
        catalogue: Catalogue::shared(),
        tables: Tables::default(),
        answers: Mutex::default(),
    }));
    let router = routes::router()
        .layer(from_fn_with_state(shared.clone(), guard::enter))
        .layer(map_response(guard::dress))
        .layer(map_response_with_state(shared.clone(), count))
        .with_state(shared.clone());
    Web { router, shared }
}

impl Web {
    /// Puts other settings in force. Sessions stay.
    pub fn replace(&self, settings: Settings) {
        *self.shared.0.look.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Look::new(settings));
    }

    /// Forgets sessions that are over. To be called every few seconds.
    pub fn tick(&self) {
        self.shared.tables().tick(self.shared.clock().moment());
    }

    /// What has been counted so far.
    pub fn counts(&self) -> Counts {
        let tables = self.shared.tables();
        let answers = self.shared.0.answers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Counts {
            begun: tables.begun.count(),
            enrolling: tables.enrolling.count(),
            signed_in: tables.people.count(),
            answers,
        }
    }
}

async fn count(State(shared): State<Shared>, response: Response) -> Response {
    let mut answers = shared.0.answers.lock().unwrap_or_else(PoisonError::into_inner);
    *answers.entry(response.status().as_u16()).or_default() += 1;
    drop(answers);
    response
}

/// What all pages share.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inside>);

struct Inside {
    portal: Arc<Portal>,
    office: Arc<Office>,
    provers: Arc<dyn Provers>,
    surroundings: Arc<dyn Surroundings>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    look: RwLock<Arc<Look>>,
    catalogue: Arc<Catalogue>,
    tables: Tables,
    answers: Mutex<BTreeMap<u16, u64>>,
}

impl Shared {
    pub(crate) fn portal(&self) -> &Portal {
        &self.0.portal
    }

    pub(crate) fn office(&self) -> &Arc<Office> {
        &self.0.office
    }

    /// What the program knows beside the gate; to be asked for who may look ([`vestibule_gate::Act::Overview`]).
    pub(crate) fn surroundings(&self) -> &dyn Surroundings {
        &*self.0.surroundings
    }

    pub(crate) fn prover(&self) -> Box<dyn FirstFactor> {
        self.0.provers.prover()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn chance(&self) -> &dyn Chance {
        &*self.0.chance
    }

    pub(crate) fn look(&self) -> Arc<Look> {
        Arc::clone(&self.0.look.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.0.catalogue)
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.0.tables
    }
}
