//! How clients connect: one TLS connector with the system's certificates, shared by the clients of
//! both services.
//!
//! Each OpenSSL connector reads and stores all certificates, most of a megabyte.

use std::net::SocketAddr;

use native_tls::{Certificate, TlsConnector};

/// The shared TLS connector, and how the names of hosts are resolved.
#[derive(Debug, Clone)]
pub struct Tls {
    connector: TlsConnector,
    /// Hosts with addresses that are not asked of the system.
    hosts: Vec<(String, SocketAddr)>,
}

impl Tls {
    /// Loads the system's trusted certificates.
    ///
    /// # Errors
    /// When OpenSSL cannot be set up.
    pub fn new() -> Result<Self, native_tls::Error> {
        Self::trusting(&[])
    }

    /// Loads the system's trusted certificates, for connections that HTTP/2 cannot make, such as
    /// websockets.
    ///
    /// # Errors
    /// When OpenSSL cannot be set up.
    pub fn http1() -> Result<Self, native_tls::Error> {
        let connector = TlsConnector::builder().request_alpns(&["http/1.1"]).build()?;
        Ok(Self { connector, hosts: Vec::new() })
    }

    /// Loads the system's trusted certificates, and trusts these too.
    ///
    /// # Errors
    /// When OpenSSL cannot be set up.
    pub fn trusting(roots: &[Certificate]) -> Result<Self, native_tls::Error> {
        let mut builder = TlsConnector::builder();
        // The same ALPN list as reqwest's default (reqwest 0.13, `async_impl/client.rs`).
        builder.request_alpns(&["h2", "http/1.1"]);
        for root in roots {
            builder.add_root_certificate(root.clone());
        }
        Ok(Self { connector: builder.build()?, hosts: Vec::new() })
    }

    /// Resolves a host to an address, with its port where a URL has none.
    #[must_use]
    pub fn resolving(mut self, host: &str, address: SocketAddr) -> Self {
        self.hosts.push((host.to_owned(), address));
        self
    }

    /// A client builder that uses the connector and no proxy.
    pub fn client(&self) -> reqwest::ClientBuilder {
        let builder = reqwest::Client::builder().no_proxy();
        let builder = builder.tls_backend_preconfigured(self.connector.clone());
        self.hosts.iter().fold(builder, |builder, (host, at)| builder.resolve(host, *at))
    }
}
