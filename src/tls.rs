//! TLS setup: one connector with the system's certificates, shared by the clients of both services.
//!
//! Each OpenSSL connector reads and stores all certificates, most of a megabyte.

use native_tls::TlsConnector;

/// The shared TLS connector.
#[derive(Debug, Clone)]
pub struct Tls(TlsConnector);

impl Tls {
    /// Loads the system's trusted certificates.
    ///
    /// # Errors
    /// When OpenSSL cannot be set up.
    pub fn new() -> Result<Self, native_tls::Error> {
        // The same ALPN list as reqwest's default (reqwest 0.13, `async_impl/client.rs`).
        TlsConnector::builder().request_alpns(&["h2", "http/1.1"]).build().map(Self)
    }

    /// A client builder that uses the connector and no proxy.
    pub fn client(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder().no_proxy().tls_backend_preconfigured(self.0.clone())
    }
}
