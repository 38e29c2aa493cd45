//! What a connection waits for: both sides, the answers of its tasks, time, and the order to stop.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;
use vestibule_gate::Outage;
use vestibule_ldap_proxy::session::Whose;

use super::{Answer, Came, Connection, Event, NEVER, Pipe};

/// A timer with nothing to wait for.
const LONG: Duration = Duration::from_secs(3600);

impl Connection {
    /// The next thing that happens.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, stopping: bool) -> Poll<Event> {
        if let Poll::Ready(Err(_)) = self.client.poll_write(cx) {
            return Poll::Ready(Event::Client(Came::End));
        }
        if let Some(upstream) = &mut self.upstream
            && let Poll::Ready(Err(_)) = upstream.poll_write(cx)
        {
            return Poll::Ready(Event::UpstreamBroke);
        }
        // What is rare goes first: a stream that never pauses must not keep it waiting.
        if !stopping && self.stop.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Event::Stop);
        }
        if self.timer.as_mut().poll(cx).is_ready() {
            self.timer_at = NEVER;
            return Poll::Ready(Event::Time);
        }
        if let Poll::Ready(event) = self.poll_answers(cx) {
            return Poll::Ready(event);
        }
        self.poll_sides(cx)
    }

    /// Reads one side, the other first next time.
    fn poll_sides(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        let early = self.early.iter().map(bytes::Bytes::len).sum();
        let to_upstream = self.upstream.as_ref().map_or(early, Pipe::waiting);
        let reads = self.session.reads(self.client.waiting(), to_upstream);
        self.client_first = !self.client_first;
        for client in [self.client_first, !self.client_first] {
            if client && reads.client {
                if let Poll::Ready(came) = self.client.poll_read(cx) {
                    return Poll::Ready(Event::Client(came));
                }
            } else if let Some(upstream) = self.upstream.as_mut().filter(|_| !client && reads.upstream)
                && let Poll::Ready(came) = upstream.poll_read(cx)
            {
                return Poll::Ready(Event::Upstream(came));
            }
        }
        Poll::Pending
    }

    fn poll_answers(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        if let Some(answer) = poll_answer(&mut self.judged, cx) {
            return Poll::Ready(Event::Judged(Box::new(answer)));
        }
        if let Some(answer) = poll_answer(&mut self.opened, cx) {
            return Poll::Ready(Event::Opened(answer.flatten().map(Box::new)));
        }
        if let Some(answer) = poll_answer(&mut self.whose, cx) {
            return Poll::Ready(Event::Whose(answer.unwrap_or(Whose::Unknown)));
        }
        if let Some(answer) = poll_answer(&mut self.checked, cx) {
            return Poll::Ready(Event::Checked(answer.unwrap_or(Err(Outage::Busy))));
        }
        Poll::Pending
    }

    /// A deadline that moved away is looked at when the timer goes off, so that a message does not set it anew.
    pub(super) fn set_timer(&mut self) {
        let next = [self.session.deadline(), self.judge_by, self.check_at].into_iter().flatten().min();
        if self.timer_at != NEVER && next.is_none_or(|next| next >= self.timer_at) {
            return;
        }
        let now = self.now();
        let next = next.unwrap_or(now.plus(LONG));
        self.timer_at = next;
        self.timer.as_mut().reset(Instant::now() + now.until(next));
    }
}

/// `Some(None)` when the task that was to answer is gone.
fn poll_answer<T>(answer: &mut Answer<T>, cx: &mut Context<'_>) -> Option<Option<T>> {
    match Pin::new(answer.as_mut()?).poll(cx) {
        Poll::Ready(result) => {
            *answer = None;
            Some(result.ok())
        }
        Poll::Pending => None,
    }
}
