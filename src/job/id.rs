//! IDs, one type each, so that a channel ID is never used as a message ID.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! snowflake {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

snowflake! {
    /// The ID of a Discord user.
    UserId,
    /// The ID of a Discord server (guild).
    GuildId,
    /// The ID of a Discord channel or thread.
    ChannelId,
    /// The ID of a Discord message.
    MessageId,
    /// The ID of a Discord interaction.
    InteractionId,
    /// The ID of a role in a server.
    RoleId,
}

/// The provider's task ID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub String);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Letters and digits that are not easily confused (Crockford's base 32, lower case).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 8;

/// A job's ID: eight letters and digits, short enough to read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId([u8; LENGTH]);

impl JobId {
    /// The ID's bytes as a number, to derive pseudo-random values from.
    pub fn bits(self) -> u64 {
        self.0.iter().fold(0, |bits, letter| (bits << 8) | u64::from(*letter))
    }

    /// An ID from random bits; 40 of them are used.
    #[expect(clippy::indexing_slicing, reason = "five bits are a number below 32")]
    pub fn from_bits(bits: u64) -> Self {
        let mut name = [0; LENGTH];
        for (i, letter) in name.iter_mut().enumerate() {
            *letter = ALPHABET[(bits >> (i * 5) & 31) as usize];
        }
        Self(name)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0 {
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

/// The text is not a job ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a job id: eight letters and digits, as on the card")]
pub struct NotAJobId;

impl FromStr for JobId {
    type Err = NotAJobId;

    /// Ignores case and accepts easily confused letters.
    fn from_str(text: &str) -> Result<Self, NotAJobId> {
        let mut name = [0; LENGTH];
        let mut letters = text.trim().chars();
        for slot in &mut name {
            let letter = letters.next().ok_or(NotAJobId)?.to_ascii_lowercase();
            let letter = match letter {
                'o' => '0',
                'i' | 'l' => '1',
                'u' => 'v',
                other => other,
            };
            let byte = u8::try_from(letter).map_err(|_| NotAJobId)?;
            if !ALPHABET.contains(&byte) {
                return Err(NotAJobId);
            }
            *slot = byte;
        }
        if letters.next().is_some() { Err(NotAJobId) } else { Ok(Self(name)) }
    }
}

impl Serialize for JobId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_id_survives_being_read_aloud() {
        let id = JobId::from_bits(0x0123_4567_89ab_cdef);
        assert_eq!(id.to_string().len(), 8);
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        assert_eq!(" OLI00000 ".parse::<JobId>(), "01100000".parse());
        for bad in ["", "short", "toolongforanid", "abc!defg", "ábcdefgh"] {
            assert_eq!(bad.parse::<JobId>(), Err(NotAJobId), "{bad}");
        }
    }
}
