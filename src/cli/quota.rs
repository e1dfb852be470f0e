//! `wanbot quota`: moderation commands on the command line. A running bot reads the entries from
//! the journal within a second and posts them in the server's log channel.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::out::outln;
use crate::cli::{plain_text, strip_markup};
use crate::config::{self, Layers};
use crate::discord::texts;
use crate::generation::{Catalogue, Credits};
use crate::job::{GuildId, RoleId, Tenant, UserId};
use crate::journal::Journal;
use crate::moderation::{AuditLog, CommandOrigin};
use crate::quota::{
    Allowance, AuditEntry, Author, BadValue, BudgetView, InvalidCommand, ModerationCommand, Payer,
    QuotaBook, Setting, Subject, View, until,
};
use crate::service::ModerationError;

/// Options of `wanbot quota`.
#[derive(Debug, Args)]
pub struct Quota {
    #[command(subcommand)]
    what: What,
    /// The server's id.
    #[arg(long, global = true)]
    server: Option<u64>,
    /// Direct messages instead of a server.
    #[arg(long, global = true)]
    direct: bool,
    /// Ids of the member's roles, which Discord alone knows: what their limit is can depend on
    /// them.
    #[arg(long, global = true, value_delimiter = ',')]
    roles: Vec<u64>,
    /// As JSON.
    #[arg(long, global = true)]
    json: bool,
    /// The reason, which is recorded with the change.
    #[arg(long, global = true, default_value = "")]
    reason: String,
}

/// A member or a role.
#[derive(Debug, Args)]
struct SubjectArgs {
    /// The member's id.
    #[arg(long, required_unless_present = "role", conflicts_with = "role")]
    member: Option<u64>,
    /// The role's id.
    #[arg(long)]
    role: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A member's account.
    Show {
        /// The member's id.
        #[arg(long)]
        member: u64,
    },
    /// What a member or a role gets in every window.
    Set {
        #[command(flatten)]
        subject: SubjectArgs,
        /// `20`, `+5`, `-5`, `none` or `unlimited`.
        #[arg(allow_hyphen_values = true)]
        amount: String,
    },
    /// Credits on top, once.
    Grant {
        #[command(flatten)]
        subject: SubjectArgs,
        /// How many.
        amount: Credits,
        /// `3d`, `12h`, `2026-12-24` or `2026-12-24 18:00`.
        #[arg(long)]
        until: Option<String>,
    },
    /// Credits away, once; for this window if no end is given.
    Take {
        #[command(flatten)]
        subject: SubjectArgs,
        /// How many.
        amount: Credits,
        /// As for grants.
        #[arg(long)]
        until: Option<String>,
    },
    /// As if nothing had been decided and nothing used.
    Reset {
        #[command(flatten)]
        subject: SubjectArgs,
    },
    /// How much holders of a role get in a round of turns, against everyone else.
    Weight {
        /// The role's id.
        #[arg(long)]
        role: u64,
        /// So many times what everyone gets: 1 to 10, 1 being no more.
        times: u8,
    },
    /// What moderators did, newest first.
    Log {
        /// Only about this member.
        #[arg(long)]
        member: Option<u64>,
        /// How many.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Who spent how much.
    Top {
        /// Number of days, today included.
        #[arg(long, default_value_t = 7)]
        days: u32,
    },
    /// What each role gets.
    Ladder,
    /// Undo an entry of the log: the one with this number, or the last.
    Undo {
        /// Its number.
        number: Option<u64>,
    },
    /// Take no requests of a member.
    Block {
        /// The member's id.
        #[arg(long)]
        member: u64,
        /// As for grants.
        #[arg(long)]
        until: Option<String>,
    },
    /// Take them again.
    Unblock {
        /// The member's id.
        #[arg(long)]
        member: u64,
    },
    /// Take no new requests in the server.
    Pause,
    /// Take them again.
    Resume,
    /// All settings of the server, or one changed.
    Settings {
        /// Which.
        setting: Option<Setting>,
        /// The new value; the default again if left out.
        value: Option<String>,
    },
    /// The server's budgets and the bot's global ones: used, reserved and limit.
    Budget,
}

struct QuotaContext {
    tenant: Tenant,
    book: Arc<QuotaBook>,
    journal: Journal,
    entries: AuditLog,
    now: Timestamp,
}

impl Quota {
    pub(super) async fn run(&self, layers: &Layers) -> anyhow::Result<ExitCode> {
        let path: PathBuf = layers.text("storage.journal").into();
        let tenant = match (self.server, self.direct) {
            (Some(_), true) => anyhow::bail!("either --server or --direct, not both"),
            (Some(server), false) => Tenant::Server(GuildId(server)),
            (None, true) => Tenant::Direct,
            (None, false) => {
                anyhow::bail!("name the server (--server ID), or --direct for direct messages")
            }
        };
        let (quota, budget) = config::accounts(layers)?;
        let journal = Journal::open_beside(&path)
            .with_context(|| format!("the journal {} cannot be opened", path.display()))?;
        let book = Arc::new(QuotaBook::new(quota.policy, budget.per_day, budget.per_month));
        let now = Timestamp::now();
        // A long read in a journal opened for writing would hold up the bot.
        Journal::open_read_only(&path)?.fill(Arc::clone(&book), now).await?;
        let models = Catalogue::built_in().models().iter().map(|m| m.name.clone()).collect();
        let entries = AuditLog::new(journal.clone(), Arc::clone(&book), models);
        let context = QuotaContext { tenant, book, journal, entries, now };
        let done = self.entry(&context).await;
        context.journal.close().await;
        done
    }

    async fn entry(&self, context: &QuotaContext) -> anyhow::Result<ExitCode> {
        let policy = context.book.policy(context.tenant);
        let roles: Vec<_> = self.roles.iter().map(|r| RoleId(*r)).collect();
        let by = CommandOrigin {
            tenant: context.tenant,
            by: Author::Operator,
            reason: &self.reason,
            now: context.now,
            once: None,
        };
        let end = |text: &Option<String>| -> anyhow::Result<Option<Timestamp>> {
            text.as_ref().map(|t| until(t, &policy.zone, context.now)).transpose().map_err(plain)
        };
        let decision = match &self.what {
            What::Show { member } => {
                let user = UserId(*member);
                let payer = Payer { tenant: context.tenant, user, roles: &roles };
                self.show(&context.book.view(&payer, context.now));
                return Ok(ExitCode::SUCCESS);
            }
            What::Log { member, limit } => {
                let member = member.map(UserId);
                let entries = context.journal.entries_of(context.tenant, member, 0, *limit).await?;
                entries.iter().for_each(|a| self.print_entry(a));
                return Ok(ExitCode::SUCCESS);
            }
            What::Top { days } => return self.top(context, *days).await,
            What::Ladder => {
                let rungs: Vec<_> = policy
                    .role_quotas
                    .iter()
                    .map(|r| json!({"role": r.role.to_string(), "allowance": r.allowance}))
                    .collect();
                self.print(&json!({"everyone": policy.everyone, "roles": rungs}), || {
                    for rung in &policy.role_quotas {
                        outln!("role {:20}  {}", rung.role, rung.allowance);
                    }
                    outln!("everyone                   {}", policy.everyone);
                });
                return Ok(ExitCode::SUCCESS);
            }
            What::Settings { setting: None, .. } => {
                let all = Setting::ALL
                    .map(|s| (s.name().to_owned(), json!(s.value(&policy).to_string())));
                self.print(&Value::Object(all.into_iter().collect()), || {
                    for s in Setting::ALL {
                        let value = strip_markup(&texts::audit::setting_value(&s.value(&policy)));
                        outln!(
                            "{:15} {value:20} {}",
                            s.name(),
                            texts::moderation::setting_meaning(s)
                        );
                    }
                });
                return Ok(ExitCode::SUCCESS);
            }
            What::Budget => {
                self.budget(context);
                return Ok(ExitCode::SUCCESS);
            }
            What::Undo { number } => {
                let undone = context.entries.undo(&by, *number).await;
                return self.finished(undone);
            }
            What::Set { subject, amount } => {
                ModerationCommand::Allow(subject.subject(), amount.parse().map_err(plain)?)
            }
            What::Grant { subject, amount, until } => {
                ModerationCommand::Grant(subject.subject(), *amount, end(until)?)
            }
            What::Take { subject, amount, until } => {
                ModerationCommand::Take(subject.subject(), *amount, end(until)?)
            }
            What::Reset { subject } => ModerationCommand::Reset(subject.subject()),
            What::Weight { role, times } => ModerationCommand::Weigh(RoleId(*role), *times),
            What::Block { member, until } => ModerationCommand::Block(UserId(*member), end(until)?),
            What::Unblock { member } => ModerationCommand::Unblock(UserId(*member)),
            What::Pause => ModerationCommand::Pause,
            What::Resume => ModerationCommand::Resume,
            What::Settings { setting: Some(setting), value } => {
                ModerationCommand::Set(*setting, value.clone())
            }
        };
        let done = context.entries.decide(&by, &decision, &roles).await;
        self.finished(done)
    }

    fn finished(&self, done: Result<AuditEntry, ModerationError>) -> anyhow::Result<ExitCode> {
        match done {
            Ok(entry) => {
                self.print_entry(&entry);
                Ok(ExitCode::SUCCESS)
            }
            // Discord's command offers channels and roles by name; the command line takes only IDs.
            Err(ModerationError::InvalidCommand(InvalidCommand::Value(BadValue {
                setting,
                ..
            }))) if setting.takes_ids() => {
                anyhow::bail!(
                    "`{setting}` takes IDs, several of them with spaces between, or the word that \
                     `wanbot quota settings` shows where there are none. Nothing changed."
                )
            }
            Err(e) => anyhow::bail!(strip_markup(&texts::moderation::not_done(&e))),
        }
    }

    fn print(&self, json: &Value, text: impl FnOnce()) {
        if self.json { outln!("{json}") } else { text() }
    }

    fn print_entry(&self, entry: &AuditEntry) {
        let json = json!({
            "entry": entry.number, "scope": entry.scope.to_string(), "at": entry.at,
            "by": entry.by.to_string(), "change": entry.change, "reason": entry.reason,
            "undoes": entry.undoes, "undone_by": entry.undone_by,
        });
        self.print(&json, || {
            let change = texts::audit::change(entry);
            outln!(
                "{:5}  {:.0}  {:20}  {} {}  {} -> {}  {}",
                entry.number,
                entry.at,
                entry.by.to_string(),
                change.what,
                strip_markup(&change.subject),
                strip_markup(&change.before),
                strip_markup(&change.after),
                strip_markup(&plain_text(&entry.reason))
            );
        });
    }

    fn show(&self, view: &View) {
        let number = |c: Credits| json!(c.to_string());
        let granted = |a: Allowance| json!(a);
        let grants: Vec<_> = view
            .grants
            .iter()
            .map(|g| {
                json!({"entry": g.id, "granted": number(g.granted), "left": number(g.available()),
                    "reserved": number(g.reserved), "spent": number(g.spent), "until": g.until})
            })
            .collect();
        let json = json!({
            "allowance": view.allowance, "granted": granted(view.granted),
            "left": view.left().map(number), "available": view.available().map(number),
            "reserved": number(view.reserved), "spent": number(view.spent),
            "reserved_before": number(view.reserved_before),
            "window": {"start": view.span.start, "end": view.span.end}, "grants": grants,
            "blocked": view.overrides.blocked,
        });
        self.print(&json, || {
            let left = view.left().map_or("unlimited".into(), |c| c.to_string());
            outln!("allowance  {} ({:?})", view.allowance, view.origin);
            outln!("left       {left} of {}", view.granted);
            outln!("held       {}", view.reserved);
            outln!("spent      {}", view.spent);
            outln!("window     {:.0} to {:.0}", view.span.start, view.span.end);
            for g in &view.grants {
                let until = g.until.map_or("no end".into(), |t| format!("until {t:.0}"));
                outln!(
                    "grant      entry {}: {} of {} left, {until}",
                    g.id,
                    g.available(),
                    g.granted
                );
            }
            if let Some(block) = &view.overrides.blocked {
                let until = block.until.map_or("no end".into(), |t| format!("until {t:.0}"));
                let reason = strip_markup(&plain_text(&block.reason));
                outln!("blocked    {until} {reason}");
            }
        });
    }

    async fn top(&self, context: &QuotaContext, days: u32) -> anyhow::Result<ExitCode> {
        let spending =
            context.entries.spending(context.tenant, days.clamp(1, 366), context.now).await;
        let spending = spending.map_err(|e| anyhow::anyhow!(texts::moderation::not_done(&e)))?;
        let members: Vec<_> = spending
            .members
            .iter()
            .map(|m| {
                json!({"member": m.user.to_string(), "jobs": m.jobs,
                    "credits": m.credits.to_string(), "money": m.money.to_string()})
            })
            .collect();
        let by_day: Vec<_> = spending
            .days
            .iter()
            .map(|(day, c)| json!({"day": day.to_string(), "credits": c.to_string()}))
            .collect();
        self.print(&json!({"members": members, "days": by_day}), || {
            for m in &spending.members {
                outln!("{:20}  {:>10}  {:>5} jobs  {}", m.user, m.credits, m.jobs, m.money);
            }
        });
        Ok(ExitCode::SUCCESS)
    }

    fn budget(&self, context: &QuotaContext) {
        let both = [
            ("server", context.book.budgets(context.tenant, context.now)),
            ("global", context.book.global_budgets(context.now)),
        ];
        let json = |b: &BudgetView| {
            json!({"period": b.period.name(), "limit": b.limit.map(|l| l.to_string()),
                "used": b.used.to_string(), "until": b.until})
        };
        let whole: Vec<_> = both
            .iter()
            .map(|(name, views)| json!({"budget": name, "periods": views.iter().map(json).collect::<Vec<_>>()}))
            .collect();
        self.print(&json!(whole), || {
            for (name, views) in &both {
                for b in views {
                    let limit = b.limit.map_or("no limit".into(), |l| l.to_string());
                    outln!(
                        "{name:9}  {:5}  {} of {limit}, until {:.0}",
                        b.period.name(),
                        b.used,
                        b.until
                    );
                }
            }
        });
    }
}

fn plain(error: crate::quota::InvalidCommand) -> anyhow::Error {
    anyhow::anyhow!(error.to_string())
}

impl SubjectArgs {
    fn subject(&self) -> Subject {
        match (self.member, self.role) {
            (Some(user), _) => Subject::Member(UserId(user)),
            (None, role) => Subject::Role(RoleId(role.unwrap_or_default())),
        }
    }
}
