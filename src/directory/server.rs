//! One server of a directory: how it is reached, how it is doing, and the connections to it.

use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::sync::Semaphore;
use vestibule_gate::Moment;
use vestibule_ldap_proxy::wire::ResultCode;
use vestibule_ldap_proxy::wire::search::Search;

use super::dial::dial;
use super::entry::Entry;
use super::failure::Failure;
use super::health::Health;
use super::metrics::{Metrics, ServerSnapshot};
use super::paging::{MOST, Pages};
use super::proofs::Proofs;
use super::service::{Account, Service};
use super::settings::Url;
use super::timer::Timer;
use super::upstream::{Found, Upstream};
use super::warm::Warm;

/// Passwords under way to one server; more wait on our side, within their deadline.
const BINDS: usize = 64;
/// Addresses of a name are looked up so often.
const ADDRESSES: Duration = Duration::from_secs(30);
/// A request given less than this says nothing about the server when it is not answered.
const FAIR: Duration = Duration::from_millis(500);

/// A server.
pub(crate) struct Server {
    pub(crate) url: Url,
    pub(crate) health: Health,
    pub(crate) metrics: Metrics,
    pub(crate) warm: Warm,
    pub(crate) proofs: Proofs,
    pub(crate) binds: Arc<Semaphore>,
    service: Service,
    tls: Arc<ClientConfig>,
    timer: Timer,
    addresses: Mutex<Option<(Vec<SocketAddr>, Moment)>>,
}

impl Server {
    pub(crate) fn new(url: Url, tls: Arc<ClientConfig>, timer: Timer, siblings: Arc<AtomicUsize>) -> Self {
        Self {
            url,
            health: Health::new(siblings),
            metrics: Metrics::default(),
            warm: Warm::default(),
            proofs: Proofs::default(),
            binds: Arc::new(Semaphore::new(BINDS)),
            service: Service::new(),
            tls,
            timer,
            addresses: Mutex::default(),
        }
    }

    /// A connection where nobody is bound: a ready one, else a new one.
    pub(crate) async fn connection(&self) -> Result<Upstream, Failure> {
        match self.warm.take(self.timer.moment()) {
            Some(upstream) => Ok(upstream),
            None => self.dial().await,
        }
    }

    /// A connection for one proof, and when it was born: one whose last proof went well, else as [`Server::connection`].
    pub(crate) async fn proof_connection(&self) -> Result<(Upstream, Moment), Failure> {
        let now = self.timer.moment();
        match self.proofs.take(now) {
            Some(known) => Ok(known),
            None => Ok((self.connection().await?, now)),
        }
    }

    /// A new connection.
    pub(crate) async fn dial(&self) -> Result<Upstream, Failure> {
        self.metrics.dials.add();
        dial(&self.url, &self.addresses().await?, &self.tls).await
    }

    /// Searches as our own account.
    pub(crate) async fn search(&self, account: &Account, search: &Search<'_>) -> Result<Found, Failure> {
        let _place = self.service.queue.try_acquire().map_err(|_| Failure::Busy)?;
        let _connection = self.service.connections.acquire().await.map_err(|_| Failure::Busy)?;
        let began = self.timer.moment();
        let found = self.search_on_any(account, search).await?;
        self.metrics.searches.add();
        self.metrics.answered(began.until(self.timer.moment()));
        Ok(found)
    }

    /// Searches as our own account page after page on one connection, each within its own `deadline`.
    pub(crate) async fn pages<T>(
        &self,
        account: &Account,
        search: &Search<'_>,
        deadline: impl Fn() -> Moment,
        take: &impl Fn(Entry) -> T,
    ) -> Result<Pages<T>, Failure> {
        let _place = self.service.queue.try_acquire().map_err(|_| Failure::Busy)?;
        let permit = async { self.service.connections.acquire().await.map_err(|_| Failure::Busy) };
        let _connection = self.timer.within(deadline(), permit).await?;
        let (mut upstream, since, mut page) = self.timer.within(deadline(), self.first_page(account, search)).await?;
        let (mut found, mut more) = (Vec::new(), false);
        loop {
            self.metrics.searches.add();
            let (Found { code, entries }, cookie) = page;
            let room = MOST - found.len();
            more |= code == ResultCode::SIZE_LIMIT_EXCEEDED || entries.len() > room;
            found.extend(entries.into_iter().take(room).map(take));
            if code != ResultCode::SUCCESS || cookie.is_empty() {
                if matches!(code, ResultCode::SUCCESS | ResultCode::SIZE_LIMIT_EXCEEDED | ResultCode::NO_SUCH_OBJECT) {
                    self.service.put(upstream, since);
                }
                return Ok(Pages { code, found, more });
            }
            if found.len() >= MOST {
                // The connection ends with it, and so does what the server keeps for the cookie.
                return Ok(Pages { code, found, more: true });
            }
            page = self.timer.within(deadline(), upstream.page(search, &cookie)).await?;
        }
    }

    async fn first_page(
        &self,
        account: &Account,
        search: &Search<'_>,
    ) -> Result<(Upstream, Moment, (Found, Vec<u8>)), Failure> {
        while let Some((mut upstream, since)) = self.service.take(self.timer.moment()) {
            match upstream.page(search, &[]).await {
                Err(failure) if failure.is_closed() => {}
                Err(failure) => return Err(failure),
                Ok(page) => return Ok((upstream, since, page)),
            }
        }
        let mut upstream = self.ours(account).await?;
        let page = upstream.page(search, &[]).await?;
        Ok((upstream, self.timer.moment(), page))
    }

    /// A new connection of our account.
    async fn ours(&self, account: &Account) -> Result<Upstream, Failure> {
        let mut upstream = self.connection().await?;
        let turn = self.service.turn.lock().await;
        account.bind(&mut upstream).await?;
        drop(turn);
        Ok(upstream)
    }

    async fn search_on_any(&self, account: &Account, search: &Search<'_>) -> Result<Found, Failure> {
        while let Some((upstream, since)) = self.service.take(self.timer.moment()) {
            match self.search_on(upstream, since, search).await {
                // Closed between our look and our request: it was idle, so nothing is known against the server.
                Err(failure) if failure.is_closed() => {}
                other => return other,
            }
        }
        let upstream = self.ours(account).await?;
        self.search_on(upstream, self.timer.moment(), search).await
    }

    async fn search_on(&self, mut upstream: Upstream, since: Moment, search: &Search<'_>) -> Result<Found, Failure> {
        let found = upstream.search(search).await?;
        match found.code {
            ResultCode::SUCCESS
            | ResultCode::SIZE_LIMIT_EXCEEDED
            | ResultCode::REFERRAL
            | ResultCode::NO_SUCH_OBJECT
            | ResultCode::INVALID_DN_SYNTAX => {
                self.service.put(upstream, since);
                Ok(found)
            }
            ResultCode(code) => Err(Failure::Result(code)),
        }
    }

    /// Asks for the rootDSE, as nobody, on a new connection, which is then kept ready.
    pub(crate) async fn probe(&self) -> Result<(), Failure> {
        let mut upstream = self.dial().await?;
        let found = upstream.read("", &["isSynchronized"]).await?;
        if matches!(found.code, ResultCode::BUSY | ResultCode::UNAVAILABLE) {
            return Err(Failure::Result(found.code.0));
        }
        let answer = found.entries.first().and_then(|entry| entry.text("isSynchronized"));
        if answer.is_some_and(|answer| answer.eq_ignore_ascii_case("FALSE")) {
            return Err(Failure::NotSynchronized);
        }
        self.warm.put(upstream, self.timer.moment());
        Ok(())
    }

    /// Notes that it answered.
    pub(crate) fn answered(&self) {
        if self.health.answered(self.timer.moment()) {
            tracing::info!(server = %self.url, "directory server is up");
        }
    }

    /// Notes that it did not answer as it should, after it had had `time` for it.
    pub(crate) fn failed(&self, failure: &Failure, time: Duration) {
        if matches!(failure, Failure::ServiceAccount(_) | Failure::Busy) {
            return;
        }
        if matches!(failure, Failure::TimedOut) && time < FAIR {
            return;
        }
        self.metrics.failures.add();
        if failure.is_unreachable() {
            self.lost(failure);
        } else {
            // Other connections may be as dead, and each would cost somebody an attempt to find out.
            self.clear();
            if self.health.doubted(self.timer.moment()) {
                tracing::warn!(server = %self.url, "directory server {failure}");
            }
        }
    }

    /// Notes that it is down.
    pub(crate) fn lost(&self, failure: &Failure) {
        *self.addresses.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if self.health.unreachable(self.timer.moment()) {
            tracing::error!(server = %self.url, "directory server is down, it {failure}");
            self.clear();
        } else {
            tracing::debug!(server = %self.url, "directory server {failure}");
        }
    }

    /// Drops every connection that nobody uses now.
    fn clear(&self) {
        self.warm.clear();
        self.proofs.clear();
        self.service.clear();
    }

    /// Its counters now.
    pub(crate) fn snapshot(&self, directory: String) -> ServerSnapshot {
        let (latency, latency_sum) = self.metrics.latency();
        ServerSnapshot {
            directory,
            url: self.url.to_string(),
            up: self.health.is_up(),
            binds: self.metrics.binds.get(),
            searches: self.metrics.searches.get(),
            failures: self.metrics.failures.get(),
            dials: self.metrics.dials.get(),
            warm: self.warm.len(),
            latency,
            latency_sum,
        }
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, Failure> {
        let now = self.timer.moment();
        let known = self.addresses.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((addresses, until)) = known
            && until > now
        {
            return Ok(addresses);
        }
        let found = tokio::net::lookup_host((self.url.host.as_str(), self.url.port)).await.map_err(Failure::Connect)?;
        let addresses: Vec<_> = found.collect();
        let until = now.plus(ADDRESSES);
        *self.addresses.lock().unwrap_or_else(PoisonError::into_inner) = Some((addresses.clone(), until));
        Ok(addresses)
    }
}
