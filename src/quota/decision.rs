//! What moderators decide, and what becomes of the documents that it is about. Pure: the journal
//! writes both, before and after, and can so take any of it back.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::generation::Credits;
use crate::job::turn::HEAVIEST;
use crate::job::{ChannelId, GuildId, RoleId, UserId};
use crate::quota::account::View;
use crate::quota::policy::{Allowance, MOST, Policy, Rung};
use crate::quota::settings::{BadValue, Pause, RoleGrant, Room, ServerSettings, Setting};
use crate::quota::standing::{Block, Grant, Standing};

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
    type Err = Unwise;

    fn from_str(text: &str) -> Result<Self, Unwise> {
        let text = text.trim();
        let relative = text.starts_with(['+', '-']);
        let read = if relative {
            text.parse().ok().filter(|c: &Credits| c.0.abs() <= MOST.0).map(Self::Relative)
        } else {
            text.parse().ok().map(Self::Absolute)
        };
        read.ok_or(Unwise::Amount)
    }
}

/// Something that a moderator decides.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
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
    Room(ChannelId, Room),
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
    Member(Standing),
}

impl Document {
    /// A document of which nothing was decided yet.
    pub fn empty(target: Target) -> Self {
        match target {
            Target::Server => Document::Server(ServerSettings::default()),
            Target::Member(_) => Document::Member(Standing::default()),
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
    pub fn number(&mut self, act: u64) {
        let grants: Vec<&mut Grant> = match self {
            Document::Server(s) => s.grants.iter_mut().map(|g| &mut g.grant).collect(),
            Document::Member(s) => s.grants.iter_mut().collect(),
        };
        // A `take` from one member can make only one debit, so one number is enough.
        grants.into_iter().filter(|g| g.id == 0).for_each(|g| g.id = act);
    }
}

/// A decision that is not carried out, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwise {
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
pub struct Circumstances<'a> {
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
pub struct Change {
    /// What was done, for example "quota set".
    pub what: String,
    /// To whom; empty for the server.
    pub whom: String,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

impl Act {
    /// An act that is yet to be written, and changes no document.
    pub fn new(guild: GuildId, by: UserId, change: Change, reason: &str, at: Timestamp) -> Self {
        Self {
            number: 0,
            guild,
            at,
            by,
            change,
            reason: reason.to_owned(),
            documents: None,
            undoes: None,
            undone_by: None,
        }
    }
}

/// An act as the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Its number.
    pub number: u64,
    /// Where.
    pub guild: GuildId,
    /// When.
    pub at: Timestamp,
    /// By whom; 0 for the operator.
    pub by: UserId,
    /// What changed.
    pub change: Change,
    /// Why, in their words.
    pub reason: String,
    /// The document, where it changed one: before and after.
    pub documents: Option<(Target, Document, Document)>,
    /// The act that it takes back.
    pub undoes: Option<u64>,
    /// The act that took it back.
    pub undone_by: Option<u64>,
}

impl Decision {
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
            | Self::Room(..)
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
        c: &Circumstances,
    ) -> Result<(Document, Change), Unwise> {
        let mut after = document.clone();
        let change = match &mut after {
            Document::Member(standing) => self.on_member(standing, c)?,
            Document::Server(settings) => self.on_server(settings, c)?,
        };
        if after == *document {
            return Err(Unwise::NoChange);
        }
        Ok((after, change))
    }

    fn on_member(&self, s: &mut Standing, c: &Circumstances) -> Result<Change, Unwise> {
        let own = |s: &Standing| s.allowance.map_or("by role".to_owned(), |a| a.to_string());
        match self {
            Self::Allow(subject, amount) => {
                let before = own(s);
                let by_role = c.account.map_or(c.defaults.everyone, |v| v.allowance);
                let current = s.allowance.unwrap_or(by_role);
                s.allowance = Some(changed(*subject, current, *amount)?);
                Ok(change("quota set", subject, before, own(s)))
            }
            Self::Grant(subject, amount, until) => {
                positive(*amount)?;
                let before = available(c.account);
                s.grants.retain(|g| g.counts(c.now));
                s.grants.push(Grant { id: 0, amount: *amount, until: *until });
                let after = format!("{amount} more{}", ending(*until));
                Ok(change("quota grant", subject, before, after))
            }
            Self::Take(subject, amount, until) => {
                positive(*amount)?;
                let Some(account) = c.account else { return Err(Unwise::NothingLeft(*subject)) };
                let Some(there_is) = account.available() else {
                    return Err(Unwise::NoLimit(*subject));
                };
                let taken = take(s, account, *amount, until.unwrap_or(c.window_end));
                if taken == Credits(0) {
                    return Err(Unwise::NothingLeft(*subject));
                }
                let after = format!("{} left", there_is - taken);
                Ok(change("quota take", subject, format!("{there_is} left"), after))
            }
            Self::Reset(subject) => {
                let before = available(c.account);
                let blocked = s.blocked.take();
                *s = Standing { blocked, since: Some(c.forgiven_until), ..Standing::default() };
                Ok(change("quota reset", subject, before, "by role, nothing used".into()))
            }
            Self::Block(user, until) => {
                let before = if s.blocked(c.now).is_some() { "blocked" } else { "free" };
                let reason = c.reason.to_owned();
                s.blocked = Some(Block { until: *until, reason, by: c.by });
                let after = format!("blocked{}", ending(*until));
                Ok(change("block", &Subject::Member(*user), before.into(), after))
            }
            Self::Unblock(user) => {
                if s.blocked(c.now).is_none() {
                    return Err(Unwise::NoChange);
                }
                s.blocked = None;
                Ok(change("unblock", &Subject::Member(*user), "blocked".into(), "free".into()))
            }
            _ => Err(Unwise::NoChange),
        }
    }

    fn on_server(&self, s: &mut ServerSettings, c: &Circumstances) -> Result<Change, Unwise> {
        match self {
            Self::Allow(subject @ Subject::Role(role), amount) => {
                let policy = s.over(c.defaults);
                let found = policy.ladder.iter().find(|r| r.role == *role).map(|r| r.allowance);
                let allowance =
                    changed(*subject, found.unwrap_or(Allowance::Credits(Credits(0))), *amount)?;
                s.ladder.retain(|r| r.role != *role);
                s.ladder.push(Rung { role: *role, allowance });
                let before = found.map_or("not on the ladder".into(), |a| a.to_string());
                Ok(change("quota set", subject, before, allowance.to_string()))
            }
            Self::Weigh(role, weight) => {
                if !(1..=HEAVIEST).contains(weight) {
                    return Err(Unwise::Weight);
                }
                let before = s.over(c.defaults).weight(&[*role]);
                match weight {
                    1 => s.weights.remove(role),
                    more => s.weights.insert(*role, *more),
                };
                let said = |n: u8| format!("{n} times everyone's share");
                let subject = Subject::Role(*role);
                Ok(change("quota weight", &subject, said(before), said(*weight)))
            }
            Self::Grant(subject @ Subject::Role(role), amount, until) => {
                positive(*amount)?;
                s.grants.retain(|g| g.grant.counts(c.now));
                let grant = Grant { id: 0, amount: *amount, until: *until };
                s.grants.push(RoleGrant { role: *role, grant });
                let after = format!("{amount} more for each holder{}", ending(*until));
                Ok(change("quota grant", subject, String::new(), after))
            }
            Self::Take(subject @ Subject::Role(role), amount, until) => {
                positive(*amount)?;
                s.grants.retain(|g| g.grant.counts(c.now));
                let until = Some(until.unwrap_or(c.window_end));
                let grant = Grant { id: 0, amount: -*amount, until };
                s.grants.push(RoleGrant { role: *role, grant });
                let after = format!("{amount} less for each holder{}", ending(until));
                Ok(change("quota take", subject, String::new(), after))
            }
            Self::Reset(subject @ Subject::Role(role)) => {
                let rung = s.ladder.iter().find(|r| r.role == *role).map(|r| r.allowance);
                let before = rung.map_or("no rung of its own".into(), |a| a.to_string());
                s.ladder.retain(|r| r.role != *role);
                s.grants.retain(|g| g.role != *role);
                Ok(change("quota reset", subject, before, "as everyone".into()))
            }
            Self::Pause => {
                if s.paused.is_some() {
                    return Err(Unwise::NoChange);
                }
                s.paused = Some(Pause { reason: c.reason.to_owned(), by: c.by });
                Ok(server_change("pause", "open", "paused"))
            }
            Self::Resume => {
                s.paused = None;
                Ok(server_change("resume", "paused", "open"))
            }
            Self::Set(setting, text) => {
                let before = setting.show(&s.over(c.defaults));
                match text {
                    Some(text) => {
                        let mut policy = s.over(c.defaults);
                        setting.apply(&mut policy, text)?;
                        s.set.insert(*setting, setting.show(&policy));
                    }
                    None => {
                        s.set.remove(setting);
                    }
                }
                let after = setting.show(&s.over(c.defaults));
                Ok(server_change(&format!("settings set {setting}"), &before, &after))
            }
            Self::BlockInputs(hashes) => {
                let before = s.blocked_inputs.len();
                s.blocked_inputs.extend(hashes.iter().cloned());
                s.blocked_inputs.sort();
                s.blocked_inputs.dedup();
                let count = |n: usize| format!("{n} blocked");
                let after = count(s.blocked_inputs.len());
                Ok(server_change("block inputs", &count(before), &after))
            }
            Self::Room(channel, room) => {
                let before = match *room == Room::default() {
                    true => s.rooms.remove(channel),
                    false => s.rooms.insert(*channel, *room),
                };
                let whom = format!("<#{channel}>");
                let (before, after) = (before.unwrap_or_default().to_string(), room.to_string());
                Ok(Change { what: "channel defaults".into(), whom, before, after })
            }
            _ => Err(Unwise::NoChange),
        }
    }
}

fn change(what: &str, whom: &Subject, before: String, after: String) -> Change {
    Change { what: what.into(), whom: whom.to_string(), before, after }
}

fn server_change(what: &str, before: &str, after: &str) -> Change {
    Change { what: what.into(), whom: String::new(), before: before.into(), after: after.into() }
}

fn positive(amount: Credits) -> Result<(), Unwise> {
    if amount > Credits(0) && amount <= MOST { Ok(()) } else { Err(Unwise::Nothing) }
}

fn changed(subject: Subject, now: Allowance, amount: Amount) -> Result<Allowance, Unwise> {
    match (amount, now) {
        (Amount::Absolute(allowance), _) => Ok(allowance),
        (Amount::Relative(_), Allowance::Unlimited) => Err(Unwise::NoLimit(subject)),
        (Amount::Relative(by), Allowance::Credits(now)) => {
            Ok(Allowance::Credits((now + by).clamp(Credits(0), MOST)))
        }
    }
}

fn available(account: Option<&View>) -> String {
    match account.map(View::available) {
        Some(Some(left)) => format!("{left} left"),
        Some(None) => "unlimited".into(),
        None => String::new(),
    }
}

fn ending(until: Option<Timestamp>) -> String {
    until.map_or(String::new(), |t| format!(" until <t:{}:f>", t.as_second()))
}

/// Takes from grants first, the last to expire first, for good; what is still open is missing
/// from the window's allowance until a time.
fn take(standing: &mut Standing, account: &View, amount: Credits, until: Timestamp) -> Credits {
    let mut open = amount;
    for grant in account.grants.iter().rev().filter(|g| g.role.is_none()) {
        let own = standing.grants.iter_mut().find(|g| g.id == grant.id);
        if let Some(own) = own {
            let part = grant.available().min(open).min(own.amount.max(Credits(0)));
            own.amount -= part;
            open -= part;
        }
    }
    let part = account.left().unwrap_or_default().min(open);
    if part > Credits(0) {
        standing.grants.push(Grant { id: 0, amount: -part, until: Some(until) });
        open -= part;
    }
    amount - open
}

/// The end of something, as a moderator writes it: a length from now, or a date in the server's
/// time zone (its last moment) with or without a time of day.
///
/// # Errors
/// When it cannot be read or is not in the future.
pub fn until(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, Unwise> {
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
    at.filter(|at| *at > now).ok_or(Unwise::Until)
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
