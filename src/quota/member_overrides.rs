//! A moderator's decisions about one member.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::generation::Credits;
use crate::quota::author::Author;
use crate::quota::policy::Allowance;

/// The number of the audit entry that created the grant.
pub type GrantId = u64;

/// Credits once, on top of the allowance; a negative amount deducts from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its ID.
    pub id: GrantId,
    /// The amount.
    pub amount: Credits,
    /// When it expires; `None`: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Grant {
    /// Whether it is active at a time.
    pub fn counts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// A member is blocked from making requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// When it ends; `None`: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The reason given by the moderator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who blocked them.
    pub by: Author,
}

/// All decisions about a member; empty for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberOverrides {
    /// Replaces the allowance from the member's roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowance: Option<Allowance>,
    /// Credits on top of the allowance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// The block, which may have ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Block>,
    /// Charges before this time are forgiven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

impl MemberOverrides {
    /// The block, if it is in effect.
    pub fn blocked(&self, now: Timestamp) -> Option<&Block> {
        self.blocked.as_ref().filter(|b| b.until.is_none_or(|until| now < until))
    }

    /// Whether there are no overrides.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
