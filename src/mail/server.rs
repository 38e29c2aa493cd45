//! The configured mail server: one connection that is kept while there is something to send, and what its answers mean.
//!
//! Whose fault it is decides what follows: a server that is away or takes no mail from us at all holds everything up; a
//! recipient or a text it refuses is left out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use rustls::ClientConfig;

use super::dial::dial;
use super::letter::plain;
use super::message::Ready;
use crate::config::{MailLogin, MailServer};
use crate::trust;

/// How long connecting, TLS and logging in may take together, and then one mail.
const CONNECTING: Duration = Duration::from_secs(20);
const SENDING: Duration = Duration::from_secs(30);
/// A goodbye is a courtesy.
const GOODBYE: Duration = Duration::from_secs(1);
/// The password is said under TLS, or to this machine.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
/// Said where this machine has no full name (RFC 5321 section 4.1.3).
const NAMELESS: &str = "[127.0.0.1]";
/// Without a login, or with one that is not enough (RFC 4954): not the recipient's fault.
const LOGIN_WANTED: [u16; 5] = [454, 530, 534, 535, 538];
/// The server goes away (RFC 5321 section 3.8).
const CLOSING: u16 = 421;

/// Why a mail was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// No mail can be sent at present.
    Server(String),
    /// Not this one, at present.
    Later(String),
    /// Never this one.
    Refused(String),
}

impl fmt::Display for Undelivered {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Server(why) | Self::Later(why) | Self::Refused(why)) = self;
        out.write_str(why)
    }
}

/// What carries mails away.
#[async_trait]
pub(crate) trait Carrier: Send {
    /// Hands one mail over, in bounded time.
    ///
    /// # Errors
    /// [`Undelivered`].
    async fn carry(&mut self, mail: &Ready) -> Result<(), Undelivered>;

    /// There is nothing more to carry for now.
    async fn rest(&mut self);
}

/// The configured server.
pub(crate) struct Smtp {
    server: MailServer,
    login: Option<MailLogin>,
    tls: Arc<ClientConfig>,
    hello: String,
    connection: Option<AsyncSmtpConnection>,
}

impl Smtp {
    /// As configured; `node` is this machine's name, which is told where it is a full one. Connects to nobody yet.
    ///
    /// # Errors
    /// The authorities cannot be used.
    pub(crate) fn new(server: MailServer, login: Option<MailLogin>, node: &str) -> Result<Self, String> {
        let tls = trust::client_config(&server.ca)?;
        let full = node.contains('.') && super::address::is_host(node);
        let hello = if full { node } else { NAMELESS }.to_owned();
        Ok(Self { server, login, tls, hello, connection: None })
    }

    /// Connects, logs in where an account is configured, and says goodbye: what every mail needs, without a mail.
    ///
    /// # Errors
    /// Why no mail could be sent.
    pub(crate) async fn probe(mut self) -> Result<(), String> {
        let connection = self.connect().await.map_err(|why| why.to_string())?;
        self.connection = Some(connection);
        self.rest().await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Undelivered> {
        match tokio::time::timeout(CONNECTING, self.try_connect()).await {
            Ok(outcome) => outcome.map_err(Undelivered::Server),
            Err(_) => Err(Undelivered::Server(format!("no answer within {} s", CONNECTING.as_secs()))),
        }
    }

    async fn try_connect(&self) -> Result<AsyncSmtpConnection, String> {
        let server = &self.server;
        let stream = dial(&server.host, server.port, server.security, &self.tls, &self.hello).await;
        let stream = Box::new(stream.map_err(|error| error.to_string())?);
        let hello = match self.hello.as_str() {
            NAMELESS => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let connection = AsyncSmtpConnection::connect_with_transport(stream, &hello).await;
        let mut connection = connection.map_err(|error| said(&error))?;
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.user.clone(), login.password.expose().to_owned());
            let outcome = connection.auth(&MECHANISMS, &credentials).await;
            outcome.map_err(|error| format!("it does not let `{}` in: {}", login.user, said(&error)))?;
        }
        Ok(connection)
    }
}

#[async_trait]
impl Carrier for Smtp {
    async fn carry(&mut self, mail: &Ready) -> Result<(), Undelivered> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let outcome = match tokio::time::timeout(SENDING, send(&mut connection, mail)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Undelivered::Server(format!("no answer within {} s", SENDING.as_secs()))),
        };
        let usable = match &outcome {
            Ok(()) => true,
            Err(Undelivered::Later(_) | Undelivered::Refused(_)) => {
                matches!(tokio::time::timeout(GOODBYE, connection.command(Rset)).await, Ok(Ok(_)))
            }
            Err(Undelivered::Server(_)) => false,
        };
        self.connection = usable.then_some(connection);
        outcome
    }

    async fn rest(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // Whatever becomes of it, the connection ends here.
            let _courtesy = tokio::time::timeout(GOODBYE, connection.quit()).await;
        }
    }
}

async fn send(connection: &mut AsyncSmtpConnection, mail: &Ready) -> Result<(), Undelivered> {
    // A sender that is refused is our configuration's fault, or the server's: it would be so for every mail.
    let from = connection.command(Mail::new(Some(mail.from.clone()), Vec::new())).await;
    from.map_err(|error| Undelivered::Server(format!("the sender {} is refused: {}", mail.from, said(&error))))?;
    connection.command(Rcpt::new(mail.to.clone(), Vec::new())).await.map_err(|error| blame(&error))?;
    connection.command(Data).await.map_err(|error| blame(&error))?;
    connection.message(&mail.bytes).await.map_err(|error| blame(&error))?;
    Ok(())
}

fn blame(error: &Error) -> Undelivered {
    let code = error.status().map(u16::from);
    let of_server = code.is_none_or(|code| code == CLOSING || LOGIN_WANTED.contains(&code));
    match of_server {
        true => Undelivered::Server(said(error)),
        false if error.is_permanent() => Undelivered::Refused(said(error)),
        false => Undelivered::Later(said(error)),
    }
}

/// What the server said, in one line, and what lies behind it.
fn said(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(behind) = source {
        let behind_text = behind.to_string();
        if !text.contains(&behind_text) {
            text = format!("{text}: {behind_text}");
        }
        source = behind.source();
    }
    plain(&text)
}

#[cfg(test)]
mod tests;
