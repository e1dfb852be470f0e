//! Download of members' files, from Discord's own hosts and from nowhere else.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tracing::info;
use url::Url;

use crate::discord::cdn;
use crate::generation::Unreachable;
use crate::service::{CdnImage, FileError};
use crate::spool::{Fetched, Spool, SpoolError};
use crate::tls::Tls;

/// Bytes of a file that tell its kind: headers name all streams within them.
const START: usize = 64 * 1024;

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

    /// Fetches a file of at most `limit` bytes. A large one is written to disk as it arrives.
    ///
    /// # Errors
    /// See [`FileError`].
    pub async fn fetch(&self, url: &str, limit: u64) -> Result<Fetched, FileError> {
        let mut response = self.get(url).await?;
        let stated = response.content_length().unwrap_or_default();
        if stated > limit {
            return Err(FileError::TooLarge { limit });
        }
        let mut spool = Spool::new(limit, stated);
        while let Some(piece) = response.chunk().await.map_err(failed)? {
            spool.write(&piece).await.map_err(not_spooled)?;
        }
        spool.finish().await.map_err(not_spooled)
    }

    /// Fetches an image of the CDN of at most `limit` bytes.
    ///
    /// # Errors
    /// See [`FileError`].
    pub async fn fetch_image(&self, image: &CdnImage, limit: u64) -> Result<Fetched, FileError> {
        let (host, path) = cdn::path(image);
        self.fetch(&format!("{}{path}", self.origin(host)?), limit).await
    }

    /// Fetches the first bytes of a file, at least as many as tell its kind.
    ///
    /// # Errors
    /// See [`FileError`].
    pub async fn fetch_start(&self, url: &str) -> Result<Bytes, FileError> {
        let mut response = self.get(url).await?;
        let mut bytes = BytesMut::new();
        while bytes.len() < START
            && let Some(piece) = response.chunk().await.map_err(failed)?
        {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    async fn get(&self, url: &str) -> Result<reqwest::Response, FileError> {
        let response = self.http.get(self.allowed(url)?).send().await.map_err(failed)?;
        match response.status().as_u16() {
            200 => Ok(response),
            403 | 404 | 410 => Err(Unreachable::Gone.into()),
            other => Err(Unreachable::Status(other).into()),
        }
    }

    /// The origin of one of Discord's hosts. An emulator has one for all of them.
    fn origin(&self, host: &str) -> Result<String, FileError> {
        if self.hosts.iter().any(|listed| listed == host) {
            return Ok(format!("https://{host}"));
        }
        let emulator = self.hosts.iter().find(|listed| listed.contains(':'));
        emulator.map(|listed| format!("http://{listed}")).ok_or(FileError::ForeignHost)
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

fn not_spooled(e: SpoolError) -> FileError {
    match e {
        SpoolError::TooLarge { limit } => FileError::TooLarge { limit },
        SpoolError::Disk(e) => FileError::Disk(e.to_string()),
    }
}

fn failed(e: reqwest::Error) -> FileError {
    if e.is_timeout() {
        return Unreachable::TimedOut.into();
    }
    // The URL is signed.
    info!(error = %e.without_url(), "the download of a file failed");
    Unreachable::Disconnected.into()
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

    #[test]
    fn images_of_the_cdn_are_on_its_own_host_or_on_the_emulators() {
        let origin = |hosts: &[&str]| {
            let hosts = hosts.iter().map(|h| (*h).to_owned()).collect();
            let files = Files::new(hosts, Duration::from_secs(1), &Tls::new().unwrap()).unwrap();
            files.origin("cdn.discordapp.com")
        };
        let cdn = Ok("https://cdn.discordapp.com".to_owned());
        assert_eq!(origin(&["127.0.0.1:4711", "cdn.discordapp.com"]), cdn);
        assert_eq!(origin(&["127.0.0.1:4711"]), Ok("http://127.0.0.1:4711".to_owned()));
        assert_eq!(origin(&["media.discordapp.net"]), Err(FileError::ForeignHost));
    }
}
