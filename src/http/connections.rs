//! Connections to the bot's own web servers: bounded in number and in patience, so that idle ones
//! do not take the files that Discord and the provider need.

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

/// Connections at once; further ones wait in the system's queue.
const MOST: usize = 256;
/// How long a connection may neither send nor take anything.
const IDLE: Duration = Duration::from_secs(30);
/// How long a request may take to arrive: one that comes a byte at a time is not waited for.
const REQUEST: Duration = Duration::from_secs(30);
/// How long to wait after the system could not accept a connection: for want of files, mostly.
const PAUSE: Duration = Duration::from_millis(500);

/// A listener that lets in so many at once.
pub(super) struct Bounded {
    listener: TcpListener,
    places: Arc<Semaphore>,
}

impl Bounded {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(MOST)) }
    }
}

impl Listener for Bounded {
    type Io = Patient<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            // It is never closed.
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
                std::future::pending::<()>().await;
                continue;
            };
            match self.listener.accept().await {
                Ok((stream, address)) => return (Patient::new(stream, Some(place)), address),
                Err(_) => sleep(PAUSE).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when nothing goes over it for too long.
pub(super) struct Patient<S> {
    inner: S,
    deadline: Pin<Box<Sleep>>,
    /// Since when the next request may have been arriving.
    reading_since: Instant,
    _place: Option<OwnedSemaphorePermit>,
}

impl<S> Patient<S> {
    fn new(inner: S, place: Option<OwnedSemaphorePermit>) -> Self {
        let (deadline, reading_since) = (Box::pin(sleep(IDLE)), Instant::now());
        Self { inner, deadline, reading_since, _place: place }
    }

    /// What became of a call: something that went on gives new patience, and what waits too long
    /// ends.
    fn timed<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match polled {
            Poll::Ready(done) => {
                self.deadline.as_mut().reset(Instant::now() + IDLE);
                Poll::Ready(done)
            }
            Poll::Pending => match self.deadline.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        if polled.is_ready() && self.reading_since.elapsed() > REQUEST {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        self.timed(cx, polled)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
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
    async fn whoever_says_nothing_is_let_go() {
        let (mut client, server) = duplex(64);
        let mut server = Patient::new(server, None);
        client.write_all(b"GET").await.expect("there is room");
        let mut said = [0; 3];
        server.read_exact(&mut said).await.expect("it was said");
        let begun = Instant::now();
        let ended = server.read_exact(&mut said).await.expect_err("nothing more is said");
        assert_eq!((ended.kind(), begun.elapsed()), (io::ErrorKind::TimedOut, IDLE));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_says_a_byte_at_a_time_is_let_go_too() {
        let (mut client, server) = duplex(64);
        let mut server = Patient::new(server, None);
        let begun = Instant::now();
        let ended = loop {
            client.write_all(b"G").await.expect("there is room");
            if let Err(e) = server.read_exact(&mut [0]).await {
                break e;
            }
            sleep(IDLE / 3).await;
        };
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() <= REQUEST + IDLE / 3, "{:?}", begun.elapsed());
    }
}
