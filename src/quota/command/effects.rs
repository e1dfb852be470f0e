//! How commands change documents.

use jiff::Timestamp;

use super::{
    Amount, CommandContext, InvalidCommand, MOST_BLOCKED_INPUTS, MOST_GRANTS, ModerationCommand,
};
use crate::generation::Credits;
use crate::job::priority::MAX_WEIGHT;
use crate::quota::account::View;
use crate::quota::audit::AuditChange;
use crate::quota::member_overrides::{Block, Grant, MemberOverrides};
use crate::quota::policy::{Allowance, MAX_CREDITS, RoleQuota};
use crate::quota::settings::{ChannelDefaults, Pause, RoleGrant, ServerSettings};
use crate::quota::subject::Subject;

impl ModerationCommand {
    pub(super) fn on_member(
        &self,
        s: &mut MemberOverrides,
        c: &CommandContext,
    ) -> Result<AuditChange, InvalidCommand> {
        match self {
            Self::Allow(subject, amount) => {
                let before = s.allowance;
                let by_role = c.account.map_or(c.defaults.everyone, |v| v.allowance);
                let current = s.allowance.unwrap_or(by_role);
                let after = apply_amount(*subject, current, *amount)?;
                s.allowance = Some(after);
                Ok(AuditChange::allowance(*subject, before, after))
            }
            Self::Grant(subject @ Subject::Member(member), amount, until) => {
                check_amount(*amount)?;
                drop_inactive_grants(s, c);
                if s.grants.len() >= MOST_GRANTS {
                    return Err(InvalidCommand::TooManyGrants(*subject));
                }
                s.grants.push(Grant { id: 0, amount: *amount, until: *until });
                Ok(AuditChange::MemberGrant {
                    member: *member,
                    available: c.account.and_then(View::available),
                    amount: *amount,
                    until: *until,
                })
            }
            Self::Take(subject @ Subject::Member(member), amount, until) => {
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
                let after = before - taken;
                Ok(AuditChange::MemberDeduction { member: *member, before, after })
            }
            Self::Reset(Subject::Member(member)) => {
                let blocked = s.blocked.take();
                *s = MemberOverrides {
                    blocked,
                    since: Some(c.forgiven_until),
                    ..MemberOverrides::default()
                };
                let available = c.account.and_then(View::available);
                Ok(AuditChange::MemberReset { member: *member, available })
            }
            Self::Block(user, until) => {
                let renewed = s.blocked(c.now).is_some();
                let reason = c.reason.to_owned();
                s.blocked = Some(Block { until: *until, reason, by: c.by });
                Ok(AuditChange::MemberBlocked { member: *user, renewed, until: *until })
            }
            Self::Unblock(user) => {
                if s.blocked(c.now).is_none() {
                    return Err(InvalidCommand::NoChange);
                }
                s.blocked = None;
                Ok(AuditChange::MemberUnblocked { member: *user })
            }
            _ => Err(InvalidCommand::NoChange),
        }
    }

    pub(super) fn on_server(
        &self,
        s: &mut ServerSettings,
        c: &CommandContext,
    ) -> Result<AuditChange, InvalidCommand> {
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
                Ok(AuditChange::allowance(*subject, found, allowance))
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
                Ok(AuditChange::RoleWeight { role: *role, before, after: *weight })
            }
            Self::Grant(Subject::Role(role), amount, until) => {
                check_amount(*amount)?;
                let grant = Grant { id: 0, amount: *amount, until: *until };
                push_role_grant(s, RoleGrant { role: *role, grant }, c.now)?;
                Ok(AuditChange::RoleGrant { role: *role, amount: *amount, until: *until })
            }
            Self::Take(Subject::Role(role), amount, until) => {
                check_amount(*amount)?;
                let until = until.unwrap_or(c.window_end);
                let grant = Grant { id: 0, amount: -*amount, until: Some(until) };
                push_role_grant(s, RoleGrant { role: *role, grant }, c.now)?;
                Ok(AuditChange::RoleDeduction { role: *role, amount: *amount, until })
            }
            Self::Reset(Subject::Role(role)) => {
                let before = s.role_quotas.iter().find(|r| r.role == *role).map(|r| r.allowance);
                s.role_quotas.retain(|r| r.role != *role);
                s.grants.retain(|g| g.role != *role);
                Ok(AuditChange::RoleReset { role: *role, before })
            }
            Self::Pause => {
                if s.paused.is_some() {
                    return Err(InvalidCommand::NoChange);
                }
                s.paused = Some(Pause { reason: c.reason.to_owned(), by: c.by });
                Ok(AuditChange::Paused)
            }
            Self::Resume => {
                s.paused = None;
                Ok(AuditChange::Resumed)
            }
            Self::Set(setting, text) => {
                let before = setting.value(&s.over(c.defaults));
                match text {
                    Some(text) => {
                        let mut policy = s.over(c.defaults);
                        setting.apply(&mut policy, text)?;
                        s.set.insert(*setting, setting.value(&policy).to_string());
                    }
                    None => {
                        s.set.remove(setting);
                    }
                }
                let after = setting.value(&s.over(c.defaults));
                Ok(AuditChange::SettingChanged { setting: *setting, before, after })
            }
            Self::BlockInputs(hashes) => {
                let before = s.blocked_inputs.len();
                s.blocked_inputs.extend(hashes.iter().cloned());
                s.blocked_inputs.sort();
                s.blocked_inputs.dedup();
                if s.blocked_inputs.len() > MOST_BLOCKED_INPUTS {
                    return Err(InvalidCommand::TooManyInputs);
                }
                Ok(AuditChange::InputsBlocked { before, after: s.blocked_inputs.len() })
            }
            Self::ChannelDefaults(channel, channel_defaults) => {
                let before = if *channel_defaults == ChannelDefaults::default() {
                    s.channel_defaults.remove(channel)
                } else {
                    s.channel_defaults.insert(*channel, *channel_defaults)
                };
                Ok(AuditChange::ChannelDefaults {
                    channel: *channel,
                    before: before.unwrap_or_default(),
                    after: *channel_defaults,
                })
            }
            _ => Err(InvalidCommand::NoChange),
        }
    }
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
