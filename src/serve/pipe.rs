//! One side of a relay: a stream, what was read from it, and what waits to be written to it.
//!
//! Polled by hand, so that one task reads and writes both sides without locks; waiting messages leave in one write.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::AsyncWrite;
use tokio_util::io::poll_read_buf;

use crate::directory::Stream;

/// A read asks for this much room at first, so that ten thousand silent connections stay small …
const SMALL: usize = 2 * 1024;
/// … and for this much once a read has filled it.
const LARGE: usize = 32 * 1024;
/// So many messages go into one write at most.
const SLICES: usize = 32;

/// One side of a relay.
pub(super) struct Pipe {
    stream: Stream,
    /// What was read and not taken yet.
    pub(super) input: BytesMut,
    output: VecDeque<Bytes>,
    waiting: usize,
    unflushed: bool,
    room: usize,
}

/// What a read came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// New bytes in [`Pipe::input`].
    Bytes,
    /// The other end has closed, or the stream broke.
    End,
}

impl Pipe {
    /// A side over this stream, with bytes that were read from it before.
    pub(super) fn new(stream: Stream, input: BytesMut) -> Self {
        Self { stream, input, output: VecDeque::new(), waiting: 0, unflushed: false, room: SMALL }
    }

    /// Lets bytes wait to be written.
    pub(super) fn push(&mut self, bytes: Bytes) {
        self.waiting += bytes.len();
        self.output.push_back(bytes);
    }

    /// How many bytes wait to be written.
    pub(super) const fn waiting(&self) -> usize {
        self.waiting
    }

    /// The stream itself; what waits is lost.
    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }

    /// Reads what there is, once.
    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Came> {
        if self.input.capacity() - self.input.len() < self.room / 2 {
            self.input.reserve(self.room);
        }
        match poll_read_buf(Pin::new(&mut self.stream), cx, &mut self.input) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(read)) if read > 0 => {
                let full = self.input.capacity() == self.input.len();
                self.room = if full { LARGE } else { self.room };
                Poll::Ready(Came::Bytes)
            }
            Poll::Ready(Ok(_) | Err(_)) => Poll::Ready(Came::End),
        }
    }

    /// Writes what waits, as far as the stream takes it. Ready when nothing waits any more.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.waiting > 0 {
            match self.poll_write_some(cx) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(written)) => self.written(written),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
            self.unflushed = true;
        }
        if self.unflushed {
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(Ok(())) => self.unflushed = false,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write_some(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.stream);
        // The usual case, and the cheaper call for it.
        if let (Some(only), 1) = (self.output.front(), self.output.len()) {
            return stream.poll_write(cx, only);
        }
        let mut slices = [IoSlice::new(&[]); SLICES];
        for (slice, bytes) in slices.iter_mut().zip(&self.output) {
            *slice = IoSlice::new(bytes);
        }
        let count = self.output.len().min(SLICES);
        stream.poll_write_vectored(cx, slices.get(..count).unwrap_or_default())
    }

    /// Says goodbye to the other end.
    pub(super) fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn written(&mut self, mut count: usize) {
        self.waiting = self.waiting.saturating_sub(count);
        while count > 0 {
            let Some(first) = self.output.front_mut() else { return };
            if first.len() > count {
                first.advance(count);
                return;
            }
            count -= first.len();
            self.output.pop_front();
        }
    }
}
