//! Signed links with an expiry time; only the bot can create them.

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use url::Url;

use crate::job::JobId;

/// Creates and verifies links to videos.
#[derive(Clone)]
pub struct Links {
    origin: Url,
    key: Vec<u8>,
}

impl std::fmt::Debug for Links {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Links").field("origin", &self.origin.as_str()).finish_non_exhaustive()
    }
}

impl Links {
    /// Links under an origin, signed with a key.
    pub fn new(origin: Url, key: Vec<u8>) -> Self {
        Self { origin, key }
    }

    /// A link to a job's video.
    pub fn video(&self, job: JobId, until: Timestamp) -> String {
        let until = until.as_second();
        let origin = self.origin.as_str().trim_end_matches('/');
        let signature = hex(&self.mac(job, until).finalize().into_bytes());
        format!("{origin}/clips/{job}.mp4?until={until}&signature={signature}")
    }

    /// Whether a link's signature is valid and the link has not expired. Compares in constant time.
    pub fn is_good(&self, job: JobId, until: i64, signature: &str, now: Timestamp) -> bool {
        let Some(signature) = unhex(signature) else { return false };
        now.as_second() < until && self.mac(job, until).verify_slice(&signature).is_ok()
    }

    fn mac(&self, job: JobId, until: i64) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(format!("clip {job} until {until}").as_bytes());
        mac
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks() else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    pairs.iter().map(|&[high, low]| u8::try_from(digit(high)? << 4 | digit(low)?).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_valid_for_its_job_and_time_only() {
        let links = Links::new(Url::parse("https://clips.example").unwrap(), vec![7; 32]);
        let (job, other) = (JobId::from_bits(1), JobId::from_bits(2));
        let at = |s| Timestamp::from_second(s).unwrap();
        let link = links.video(job, at(1000));
        let signature = link.rsplit('=').next().unwrap();
        assert!(links.is_good(job, 1000, signature, at(999)));
        assert!(!links.is_good(job, 1000, signature, at(1000)));
        assert!(!links.is_good(job, 2000, signature, at(999)));
        assert!(!links.is_good(other, 1000, signature, at(999)));
        for forged in ["", "00", "zz", &signature[2..], "é"] {
            assert!(!links.is_good(job, 1000, forged, at(999)), "{forged}");
        }
        let elsewhere = Links::new(Url::parse("https://clips.example").unwrap(), vec![8; 32]);
        assert!(!elsewhere.is_good(job, 1000, signature, at(999)));
    }
}
