//! Names of things, one type each, so that a channel is never taken for a message.

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
    /// A Discord user.
    UserId,
    /// A Discord server.
    GuildId,
    /// A Discord channel or thread.
    ChannelId,
    /// A Discord message.
    MessageId,
    /// A Discord interaction.
    InteractionId,
    /// A role in a server.
    RoleId,
}

impl GuildId {
    /// No server: direct messages, in which everybody has an account of their own and nobody
    /// moderates. What concerns the bot as a whole, a warning of its budget, bears it too.
    pub const DIRECT: GuildId = GuildId(0);
}

/// The provider's name of a task.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub String);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Letters and digits that are not mistaken for one another (Crockford's base 32, lower case).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 8;

/// Our name of a job: eight letters and digits, short enough to read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId([u8; LENGTH]);

impl JobId {
    /// Its letters as a number, for what is drawn from it.
    pub fn bits(self) -> u64 {
        self.0.iter().fold(0, |bits, letter| (bits << 8) | u64::from(*letter))
    }

    /// A name from random bits; 40 of them are used.
    pub fn from_bits(bits: u64) -> Self {
        let mut name = [0; LENGTH];
        for (i, letter) in name.iter_mut().enumerate() {
            *letter = ALPHABET[(bits >> (i * 5)) as usize & 31];
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

/// The text is not a job's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a job id: eight letters and digits, as on the card")]
pub struct NotAJobId;

impl FromStr for JobId {
    type Err = NotAJobId;

    /// Forgives case and the letters that are easily mistaken.
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
