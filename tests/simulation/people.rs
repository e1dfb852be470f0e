//! Simulated members and moderators: they submit requests, press buttons, cancel, delete messages
//! and change the bot's permissions.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;
use rand::Rng;
use rand::rngs::StdRng;
use wanbot::discord::card_editor::CardCalls;
use wanbot::discord::cards;
use wanbot::generation::{Credits, Mode, PartialRequest, Role};
use wanbot::job::{GuildId, InteractionId, Job, JobId, Origin, Place, Tenant, UserId};
use wanbot::journal::{Journal, SimulatedBackup};
use wanbot::language::Language;
use wanbot::moderation::Moderation;
use wanbot::quota::{ModerationCommand, Subject};
use wanbot::service::{
    Caller, CancelAnswer, InputRef, JobRef, JobRequest, JobService, MessengerError,
    ModerationService, RequestContext, Source,
};

use crate::discord::{Rules, SimDiscord, direct_channel};
use crate::provider::SimWan;
use crate::world::{Gaming, World};

pub const GUILD: u64 = 7;
pub const CHANNELS: [u64; 3] = [71, 72, 73];
const MEMBERS: u64 = 8;
/// The channel that is a thread in some runs, and its owner.
pub const OWN_THREAD: u64 = 72;
pub const OWNER: u64 = 1;
const MODERATOR: u64 = 99;

/// An action of a member or moderator.
#[derive(Debug, Clone)]
enum Act {
    Ask {
        member: u64,
        channel: u64,
        prompt: String,
        with_image: bool,
        again: bool,
    },
    Cancel {
        moderator: bool,
    },
    Remove,
    Grant {
        member: u64,
        credits: i64,
    },
    DeleteSomething,
    Collect,
    BackUp,
    Change {
        channel: u64,
        rules: Rules,
    },
    CloseDirect {
        member: u64,
    },
    /// A member locks their own thread and closes their direct messages.
    LockThread,
    Stranger,
    ClockJump,
}

/// What is known from outside about the run.
#[derive(Default)]
pub struct Known {
    /// Jobs whose acceptance somebody has seen.
    pub seen: Vec<JobId>,
    /// Jobs that were or may have been cancelled, and when.
    pub cancelled: BTreeMap<JobId, i64>,
    /// Jobs that somebody tried to cancel.
    pub cancels: Vec<JobId>,
    /// Credits granted per member. Grants whose response was lost are included, as they may count.
    pub granted: BTreeMap<u64, i64>,
    /// Channels in which the bot could not always post.
    pub troubled: Vec<u64>,
    /// Channels that were unreadable or gone for a time.
    pub blind: Vec<u64>,
    /// Members with closed direct messages.
    pub closed: Vec<u64>,
    /// Jobs whose requester received a file.
    pub given: Vec<JobId>,
    /// Jobs whose requester received the whole result since a backup was restored.
    pub collected: Vec<JobId>,
    /// Jobs that a restored backup does not contain.
    pub lost: Vec<Job>,
}

impl Known {
    /// Records a cancellation; returns whether it is the first one for this job.
    fn cancels(&mut self, job: JobId, at: i64) -> bool {
        let first = !self.cancelled.contains_key(&job);
        self.cancels.push(job);
        self.cancelled.entry(job).or_insert(at);
        first
    }
}

pub struct People {
    pub world: Arc<World>,
    pub discord: Arc<SimDiscord>,
    pub wan: Arc<SimWan>,
    pub known: Mutex<Known>,
    plan: Mutex<VecDeque<(i64, Act)>>,
    /// Interactions that Discord sends again after a reconnect.
    sent_again: Mutex<Vec<JobRequest>>,
    journal: Journal,
    backup: Mutex<Option<SimulatedBackup>>,
}

impl People {
    /// Creates a plan for the first `active`.
    pub fn new(
        world: Arc<World>,
        discord: Arc<SimDiscord>,
        wan: Arc<SimWan>,
        journal: Journal,
        active: Duration,
    ) -> Self {
        let beginning = world.truth();
        let plan = world.roll(|r| {
            let mut plan: Vec<_> = (0..r.random_range(10..70))
                .map(|n| {
                    let at = beginning + r.random_range(0..active.as_millis() as i64);
                    let act = match r.random_range(0..40) {
                        0..3 => Act::Cancel { moderator: false },
                        3 => Act::Cancel { moderator: true },
                        4 | 12 => Act::Remove,
                        5 | 6 => Act::Grant {
                            member: r.random_range(1..=MEMBERS),
                            credits: r.random_range(1..30),
                        },
                        7 => Act::DeleteSomething,
                        8 => Act::Change {
                            channel: CHANNELS[r.random_range(0..2)],
                            rules: Rules {
                                gone: r.random_range(0..6) == 0,
                                no_sending: r.random_range(0..4) == 0,
                                no_reading: r.random_range(0..4) == 0,
                                locked: false,
                                limit: [500, 3_000, 10_000][r.random_range(0..3)],
                            },
                        },
                        9 => Act::CloseDirect { member: r.random_range(1..=MEMBERS) },
                        10 => Act::Stranger,
                        11 => Act::ClockJump,
                        _ => {
                            let prompt = match r.random_range(0..8) {
                                0 => String::new(),
                                1 => "the same words as somebody else".into(),
                                _ => format!("wish {n}"),
                            };
                            Act::Ask {
                                member: r.random_range(1..=MEMBERS),
                                channel: CHANNELS[r.random_range(0..3)],
                                with_image: prompt.is_empty() || r.random_range(0..3) == 0,
                                prompt,
                                again: r.random_range(0..8) == 0,
                            }
                        }
                    };
                    (at, act)
                })
                .collect();
            // Some requests come at the same time.
            if r.random() {
                let at = beginning + r.random_range(0..active.as_millis() as i64);
                plan.extend((0..25).map(|n| {
                    let (member, channel) = (r.random_range(1..=3), CHANNELS[2]);
                    let prompt = format!("wish of a crowd {n}");
                    (at, Act::Ask { member, channel, prompt, with_image: false, again: false })
                }));
            }
            plan
        });
        let mut plan = plan;
        if world.extras.backups {
            plan.extend(world.extra_roll(|r| {
                let at = |r: &mut StdRng| beginning + r.random_range(0..active.as_millis() as i64);
                (0..r.random_range(1..4)).map(|_| (at(r), Act::BackUp)).collect::<Vec<_>>()
            }));
        }
        // Planned late, when there may be held results.
        plan.extend(world.extra_roll(|r| {
            let at = |r: &mut StdRng| beginning + r.random_range(0..active.as_millis() as i64);
            (0..r.random_range(0..4)).map(|_| (at(r), Act::Collect)).collect::<Vec<_>>()
        }));
        if world.extras.own_thread {
            let hour = 3_600_000;
            let at = world.later_roll(|r| r.random_range(hour..active.as_millis() as i64));
            plan.push((beginning + at, Act::LockThread));
            // Results that are still under way then.
            plan.extend(world.later_roll(|r| {
                let minutes = |r: &mut StdRng| r.random_range(0..10) * 60_000;
                (0..3)
                    .map(|n| {
                        let prompt = format!("wish for nothing {n}");
                        let (member, channel) = (OWNER, OWN_THREAD);
                        let ask =
                            Act::Ask { member, channel, prompt, with_image: false, again: false };
                        (beginning + at - minutes(r), ask)
                    })
                    .collect::<Vec<_>>()
            }));
        }
        plan.sort_by_key(|(at, _)| *at);
        Self {
            world,
            discord,
            wan,
            known: Mutex::default(),
            plan: Mutex::new(plan.into()),
            sent_again: Mutex::default(),
            journal,
            backup: Mutex::default(),
        }
    }

    /// Between two process lifetimes, sometimes restores the last backup and loses everything
    /// since.
    pub async fn perhaps_restore(&self) {
        let backup = self.backup.lock().unwrap().take();
        let Some(backup) = backup else { return };
        if self.world.extra_roll(|r| r.random_range(0..3)) == 0 {
            *self.backup.lock().unwrap() = Some(backup);
            return;
        }
        self.world.plan_no_crash();
        self.stay_down().await;
        let before = self.all_jobs().await;
        self.journal.simulated_restore(&backup).unwrap();
        let kept: BTreeSet<_> = self.all_jobs().await.into_iter().map(|job| job.id).collect();
        self.world.count("backups restored");
        let mut known = self.known.lock().unwrap();
        // The backup may be older than the charge.
        known.collected.clear();
        known.lost.extend(before.into_iter().filter(|job| !kept.contains(&job.id)));
    }

    /// The machine is sometimes down for days before the backup is restored.
    async fn stay_down(&self) {
        let ms = self.world.down_before_restore();
        if ms == 0 {
            return;
        }
        self.world.count("backups restored after up to three days");
        self.world.extend_faults(ms);
        for (at, _) in self.plan.lock().unwrap().iter_mut() {
            *at += ms;
        }
        // Discord repeats no interaction after that long.
        self.sent_again.lock().unwrap().clear();
        tokio::time::sleep(Duration::from_millis(ms as u64)).await;
    }

    async fn all_jobs(&self) -> Vec<Job> {
        loop {
            // The first read may fail because of a disk fault.
            match self.journal.jobs_in(Tenant::Server(GuildId(GUILD)), None, 0, 1_000_000).await {
                Ok(jobs) => return jobs,
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
    }

    /// Acts according to the plan while the bot runs; an action that a crash interrupts is lost.
    pub async fn act(&self, job_service: Arc<dyn JobService>, moderation_service: &Moderation) {
        let mut under_way = FuturesUnordered::new();
        let again: Vec<_> = self.sent_again.lock().unwrap().drain(..).collect();
        for job_request in again {
            under_way.push(self.perform(
                Doing::Tell(Box::new(job_request)),
                &*job_service,
                moderation_service,
            ));
        }
        loop {
            let next = self.plan.lock().unwrap().front().map(|(at, _)| *at);
            let wait = match next {
                Some(at) => (at - self.world.truth()).max(0) as u64,
                None => 3_600_000,
            };
            let timer = tokio::time::sleep(Duration::from_millis(wait));
            tokio::select! {
                biased;
                Some(()) = under_way.next() => continue,
                () = timer => {}
            }
            let due = self.plan.lock().unwrap().pop_front();
            if let Some((_, act)) = due {
                under_way.push(self.perform(Doing::Act(act), &*job_service, moderation_service));
            }
        }
    }

    async fn perform(
        &self,
        doing: Doing,
        job_service: &dyn JobService,
        moderation_service: &Moderation,
    ) {
        match doing {
            Doing::Tell(job_request) => self.ask(*job_request, job_service).await,
            Doing::Act(act) => self.act_out(act, job_service, moderation_service).await,
        }
    }

    async fn act_out(
        &self,
        act: Act,
        job_service: &dyn JobService,
        moderation_service: &Moderation,
    ) {
        match act {
            Act::Ask { member, channel, prompt, with_image, again } => {
                let job_request = self.job_request(member, channel, &prompt, with_image);
                if again {
                    // Sent twice at the same moment.
                    let twice = futures_util::future::join(
                        self.ask(job_request.clone(), job_service),
                        self.ask(job_request, job_service),
                    );
                    twice.await;
                    return;
                }
                // If the bot crashes before it responds, Discord may send the interaction again.
                let after_a_crash = self.world.random(300);
                if after_a_crash {
                    self.sent_again.lock().unwrap().push(job_request.clone());
                }
                let interaction = job_request.context.origin.interaction;
                self.ask(job_request, job_service).await;
                if after_a_crash {
                    let mut sent = self.sent_again.lock().unwrap();
                    sent.retain(|o| o.context.origin.interaction != interaction);
                }
            }
            Act::Cancel { moderator } => {
                let seen = self.known.lock().unwrap().seen.clone();
                if seen.is_empty() {
                    return;
                }
                // Usually a recent job, which can still be cancelled.
                let back = self.world.roll(|r| r.random_range(0..seen.len().min(4)));
                let job = seen[seen.len() - 1 - back];
                let context = self.context(MODERATOR, CHANNELS[2]);
                let Ok(Some(job)) = job_service.job(&context, job).await else { return };
                let caller = if moderator { context.caller } else { self.caller(job.requester.0) };
                // A crash may prevent the response.
                let first = self.known.lock().unwrap().cancels(job.id, self.world.truth());
                if job_service.cancel(job.id, &caller, "").await == CancelAnswer::Cancelled {
                    self.world.count("cancelled by somebody");
                } else if first {
                    self.known.lock().unwrap().cancelled.remove(&job.id);
                }
            }
            Act::Remove => {
                let seen = self.known.lock().unwrap().seen.clone();
                for job in seen.into_iter().rev().take(5) {
                    let caller = self.caller(MODERATOR);
                    if moderation_service.remove(&caller, JobRef::Job(job), "").await.is_ok() {
                        self.world.count("results removed");
                    }
                }
            }
            Act::Grant { member, credits } => {
                *self.known.lock().unwrap().granted.entry(member).or_default() += credits;
                let grant = ModerationCommand::Grant(
                    Subject::Member(UserId(member)),
                    Credits(credits),
                    None,
                );
                if moderation_service.decide(&self.caller(MODERATOR), grant, &[], "").await.is_ok()
                {
                    self.world.count("grants");
                }
            }
            Act::DeleteSomething => {
                let cards: Vec<_> = self.known.lock().unwrap().seen.clone();
                let context = self.context(MODERATOR, CHANNELS[2]);
                if let Some(job) = cards.last()
                    && let Ok(Some(Job { card: Some(card), .. })) =
                        job_service.job(&context, *job).await
                {
                    self.discord.delete_by_hand(card.0);
                }
            }
            Act::Change { channel, rules } => {
                let mut known = self.known.lock().unwrap();
                known.troubled.push(channel);
                if rules.no_reading || rules.gone {
                    known.blind.push(channel);
                }
                drop(known);
                self.discord.set_rules(channel, rules);
            }
            Act::CloseDirect { member } => {
                self.known.lock().unwrap().closed.push(member);
                self.discord.close_direct(member);
            }
            Act::LockThread => self.game_delivery(),
            Act::Collect => {
                let seen = self.known.lock().unwrap().seen.clone();
                for id in seen {
                    let context = self.context(MODERATOR, CHANNELS[2]);
                    let Some(job) = job_service
                        .job(&context, id)
                        .await
                        .ok()
                        .flatten()
                        .filter(cards::awaits_collection)
                    else {
                        continue;
                    };
                    let context = self.context(job.requester.0, CHANNELS[2]);
                    if let Ok(collected) = job_service.collect(&context, &job).await
                        && !collected.files.is_empty()
                    {
                        self.world.count("results collected");
                        let mut known = self.known.lock().unwrap();
                        known.given.push(id);
                        if collected.missing.is_none() {
                            known.collected.push(id);
                        }
                    }
                }
            }
            Act::BackUp => {
                let at = Timestamp::from_millisecond(self.world.bot_time()).unwrap();
                let backup = self.journal.simulated_backup(at).unwrap();
                *self.backup.lock().unwrap() = Some(backup);
            }
            Act::Stranger => self.wan.stranger("wan2.7-t2v"),
            Act::ClockJump => self.world.jump(),
        }
    }

    /// The owner of the thread prevents the posts of their results, in the channel and in direct
    /// messages.
    fn game_delivery(&self) {
        let mut known = self.known.lock().unwrap();
        known.troubled.push(OWN_THREAD);
        known.closed.push(OWNER);
        match self.world.extras.gaming {
            Gaming::DeletesThread => {
                known.blind.push(OWN_THREAD);
                self.discord.delete_channel(OWN_THREAD);
            }
            gaming => {
                if matches!(gaming, Gaming::DeletesCards) {
                    self.discord.delete_cards_in(OWN_THREAD);
                }
                let rules = Rules { locked: true, limit: 10_000, ..Rules::default() };
                self.discord.set_rules(OWN_THREAD, rules);
            }
        }
        drop(known);
        self.discord.close_direct(OWNER);
    }

    fn caller(&self, member: u64) -> Caller {
        let (id, _) = self.discord.interact(CHANNELS[2]);
        Caller {
            user: UserId(member),
            tenant: Tenant::Server(GuildId(GUILD)),
            roles: Vec::new(),
            interaction: InteractionId(id),
            moderates: member == MODERATOR,
            manages: member == MODERATOR,
            language: Language::English,
        }
    }

    fn context(&self, member: u64, channel: u64) -> RequestContext {
        let (id, token) = self.discord.interact(channel);
        let at = Timestamp::from_millisecond(self.world.truth()).unwrap();
        RequestContext {
            caller: Caller { interaction: InteractionId(id), ..self.caller(member) },
            place: Place {
                tenant: Tenant::Server(GuildId(GUILD)),
                channel: wanbot::job::ChannelId(channel),
            },
            parent: None,
            origin: Origin {
                interaction: InteractionId(id),
                token: Some(token),
                at,
                attachment_limit: Some(10_000),
            },
            missing: Vec::new(),
            age_restricted: false,
            open: true,
        }
    }

    fn job_request(&self, member: u64, channel: u64, prompt: &str, with_image: bool) -> JobRequest {
        let mode = if with_image { Mode::ImageToVideo } else { Mode::TextToVideo };
        let role = Role::FirstFrame;
        let source = Source::File { url: "sim://image".into(), bytes: 1_000 };
        let upload = InputRef { role, name: "image.png".into(), source };
        let seconds = self.world.roll(|r| r.random_range(2..=6));
        JobRequest {
            context: self.context(member, channel),
            partial: PartialRequest {
                prompt: prompt.into(),
                seconds: Some(seconds),
                roles: if with_image { vec![role] } else { Vec::new() },
                ..PartialRequest::new(mode)
            },
            uploads: if with_image { vec![upload] } else { Vec::new() },
            preview: false,
            made_from: None,
        }
    }

    /// Responds as the gateway commands do: an immediate refusal, or "thinking…" while files are
    /// downloaded, then a card.
    async fn ask(&self, job_request: JobRequest, job_service: &dyn JobService) {
        let token = job_request.context.origin.token.clone().unwrap();
        let (member, channel) =
            (job_request.context.caller.user.0, job_request.context.place.channel.0);
        self.world.count("requests");
        if job_service.screen(&job_request).await.is_err() {
            let _ = self.discord.respond(&token, "refused", true).await;
            return;
        }
        let deferred = !job_request.uploads.is_empty();
        if deferred && self.discord.respond(&token, "thinking…", false).await.is_err() {
            return;
        }
        match job_service.accept(job_request).await {
            Ok(accepted) => {
                self.world.count("requests accepted");
                let job = accepted.job.id;
                let shown = if deferred {
                    self.discord.edit_card_by_token(&token, &accepted.job, accepted.eta).await
                } else {
                    let card = cards::card(&accepted.job, accepted.eta);
                    self.discord.respond(&token, card.content(), false).await
                };
                self.known.lock().unwrap().seen.push(job);
                match shown {
                    Ok(message) => job_service.shown(job, message).await,
                    // The response was too late: the member sees that the application did not
                    // respond.
                    Err(MessengerError::TokenEnded) if !deferred => {
                        self.known.lock().unwrap().cancels(job, self.world.truth());
                        self.world.count("answers that came too late");
                        let caller = self.caller(accepted.job.requester.0);
                        job_service.answer_expired(job, &caller).await;
                    }
                    Err(_) => {}
                }
            }
            Err(_) => {
                self.world.count("requests refused");
                if !deferred {
                    let _ = self.discord.respond(&token, "refused", true).await;
                } else if self.world.extras.sends_refusals {
                    self.refuse_after_deferral(&token, member, channel).await;
                }
            }
        }
    }

    /// Sends a refusal in place of "thinking…": to the member alone, or else by direct message, or
    /// else in the channel. Counts the refusals that reach nobody.
    async fn refuse_after_deferral(&self, token: &str, member: u64, channel: u64) {
        let discord = &self.discord;
        let sent = match discord.delete_answer(token).await {
            Ok(()) | Err(MessengerError::MessageGone) => discord.follow_up(token).await.is_ok(),
            Err(_) => discord.edit_answer(token, "refused").await.is_ok(),
        };
        let line = format!("<@{member}> refused");
        if sent
            || discord.say(direct_channel(member), &line).await.is_ok()
            || discord.say(channel, &line).await.is_ok()
        {
            self.world.count("refusals sent after a deferral");
        } else {
            self.world.count("refusals after a deferral that reached nobody");
        }
    }
}

enum Doing {
    Act(Act),
    Tell(Box<JobRequest>),
}
