//! Time, randomness, faults and crashes: everything that a seed determines.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::time::Instant;
use wanbot::clock::Clock;
use wanbot::journal::FaultHooks;

/// The start time of every run, in milliseconds since 1970.
pub const BEGINNING: i64 = 1_763_812_800_000;

/// Where a crash does most harm: around calls that cost money or are visible.
const DANGEROUS: [&str; 8] = [
    "POST video-synthesis",
    "POST cancel",
    "post",
    "respond",
    "edit",
    "history",
    "download",
    "fetch a file",
];

/// The service that is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Discord,
    Wan,
}

/// The outcome of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    Well,
    /// No connection was made.
    Unreached,
    /// The request was sent and never arrived.
    RequestLost,
    /// The request was carried out, but the response was lost.
    AnswerLost,
    /// Like `RequestLost`, but the request arrives after this delay.
    Late(Duration),
    /// A server error; the request was not carried out.
    Broken,
    /// A server error; the request was carried out nevertheless.
    BrokenAfter,
    Throttled,
    /// 401 from Discord, arrears at the provider.
    Refused,
}

/// A period in which a service misbehaves.
#[derive(Debug, Clone, Copy)]
struct Spell {
    service: Service,
    from: i64,
    to: i64,
    fate: Fate,
}

/// Additional faults that only some runs have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras {
    /// Inputs are uploaded to the provider's store regardless of their size.
    pub all_by_store: bool,
    /// The maximum duration of an upload or a list call, in milliseconds.
    pub slow: u64,
    /// Tasks per thousand that the provider reports as unknown for up to hours.
    pub unknown_per_mille: u32,
    /// Archive operations per thousand that fail.
    pub store_per_mille: u32,
    /// The journal is backed up now and then, and a backup is sometimes restored.
    pub backups: bool,
    /// The machine's clock jumps by hours.
    pub long_jumps: bool,
    /// Posts per thousand after which the channel is deleted before the response arrives.
    pub deleted_per_mille: u32,
    /// One of the channels is a thread whose owner locks it and closes their direct messages.
    pub own_thread: bool,
    /// Submissions per thousand whose response takes minutes.
    pub hang_per_mille: u32,
    /// Deletions and listings of the archive per thousand that fail.
    pub delete_per_mille: u32,
    /// The bot is sometimes down for days before a backup is restored.
    pub old_backups: bool,
    /// What the owner of the thread does beside closing their direct messages.
    pub gaming: Gaming,
    /// Refusals after "thinking…" are sent, with calls that fail like others.
    pub sends_refusals: bool,
    /// A second account serves the image models.
    pub two_accounts: bool,
    /// How long the second account is rejected from the beginning, in milliseconds.
    pub second_rejected_for: i64,
}

/// How a member tries to prevent the post of a result that they can get without it.
#[derive(Debug, Clone, Copy, Default)]
pub enum Gaming {
    /// They lock their thread.
    #[default]
    Locks,
    /// They lock it and delete the cards of their jobs.
    DeletesCards,
    /// They have it deleted.
    DeletesThread,
}

/// Which extra faults a run has. Regression seeds must reproduce the run in which they failed, so
/// faults added later are excluded from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraFaults {
    None,
    /// The first set of extra faults.
    First,
    /// The first and the second set.
    Second,
    /// All extra faults.
    All,
}

impl Extras {
    fn drawn(rng: &mut StdRng) -> Self {
        Self {
            all_by_store: rng.random_range(0..3) == 0,
            slow: [0, 0, 120_000, 500_000][rng.random_range(0..4)],
            unknown_per_mille: [0, 0, 50, 300][rng.random_range(0..4)],
            store_per_mille: [0, 0, 20, 100][rng.random_range(0..4)],
            backups: rng.random_range(0..3) == 0,
            long_jumps: rng.random_range(0..3) == 0,
            ..Self::default()
        }
    }

    fn with_later(self, rng: &mut StdRng) -> Self {
        Self {
            deleted_per_mille: [0, 0, 0, 10][rng.random_range(0..4)],
            own_thread: rng.random_range(0..4) == 0,
            hang_per_mille: [0, 0, 0, 700][rng.random_range(0..4)],
            delete_per_mille: [0, 0, 20, 100][rng.random_range(0..4)],
            // Hardly any task is known for hours.
            unknown_per_mille: match rng.random_range(0..6) {
                0 => 900,
                _ => self.unknown_per_mille,
            },
            ..self
        }
    }

    fn with_latest(self, rng: &mut StdRng) -> Self {
        let gaming = [Gaming::Locks, Gaming::DeletesCards, Gaming::DeletesThread];
        Self {
            old_backups: rng.random_range(0..2) == 0,
            gaming: gaming[rng.random_range(0..3)],
            sends_refusals: true,
            // Otherwise hardly one of the usual seeds would reach it.
            deleted_per_mille: 10 * self.deleted_per_mille,
            two_accounts: rng.random_range(0..3) == 0,
            second_rejected_for: [0, 1, 6][rng.random_range(0..3)] * 3_600_000,
            ..self
        }
    }
}

pub struct World {
    rng: Mutex<StdRng>,
    /// A separate generator for the extras, so that runs without them do not change.
    extra_rng: Mutex<StdRng>,
    /// A separate generator for the extras that were added later.
    later_rng: Mutex<StdRng>,
    /// A separate generator for those that were added last.
    latest_rng: Mutex<StdRng>,
    pub extras: Extras,
    began: Instant,
    /// The bot's clock, which deviates slightly from the true time.
    bot_clock: Arc<AtomicI64>,
    /// The true time, as the machine's monotonic clock shows it.
    steady_clock: Arc<AtomicI64>,
    jump: AtomicI64,
    /// The deviation of the services' clocks from the true time, in milliseconds.
    pub discord_skew: i64,
    pub wan_skew: i64,
    /// The lag of the provider's list, in milliseconds.
    pub list_lag: i64,
    spells: Vec<Spell>,
    /// A fault period that began during a call.
    begun: Mutex<Option<Spell>>,
    /// Calls per thousand that fail.
    per_mille: u32,
    /// Transactions per thousand that fail with a disk error.
    disk_per_mille: u32,
    /// When faults end, in milliseconds since 1970.
    active_until: AtomicI64,
    peace: AtomicBool,
    moments: AtomicU64,
    crash_at: AtomicU64,
    /// The next crash happens at one of the next crash points of this name.
    crash_in: Mutex<Option<(&'static str, u32)>>,
    crash_within: u64,
    crashes_left: AtomicU64,
    crashed: AtomicBool,
    trace: Mutex<DefaultHasher>,
    counts: Mutex<BTreeMap<String, u64>>,
}

impl World {
    /// `active` is how long members act and faults occur.
    pub fn new(seed: u64, extras: ExtraFaults, active: Duration) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut extra_rng = StdRng::seed_from_u64(!seed);
        let mut later_rng = StdRng::seed_from_u64(seed ^ 0x005e_ed0f_1a7e);
        let mut latest_rng = StdRng::seed_from_u64(seed ^ 0x1a7e_57ed);
        let extras = match extras {
            ExtraFaults::None => Extras::default(),
            ExtraFaults::First => Extras::drawn(&mut extra_rng),
            ExtraFaults::Second => Extras::drawn(&mut extra_rng).with_later(&mut later_rng),
            ExtraFaults::All => Extras::drawn(&mut extra_rng)
                .with_later(&mut later_rng)
                .with_latest(&mut latest_rng),
        };
        let active = active.as_millis() as i64;
        let spells = (0..rng.random_range(0..5))
            .map(|_| {
                let from = BEGINNING + rng.random_range(0..active);
                let to = from + rng.random_range(60_000..=7_200_000);
                let service = if rng.random() { Service::Discord } else { Service::Wan };
                let fate = [Fate::Unreached, Fate::Broken, Fate::Throttled, Fate::Refused]
                    [rng.random_range(0..4)];
                Spell { service, from, to, fate }
            })
            .collect();
        let world = Self {
            extras,
            extra_rng: Mutex::new(extra_rng),
            later_rng: Mutex::new(later_rng),
            latest_rng: Mutex::new(latest_rng),
            active_until: AtomicI64::new(BEGINNING + active),
            began: Instant::now(),
            bot_clock: Arc::new(AtomicI64::new(BEGINNING)),
            steady_clock: Arc::new(AtomicI64::new(BEGINNING)),
            jump: AtomicI64::new(0),
            discord_skew: rng.random_range(-30_000..30_000),
            wan_skew: rng.random_range(-120_000..120_000),
            list_lag: [0, 5_000, 40_000][rng.random_range(0..3)],
            spells,
            begun: Mutex::default(),
            per_mille: [0, 10, 50, 200][rng.random_range(0..4)],
            disk_per_mille: [0, 0, 5, 50][rng.random_range(0..4)],
            peace: AtomicBool::new(false),
            moments: AtomicU64::new(0),
            crash_at: AtomicU64::new(u64::MAX),
            crash_in: Mutex::new(None),
            crash_within: [30, 300, 3_000, 30_000][rng.random_range(0..4)],
            crashes_left: AtomicU64::new([0, 5, 40, 150][rng.random_range(0..4)]),
            crashed: AtomicBool::new(false),
            trace: Mutex::default(),
            counts: Mutex::default(),
            rng: Mutex::new(rng),
        };
        world.plan_crash();
        world
    }

    pub fn roll<T>(&self, with: impl FnOnce(&mut StdRng) -> T) -> T {
        with(&mut self.rng.lock().unwrap())
    }

    /// Like [`World::roll`], for the extras.
    pub fn extra_roll<T>(&self, with: impl FnOnce(&mut StdRng) -> T) -> T {
        with(&mut self.extra_rng.lock().unwrap())
    }

    /// Like [`World::extra_roll`], for the extras that were added later.
    pub fn later_roll<T>(&self, with: impl FnOnce(&mut StdRng) -> T) -> T {
        with(&mut self.later_rng.lock().unwrap())
    }

    /// Like [`World::later_roll`], for the extras that were added last.
    pub fn latest_roll<T>(&self, with: impl FnOnce(&mut StdRng) -> T) -> T {
        with(&mut self.latest_rng.lock().unwrap())
    }

    /// How long the bot is down before a backup is restored, in milliseconds: up to three days.
    pub fn down_before_restore(&self) -> i64 {
        if !self.extras.old_backups {
            return 0;
        }
        self.latest_roll(|r| if r.random() { r.random_range(0..3 * 24 * 3_600_000) } else { 0 })
    }

    /// Makes the faults end that much later.
    pub fn extend_faults(&self, ms: i64) {
        self.active_until.fetch_add(ms, Ordering::SeqCst);
    }

    /// Waits until the faults are due to end.
    pub async fn active_phase(&self) {
        loop {
            let left = self.active_until.load(Ordering::SeqCst) - self.truth();
            if left <= 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(left as u64)).await;
        }
    }

    /// Whether a channel is deleted now.
    pub fn deletes_channel(&self) -> bool {
        let often = self.extras.deleted_per_mille;
        !self.is_peaceful() && often > 0 && self.later_roll(|r| r.random_range(0..1000) < often)
    }

    /// Whether a service is in a fault period.
    pub fn is_in_trouble(&self, service: Service) -> bool {
        let (now, begun) = (self.truth(), *self.begun.lock().unwrap());
        let mut spells = self.spells.iter().chain(&begun).filter(|s| s.service == service);
        !self.is_peaceful() && spells.any(|s| s.from <= now && now < s.to)
    }

    /// Whether the archive's disk fails now.
    pub fn disk_fails(&self) -> bool {
        let often = self.extras.store_per_mille;
        !self.is_peaceful() && often > 0 && self.extra_roll(|r| r.random_range(0..1000) < often)
    }

    /// Whether a deletion in the archive, or a listing of it, fails now.
    pub fn deletion_fails(&self) -> bool {
        let often = self.extras.delete_per_mille;
        !self.is_peaceful() && often > 0 && self.later_roll(|r| r.random_range(0..1000) < often)
    }

    /// The additional duration of a submission that hangs, before it is carried out or after.
    pub async fn hang(&self) {
        let often = self.extras.hang_per_mille;
        if often > 0 && !self.is_peaceful() {
            let ms = self.later_roll(|r| {
                let hangs = r.random_range(0..1000) < often;
                hangs.then(|| r.random_range(60_000..540_000))
            });
            if let Some(ms) = ms {
                self.count("fault: a submission hangs");
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
        }
    }

    /// The additional duration of an upload or a list call.
    pub async fn slowness(&self) {
        if self.extras.slow > 0 && !self.is_peaceful() {
            let ms = self.extra_roll(|r| r.random_range(0..self.extras.slow));
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
    }

    /// Returns true with the given probability per thousand.
    pub fn random(&self, per_mille: u32) -> bool {
        self.roll(|r| r.random_range(0..1000) < per_mille)
    }

    /// The true time, in milliseconds since 1970.
    pub fn truth(&self) -> i64 {
        BEGINNING + self.began.elapsed().as_millis() as i64
    }

    pub fn now(&self) -> Timestamp {
        self.sync();
        self.clock().now()
    }

    pub fn clock(&self) -> Clock {
        Clock::Manual(Arc::clone(&self.bot_clock))
    }

    /// The time by the bot's clock, in milliseconds since 1970.
    pub fn bot_time(&self) -> i64 {
        self.bot_clock.load(Ordering::SeqCst)
    }

    /// The monotonic clock.
    pub fn steady_clock(&self) -> Clock {
        Clock::Manual(Arc::clone(&self.steady_clock))
    }

    fn sync(&self) {
        self.steady_clock.store(self.truth(), Ordering::SeqCst);
        let jump = self.jump.load(Ordering::SeqCst);
        self.bot_clock.store(self.truth() + jump, Ordering::SeqCst);
    }

    /// Sets the machine's clock: mostly by up to half a minute, sometimes by hours, like a machine
    /// that starts with a wrong clock. Jumps of hours happen backwards and forwards.
    pub fn jump(&self) {
        let hours = 3 * 3_600_000;
        let by = if self.extras.long_jumps && self.extra_roll(|r| r.random()) {
            self.extra_roll(|r| r.random_range(-hours..=hours))
        } else {
            self.roll(|r| r.random_range(-30_000..=30_000))
        };
        self.jump.store(by, Ordering::SeqCst);
        self.sync();
    }

    /// Prevents crashes until the next one is planned.
    pub fn plan_no_crash(&self) {
        self.crashed.store(false, Ordering::SeqCst);
        self.crash_at.store(u64::MAX, Ordering::SeqCst);
        *self.crash_in.lock().unwrap() = None;
    }

    /// Ends all faults.
    pub fn make_peace(&self) {
        self.peace.store(true, Ordering::SeqCst);
        self.plan_no_crash();
    }

    pub fn is_peaceful(&self) -> bool {
        self.peace.load(Ordering::SeqCst)
    }

    /// Plans the next crash.
    pub fn plan_crash(&self) {
        self.crashed.store(false, Ordering::SeqCst);
        let left = self.crashes_left.load(Ordering::SeqCst);
        let (mut at, mut within) = (u64::MAX, None);
        if left > 0 && !self.is_peaceful() {
            self.crashes_left.store(left - 1, Ordering::SeqCst);
            // Most crash points are ticks without work, so every other crash is placed in a
            // dangerous operation.
            if self.roll(|r| r.random()) {
                let n = self.roll(|r| r.random_range(0..DANGEROUS.len()));
                within = Some((DANGEROUS[n], self.roll(|r| r.random_range(1..8))));
            } else {
                let ahead = self.roll(|r| r.random_range(1..=self.crash_within));
                at = self.moments.load(Ordering::SeqCst) + ahead;
            }
        }
        self.crash_at.store(at, Ordering::SeqCst);
        *self.crash_in.lock().unwrap() = within;
    }

    /// Whether the process crashes at this point.
    fn is_the_end(&self, what: &'static str) -> bool {
        let at = self.crash_at.load(Ordering::SeqCst);
        if self.moments.fetch_add(1, Ordering::SeqCst) >= at {
            return true;
        }
        let mut within = self.crash_in.lock().unwrap();
        match within.as_mut() {
            Some((name, left)) if *name == what => {
                *left = left.saturating_sub(1);
                *left == 0
            }
            _ => false,
        }
    }

    pub fn has_crashed(&self) -> bool {
        self.crashed.load(Ordering::SeqCst)
    }

    /// A point at which the process can crash.
    pub async fn moment(&self, what: &'static str) {
        self.sync();
        (what, self.truth()).hash(&mut *self.trace.lock().unwrap());
        if self.is_the_end(what) {
            self.crashed.store(true, Ordering::SeqCst);
            // The run loop sees the flag and drops this future here.
            std::future::pending::<()>().await;
        }
    }

    /// Simulates a call: it takes time, and its outcome depends on the current faults.
    pub async fn call(&self, service: Service, what: &'static str) -> Fate {
        self.count(what);
        self.moment(what).await;
        let fate = self.fate(service, what);
        let ms = match fate {
            Fate::RequestLost | Fate::AnswerLost | Fate::Late(_) => [100, 5_000, 30_000],
            _ => [20, 150, 900],
        }[self.roll(|r| r.random_range(0..3))];
        if fate != Fate::Well {
            self.count(&format!("fault: {fate:?}").replace(|c: char| c.is_ascii_digit(), ""));
        }
        tokio::time::sleep(Duration::from_millis(ms / 2)).await;
        self.moment(what).await;
        fate
    }

    /// Called after the request was carried out: delivers or loses the response.
    pub async fn answer(&self, what: &'static str) {
        tokio::time::sleep(Duration::from_millis(self.roll(|r| r.random_range(1..200)))).await;
        self.moment(what).await;
    }

    fn fate(&self, service: Service, what: &'static str) -> Fate {
        if self.is_peaceful() {
            return Fate::Well;
        }
        let now = self.truth();
        let begun = *self.begun.lock().unwrap();
        let spell = self.spells.iter().chain(&begun);
        let mut spell = spell.filter(|s| s.service == service && s.from <= now && now < s.to);
        if let Some(spell) = spell.next() {
            return spell.fate;
        }
        // Crashes more often during dangerous operations.
        let more = if DANGEROUS.contains(&what) { 3 } else { 1 };
        if !self.random((self.per_mille * more).min(300)) {
            return Fate::Well;
        }
        let fate = self.roll(|r| match r.random_range(0..8) {
            0 => Fate::Unreached,
            1 => Fate::RequestLost,
            2 | 3 => Fate::AnswerLost,
            4 => Fate::Late(Duration::from_millis(r.random_range(100..20_000))),
            5 => Fate::Broken,
            6 => Fate::BrokenAfter,
            _ => Fate::Throttled,
        });
        // A lost response is often the start of an outage that lasts longer than Discord remembers
        // a nonce.
        if matches!(fate, Fate::AnswerLost | Fate::RequestLost) && self.random(200) {
            self.count("fault: a lost answer is only the beginning");
            let to = now + self.roll(|r| r.random_range(60_000..1_200_000));
            let fate = [Fate::Unreached, Fate::Throttled, Fate::Refused];
            let fate = fate[self.roll(|r| r.random_range(0..3))];
            *self.begun.lock().unwrap() = Some(Spell { service, from: now, to, fate });
        }
        fate
    }

    pub fn count(&self, what: &str) {
        *self.counts.lock().unwrap().entry(what.to_owned()).or_default() += 1;
    }

    pub fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = self.counts.lock().unwrap().clone();
        counts.insert("moments".into(), self.moments.load(Ordering::SeqCst));
        counts
    }

    /// A hash of everything that happened.
    pub fn trace(&self) -> u64 {
        self.trace.lock().unwrap().finish()
    }
}

/// The simulated disk.
#[async_trait::async_trait]
impl FaultHooks for World {
    async fn before(&self) -> Result<(), String> {
        self.moment("journal").await;
        tokio::time::sleep(Duration::from_millis(1)).await;
        if !self.is_peaceful() && self.random(self.disk_per_mille) {
            self.count("fault: disk");
            return Err("no space left on device".into());
        }
        Ok(())
    }

    async fn after(&self) {
        tokio::time::sleep(Duration::from_millis(2)).await;
        self.moment("journal, written").await;
    }
}
