//! Moderation commands and their effect on documents. No I/O: the journal writes the new document
//! and the patch that undoes the change.

mod effects;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::generation::Credits;
use crate::job::priority::MAX_WEIGHT;
use crate::job::{ChannelId, RoleId, UserId};
use crate::quota::account::View;
use crate::quota::audit::AuditChange;
use crate::quota::author::Author;
use crate::quota::member_overrides::{Grant, MemberOverrides};
use crate::quota::policy::{Allowance, MAX_CREDITS, Policy};
use crate::quota::settings::{BadValue, ChannelDefaults, ServerSettings, Setting};
use crate::quota::subject::{Subject, Target};

/// Most concurrent grants of one member, or of all roles of a server.
pub const MOST_GRANTS: usize = 100;

/// Most blocked inputs of one server.
pub const MOST_BLOCKED_INPUTS: usize = 1_000;

/// An amount as typed by a moderator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// `20`, `none`, `unlimited`.
    Absolute(Allowance),
    /// `+5` or `-5`.
    Relative(Credits),
}

impl std::str::FromStr for Amount {
    type Err = InvalidCommand;

    fn from_str(text: &str) -> Result<Self, InvalidCommand> {
        let text = text.trim();
        let relative = text.starts_with(['+', '-']);
        let read = if relative {
            text.parse().ok().filter(|c: &Credits| c.0.abs() <= MAX_CREDITS.0).map(Self::Relative)
        } else {
            text.parse().ok().map(Self::Absolute)
        };
        read.ok_or(InvalidCommand::Amount)
    }
}

/// A moderation command.
#[derive(Debug, Clone, PartialEq)]
pub enum ModerationCommand {
    /// Set the allowance of a member or a role.
    Allow(Subject, Amount),
    /// Grant credits once, on top of the allowance.
    Grant(Subject, Credits, Option<Timestamp>),
    /// Deduct credits once.
    Take(Subject, Credits, Option<Timestamp>),
    /// Remove all overrides and forgive what was used in this window.
    Reset(Subject),
    /// Block a member from making requests.
    Block(UserId, Option<Timestamp>),
    /// Unblock a member.
    Unblock(UserId),
    /// Stop accepting requests in the server.
    Pause,
    /// Accept requests again.
    Resume,
    /// Change a setting; `None` restores the default.
    Set(Setting, Option<String>),
    /// Block inputs, by the SHA-256 of their bytes.
    BlockInputs(Vec<String>),
    /// Set the defaults of a channel.
    ChannelDefaults(ChannelId, ChannelDefaults),
    /// Set the scheduling weight of a role; 1 is everyone's.
    Weigh(RoleId, u8),
}

/// A document that commands change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Document {
    /// A server's document.
    Server(ServerSettings),
    /// A member's document.
    Member(MemberOverrides),
}

impl Document {
    /// The document of a server or member without changes.
    pub fn empty(target: Target) -> Self {
        match target {
            Target::Server => Document::Server(ServerSettings::default()),
            Target::Member(_) => Document::Member(MemberOverrides::default()),
        }
    }

    /// Parses a stored document.
    ///
    /// # Errors
    /// When it cannot be parsed.
    pub fn read(target: Target, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match target {
            Target::Server => Document::Server(serde_json::from_str(json)?),
            Target::Member(_) => Document::Member(serde_json::from_str(json)?),
        })
    }

    /// Sets the ID of new grants to the number of the audit entry that creates them.
    pub fn number(&mut self, entry: u64) {
        let grants: Vec<&mut Grant> = match self {
            Document::Server(s) => s.grants.iter_mut().map(|g| &mut g.grant).collect(),
            Document::Member(s) => s.grants.iter_mut().collect(),
        };
        // A `Take` from a member creates at most one debit, so one number is enough.
        grants.into_iter().filter(|g| g.id == 0).for_each(|g| g.id = entry);
    }
}

/// Why a command is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCommand {
    /// The amount cannot be parsed.
    #[error(
        "An amount is a number such as `20`, `+5`, `-5` or `7.5`; to set, also `none` or `unlimited`."
    )]
    Amount,
    /// The amount is zero, negative or too large.
    #[error("The amount must be greater than zero.")]
    Nothing,
    /// A relative amount, but there is no limit.
    #[error("{0} has no limit, so nothing can be added or deducted. Set a number instead.")]
    NoLimit(Subject),
    /// The date cannot be parsed or is in the past.
    #[error(
        "The end must be in the future: a length such as `3d` or `12h`, or a date such as `2026-12-24` or `2026-12-24 18:00`."
    )]
    Until,
    /// There are no credits to deduct.
    #[error("{0} has no credits left to deduct.")]
    NothingLeft(Subject),
    /// Grants are stored until they are used up or expire.
    #[error(
        "{0} has {MOST_GRANTS} grants that are not used up yet, the maximum. Set an amount with `/wan-mod quota set`, or start over with `/wan-mod quota reset`."
    )]
    TooManyGrants(Subject),
    /// Every request is checked against all blocked inputs.
    #[error("This server already blocks {MOST_BLOCKED_INPUTS} files, the maximum.")]
    TooManyInputs,
    /// The command changes nothing.
    #[error("Nothing to change: it is already set.")]
    NoChange,
    /// A setting's value is invalid.
    #[error("`{}` does not take this value.", .0.setting)]
    Value(#[from] BadValue),
    /// The weight is out of range.
    #[error("A weight is a whole number from 1 to {MAX_WEIGHT}.")]
    Weight,
    /// The channel defaults cannot be parsed.
    #[error("Defaults are words such as `1080p 16:9 8s verbatim`.")]
    Defaults,
}

/// What a command needs to know.
pub struct CommandContext<'a> {
    /// The current time.
    pub now: Timestamp,
    /// Who gives the command.
    pub by: Author,
    /// The reason given by the moderator.
    pub reason: &'a str,
    /// The policy of servers without settings.
    pub defaults: &'a Policy,
    /// The account of the member the command is about, if any, evaluated without roles.
    pub account: Option<&'a View>,
    /// The time from which that account's charges count after a reset.
    pub forgiven_until: Timestamp,
    /// When the current window ends.
    pub window_end: Timestamp,
}

impl ModerationCommand {
    /// The document that the command changes.
    pub fn target(&self) -> Target {
        let of = |subject: &Subject| match subject {
            Subject::Member(user) => Target::Member(*user),
            Subject::Role(_) => Target::Server,
        };
        match self {
            Self::Allow(s, _) | Self::Grant(s, ..) | Self::Take(s, ..) | Self::Reset(s) => of(s),
            Self::Block(user, _) | Self::Unblock(user) => Target::Member(*user),
            Self::Pause
            | Self::Resume
            | Self::Set(..)
            | Self::BlockInputs(_)
            | Self::ChannelDefaults(..)
            | Self::Weigh(..) => Target::Server,
        }
    }

    /// Returns the changed document, and what changed.
    ///
    /// # Errors
    /// When the command is invalid or changes nothing.
    pub fn apply(
        &self,
        document: &Document,
        c: &CommandContext,
    ) -> Result<(Document, AuditChange), InvalidCommand> {
        let mut after = document.clone();
        let change = match &mut after {
            Document::Member(overrides) => self.on_member(overrides, c)?,
            Document::Server(settings) => self.on_server(settings, c)?,
        };
        if after == *document {
            return Err(InvalidCommand::NoChange);
        }
        Ok((after, change))
    }
}

/// Parses the end of a grant or block: a duration from now, or a date in the server's time zone
/// with or without a time; without one, the end of that day.
///
/// # Errors
/// When it cannot be parsed or is not in the future.
pub fn until(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, InvalidCommand> {
    let text = text.trim();
    let at = if let Ok(date) = text.parse::<jiff::civil::Date>().and_then(|d| d.tomorrow())
        && text.len() <= 10
    {
        date.to_zoned(zone.clone()).ok().map(|z| z.timestamp())
    } else if let Ok(time) = text.parse::<jiff::civil::DateTime>() {
        time.to_zoned(zone.clone()).ok().map(|z| z.timestamp())
    } else {
        let length = humantime::parse_duration(text).ok();
        let length = length.and_then(|d| SignedDuration::try_from(d).ok());
        // Ten years: sums stay within the calendar, and a longer duration means "for ever".
        let length = length.filter(|l| *l <= SignedDuration::from_hours(24 * 3660));
        length.and_then(|l| now.checked_add(l).ok())
    };
    at.filter(|at| *at > now).ok_or(InvalidCommand::Until)
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
