//! The way to the provider as a whole: while it is shut, jobs wait here and cost nothing, and one
//! goes ahead now and then to see. Told once when it shuts and once when it opens, not by job.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tracing::{error, info};

use crate::job::{GuildId, Job, State, UserId};
use crate::journal::NewAct;
use crate::pipeline::context::PipelineContext;
use crate::quota::{AuditDiff, AuditEntry};
use crate::wan::Error;

/// Submissions in a row that do not reach the provider before the way is taken for shut.
const UNREACHED: u32 = 5;
/// First and longest time between two looks.
const FIRST_LOOK: Duration = Duration::from_secs(15);
const LONGEST_LOOK: Duration = Duration::from_secs(120);

/// Why nothing goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageCause {
    /// The provider does not accept the account: key, region or billing.
    Account,
    /// It cannot be reached, or does not work.
    Unreachable,
}

/// How many may be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BreakerState {
    /// As many as the models run.
    Open,
    /// One, to see.
    Look,
    /// None.
    Shut,
}

#[derive(Debug)]
struct Outage {
    trouble: OutageCause,
    since: Timestamp,
    next_look: Timestamp,
    looks: u32,
    /// Servers that were told.
    told: BTreeSet<GuildId>,
}

#[derive(Debug, Default)]
struct BreakerStatus {
    unreached: u32,
    outage: Option<Outage>,
}

/// The state of the way.
#[derive(Debug, Default)]
pub struct CircuitBreaker {
    condition: Mutex<BreakerStatus>,
}

impl CircuitBreaker {
    /// Why nothing goes through, and since when, while nothing does.
    pub fn trouble(&self) -> Option<(OutageCause, Timestamp)> {
        self.lock().outage.as_ref().map(|o| (o.trouble, o.since))
    }

    /// How many may go now; who is told [`BreakerState::Look`] is the one who looks.
    pub(super) fn way(&self, now: Timestamp) -> BreakerState {
        let mut condition = self.lock();
        let Some(outage) = &mut condition.outage else { return BreakerState::Open };
        // A clock that was set back must not shut it for longer.
        if outage.next_look > now && outage.next_look <= now + LONGEST_LOOK {
            return BreakerState::Shut;
        }
        outage.looks += 1;
        let wait = (FIRST_LOOK * 2u32.saturating_pow(outage.looks.min(8))).min(LONGEST_LOOK);
        outage.next_look = now + wait;
        BreakerState::Look
    }

    /// Gives back a look that found out nothing of submissions: the next one may look at once.
    pub(super) fn give_back(&self, now: Timestamp) {
        if let Some(outage) = &mut self.lock().outage {
            outage.next_look = now;
        }
    }

    /// Notes a submission that the provider did not take, and says whether this shuts the way.
    fn failed(&self, trouble: OutageCause, told: &BTreeSet<GuildId>, now: Timestamp) -> bool {
        let mut condition = self.lock();
        if trouble == OutageCause::Unreachable {
            condition.unreached += 1;
            if condition.unreached < UNREACHED {
                return false;
            }
        }
        if let Some(outage) = &mut condition.outage {
            // What is wrong can change while it lasts.
            if outage.trouble != trouble {
                (outage.trouble, outage.since) = (trouble, now);
            }
            return false;
        }
        let next_look = now + FIRST_LOOK;
        let told = told.clone();
        condition.outage = Some(Outage { trouble, since: now, next_look, looks: 0, told });
        true
    }

    /// Notes a submission that was answered, and returns the outage that this ends.
    fn worked(&self) -> Option<Outage> {
        let mut condition = self.lock();
        condition.unreached = 0;
        condition.outage.take()
    }

    fn lock(&self) -> MutexGuard<'_, BreakerStatus> {
        self.condition.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a job has yet to be taken by the provider.
pub(super) fn waits(job: &Job) -> bool {
    matches!(
        job.state,
        State::Accepted { .. } | State::Submitting { .. } | State::Unconfirmed { .. }
    )
}

impl PipelineContext {
    /// The provider answered a submission: whatever it said, the way is open.
    pub(super) async fn provider_answered(&self, now: Timestamp) {
        let Some(outage) = self.circuit.worked() else { return };
        let lasted = now.as_second() - outage.since.as_second();
        info!(seconds = lasted, "the provider takes jobs again");
        let (before, after) = (describe(outage.trouble), "it takes jobs again".to_owned());
        for guild in outage.told {
            self.tell(guild, before, &after, outage.since, now).await;
        }
    }

    /// The provider took no job of anybody.
    pub(super) async fn provider_failed(&self, trouble: OutageCause, e: &Error, now: Timestamp) {
        let mut guilds: BTreeSet<_> =
            self.records.select(waits).into_iter().map(|j| j.place.guild).collect();
        guilds.insert(GuildId::DIRECT);
        if !self.circuit.failed(trouble, &guilds, now) {
            return;
        }
        let (code, request) = (e.code.as_deref(), e.request_id.as_deref());
        match trouble {
            OutageCause::Account => error!(
                error = %e, code, request.id = request,
                "the provider does not accept the account; jobs wait: check DASHSCOPE_API_KEY and \
                 wan.region (a key works only in the region where it was made), and billing"
            ),
            OutageCause::Unreachable => {
                error!(error = %e, code, "the provider cannot be reached; jobs wait");
            }
        }
        let after = "jobs wait, and cost nothing meanwhile".to_owned();
        for guild in &guilds {
            self.tell(*guild, describe(trouble), &after, now, now).await;
        }
    }

    async fn tell(
        &self,
        guild: GuildId,
        before: &str,
        after: &str,
        since: Timestamp,
        now: Timestamp,
    ) {
        let change = AuditDiff {
            what: "the video provider".into(),
            whom: String::new(),
            before: before.into(),
            after: after.into(),
        };
        let act = AuditEntry::new(guild, UserId(0), change, "", now);
        let once = Some(format!("outage {guild} {since} {after}"));
        let written = self.records.journal().decide(NewAct::reported(act, once)).await;
        if let Err(e) = written {
            error!(error = %e, "news of the provider could not be written");
        }
    }
}

fn describe(trouble: OutageCause) -> &'static str {
    match trouble {
        OutageCause::Account => "it does not accept the bot's account (key or billing)",
        OutageCause::Unreachable => "it cannot be reached",
    }
}
