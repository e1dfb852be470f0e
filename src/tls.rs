//! How we speak TLS: with one set of the machine's certificates for the clients of both services.
//!
//! Each connector that OpenSSL sets up reads and keeps all of them, most of a megabyte.

use native_tls::TlsConnector;

/// What all clients share.
#[derive(Debug, Clone)]
pub struct Tls(TlsConnector);

impl Tls {
    /// Reads the certificates that this machine trusts.
    ///
    /// # Errors
    /// When OpenSSL cannot be set up.
    pub fn new() -> Result<Self, native_tls::Error> {
        // As reqwest asks when it is left to it (reqwest 0.13, `async_impl/client.rs`).
        TlsConnector::builder().request_alpns(&["h2", "http/1.1"]).build().map(Self)
    }

    /// A client over it, to be set up further: no proxy is looked for.
    pub fn client(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder().no_proxy().tls_backend_preconfigured(self.0.clone())
    }
}
