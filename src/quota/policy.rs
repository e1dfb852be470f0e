//! What a server allows.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::generation::catalogue::Draft;
use crate::generation::{Credits, Model, Money, PartialRequest, Resolution};
use crate::job::{ChannelId, RoleId};
use crate::quota::denied::Denied;
use crate::quota::member_overrides::MemberOverrides;
use crate::quota::settings::{ChannelDefaults, Pause, RoleGrant};
use crate::quota::window::Window;

/// How many credits a window brings. More is greater; `unlimited` is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Allowance {
    /// So many; nought is "none".
    Credits(Credits),
    /// No limit.
    Unlimited,
}

/// The most credits that may be named anywhere: a million, far from any overflow.
pub const MOST: Credits = Credits(1_000_000_000);

impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "none" => Ok(Self::Credits(Credits(0))),
            "unlimited" => Ok(Self::Unlimited),
            number => match number.parse::<Credits>() {
                Ok(credits) if credits >= Credits(0) && credits <= MOST => {
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

/// What holders of a role get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleQuota {
    /// The role.
    pub role: RoleId,
    /// What it gives.
    pub allowance: Allowance,
}

/// Where somebody's allowance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// What everyone gets.
    Everyone,
    /// A role.
    Role(RoleId),
    /// Set for this person.
    Personal,
}

/// What a server allows, defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// When allowances begin anew.
    pub window: Window,
    /// Whose midnight.
    pub zone: TimeZone,
    /// What everyone gets.
    pub everyone: Allowance,
    /// What roles get.
    pub role_quotas: Vec<RoleQuota>,
    /// Jobs of one member that may wait.
    pub waiting: usize,
    /// Jobs of one member that may be at the provider at once.
    pub running: usize,
    /// Longest clip, in seconds; as the model allows without it.
    pub longest: Option<u32>,
    /// Largest clip.
    pub largest: Option<Resolution>,
    /// Where; everywhere when empty.
    pub channels: Vec<ChannelId>,
    /// Which models; all on offer when empty.
    pub models: Vec<String>,
    /// Its holders moderate.
    pub moderator_role: Option<RoleId>,
    /// Where acts and warnings are told.
    pub log_channel: Option<ChannelId>,
    /// Money for a calendar day.
    pub budget_day: Option<Money>,
    /// Money for a calendar month.
    pub budget_month: Option<Money>,
    /// How much holders of roles get in a round of turns; who has none gets 1.
    pub weights: BTreeMap<RoleId, u8>,
    /// Credits for holders of roles, on top.
    pub grants: Vec<RoleGrant>,
    /// No new jobs.
    pub paused: Option<Pause>,
    /// Inputs that are not taken, by the SHA-256 of their bytes, sorted.
    pub blocked_inputs: Vec<String>,
    /// What applies in single channels.
    pub channel_defaults: BTreeMap<ChannelId, ChannelDefaults>,
}

impl Policy {
    /// A day's allowance for everyone, from midnight UTC, and no other rule than that ten jobs of a
    /// member may wait and five run.
    pub fn plain(everyone: Allowance) -> Self {
        Self {
            window: Window::Daily,
            zone: TimeZone::UTC,
            everyone,
            role_quotas: Vec::new(),
            waiting: 10,
            running: 5,
            longest: None,
            largest: None,
            channels: Vec::new(),
            models: Vec::new(),
            moderator_role: None,
            log_channel: None,
            budget_day: None,
            budget_month: None,
            weights: BTreeMap::new(),
            grants: Vec::new(),
            paused: None,
            blocked_inputs: Vec::new(),
            channel_defaults: BTreeMap::new(),
        }
    }

    /// What somebody with these roles gets, and from where: a personal value before all, else the
    /// best of what everyone gets and what the roles give.
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

    /// How much somebody with these roles gets in a round of turns: the most that a role gives.
    pub fn weight(&self, roles: &[RoleId]) -> u8 {
        roles.iter().filter_map(|r| self.weights.get(r)).copied().max().unwrap_or(1)
    }

    /// Whether a request may be made at all here, whoever pays; `within` is the channel and, for a
    /// thread or a post in a forum, the one that it belongs to.
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
        // Pictures are not measured by the sizes of clips.
        let clip = !draft.resolution.is_of_pictures();
        if let Some(largest) = self.largest.filter(|l| clip && draft.resolution > *l) {
            return Err(Denied::ResolutionTooHigh { resolution: draft.resolution, largest });
        }
        Ok(())
    }

    /// Whether a clip may be so long, in seconds.
    ///
    /// # Errors
    /// When the server wants them shorter.
    pub fn allows_length(&self, seconds: f64) -> Result<(), Denied> {
        match self.longest {
            Some(longest) if seconds > f64::from(longest) => {
                Err(Denied::TooLong { seconds: seconds.ceil() as u32, longest })
            }
            _ => Ok(()),
        }
    }

    /// What was said by nobody, as this server wants it: no longer and no larger than it allows,
    /// where the model can.
    pub fn clamp_to_policy(&self, draft: &mut Draft, wish: &PartialRequest, model: &Model) {
        if wish.whole {
            return;
        }
        if let Some(longest) = self.longest.filter(|_| wish.seconds.is_none() && draft.seconds > 0)
        {
            draft.seconds = draft.seconds.min(longest.max(model.seconds.min));
        }
        if let Some(largest) = self.largest
            && wish.resolution.is_none()
            && !draft.resolution.is_of_pictures()
            && draft.resolution > largest
        {
            let fits = model.resolutions.iter().filter(|r| **r <= largest).max();
            draft.resolution = fits.copied().unwrap_or(draft.resolution);
        }
    }

    /// What applies in a channel where nothing else is said: its own, else what its parent has.
    pub fn channel_defaults(&self, within: &[ChannelId]) -> ChannelDefaults {
        within.iter().find_map(|c| self.channel_defaults.get(c)).copied().unwrap_or_default()
    }

    /// Grants of somebody's roles that count now.
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
