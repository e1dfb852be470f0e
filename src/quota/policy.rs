//! A server's rules and quotas.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::generation::catalogue::Draft;
use crate::generation::{Credits, Model, Money, PartialRequest, Resolution};
use crate::job::{ChannelId, RoleId};
use crate::language::Language;
use crate::quota::denied::Denied;
use crate::quota::member_overrides::MemberOverrides;
use crate::quota::settings::{ChannelDefaults, Pause, RoleGrant};
use crate::quota::window::Window;

/// Credits per window. Ordered by size; `unlimited` is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Allowance {
    /// A number of credits; 0 is "none".
    Credits(Credits),
    /// No limit.
    Unlimited,
}

/// The largest number of credits accepted anywhere: a million, far from any overflow.
pub const MAX_CREDITS: Credits = Credits(1_000_000_000);

impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "none" => Ok(Self::Credits(Credits(0))),
            "unlimited" => Ok(Self::Unlimited),
            number => match number.parse::<Credits>() {
                Ok(credits) if credits >= Credits(0) && credits <= MAX_CREDITS => {
                    Ok(Self::Credits(credits))
                }
                _ => Err("a number of credits such as `20`, `none` or `unlimited`".into()),
            },
        }
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credits(Credits(0)) => f.write_str("none"),
            Self::Credits(credits) => credits.fmt(f),
            Self::Unlimited => f.write_str("unlimited"),
        }
    }
}

impl TryFrom<String> for Allowance {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Allowance> for String {
    fn from(allowance: Allowance) -> Self {
        allowance.to_string()
    }
}

/// The allowance of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleQuota {
    /// The role.
    pub role: RoleId,
    /// Its allowance.
    pub allowance: Allowance,
}

/// Where a member's allowance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The server's default.
    Everyone,
    /// A role.
    Role(RoleId),
    /// Set for this member.
    Personal,
}

/// A server's rules and quotas, with defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// When allowances renew.
    pub window: Window,
    /// The time zone of windows and budgets.
    pub zone: TimeZone,
    /// The default allowance.
    pub everyone: Allowance,
    /// Allowances of roles.
    pub role_quotas: Vec<RoleQuota>,
    /// Most queued jobs per member.
    pub max_queued: usize,
    /// Most jobs per member at the provider.
    pub max_running: usize,
    /// Longest video, in seconds; `None`: the model's limit.
    pub max_duration: Option<u32>,
    /// Highest resolution.
    pub max_resolution: Option<Resolution>,
    /// Allowed channels; empty: all.
    pub channels: Vec<ChannelId>,
    /// Allowed models; empty: all that are offered.
    pub models: Vec<String>,
    /// Whether members' avatars may be used.
    pub avatars: bool,
    /// The role that may moderate.
    pub moderator_role: Option<RoleId>,
    /// Where audit entries and budget alerts are posted.
    pub log_channel: Option<ChannelId>,
    /// The language of the log channel, and of answers where Discord states none; `None`: the one
    /// that Discord states for the server.
    pub language: Option<Language>,
    /// Budget per calendar day.
    pub budget_day: Option<Money>,
    /// Budget per calendar month.
    pub budget_month: Option<Money>,
    /// Scheduling weights of roles; 1 for other roles.
    pub weights: BTreeMap<RoleId, u8>,
    /// Grants to roles.
    pub grants: Vec<RoleGrant>,
    /// Set while the server accepts no jobs.
    pub paused: Option<Pause>,
    /// Blocked inputs, by the SHA-256 of their bytes, sorted.
    pub blocked_inputs: Vec<String>,
    /// Defaults of single channels.
    pub channel_defaults: BTreeMap<ChannelId, ChannelDefaults>,
}

impl Policy {
    /// A policy with a daily allowance for everyone, renewed at midnight UTC, and no rule but the
    /// limits of ten queued and five running jobs per member.
    pub fn plain(everyone: Allowance) -> Self {
        Self {
            window: Window::Daily,
            zone: TimeZone::UTC,
            everyone,
            role_quotas: Vec::new(),
            max_queued: 10,
            max_running: 5,
            max_duration: None,
            max_resolution: None,
            channels: Vec::new(),
            models: Vec::new(),
            avatars: false,
            moderator_role: None,
            log_channel: None,
            language: None,
            budget_day: None,
            budget_month: None,
            weights: BTreeMap::new(),
            grants: Vec::new(),
            paused: None,
            blocked_inputs: Vec::new(),
            channel_defaults: BTreeMap::new(),
        }
    }

    /// A member's allowance and its source: an override if there is one, else the highest of the
    /// default and the allowances of the member's roles.
    pub fn allowance(
        &self,
        roles: &[RoleId],
        overrides: Option<&MemberOverrides>,
    ) -> (Allowance, Origin) {
        if let Some(own) = overrides.and_then(|s| s.allowance) {
            return (own, Origin::Personal);
        }
        let mut best = (self.everyone, Origin::Everyone);
        for role_quota in self.role_quotas.iter().filter(|r| roles.contains(&r.role)) {
            if role_quota.allowance > best.0 {
                best = (role_quota.allowance, Origin::Role(role_quota.role));
            }
        }
        best
    }

    /// A member's scheduling weight: the highest of the member's roles.
    pub fn weight(&self, roles: &[RoleId]) -> u8 {
        roles.iter().filter_map(|r| self.weights.get(r)).copied().max().unwrap_or(1)
    }

    /// Checks a request against the server's rules, independently of who pays. `within` is the
    /// channel and, for a thread or forum post, its parent.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn allows(&self, draft: &Draft, within: &[ChannelId]) -> Result<(), Denied> {
        if let Some(pause) = &self.paused {
            return Err(Denied::Paused { reason: pause.reason.clone() });
        }
        let here = within.iter().any(|c| self.channels.contains(c));
        if !self.channels.is_empty() && !here {
            return Err(Denied::Channel { allowed: self.channels.clone() });
        }
        if !self.models.is_empty() && !self.models.contains(&draft.model) {
            return Err(Denied::Model { model: draft.model.clone() });
        }
        self.allows_length(f64::from(draft.seconds))?;
        // The limit is for videos; images have other resolutions.
        let is_video = !draft.resolution.is_of_images();
        if let Some(largest) = self.max_resolution.filter(|l| is_video && draft.resolution > *l) {
            return Err(Denied::ResolutionTooHigh { resolution: draft.resolution, max: largest });
        }
        Ok(())
    }

    /// Checks the length of a video, in seconds.
    ///
    /// # Errors
    /// When it exceeds the server's limit.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    pub fn allows_length(&self, seconds: f64) -> Result<(), Denied> {
        match self.max_duration {
            Some(longest) if seconds > f64::from(longest) => {
                Err(Denied::TooLong { seconds: seconds.ceil() as u32, max: longest })
            }
            _ => Ok(()),
        }
    }

    /// Checks whether a member's avatar may be used.
    ///
    /// # Errors
    /// When the server has not allowed it.
    pub fn allows_avatars(&self) -> Result<(), Denied> {
        if self.avatars { Ok(()) } else { Err(Denied::Avatars) }
    }

    /// Lowers duration and resolution to the server's limits, where the request left them open and
    /// the model can.
    pub fn clamp(&self, draft: &mut Draft, partial: &PartialRequest, model: &Model) {
        if partial.whole {
            return;
        }
        if let Some(longest) =
            self.max_duration.filter(|_| partial.seconds.is_none() && draft.seconds > 0)
        {
            draft.seconds = draft.seconds.min(longest.max(model.seconds.min));
        }
        if let Some(largest) = self.max_resolution
            && partial.resolution.is_none()
            && !draft.resolution.is_of_images()
            && draft.resolution > largest
        {
            let fits = model.resolutions.iter().filter(|r| **r <= largest).max();
            draft.resolution = fits.copied().unwrap_or(draft.resolution);
        }
    }

    /// A channel's defaults; those of its parent if it has none.
    pub fn channel_defaults(&self, within: &[ChannelId]) -> ChannelDefaults {
        within.iter().find_map(|c| self.channel_defaults.get(c)).copied().unwrap_or_default()
    }

    /// The active grants of a member's roles.
    pub(super) fn grants_of<'a>(
        &'a self,
        roles: &'a [RoleId],
        now: Timestamp,
    ) -> impl Iterator<Item = &'a RoleGrant> {
        self.grants.iter().filter(move |g| g.grant.counts(now) && roles.contains(&g.role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowances_read_as_they_are_written_and_more_is_greater() {
        for text in ["none", "7.5", "20", "unlimited"] {
            assert_eq!(text.parse::<Allowance>().unwrap().to_string(), text);
        }
        for bad in ["", "-1", "many", "1e3", "1000001", "NaN", "inf"] {
            assert!(bad.parse::<Allowance>().is_err(), "{bad}");
        }
        let parse = |t: &str| t.parse::<Allowance>().unwrap();
        assert!(parse("none") < parse("0.001") && parse("1000000") < parse("unlimited"));
    }
}
