//! Reads typed values from the layers; records each problem and continues.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use toml::Value;
use url::Url;

use crate::config::layers::Layers;
use crate::generation::Region;
use crate::job::GuildId;

/// No setting needs more, and adding this to a date stays within the calendar.
const MAX_DURATION: Duration = Duration::from_secs(366 * 24 * 3600);

/// Jobs are looked up in the provider's list, and reported, for a day.
const MIN_RETENTION: Duration = Duration::from_secs(24 * 3600);

pub(super) struct Reader<'a> {
    layers: &'a Layers,
    problems: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layers: &'a Layers) -> Self {
        Self { layers, problems: layers.problems().to_vec() }
    }

    pub(super) fn problems(&mut self) -> &mut Vec<String> {
        &mut self.problems
    }

    pub(super) fn finish(self) -> Vec<String> {
        self.problems
    }

    pub(super) fn problem(&mut self, key: &str, what: &str) {
        let origin = self.layers.get(key).map_or("default", |(_, from)| from);
        self.problems.push(format!("{key} ({origin}): {what}"));
    }

    fn value(&self, key: &str) -> &'a Value {
        let (value, _) =
            self.layers.get(key).expect("every key read has a default; tests read all");
        value
    }

    pub(super) fn string(&self, key: &str) -> String {
        self.value(key).as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn optional(&self, key: &str) -> Option<String> {
        Some(self.string(key)).filter(|s| !s.is_empty())
    }

    pub(super) fn is_set(&self, key: &str) -> bool {
        !self.string(key).is_empty()
    }

    pub(super) fn strings(&mut self, key: &str) -> Vec<String> {
        let list = self.value(key).as_array().cloned().unwrap_or_default();
        let mut texts: Vec<_> = list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
        if texts.len() != list.len() {
            self.problem(key, "every entry must be text in quotes");
        }
        if texts.iter().any(|t| t.trim().is_empty()) {
            self.problem(key, "has a blank entry: remove it");
            texts.retain(|t| !t.trim().is_empty());
        }
        texts
    }

    pub(super) fn guilds(&mut self, key: &str) -> Vec<GuildId> {
        let mut guilds = Vec::new();
        for text in self.strings(key) {
            match text.parse() {
                Ok(id) if id > 0 => guilds.push(GuildId(id)),
                _ => self.problem(key, &format!("{text:?} is not a server id")),
            }
        }
        guilds
    }

    pub(super) fn boolean(&self, key: &str) -> bool {
        self.value(key).as_bool().unwrap_or_default()
    }

    pub(super) fn positive(&mut self, key: &str) -> u32 {
        match self.value(key).as_integer().and_then(|n| u32::try_from(n).ok()) {
            Some(n) if n > 0 => n,
            _ => {
                self.problem(key, "must be a whole number above zero");
                1
            }
        }
    }

    /// A positive whole number up to a bound.
    pub(super) fn positive_to(&mut self, key: &str, most: u32) -> u32 {
        let n = self.positive(key);
        if n > most {
            self.problem(key, &format!("must not be more than {most}"));
        }
        n.min(most)
    }

    pub(super) fn size(&mut self, key: &str) -> u64 {
        match self.value(key).as_integer().and_then(|n| u64::try_from(n).ok()) {
            Some(n) => n,
            None => {
                self.problem(key, "must be a number of bytes");
                0
            }
        }
    }

    pub(super) fn duration(&mut self, key: &str) -> Duration {
        match humantime::parse_duration(&self.string(key)) {
            Ok(d) if d > MAX_DURATION => {
                self.problem(key, "must not be longer than a year");
                MAX_DURATION
            }
            Ok(d) if d > Duration::ZERO => d,
            Ok(_) => {
                self.problem(key, "must be greater than zero");
                Duration::from_secs(1)
            }
            Err(e) => {
                self.problem(key, &format!("{:?} is not a duration: {e}", self.string(key)));
                Duration::from_secs(1)
            }
        }
    }

    /// A duration within bounds.
    pub(super) fn duration_within(&mut self, key: &str, least: &str, most: &str) -> Duration {
        let before = self.problems.len();
        let duration = self.duration(key);
        let bound = |text| humantime::parse_duration(text).expect("a constant");
        let (shortest, longest) = (bound(least), bound(most));
        if self.problems.len() == before && !(shortest..=longest).contains(&duration) {
            let given = self.string(key);
            self.problem(key, &format!("{given:?} must be {least} to {most}"));
        }
        duration.clamp(shortest, longest)
    }

    /// A path of a file or folder.
    pub(super) fn path(&mut self, key: &str) -> PathBuf {
        let text = self.string(key);
        let problem = if text.trim().is_empty() {
            "must name a file or folder"
        } else if text.starts_with(":memory:") || text.starts_with("file:") {
            "must be a path of a file or folder, because the data must survive a restart"
        } else {
            return text.into();
        };
        self.problem(key, problem);
        text.into()
    }

    /// A duration of at least a day, or a word that means none.
    pub(super) fn duration_or(&mut self, key: &str, word: &str) -> Option<Duration> {
        let text = self.string(key);
        if text == word {
            return None;
        }
        match humantime::parse_duration(&text) {
            Ok(d) if d < MIN_RETENTION => {
                self.problem(key, "must be a day at the least");
                None
            }
            // At most a thousand years; a longer duration cannot be subtracted from a date.
            Ok(d) if d < MAX_DURATION * 1000 => Some(d),
            _ => {
                self.problem(
                    key,
                    &format!("{text:?} is not a duration such as 90days, nor {word:?}"),
                );
                None
            }
        }
    }

    pub(super) fn region(&mut self, key: &str) -> Option<Region> {
        let text = self.string(key);
        let region = Region::ALL.into_iter().find(|r| r.id() == text);
        if region.is_none() {
            let ids: Vec<_> = Region::ALL.iter().map(|r| r.id()).collect();
            self.problem(key, &format!("{text:?} is not a region; one of {}", ids.join(", ")));
        }
        region
    }

    pub(super) fn url(&mut self, key: &str) -> Url {
        match self.optional_url(key) {
            Some(url) => url,
            None => {
                if !self.is_set(key) {
                    self.problem(key, "must be set");
                }
                Url::parse("http://invalid.invalid").expect("a constant")
            }
        }
    }

    pub(super) fn optional_url(&mut self, key: &str) -> Option<Url> {
        let text = self.optional(key)?;
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Some(url),
            Ok(_) => {
                self.problem(key, &format!("{text:?} must begin with http:// or https://"));
                None
            }
            Err(e) => {
                self.problem(key, &format!("{text:?} is not an address: {e}"));
                None
            }
        }
    }

    pub(super) fn optional_address(&mut self, key: &str) -> Option<SocketAddr> {
        let text = self.optional(key)?;
        match text.parse() {
            Ok(address) => Some(address),
            Err(_) => {
                self.problem(key, &format!("{text:?} is not an address such as 127.0.0.1:8080"));
                None
            }
        }
    }

    pub(super) fn one_of(&mut self, key: &str, choices: &[&str]) -> usize {
        let text = self.string(key);
        choices.iter().position(|c| *c == text).unwrap_or_else(|| {
            self.problem(key, &format!("{text:?} is not one of {}", choices.join(", ")));
            0
        })
    }
}
