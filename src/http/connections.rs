//! Connections to the bot's own web servers: limited in number and by timeouts, so that idle
//! connections do not use up the file descriptors that calls to Discord and the provider need.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// Concurrent connections; further ones wait in the system's accept queue.
const MAX_CONNECTIONS: usize = 256;
/// Timeout of a connection on which nothing is sent or received.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Time limit for a request to arrive, so that a client that sends a byte at a time is cut off.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Pause after a failed accept, which mostly means that file descriptors have run out.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(500);

/// A listener with a limited number of concurrent connections.
pub(super) struct Bounded {
    listener: TcpListener,
    permits: Arc<Semaphore>,
}

impl Bounded {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, permits: Arc::new(Semaphore::new(MAX_CONNECTIONS)) }
    }
}

impl Listener for Bounded {
    type Io = TimeoutStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            // The semaphore is never closed.
            let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else {
                std::future::pending::<()>().await;
                continue;
            };
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    return (TimeoutStream::new(stream, Some(permit)), address);
                }
                Err(_) => sleep(ACCEPT_RETRY_DELAY).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that times out when idle.
pub(super) struct TimeoutStream<S> {
    inner: S,
    deadline: Pin<Box<Sleep>>,
    /// When the next request may have started to arrive.
    reading_since: Instant,
    _permit: Option<OwnedSemaphorePermit>,
}

impl<S> TimeoutStream<S> {
    fn new(inner: S, permit: Option<OwnedSemaphorePermit>) -> Self {
        let (deadline, reading_since) = (Box::pin(sleep(IDLE_TIMEOUT)), Instant::now());
        Self { inner, deadline, reading_since, _permit: permit }
    }

    /// Resets the idle timeout when a call made progress; times the connection out when it has been
    /// pending for too long.
    fn timed<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match polled {
            Poll::Ready(done) => {
                self.deadline.as_mut().reset(Instant::now() + IDLE_TIMEOUT);
                Poll::Ready(done)
            }
            Poll::Pending => match self.deadline.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TimeoutStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        if polled.is_ready() && self.reading_since.elapsed() > REQUEST_TIMEOUT {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        self.timed(cx, polled)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimeoutStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(cx, buf);
        if polled.is_ready() {
            self.reading_since = Instant::now();
        }
        self.timed(cx, polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_flush(cx);
        self.timed(cx, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_times_out() {
        let (mut client, server) = duplex(64);
        let mut server = TimeoutStream::new(server, None);
        client.write_all(b"GET").await.expect("the buffer has space");
        let mut bytes = [0; 3];
        server.read_exact(&mut bytes).await.expect("the bytes arrive");
        let begun = Instant::now();
        let ended = server.read_exact(&mut bytes).await.expect_err("nothing more arrives");
        assert_eq!((ended.kind(), begun.elapsed()), (io::ErrorKind::TimedOut, IDLE_TIMEOUT));
    }

    #[tokio::test]
    async fn connections_beyond_the_limit_wait_until_one_ends() {
        let bind = || TcpListener::bind("127.0.0.1:0");
        let (listener, later) = (bind().await.expect("bound"), bind().await.expect("bound"));
        let address = listener.local_addr().expect("it has an address");
        let mut bounded = Bounded::new(listener);
        let (mut clients, mut served) = (Vec::new(), Vec::new());
        for _ in 0..MAX_CONNECTIONS {
            clients.push(TcpStream::connect(address).await.expect("it connects"));
            served.push(bounded.accept().await.0);
        }
        clients.push(TcpStream::connect(address).await.expect("the system queues it"));
        let mut next = Box::pin(bounded.accept());
        // A connection that came later, to another listener, is accepted first.
        let address = later.local_addr().expect("it has an address");
        clients.push(TcpStream::connect(address).await.expect("it connects"));
        tokio::select! {
            biased;
            _ = &mut next => panic!("one connection too many"),
            accepted = later.accept() => drop(accepted.expect("it is accepted")),
        }
        served.pop();
        next.await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_sent_a_byte_at_a_time_times_out() {
        let (mut client, server) = duplex(64);
        let mut server = TimeoutStream::new(server, None);
        let begun = Instant::now();
        let ended = loop {
            client.write_all(b"G").await.expect("the buffer has space");
            if let Err(e) = server.read_exact(&mut [0]).await {
                break e;
            }
            sleep(IDLE_TIMEOUT / 3).await;
        };
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() <= REQUEST_TIMEOUT + IDLE_TIMEOUT / 3, "{:?}", begun.elapsed());
    }
}
