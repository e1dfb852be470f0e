//! Carries out moderation commands: read the document, apply the command, write it unless it was
//! changed in the meantime, and update the quota book. The command line does the same beside a
//! running bot, which then learns of the change from the journal.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tracing::error;

use crate::generation::Credits;
use crate::job::{ChannelId, RoleId, Tenant, UserId};
use crate::journal::{Decided, Journal, JournalError, NewEntry};
use crate::quota::{
    AuditChange, AuditEntry, Author, CommandContext, Document, ModerationCommand, Payer, QuotaBook,
    Scope, ServerSettings, Setting, Target,
};
use crate::service::{ModerationError, Spender, Spending};

/// Attempts at a command when the document is changed concurrently.
const ATTEMPTS: u32 = 3;

/// Who gives a command, where, when and why.
#[derive(Debug, Clone)]
pub struct CommandOrigin<'a> {
    /// The server.
    pub tenant: Tenant,
    /// Who gives it.
    pub by: Author,
    /// The reason, in their words.
    pub reason: &'a str,
    /// The time.
    pub now: Timestamp,
    /// Idempotency key: a request that is delivered twice has the same key and is carried out once.
    pub once: Option<String>,
}

/// Applies, records and undoes moderation commands.
pub struct AuditLog {
    journal: Journal,
    book: Arc<QuotaBook>,
    /// Names of the models in the catalogue.
    models: Vec<String>,
}

/// Logs a journal error; the moderator reads that nothing changed.
pub(super) fn journal_error(error: JournalError) -> ModerationError {
    error!(error = %error, "could not read or write the audit log");
    ModerationError::JournalUnavailable
}

impl AuditLog {
    /// An audit log over a journal and the quota book that was loaded from it.
    pub fn new(journal: Journal, book: Arc<QuotaBook>, models: Vec<String>) -> Self {
        Self { journal, book, models }
    }

    /// Carries out a command. For one about a member, `roles` are that member's roles.
    ///
    /// # Errors
    /// If the command is invalid or cannot be written; nothing changed then.
    pub async fn decide(
        &self,
        origin: &CommandOrigin<'_>,
        command: &ModerationCommand,
        roles: &[RoleId],
    ) -> Result<AuditEntry, ModerationError> {
        self.check_models(command)?;
        if let Some(first) = self.earlier_entry(origin).await? {
            return Ok(first);
        }
        for _ in 0..ATTEMPTS {
            match self.decide_once(origin, command, roles).await {
                Err(ModerationError::Changed) => {}
                done => return done,
            }
        }
        Err(ModerationError::Changed)
    }

    async fn decide_once(
        &self,
        origin: &CommandOrigin<'_>,
        command: &ModerationCommand,
        roles: &[RoleId],
    ) -> Result<AuditEntry, ModerationError> {
        let CommandOrigin { tenant, by, reason, now, .. } = *origin;
        let target = command.target();
        let before = self.journal.document(tenant, target).await.map_err(journal_error)?;
        let policy = self.book.policy(tenant);
        let user = match target {
            Target::Member(user) => Some(user),
            Target::Server => None,
        };
        // Based on the document just read: the book may not have learned of it yet.
        let account = match (&before, user) {
            (Document::Member(overrides), Some(user)) => {
                Some(self.book.view_as(&Payer { tenant, user, roles }, overrides.clone(), now))
            }
            _ => None,
        };
        let context = CommandContext {
            now,
            by,
            reason,
            defaults: self.book.defaults(),
            account: account.as_ref(),
            forgiven_until: user.map_or(now, |user| self.book.forgiven_until(tenant, user, now)),
            window_end: policy.window.span(&policy.zone, now).end,
        };
        let (after, change) =
            command.apply(&before, &context).map_err(ModerationError::InvalidCommand)?;
        let mut entry = AuditEntry::new(Scope::Tenant(tenant), by, change, reason, now);
        entry.target = Some(target);
        self.write(entry, (before, after), origin).await
    }

    /// The entry that the first delivery of the same request produced.
    async fn earlier_entry(
        &self,
        origin: &CommandOrigin<'_>,
    ) -> Result<Option<AuditEntry>, ModerationError> {
        match &origin.once {
            Some(once) => self.journal.entry_once(once.clone()).await.map_err(journal_error),
            None => Ok(None),
        }
    }

    async fn write(
        &self,
        mut entry: AuditEntry,
        documents: (Document, Document),
        origin: &CommandOrigin<'_>,
    ) -> Result<AuditEntry, ModerationError> {
        entry.former_log_channel = self.former_log_channel(&documents);
        let new =
            NewEntry { entry, documents: Some(documents), once: origin.once.clone(), tell: true };
        match self.journal.record_entry(new).await {
            Ok(Some(Decided { entry, document })) => {
                if let Some(document) = document {
                    self.book.apply_entry(&entry, document);
                }
                Ok(entry)
            }
            Ok(None) => {
                self.earlier_entry(origin).await?.ok_or(ModerationError::JournalUnavailable)
            }
            Err(JournalError::Changed) => Err(ModerationError::Changed),
            Err(e) => Err(journal_error(e)),
        }
    }

    /// The server's previous log channel, if this change replaces it.
    fn former_log_channel(&self, documents: &(Document, Document)) -> Option<ChannelId> {
        let (Document::Server(before), Document::Server(after)) = documents else { return None };
        let channel = |settings: &ServerSettings| settings.over(self.book.defaults()).log_channel;
        channel(before).filter(|before| Some(*before) != channel(after))
    }

    fn check_models(&self, command: &ModerationCommand) -> Result<(), ModerationError> {
        let ModerationCommand::Set(Setting::Models, Some(text)) = command else { return Ok(()) };
        let names = text.split([' ', ',']).filter(|n| !n.is_empty());
        match names.into_iter().find(|n| *n != "all" && !self.models.iter().any(|m| m == n)) {
            Some(unknown) => Err(ModerationError::NoSuchModel(unknown.to_owned())),
            None => Ok(()),
        }
    }

    /// Undoes an audit entry: the one with the given number, or the last that can be undone.
    ///
    /// # Errors
    /// If there is none, or the same document was changed since.
    pub async fn undo(
        &self,
        origin: &CommandOrigin<'_>,
        number: Option<u64>,
    ) -> Result<AuditEntry, ModerationError> {
        if let Some(first) = self.earlier_entry(origin).await? {
            return Ok(first);
        }
        let tenant = origin.tenant;
        let found = self.journal.entry(tenant, number).await.map_err(journal_error)?;
        let Some(found) = found else { return Err(ModerationError::NoSuchEntry) };
        if let Some(undo) = found.undone_by {
            return Err(ModerationError::Undone { by: undo });
        }
        if found.target.is_none() {
            return Err(ModerationError::NotUndoable);
        }
        let reverted = self.journal.reverted(found.number).await.map_err(journal_error)?;
        let Some(documents) = reverted else { return Err(ModerationError::ChangedSince) };
        let change = AuditChange::Undone { entry: found.number, change: Box::new(found.change) };
        let scope = Scope::Tenant(tenant);
        let mut entry = AuditEntry::new(scope, origin.by, change, origin.reason, origin.now);
        entry.target = found.target;
        entry.undoes = Some(found.number);
        match self.write(entry, documents, origin).await {
            Err(ModerationError::Changed) => Err(ModerationError::ChangedSince),
            done => done,
        }
    }

    /// What a server spent in the last `days` days of its time zone, today included.
    ///
    /// # Errors
    /// If the journal cannot be read.
    pub async fn spending(
        &self,
        tenant: Tenant,
        days: u32,
        now: Timestamp,
    ) -> Result<Spending, ModerationError> {
        let zone = self.book.policy(tenant).zone.clone();
        let date = |at: Timestamp| -> Date { at.to_zoned(zone.clone()).date() };
        let today = date(now);
        let first = today.saturating_sub(i64::from(days.max(1) - 1).days());
        // One day more than needed; rows that are too early are filtered out below.
        let since = now - SignedDuration::from_hours(24 * i64::from(days + 1));
        let rows = self.journal.spending(tenant, since).await.map_err(journal_error)?;
        let mut by_day: HashMap<Date, Credits> = HashMap::new();
        let mut members: HashMap<UserId, Spender> = HashMap::new();
        for row in rows.into_iter().filter(|r| date(r.at) >= first) {
            *by_day.entry(date(row.at)).or_default() += row.credits;
            let member = members.entry(row.user).or_insert(Spender {
                user: row.user,
                jobs: 0,
                credits: Credits(0),
                money: Default::default(),
            });
            member.jobs += 1;
            member.credits += row.credits;
            member.money += row.money;
        }
        let mut members: Vec<_> = members.into_values().collect();
        members.sort_by_key(|m| (std::cmp::Reverse(m.credits), m.user));
        let days = first.series(1.day()).take_while(|d| *d <= today);
        let days = days.map(|d| (d, by_day.get(&d).copied().unwrap_or_default())).collect();
        Ok(Spending { members, days })
    }
}
