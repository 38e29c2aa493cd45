//! [`SqliteStore`]: the ports, put together from the parts beside.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use vestibule_gate::ports::{
    AuditFilter, AuditRow, AuthenticatorRow, BypassRow, Change, Changed, Concluded, Conclusion, Exemption, Figures,
    Inquiry, PeopleFilter, PersonRow, Pin, ReconnectionRow, Records, RequestedExemption, Standing, Store,
    StoredActivation, StoredToken, TokenRow, Verified,
};
use vestibule_gate::{Event, Outage, Sealer, Sid, Timestamp};

use super::chain::Row;
use super::error::StoreError;
use super::follow::Followed;
use super::health::Health;
use super::open::Look;
use super::readers::{Readers, stable_plans};
use super::sidecar::Sidecar;
use super::upkeep::Upkeep;
use super::value::{from_int, int};
use super::writer::{LOCK, Write, Writer};
use super::{
    activation, bypass, chain, change, conclude, open, overview, people, reconnection, request, standing, token,
};

/// The store of one process. Must be used inside a tokio runtime.
pub(crate) struct SqliteStore {
    path: PathBuf,
    sealer: Arc<Sealer>,
    health: Arc<Health>,
    pub(super) readers: Arc<Readers>,
    pub(super) writer: Writer,
}

impl SqliteStore {
    /// Opens the store at `path`, which must be the one that belongs here, sound, and of this version's schema.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn open(path: &Path, sealer: Arc<Sealer>, look: Look) -> Result<Self, StoreError> {
        let identity = open::check(path, &sealer, look)?;
        let mut conn = writable(path).map_err(StoreError::sqlite(path))?;
        if look == Look::Whole {
            // A store that cannot be written is better said at the start than at the first login.
            Upkeep::probe(&mut conn).map_err(StoreError::sqlite(path))?;
        }
        let health = Arc::new(Health::new(path.to_owned(), identity));
        let readers = Arc::new(Readers::new(path.to_owned(), Arc::clone(&health)));
        let writer = Writer::start(conn, Arc::clone(&sealer), Arc::clone(&health)).map_err(StoreError::io(path))?;
        Ok(Self { path: path.to_owned(), sealer, health, readers, writer })
    }

    /// Notes beside the store how far its audit has come, so that an older copy put in its place is noticed. To be
    /// called at a clean stop; a stop without it only notices less.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn note_stop(&self) -> Result<(), StoreError> {
        let conn = super::readers::connect(&self.path).map_err(StoreError::sqlite(&self.path))?;
        let now = open::instance(&conn, &self.path)?;
        let sidecar = Sidecar::path(&self.path);
        let beside = StoreError::io(&sidecar);
        match Sidecar::read(&self.path) {
            // Another process may have come further.
            Ok(Some(known)) if known.sequence >= now.sequence || known.instance != now.instance => Ok(()),
            Ok(_) => now.write(&self.path).map_err(beside),
            Err(error) => Err(beside(error)),
        }
    }

    /// The highest time any write was made at: a clock that stands before it has been set back.
    ///
    /// # Errors
    /// [`Outage::Store`].
    pub(crate) fn highest_time(&self) -> Result<Timestamp, Outage> {
        self.readers.read(|read| {
            read.query_row("SELECT highest_time FROM meta", (), |row| Ok(Timestamp(from_int(row.get(0)?))))
        })
    }

    /// A read that may take long, on a thread that may block.
    pub(super) async fn long<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Outage> {
        let readers = Arc::clone(&self.readers);
        tokio::task::spawn_blocking(move || readers.read(work)).await.map_err(|_| Outage::Store)?
    }

    /// Behaves as on a full disk, or no longer so.
    #[cfg(test)]
    pub(super) fn pretend_full(&self, full: bool) {
        self.health.full.store(full, std::sync::atomic::Ordering::Release);
    }

    fn row(&self, event: Event) -> Result<Row, Outage> {
        Row::new(event).map_err(|error| {
            self.health.complain("an event cannot be written as JSON", &error);
            Outage::Store
        })
    }
}

fn writable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(LOCK)?;
    stable_plans(&conn)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 67108864",
    )?;
    Ok(conn)
}

#[async_trait]
impl Store for SqliteStore {
    fn health(&self) -> Result<(), Outage> {
        self.health.ask()
    }

    async fn refusals(&self, source: IpAddr, since: Timestamp) -> Result<u32, Outage> {
        self.readers.read(|read| standing::refusals(read, source, since))
    }

    async fn standing(&self, ask: &Inquiry) -> Result<Standing, Outage> {
        self.readers.read(|read| standing::standing(read, ask))
    }

    async fn conclude(&self, mut what: Conclusion, now: Timestamp) -> Result<Concluded, Outage> {
        let row = what.event.take().map(|event| self.row(event)).transpose()?;
        self.writer.write(now, move |scope| conclude::conclude(scope, &what, row.as_ref(), now)).await
    }

    async fn exemptions(&self, now: Timestamp) -> Result<Vec<Exemption>, Outage> {
        self.readers.read(|read| standing::exemptions(read, Some(now)))
    }
}

#[async_trait]
impl Records for SqliteStore {
    async fn people(&self) -> Result<Vec<PersonRow>, Outage> {
        self.long(|read| people::people(read, None)).await
    }

    async fn person(&self, id: &Sid) -> Result<Option<PersonRow>, Outage> {
        self.readers.read(|read| Ok(people::people(read, Some(id))?.pop()))
    }

    async fn authenticators(&self, of: Option<&Sid>) -> Result<Vec<AuthenticatorRow>, Outage> {
        let of = of.cloned();
        self.long(move |read| people::authenticators(read, of.as_ref())).await
    }

    async fn recovery_left(&self, of: &Sid) -> Result<u32, Outage> {
        self.readers.read(|read| people::recovery_left(read, of))
    }

    async fn activation(&self, of: &Sid, now: Timestamp) -> Result<Option<StoredActivation>, Outage> {
        self.readers.read(|read| activation::running(read, of, now))
    }

    async fn bypasses(&self, of: Option<&Sid>, now: Timestamp) -> Result<Vec<BypassRow>, Outage> {
        self.readers.read(|read| bypass::rows(read, of, now))
    }

    async fn reconnections(
        &self,
        of: Option<&Sid>,
        at: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<ReconnectionRow>, Outage> {
        let (of, at) = (of.cloned(), at.map(str::to_owned));
        self.long(move |read| reconnection::rows(read, of.as_ref(), at.as_deref(), now)).await
    }

    async fn forget_reconnections(&self, node: &str, start: Timestamp) -> Result<u64, Outage> {
        let node = node.to_owned();
        self.writer.write(start, move |scope| Ok(Write::Keep(reconnection::forget(scope.conn, &node, start)?))).await
    }

    async fn all_exemptions(&self) -> Result<Vec<Exemption>, Outage> {
        self.readers.read(|read| standing::exemptions(read, None))
    }

    async fn requested_exemptions(&self) -> Result<Vec<RequestedExemption>, Outage> {
        self.readers.read(request::rows)
    }

    async fn people_of(&self, filter: &PeopleFilter) -> Result<Vec<PersonRow>, Outage> {
        let filter = filter.clone();
        self.long(move |read| overview::page(read, &filter)).await
    }

    async fn figures(&self, since: Timestamp, now: Timestamp) -> Result<Figures, Outage> {
        self.long(move |read| overview::figures(read, since, now)).await
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, Outage> {
        self.readers.read(token::rows)
    }

    async fn token(&self, id: &str) -> Result<Option<StoredToken>, Outage> {
        self.readers.read(|read| token::one(read, id))
    }

    async fn note_token(&self, id: &str, now: Timestamp) -> Result<(), Outage> {
        if !self.readers.read(|read| token::is_due(read, id, now))? {
            return Ok(());
        }
        let id = id.to_owned();
        self.writer.write(now, move |scope| Ok(Write::Keep(token::note(scope.conn, &id, now)?))).await
    }

    async fn change(&self, what: Change, event: Event, now: Timestamp) -> Result<Changed, Outage> {
        let row = self.row(event)?;
        self.writer.write(now, move |scope| change::change(scope, &what, &row, now)).await
    }

    async fn pin(&self, name: &str) -> Result<Option<Pin>, Outage> {
        self.readers.read(|read| people::pin(read, name))
    }

    async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, Outage> {
        let filter = filter.clone();
        self.long(move |read| chain::rows(read, &filter)).await
    }

    async fn verify(&self) -> Result<Verified, Outage> {
        let known = Sidecar::read(&self.path).map_err(|_| Outage::Store)?.map_or(0, |known| known.sequence);
        let sealer = Arc::clone(&self.sealer);
        self.long(move |read| chain::verify(read, &sealer, known)).await
    }
}

#[async_trait]
impl Followed for SqliteStore {
    async fn cursor(&self, follower: &str) -> Result<u64, Outage> {
        self.readers.read(|read| {
            let sql = "SELECT sequence FROM follower WHERE name = ?1";
            Ok(read.prepare_cached(sql)?.query_row([follower], |row| row.get(0)).optional()?.map_or(0, from_int))
        })
    }

    async fn advance(&self, follower: &str, sequence: u64, now: Timestamp) -> Result<(), Outage> {
        let follower = follower.to_owned();
        self.writer
            .write(now, move |scope| {
                let sql = "INSERT INTO follower (name, sequence) VALUES (?1, ?2)
                           ON CONFLICT (name) DO UPDATE SET sequence = max(sequence, excluded.sequence)";
                scope.conn.prepare_cached(sql)?.execute((follower, int(sequence)))?;
                Ok(Write::Keep(()))
            })
            .await
    }
}
