//! Whom a moderation command is about, and which document it changes.

use crate::job::{RoleId, UserId};

/// Whom a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One member.
    Member(UserId),
    /// Everyone who has a role.
    Role(RoleId),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Member(user) => write!(f, "member {user}"),
            Subject::Role(role) => write!(f, "role {role}"),
        }
    }
}

/// The document that a command changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The server's document.
    Server,
    /// A member's document.
    Member(UserId),
}
