//! Download of members' files, from Discord's own hosts and from nowhere else.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use url::Url;

use crate::service::FileError;
use crate::tls::Tls;

/// A downloader of members' files.
#[derive(Debug, Clone)]
pub struct Files {
    http: reqwest::Client,
    hosts: Vec<String>,
}

impl Files {
    /// A downloader for `hosts`, each `host` or, for an emulator, `host:port`.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(hosts: Vec<String>, timeout: Duration, tls: &Tls) -> Result<Self, reqwest::Error> {
        let http = tls
            .client()
            // A redirect could lead away from the trusted hosts.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(timeout)
            .build()?;
        Ok(Self { http, hosts })
    }

    /// Fetches a file of at most `limit` bytes.
    ///
    /// # Errors
    /// See [`FileError`].
    pub async fn fetch(&self, url: &str, limit: u64) -> Result<Bytes, FileError> {
        let url = self.allowed(url)?;
        let failed = |e: reqwest::Error| {
            let e = e.without_url();
            FileError::Failed(if e.is_timeout() {
                "it took too long".into()
            } else {
                e.to_string()
            })
        };
        let mut response = self.http.get(url).send().await.map_err(failed)?;
        match response.status().as_u16() {
            200 => {}
            403 | 404 | 410 => return Err(FileError::Gone),
            other => return Err(FileError::Failed(format!("HTTP {other}"))),
        }
        if response.content_length().is_some_and(|n| n > limit) {
            return Err(FileError::TooLarge { limit });
        }
        let mut bytes = BytesMut::new();
        while let Some(piece) = response.chunk().await.map_err(failed)? {
            if (bytes.len() + piece.len()) as u64 > limit {
                return Err(FileError::TooLarge { limit });
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    fn allowed(&self, url: &str) -> Result<Url, FileError> {
        let url = Url::parse(url).map_err(|_| FileError::ForeignHost)?;
        let host = url.host_str().ok_or(FileError::ForeignHost)?;
        let (name, scheme) = match url.port() {
            // An emulator is given with its port and uses plain HTTP; Discord does neither.
            Some(port) => (format!("{host}:{port}"), "http"),
            None => (host.to_owned(), "https"),
        };
        let plain = url.username().is_empty() && url.password().is_none();
        if plain && url.scheme() == scheme && self.hosts.contains(&name) {
            Ok(url)
        } else {
            Err(FileError::ForeignHost)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_discords_hosts_are_asked() {
        let hosts = vec!["cdn.discordapp.com".to_owned(), "127.0.0.1:4711".to_owned()];
        let files = Files::new(hosts, Duration::from_secs(1), &Tls::new().unwrap()).unwrap();
        let good = ["https://cdn.discordapp.com/attachments/1/2/a.png", "http://127.0.0.1:4711/a"];
        for url in good {
            assert!(files.allowed(url).is_ok(), "{url}");
        }
        for url in [
            "http://cdn.discordapp.com/a",
            "https://cdn.discordapp.com.evil.example/a",
            "https://cdn.discordapp.com@evil.example/a",
            "https://user:pw@cdn.discordapp.com/a",
            "https://evil.example/cdn.discordapp.com",
            "http://127.0.0.1/a",
            "http://127.0.0.1:4712/a",
            "https://cdn.discordapp.com:8443/a",
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data",
            "nonsense",
        ] {
            assert_eq!(files.allowed(url), Err(FileError::ForeignHost), "{url}");
        }
    }
}
