//! Emoji, and the users who reacted with them.

use serde_json::{Value, json};

/// An emoji: a Unicode one, or a server's by name and ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Emoji {
    name: String,
    id: Option<u64>,
}

impl Emoji {
    /// Parses an emoji from a path: the emoji itself, or `name:id`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // Differs: discord-any-emoji
        if let Some((name, id)) = text.rsplit_once(':') {
            return Some(Self { name: name.to_owned(), id: Some(id.parse().ok()?) });
        }
        (!text.is_empty() && !text.is_ascii()).then(|| Self { name: text.to_owned(), id: None })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn json(&self) -> Value {
        json!({"id": self.id.map(|id| id.to_string()), "name": self.name})
    }
}

/// The users who reacted to a message with an emoji, in order.
#[derive(Debug, Clone)]
pub(super) struct Reaction {
    pub(super) emoji: Emoji,
    pub(super) who: Vec<u64>,
}
