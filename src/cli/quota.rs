//! `wanbot quota`: moderation commands on the command line. A running bot reads the entries from
//! the journal within a second and posts them in the server's log channel.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::out::{outln, padded};
use crate::cli::{plain_text, strip_markup};
use crate::config::{self, Layers};
use crate::discord::texts;
use crate::discord::texts::moderation::invalid_command;
use crate::discord::texts::numbers::allowance;
use crate::generation::{Catalogue, Credits};
use crate::i18n::say;
use crate::job::{GuildId, RoleId, Tenant, UserId};
use crate::journal::Journal;
use crate::language::Language;
use crate::moderation::{AuditLog, CommandOrigin};
use crate::quota::{
    Allowance, AuditEntry, Author, BadValue, BudgetView, InvalidCommand, ModerationCommand, Origin,
    Payer, Period, QuotaBook, Setting, Subject, View, until,
};
use crate::service::ModerationError;

/// Options of `wanbot quota`.
#[derive(Debug, Args)]
pub struct Quota {
    #[command(subcommand)]
    what: What,
    /// The server's ID.
    #[arg(long, global = true)]
    server: Option<u64>,
    /// Direct messages instead of a server.
    #[arg(long, global = true)]
    direct: bool,
    /// IDs of the member's roles; their quota may depend on them.
    #[arg(long, global = true, value_delimiter = ',')]
    roles: Vec<u64>,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    /// The reason, recorded with the change.
    #[arg(long, global = true, default_value = "")]
    reason: String,
}

/// A member or a role.
#[derive(Debug, Args)]
struct SubjectArgs {
    /// The member's ID.
    #[arg(long, required_unless_present = "role", conflicts_with = "role")]
    member: Option<u64>,
    /// The role's ID.
    #[arg(long)]
    role: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show a member's account.
    Show {
        /// The member's ID.
        #[arg(long)]
        member: u64,
    },
    /// Set the credits of a member or a role per period.
    Set {
        #[command(flatten)]
        subject: SubjectArgs,
        /// `20`, `+5`, `-5`, `none` or `unlimited`.
        #[arg(allow_hyphen_values = true)]
        amount: String,
    },
    /// Grant extra credits once.
    Grant {
        #[command(flatten)]
        subject: SubjectArgs,
        /// Number.
        amount: Credits,
        /// `3d`, `12h`, `2026-12-24` or `2026-12-24 18:00`.
        #[arg(long)]
        until: Option<String>,
    },
    /// Deduct credits once (until the period ends by default).
    Take {
        #[command(flatten)]
        subject: SubjectArgs,
        /// Number.
        amount: Credits,
        /// `3d`, `12h` or a date.
        #[arg(long)]
        until: Option<String>,
    },
    /// Reset quota and usage.
    Reset {
        #[command(flatten)]
        subject: SubjectArgs,
    },
    /// Set the scheduling weight of a role.
    Weight {
        /// The role's ID.
        #[arg(long)]
        role: u64,
        /// Weight, 1 to 10; 1 is everyone's share.
        times: u8,
    },
    /// Show the audit log, newest first.
    Log {
        /// Only about this member.
        #[arg(long)]
        member: Option<u64>,
        /// Number.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Show the top spenders.
    Top {
        /// Number of days, today included.
        #[arg(long, default_value_t = 7)]
        days: u32,
    },
    /// Show the quotas of roles.
    Roles,
    /// Undo an entry of the log: the one with this number, or the last.
    Undo {
        /// Its number.
        number: Option<u64>,
    },
    /// Block a member.
    Block {
        /// The member's ID.
        #[arg(long)]
        member: u64,
        /// `3d`, `12h` or a date.
        #[arg(long)]
        until: Option<String>,
    },
    /// Unblock a member.
    Unblock {
        /// The member's ID.
        #[arg(long)]
        member: u64,
    },
    /// Pause new requests in the server.
    Pause,
    /// Resume new requests.
    Resume,
    /// Show or change settings.
    Settings {
        /// The setting.
        setting: Option<Setting>,
        /// The new value; omit it to restore the default.
        value: Option<String>,
    },
    /// Show the budgets: used, reserved and limit.
    Budget,
}

struct QuotaContext {
    language: Language,
    tenant: Tenant,
    book: Arc<QuotaBook>,
    journal: Journal,
    entries: AuditLog,
    now: Timestamp,
}

impl Quota {
    pub(super) async fn run(
        &self,
        language: Language,
        layers: &Layers,
    ) -> anyhow::Result<ExitCode> {
        let path: PathBuf = layers.text("storage.journal").into();
        let tenant = match (self.server, self.direct) {
            (Some(_), true) => anyhow::bail!(say!(language, "cli-quota-both")),
            (Some(server), false) => Tenant::Server(GuildId(server)),
            (None, true) => Tenant::Direct,
            (None, false) => {
                anyhow::bail!(say!(language, "cli-quota-no-server"))
            }
        };
        let (quota, budget) = config::accounts(layers)?;
        let journal = Journal::open_beside(&path).with_context(|| {
            say!(language, "cli-journal-not-opened", path = path.display().to_string())
        })?;
        let book = Arc::new(QuotaBook::new(quota.policy, budget.per_day, budget.per_month));
        let now = Timestamp::now();
        // A long read in a journal opened for writing would hold up the bot.
        Journal::open_read_only(&path)?.load_into(Arc::clone(&book), now).await?;
        let models = Catalogue::built_in().models().iter().map(|m| m.name.clone()).collect();
        let entries = AuditLog::new(journal.clone(), Arc::clone(&book), models);
        let context = QuotaContext { language, tenant, book, journal, entries, now };
        let done = self.entry(&context).await;
        context.journal.close().await;
        done
    }

    async fn entry(&self, context: &QuotaContext) -> anyhow::Result<ExitCode> {
        let language = context.language;
        let plain = |error| anyhow::anyhow!(invalid_command(language, &error));
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
                self.show(language, &context.book.view(&payer, context.now));
                return Ok(ExitCode::SUCCESS);
            }
            What::Log { member, limit } => {
                let member = member.map(UserId);
                let entries = context.journal.entries_of(context.tenant, member, 0, *limit).await?;
                entries.iter().for_each(|a| self.print_entry(language, a));
                return Ok(ExitCode::SUCCESS);
            }
            What::Top { days } => return self.top(context, *days).await,
            What::Roles => {
                let role_quotas: Vec<_> = policy
                    .role_quotas
                    .iter()
                    .map(|r| json!({"role": r.role.to_string(), "allowance": r.allowance}))
                    .collect();
                self.print(&json!({"everyone": policy.everyone, "roles": role_quotas}), || {
                    for role_quota in &policy.role_quotas {
                        let role =
                            say!(language, "cli-quota-role", role = role_quota.role.to_string());
                        outln!(
                            "{}  {}",
                            padded(&role, 25),
                            allowance(language, role_quota.allowance)
                        );
                    }
                    let everyone = padded(&say!(language, "cli-quota-everyone"), 25);
                    outln!("{everyone}  {}", allowance(language, policy.everyone));
                });
                return Ok(ExitCode::SUCCESS);
            }
            What::Settings { setting: None, .. } => {
                let all = Setting::ALL
                    .map(|s| (s.name().to_owned(), json!(s.value(&policy).to_string())));
                self.print(&Value::Object(all.into_iter().collect()), || {
                    for s in Setting::ALL {
                        let value = texts::audit::setting_value(&s.value(&policy));
                        let value = strip_markup(language, &value);
                        outln!(
                            "{:15} {value:20} {}",
                            s.name(),
                            texts::moderation::setting_meaning(language, s)
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
                return self.finished(language, undone);
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
        self.finished(language, done)
    }

    fn finished(
        &self,
        language: Language,
        done: Result<AuditEntry, ModerationError>,
    ) -> anyhow::Result<ExitCode> {
        match done {
            Ok(entry) => {
                self.print_entry(language, &entry);
                Ok(ExitCode::SUCCESS)
            }
            // Discord's command offers channels and roles by name; the command line takes only IDs.
            Err(ModerationError::InvalidCommand(InvalidCommand::Value(BadValue { setting })))
                if setting.takes_ids() =>
            {
                anyhow::bail!(say!(language, "cli-quota-ids", setting = setting.name()))
            }
            Err(e) => {
                anyhow::bail!(strip_markup(language, &texts::moderation::not_done(language, &e)))
            }
        }
    }

    fn print(&self, json: &Value, text: impl FnOnce()) {
        if self.json { outln!("{json}") } else { text() }
    }

    fn print_entry(&self, language: Language, entry: &AuditEntry) {
        let json = json!({
            "entry": entry.number, "scope": entry.scope.to_string(), "at": entry.at,
            "by": entry.by.to_string(), "change": entry.change, "reason": entry.reason,
            "undoes": entry.undoes, "undone_by": entry.undone_by,
        });
        self.print(&json, || {
            let change = texts::audit::change(language, entry);
            outln!(
                "{:5}  {:.0}  {:20}  {} {}  {} -> {}  {}",
                entry.number,
                entry.at,
                entry.by.to_string(),
                change.what,
                strip_markup(language, &change.subject),
                strip_markup(language, &change.before),
                strip_markup(language, &change.after),
                strip_markup(language, &plain_text(&texts::audit::reason(language, entry)))
            );
        });
    }

    fn show(&self, language: Language, view: &View) {
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
            let line = |label: String, text: String| outln!("{} {text}", padded(&label, 10));
            let number = |credits: Credits| texts::numbers::number(language, credits);
            let left = view.left().map_or_else(|| say!(language, "allowance-unlimited"), number);
            let origin = match view.origin {
                Origin::Everyone => say!(language, "cli-quota-origin-everyone"),
                Origin::Role(role) => say!(language, "cli-quota-role", role = role.to_string()),
                Origin::Personal => say!(language, "cli-quota-origin-personal"),
            };
            let own = allowance(language, view.allowance);
            line(say!(language, "cli-quota-allowance"), format!("{own} ({origin})"));
            let granted = allowance(language, view.granted);
            let left = say!(language, "cli-quota-left-of", left = left, granted = granted);
            line(say!(language, "cli-quota-left"), left);
            line(say!(language, "cli-quota-reserved"), number(view.reserved));
            line(say!(language, "cli-quota-spent"), number(view.spent));
            let (start, end) = (format!("{:.0}", view.span.start), format!("{:.0}", view.span.end));
            let window = say!(language, "cli-quota-window-of", start = start, end = end);
            line(say!(language, "cli-quota-window"), window);
            let end = |until: Option<Timestamp>| match until {
                Some(until) => say!(language, "cli-until", time = format!("{until:.0}")),
                None => say!(language, "cli-no-end"),
            };
            for g in &view.grants {
                let grant = say!(
                    language,
                    "cli-quota-grant-of",
                    entry = g.id,
                    available = number(g.available()),
                    granted = number(g.granted),
                    until = end(g.until)
                );
                line(say!(language, "cli-quota-grant"), grant);
            }
            if let Some(block) = &view.overrides.blocked {
                let reason = strip_markup(language, &plain_text(&block.reason));
                let block = if reason.is_empty() {
                    end(block.until)
                } else {
                    say!(language, "labelled", label = end(block.until), text = reason)
                };
                line(say!(language, "cli-quota-blocked"), block);
            }
        });
    }

    async fn top(&self, context: &QuotaContext, days: u32) -> anyhow::Result<ExitCode> {
        let spending =
            context.entries.spending(context.tenant, days.clamp(1, 366), context.now).await;
        let spending = spending
            .map_err(|e| anyhow::anyhow!(texts::moderation::not_done(context.language, &e)))?;
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
                let jobs = say!(context.language, "cli-quota-jobs", count = m.jobs);
                let credits = texts::numbers::number(context.language, m.credits);
                let money = texts::numbers::money(context.language, m.money);
                outln!("{:20}  {credits:>10}  {jobs:>10}  {money}", m.user);
            }
        });
        Ok(ExitCode::SUCCESS)
    }

    fn budget(&self, context: &QuotaContext) {
        let language = context.language;
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
                let name = match *name {
                    "server" => say!(language, "cli-quota-server"),
                    _ => say!(language, "cli-quota-global"),
                };
                for b in views {
                    let period = match b.period {
                        Period::Day => say!(language, "period-day"),
                        Period::Month => say!(language, "period-month"),
                    };
                    let money = |amount| texts::numbers::money(language, amount);
                    let (used, until) = (money(b.used), format!("{:.0}", b.until));
                    let budget = match b.limit.map(money) {
                        Some(limit) => say!(
                            language,
                            "cli-quota-budget",
                            used = used,
                            limit = limit,
                            until = until
                        ),
                        None => {
                            say!(language, "cli-quota-budget-unlimited", used = used, until = until)
                        }
                    };
                    outln!("{}  {}  {budget}", padded(&name, 9), padded(&period, 5));
                }
            }
        });
    }
}

impl SubjectArgs {
    fn subject(&self) -> Subject {
        match (self.member, self.role) {
            (Some(user), _) => Subject::Member(UserId(user)),
            (None, role) => Subject::Role(RoleId(role.unwrap_or_default())),
        }
    }
}
