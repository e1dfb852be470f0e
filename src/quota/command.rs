//! What moderators decide, and what becomes of the documents that it is about. Pure: the journal
//! writes the new document and what turns it back into the one before.

mod effects;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::generation::Credits;
use crate::job::priority::HEAVIEST;
use crate::job::{ChannelId, GuildId, RoleId, UserId};
use crate::quota::account::View;
use crate::quota::member_overrides::{Grant, MemberOverrides};
use crate::quota::policy::{Allowance, MOST, Policy};
use crate::quota::settings::{BadValue, ChannelDefaults, ServerSettings, Setting};

/// Grants of one member, or of all roles of a server, that can stand side by side.
pub const MOST_GRANTS: usize = 100;

/// Inputs that one server can block.
pub const MOST_BLOCKED_INPUTS: usize = 1_000;

/// Whom a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One member.
    Member(UserId),
    /// Everyone who holds a role.
    Role(RoleId),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Member(user) => write!(f, "<@{user}>"),
            Subject::Role(role) => write!(f, "<@&{role}>"),
        }
    }
}

/// An amount as a moderator writes it.
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
            text.parse().ok().filter(|c: &Credits| c.0.abs() <= MOST.0).map(Self::Relative)
        } else {
            text.parse().ok().map(Self::Absolute)
        };
        read.ok_or(InvalidCommand::Amount)
    }
}

/// Something that a moderator decides.
#[derive(Debug, Clone, PartialEq)]
pub enum ModerationCommand {
    /// What a member or a role gets in every window.
    Allow(Subject, Amount),
    /// Credits on top, once.
    Grant(Subject, Credits, Option<Timestamp>),
    /// Credits away, once.
    Take(Subject, Credits, Option<Timestamp>),
    /// As if nothing had been decided, and nothing used in this window.
    Reset(Subject),
    /// No requests of a member are taken.
    Block(UserId, Option<Timestamp>),
    /// They are again.
    Unblock(UserId),
    /// No requests are taken in the server.
    Pause,
    /// They are again.
    Resume,
    /// A setting; `None`: the default again.
    Set(Setting, Option<String>),
    /// Inputs that are not taken any more, by the SHA-256 of their bytes.
    BlockInputs(Vec<String>),
    /// What applies in a channel where nothing else is said.
    ChannelDefaults(ChannelId, ChannelDefaults),
    /// How much holders of a role get in a round of turns, 1 being what everyone gets.
    Weigh(RoleId, u8),
}

/// What a decision changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The server's document.
    Server,
    /// A member's.
    Member(UserId),
}

/// A document that decisions change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Document {
    /// A server's.
    Server(ServerSettings),
    /// A member's.
    Member(MemberOverrides),
}

impl Document {
    /// A document of which nothing was decided yet.
    pub fn empty(target: Target) -> Self {
        match target {
            Target::Server => Document::Server(ServerSettings::default()),
            Target::Member(_) => Document::Member(MemberOverrides::default()),
        }
    }

    /// A document as it was written.
    ///
    /// # Errors
    /// When it was not.
    pub fn read(target: Target, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match target {
            Target::Server => Document::Server(serde_json::from_str(json)?),
            Target::Member(_) => Document::Member(serde_json::from_str(json)?),
        })
    }

    /// Gives a number to grants that have none yet: that of the act that makes them.
    pub fn number(&mut self, entry: u64) {
        let grants: Vec<&mut Grant> = match self {
            Document::Server(s) => s.grants.iter_mut().map(|g| &mut g.grant).collect(),
            Document::Member(s) => s.grants.iter_mut().collect(),
        };
        // A `take` from one member can make only one debit, so one number is enough.
        grants.into_iter().filter(|g| g.id == 0).for_each(|g| g.id = entry);
    }
}

/// A decision that is not carried out, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCommand {
    /// The amount cannot be read.
    #[error(
        "An amount is a number such as `20`, `+5`, `-5` or `7.5`; to set, also `none` or `unlimited`."
    )]
    Amount,
    /// Nothing, or less, is given or taken.
    #[error("The amount must be more than nothing.")]
    Nothing,
    /// Relative to no limit.
    #[error("{0} has no limit, so nothing can be added or taken. Set a number instead.")]
    NoLimit(Subject),
    /// The date cannot be read, or is past.
    #[error(
        "The end must be in the future: a length such as `3d` or `12h`, or a date such as `2026-12-24` or `2026-12-24 18:00`."
    )]
    Until,
    /// There is nothing to take.
    #[error("{0} has nothing left that could be taken.")]
    NothingLeft(Subject),
    /// Every grant is kept until it is used up or ends.
    #[error(
        "{0} has {MOST_GRANTS} grants that are not used up yet, which is the most. Set an amount with `/wan-mod quota set`, or start over with `/wan-mod quota reset`."
    )]
    TooManyGrants(Subject),
    /// Every blocked input is looked for in every request.
    #[error("A server can block {MOST_BLOCKED_INPUTS} files, which it does.")]
    TooManyInputs,
    /// It is so already.
    #[error("That is so already.")]
    NoChange,
    /// A value does not fit.
    #[error("`{}` takes {}.", .0.setting, .0.wanted)]
    Value(#[from] BadValue),
    /// A weight that there is not.
    #[error("A weight is a whole number from 1 to {HEAVIEST}.")]
    Weight,
    /// Words that are no defaults of a channel.
    #[error("Defaults are words such as `1080p 16:9 8s verbatim`.")]
    Defaults,
}

/// What is known when a decision is made.
pub struct CommandContext<'a> {
    /// The time.
    pub now: Timestamp,
    /// Who decides; 0 for the operator.
    pub by: UserId,
    /// Why, in their words.
    pub reason: &'a str,
    /// What applies where nothing was decided.
    pub defaults: &'a Policy,
    /// The account of the member that it is about, if it is about one, with no roles.
    pub account: Option<&'a View>,
    /// From when on that account's charges count once all is forgiven.
    pub forgiven_until: Timestamp,
    /// When the window ends.
    pub window_end: Timestamp,
}

/// A change, in words: what it was and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditDiff {
    /// What was done, for example "quota set".
    pub what: String,
    /// To whom; empty for the server.
    pub whom: String,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

impl AuditEntry {
    /// An act that is yet to be written, and changes no document.
    pub fn new(guild: GuildId, by: UserId, change: AuditDiff, reason: &str, at: Timestamp) -> Self {
        Self {
            number: 0,
            guild,
            at,
            by,
            change,
            reason: reason.to_owned(),
            target: None,
            former_log_channel: None,
            undoes: None,
            undone_by: None,
        }
    }
}

/// An act as the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its number.
    pub number: u64,
    /// Where.
    pub guild: GuildId,
    /// When.
    pub at: Timestamp,
    /// By whom; 0 for the operator.
    pub by: UserId,
    /// What changed.
    pub change: AuditDiff,
    /// Why, in their words.
    pub reason: String,
    /// The document that it changed, if it changed one.
    pub target: Option<Target>,
    /// The log channel that it moved away from or closed; the act is reported there.
    pub former_log_channel: Option<ChannelId>,
    /// The act that it takes back.
    pub undoes: Option<u64>,
    /// The act that took it back.
    pub undone_by: Option<u64>,
}

impl ModerationCommand {
    /// Which document it changes.
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

    /// What becomes of the document, and the change in words.
    ///
    /// # Errors
    /// When it makes no sense, or changes nothing.
    pub fn apply(
        &self,
        document: &Document,
        c: &CommandContext,
    ) -> Result<(Document, AuditDiff), InvalidCommand> {
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

/// The end of something, as a moderator writes it: a length from now, or a date in the server's
/// time zone (its last moment) with or without a time of day.
///
/// # Errors
/// When it cannot be read or is not in the future.
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
        // Ten years: sums stay within the calendar, and longer means "for ever".
        let length = length.filter(|l| *l <= SignedDuration::from_hours(24 * 3660));
        length.and_then(|l| now.checked_add(l).ok())
    };
    at.filter(|at| *at > now).ok_or(InvalidCommand::Until)
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
