//! Who decides.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, Unexpected};
use serde::ser::{Serialize, Serializer};

use crate::job::UserId;

/// Who made an audit entry, a block or a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// The operator, on the command line.
    Operator,
    /// The bot itself: alerts.
    Bot,
    /// A member.
    Member(UserId),
}

const OPERATOR: &str = "operator";
const BOT: &str = "bot";

/// The member's ID, or one of the words `operator` and `bot`.
impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Author::Operator => f.write_str(OPERATOR),
            Author::Bot => f.write_str(BOT),
            Author::Member(user) => user.fmt(f),
        }
    }
}

impl std::str::FromStr for Author {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            OPERATOR => Author::Operator,
            BOT => Author::Bot,
            id => Author::Member(UserId(id.parse()?)),
        })
    }
}

impl Serialize for Author {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Author::Member(user) => user.serialize(to),
            word => to.collect_str(word),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Stored {
    Id(u64),
    Word(String),
}

impl<'de> Deserialize<'de> for Author {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Stored::deserialize(from)? {
            // Before schema 9, the operator was stored as a user with this ID.
            Stored::Id(0) => Ok(Author::Operator),
            Stored::Id(id) => Ok(Author::Member(UserId(id))),
            Stored::Word(word) => word.parse().map_err(|_| {
                let expected = &"a user's ID, `operator` or `bot`";
                D::Error::invalid_value(Unexpected::Str(&word), expected)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_stored_by_name_and_read_from_older_journals() {
        let ann = Author::Member(UserId(7));
        for (stored, author) in
            [("7", ann), ("\"operator\"", Author::Operator), ("\"bot\"", Author::Bot)]
        {
            assert_eq!(serde_json::to_string(&author).unwrap(), stored);
            assert_eq!(serde_json::from_str::<Author>(stored).unwrap(), author);
        }
        assert_eq!(serde_json::from_str::<Author>("0").unwrap(), Author::Operator);
        assert!(serde_json::from_str::<Author>("\"somebody\"").is_err());
    }
}
