//! One browser's connection.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tower_service::Service as _;
use vestibule_enroll_web::{NotBefore, Peer};
use vestibule_gate::ports::Clock as _;

use super::super::{Shared, tls};
use super::Door;

/// The head of a request takes no longer, and a connection is idle no longer.
const HEAD: Duration = Duration::from_secs(15);
/// Nor does its body.
const BODY: Duration = Duration::from_secs(10);
/// The longest body. Forms of the portal have some hundred octets.
const LONGEST_BODY: usize = 64 << 10;
/// The longest head, and so the memory a connection takes.
const LONGEST_HEAD: usize = 32 << 10;

/// Serves a connection in a task of its own.
pub(super) fn begin(shared: &Arc<Shared>, door: &Arc<Door>, tcp: TcpStream, peer: SocketAddr) {
    let address = peer.ip().to_canonical();
    let Some(seat) = door.room.enter(address) else {
        tracing::debug!(%peer, "closed at once: no room for another connection to the portal");
        return;
    };
    let (shared, door) = (shared.clone(), door.clone());
    shared.tasks.clone().spawn(async move {
        let _best_effort = tcp.set_nodelay(true);
        match door.tls.load_full() {
            Some(config) => {
                if let Some(stream) = tls::accept(&TlsAcceptor::from(config), tcp).await {
                    serve(&shared, &door, stream, Peer(address)).await;
                }
            }
            None => serve(&shared, &door, tcp, Peer(address)).await,
        }
        drop(seat);
    });
}

async fn serve(
    shared: &Arc<Shared>,
    door: &Arc<Door>,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
) {
    let service = service_fn(|request| {
        let (shared, door) = (shared.clone(), door.clone());
        async move { Ok::<_, Infallible>(answer(&shared, &door, request, peer).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shared.stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(peer = %peer.0, %error, "a connection to the portal ended early");
    }
}

/// Reads the body, has the pages answer in a task that a vanished browser does not end, and waits for the answer's
/// time.
async fn answer(shared: &Arc<Shared>, door: &Arc<Door>, request: Request<Incoming>, peer: Peer) -> Response<Body> {
    let (mut head, body) = request.into_parts();
    head.extensions.insert(peer);
    let body = match tokio::time::timeout(BODY, Limited::new(body, LONGEST_BODY).collect()).await {
        Ok(Ok(whole)) => whole.to_bytes(),
        Ok(Err(_)) => return bare(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return bare(StatusCode::REQUEST_TIMEOUT),
    };
    let mut pages = door.pages.router.clone();
    let request = Request::from_parts(head, Body::new(Full::<Bytes>::new(body)));
    let response = shared.tasks.spawn(async move { pages.call(request).await });
    let response = match response.await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            return bare(StatusCode::INTERNAL_SERVER_ERROR);
        }
    };
    if let Some(NotBefore(moment)) = response.extensions().get() {
        tokio::time::sleep(shared.clock.moment().until(*moment)).await;
    }
    response
}

/// An answer without a page. The connection ends with it.
fn bare(status: StatusCode) -> Response<Body> {
    let mut response = vestibule_enroll_web::bare(status);
    let close = axum::http::HeaderValue::from_static("close");
    response.headers_mut().insert(axum::http::header::CONNECTION, close);
    response
}
