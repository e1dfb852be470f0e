//! Connections over TLS, for clients that accept nothing else.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_native_tls::{TlsAcceptor, TlsConnector, TlsStream};

/// The certificate that a service shows, and its private key.
#[derive(Clone)]
pub struct Certificate(TlsAcceptor);

impl Certificate {
    /// A certificate (with those that signed it, if any) and its key in PKCS #8, both as PEM.
    ///
    /// # Errors
    /// When they cannot be read, or do not belong together.
    pub async fn from_pem(certificate: &[u8], key: &[u8]) -> io::Result<Self> {
        let identity =
            native_tls::Identity::from_pkcs8(certificate, key).map_err(io::Error::other)?;
        let acceptor = native_tls::TlsAcceptor::new(identity).map_err(io::Error::other)?;
        let made = Self(acceptor.into());
        made.try_handshake().await.map_err(io::Error::other)?;
        Ok(made)
    }

    /// OpenSSL accepts the key of another certificate, and then every handshake fails.
    async fn try_handshake(&self) -> Result<(), native_tls::Error> {
        let client = native_tls::TlsConnector::builder()
            // Whether clients trust the certificate is their matter.
            .danger_accept_invalid_certs(true)
            .danger_accept_invalid_hostnames(true)
            .build()?;
        let (here, there) = tokio::io::duplex(64 * 1024);
        let client = TlsConnector::from(client);
        tokio::try_join!(client.connect("localhost", here), self.0.accept(there))?;
        Ok(())
    }
}

/// A handshake that takes longer is given up.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(10);

/// Accepts connections and makes their handshakes, several at a time.
pub(super) struct TlsListener {
    listener: TcpListener,
    certificate: Certificate,
    handshakes: JoinSet<io::Result<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl TlsListener {
    pub(super) fn new(listener: TcpListener, certificate: Certificate) -> Self {
        Self { listener, certificate, handshakes: JoinSet::new() }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            tokio::select! {
                (stream, from) = Listener::accept(&mut self.listener) => {
                    let acceptor = self.certificate.0.clone();
                    self.handshakes.spawn(async move {
                        stream.set_nodelay(true)?;
                        let accepted = acceptor.accept(stream);
                        let accepted = tokio::time::timeout(LONGEST_HANDSHAKE, accepted).await?;
                        Ok((accepted.map_err(io::Error::other)?, from))
                    });
                }
                Some(done) = self.handshakes.join_next() => match done {
                    Ok(Ok(accepted)) => return accepted,
                    Ok(Err(e)) => tracing::debug!(error = %e, "no TLS connection"),
                    Err(e) => tracing::debug!(error = %e, "a handshake broke off"),
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
