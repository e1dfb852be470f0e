//! What moderators decided about one member.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::generation::Credits;
use crate::job::UserId;
use crate::quota::policy::Allowance;

/// The number of the act that made a grant.
pub type GrantId = u64;

/// Credits on top of the allowance, once; negative: credits taken from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its number.
    pub id: GrantId,
    /// How many.
    pub amount: Credits,
    /// Until when; for ever without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Grant {
    /// Whether it can be spent from (or is missing) at a time.
    pub fn counts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// A member may not ask for anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Until when; for ever without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why, in the moderator's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who decided it; 0 for the operator.
    pub by: UserId,
}

/// All that moderators decided about a member; empty for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberOverrides {
    /// Instead of what the ladder gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowance: Option<Allowance>,
    /// On top.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// Shut out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Block>,
    /// What was charged before counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

impl MemberOverrides {
    /// The block, while it holds.
    pub fn blocked(&self, now: Timestamp) -> Option<&Block> {
        self.blocked.as_ref().filter(|b| b.until.is_none_or(|until| now < until))
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
