//! Debian's ChromeDriver, one for all browsers, and the way to it: HTTP without TLS, over loopback.

use crate::support::process::{ProcessTree, wait_until};
use crate::support::scratch;
use async_trait::async_trait;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Request, Response, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::session::http::{Body, HttpClient};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

static DRIVER: LazyLock<ChromeDriver> = LazyLock::new(ChromeDriver::start);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime can be made")
});

struct ChromeDriver {
    at: SocketAddr,
    // It ends before its folder is removed.
    _process: ProcessTree,
    _folder: TempDir,
}

/// Where ChromeDriver listens.
pub(crate) fn address() -> SocketAddr {
    DRIVER.at
}

/// Waits for what a browser does.
pub(crate) fn wait_for<T>(what: impl Future<Output = T>) -> T {
    RUNTIME.block_on(what)
}

impl ChromeDriver {
    fn start() -> Self {
        let folder = scratch::folder("chromedriver");
        let log = folder.path().join("log");
        let output = File::create(&log).expect("the log can be opened");
        let mut command = Command::new("chromedriver");
        // Its browsers keep their profiles where it is told, and their crash reports at home.
        command.args(["--port=0", "--log-level=SEVERE"]).env("HOME", folder.path());
        command.stdin(Stdio::null()).stderr(output.try_clone().expect("two writers")).stdout(output);
        let mut process = ProcessTree::start(&mut command, folder.path());
        let port = wait_until("ChromeDriver", || {
            let text = fs::read_to_string(&log).unwrap_or_default();
            assert!(process.ended().is_none(), "ChromeDriver ended: {text}");
            let line = text.lines().find(|line| line.contains("started successfully on port"));
            line.and_then(|line| line.trim_end_matches('.').rsplit(' ').next()?.parse().ok())
        });
        Self { at: SocketAddr::from(([127, 0, 0, 1], port)), _process: process, _folder: folder }
    }
}

/// A client that makes a connection for each command.
pub(crate) struct Way(pub(crate) SocketAddr);

#[async_trait]
impl HttpClient for Way {
    async fn send(&self, request: Request<Body<'_>>) -> WebDriverResult<Response<Bytes>> {
        exchange(self.0, request).await.map_err(|error| WebDriverError::RequestFailed(format!("{error:#}")))
    }

    async fn new(&self) -> Arc<dyn HttpClient> {
        Arc::new(Self(self.0))
    }
}

async fn exchange(to: SocketAddr, request: Request<Body<'_>>) -> anyhow::Result<Response<Bytes>> {
    let (mut head, body) = request.into_parts();
    let body = match body {
        Body::Empty => Vec::new(),
        Body::Json(value) => serde_json::to_vec(value)?,
    };
    head.uri = head.uri.path_and_query().map_or("/", PathAndQuery::as_str).parse()?;
    head.headers.insert(header::HOST, HeaderValue::from_str(&to.to_string())?);
    let (mut sender, connection) = http1::handshake(TokioIo::new(TcpStream::connect(to).await?)).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(Request::from_parts(head, Full::new(Bytes::from(body)))).await?;
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    connection.abort();
    Ok(Response::from_parts(head, body))
}
