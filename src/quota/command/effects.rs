//! How commands change documents, and how the changes read.

use jiff::Timestamp;

use super::{
    Amount, AuditDiff, CommandContext, InvalidCommand, MOST_BLOCKED_INPUTS, MOST_GRANTS,
    ModerationCommand, Subject,
};
use crate::generation::Credits;
use crate::job::priority::MAX_WEIGHT;
use crate::quota::account::View;
use crate::quota::member_overrides::{Block, Grant, MemberOverrides};
use crate::quota::policy::{Allowance, MAX_CREDITS, RoleQuota};
use crate::quota::settings::{ChannelDefaults, Pause, RoleGrant, ServerSettings};

impl ModerationCommand {
    pub(super) fn on_member(
        &self,
        s: &mut MemberOverrides,
        c: &CommandContext,
    ) -> Result<AuditDiff, InvalidCommand> {
        let own = |s: &MemberOverrides| s.allowance.map_or("by role".to_owned(), |a| a.to_string());
        match self {
            Self::Allow(subject, amount) => {
                let before = own(s);
                let by_role = c.account.map_or(c.defaults.everyone, |v| v.allowance);
                let current = s.allowance.unwrap_or(by_role);
                s.allowance = Some(apply_amount(*subject, current, *amount)?);
                Ok(change("quota set", subject, before, own(s)))
            }
            Self::Grant(subject, amount, until) => {
                check_amount(*amount)?;
                let before = available(c.account);
                drop_inactive_grants(s, c);
                if s.grants.len() >= MOST_GRANTS {
                    return Err(InvalidCommand::TooManyGrants(*subject));
                }
                s.grants.push(Grant { id: 0, amount: *amount, until: *until });
                let after = format!("{amount} more{}", until_suffix(*until));
                Ok(change("quota grant", subject, before, after))
            }
            Self::Take(subject, amount, until) => {
                check_amount(*amount)?;
                let Some(account) = c.account else {
                    return Err(InvalidCommand::NothingLeft(*subject));
                };
                let Some(before) = account.available() else {
                    return Err(InvalidCommand::NoLimit(*subject));
                };
                drop_inactive_grants(s, c);
                let taken = deduct(s, account, *amount, until.unwrap_or(c.window_end));
                if s.grants.len() > MOST_GRANTS {
                    return Err(InvalidCommand::TooManyGrants(*subject));
                }
                if taken == Credits(0) {
                    return Err(InvalidCommand::NothingLeft(*subject));
                }
                let after = format!("{} left", before - taken);
                Ok(change("quota take", subject, format!("{before} left"), after))
            }
            Self::Reset(subject) => {
                let before = available(c.account);
                let blocked = s.blocked.take();
                *s = MemberOverrides {
                    blocked,
                    since: Some(c.forgiven_until),
                    ..MemberOverrides::default()
                };
                Ok(change("quota reset", subject, before, "by role, nothing used".into()))
            }
            Self::Block(user, until) => {
                let before = if s.blocked(c.now).is_some() { "blocked" } else { "free" };
                let reason = c.reason.to_owned();
                s.blocked = Some(Block { until: *until, reason, by: c.by });
                let after = format!("blocked{}", until_suffix(*until));
                Ok(change("block", &Subject::Member(*user), before.into(), after))
            }
            Self::Unblock(user) => {
                if s.blocked(c.now).is_none() {
                    return Err(InvalidCommand::NoChange);
                }
                s.blocked = None;
                Ok(change("unblock", &Subject::Member(*user), "blocked".into(), "free".into()))
            }
            _ => Err(InvalidCommand::NoChange),
        }
    }

    pub(super) fn on_server(
        &self,
        s: &mut ServerSettings,
        c: &CommandContext,
    ) -> Result<AuditDiff, InvalidCommand> {
        match self {
            Self::Allow(subject @ Subject::Role(role), amount) => {
                let policy = s.over(c.defaults);
                let found =
                    policy.role_quotas.iter().find(|r| r.role == *role).map(|r| r.allowance);
                let allowance = apply_amount(
                    *subject,
                    found.unwrap_or(Allowance::Credits(Credits(0))),
                    *amount,
                )?;
                s.role_quotas.retain(|r| r.role != *role);
                s.role_quotas.push(RoleQuota { role: *role, allowance });
                let before = found.map_or("not on the ladder".into(), |a| a.to_string());
                Ok(change("quota set", subject, before, allowance.to_string()))
            }
            Self::Weigh(role, weight) => {
                if !(1..=MAX_WEIGHT).contains(weight) {
                    return Err(InvalidCommand::Weight);
                }
                let before = s.over(c.defaults).weight(&[*role]);
                match weight {
                    1 => s.weights.remove(role),
                    more => s.weights.insert(*role, *more),
                };
                let share = |n: u8| format!("{n} times everyone's share");
                let subject = Subject::Role(*role);
                Ok(change("quota weight", &subject, share(before), share(*weight)))
            }
            Self::Grant(subject @ Subject::Role(role), amount, until) => {
                check_amount(*amount)?;
                let grant = Grant { id: 0, amount: *amount, until: *until };
                push_role_grant(s, RoleGrant { role: *role, grant }, c.now)?;
                let after = format!("{amount} more for each holder{}", until_suffix(*until));
                Ok(change("quota grant", subject, String::new(), after))
            }
            Self::Take(subject @ Subject::Role(role), amount, until) => {
                check_amount(*amount)?;
                let until = Some(until.unwrap_or(c.window_end));
                let grant = Grant { id: 0, amount: -*amount, until };
                push_role_grant(s, RoleGrant { role: *role, grant }, c.now)?;
                let after = format!("{amount} less for each holder{}", until_suffix(until));
                Ok(change("quota take", subject, String::new(), after))
            }
            Self::Reset(subject @ Subject::Role(role)) => {
                let role_quota =
                    s.role_quotas.iter().find(|r| r.role == *role).map(|r| r.allowance);
                let before = role_quota.map_or("no rung of its own".into(), |a| a.to_string());
                s.role_quotas.retain(|r| r.role != *role);
                s.grants.retain(|g| g.role != *role);
                Ok(change("quota reset", subject, before, "as everyone".into()))
            }
            Self::Pause => {
                if s.paused.is_some() {
                    return Err(InvalidCommand::NoChange);
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
                if s.blocked_inputs.len() > MOST_BLOCKED_INPUTS {
                    return Err(InvalidCommand::TooManyInputs);
                }
                let count = |n: usize| format!("{n} blocked");
                let after = count(s.blocked_inputs.len());
                Ok(server_change("block inputs", &count(before), &after))
            }
            Self::ChannelDefaults(channel, channel_defaults) => {
                let before = if *channel_defaults == ChannelDefaults::default() {
                    s.channel_defaults.remove(channel)
                } else {
                    s.channel_defaults.insert(*channel, *channel_defaults)
                };
                let whom = format!("<#{channel}>");
                let (before, after) =
                    (before.unwrap_or_default().to_string(), channel_defaults.to_string());
                Ok(AuditDiff { what: "channel defaults".into(), whom, before, after })
            }
            _ => Err(InvalidCommand::NoChange),
        }
    }
}

fn change(what: &str, whom: &Subject, before: String, after: String) -> AuditDiff {
    AuditDiff { what: what.into(), whom: whom.to_string(), before, after }
}

fn server_change(what: &str, before: &str, after: &str) -> AuditDiff {
    AuditDiff { what: what.into(), whom: String::new(), before: before.into(), after: after.into() }
}

fn check_amount(amount: Credits) -> Result<(), InvalidCommand> {
    if amount > Credits(0) && amount <= MAX_CREDITS { Ok(()) } else { Err(InvalidCommand::Nothing) }
}

fn apply_amount(
    subject: Subject,
    now: Allowance,
    amount: Amount,
) -> Result<Allowance, InvalidCommand> {
    match (amount, now) {
        (Amount::Absolute(allowance), _) => Ok(allowance),
        (Amount::Relative(_), Allowance::Unlimited) => Err(InvalidCommand::NoLimit(subject)),
        (Amount::Relative(by), Allowance::Credits(now)) => {
            Ok(Allowance::Credits((now + by).clamp(Credits(0), MAX_CREDITS)))
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

fn until_suffix(until: Option<Timestamp>) -> String {
    until.map_or(String::new(), |t| format!(" until <t:{}:f>", t.as_second()))
}

/// Removes a member's expired grants, and if there are too many, those that are used up.
fn drop_inactive_grants(overrides: &mut MemberOverrides, c: &CommandContext) {
    overrides.grants.retain(|g| g.counts(c.now));
    if overrides.grants.len() < MOST_GRANTS {
        return;
    }
    let used_up = |id| {
        let grants = c.account.map_or(&[][..], |a| &a.grants);
        grants.iter().any(|g| g.id == id && g.spent >= g.granted && g.reserved == Credits(0))
    };
    overrides.grants.retain(|g| g.amount < Credits(0) || !used_up(g.id));
}

fn push_role_grant(
    settings: &mut ServerSettings,
    grant: RoleGrant,
    now: Timestamp,
) -> Result<(), InvalidCommand> {
    settings.grants.retain(|g| g.grant.counts(now));
    if settings.grants.len() >= MOST_GRANTS {
        return Err(InvalidCommand::TooManyGrants(Subject::Role(grant.role)));
    }
    settings.grants.push(grant);
    Ok(())
}

/// Deducts from grants permanently, the last to expire first; deducts the rest from the window's
/// allowance until `until`.
fn deduct(
    overrides: &mut MemberOverrides,
    account: &View,
    amount: Credits,
    until: Timestamp,
) -> Credits {
    let mut remaining = amount;
    for grant in account.grants.iter().rev().filter(|g| g.role.is_none()) {
        let own = overrides.grants.iter_mut().find(|g| g.id == grant.id);
        if let Some(own) = own {
            let part = grant.available().min(remaining).min(own.amount.max(Credits(0)));
            own.amount -= part;
            remaining -= part;
        }
    }
    let part = account.left().unwrap_or_default().min(remaining);
    if part > Credits(0) {
        overrides.grants.push(Grant { id: 0, amount: -part, until: Some(until) });
        remaining -= part;
    }
    amount - remaining
}
