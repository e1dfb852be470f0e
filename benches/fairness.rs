//! Deficit round robin against first come, first served: the same jobs and the same five slots at
//! the provider. `cargo bench --bench fairness`; docs/performance.md explains the results.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "the numbers and lists are the benchmark's own"
)]

#[path = "made/job.rs"]
mod made;

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use wanbot::job::{GuildId, Job, JobId, Priority, State, Tenant, UserId};
use wanbot::queue::{ExpressSlot, Open, Queue, jain};

use made::{MODEL, job};

/// Concurrent tasks at the provider.
const PLACES: usize = 5;
/// Jobs per member, and the number of such members.
const MEMBERS: [(usize, usize); 3] = [(1, 40), (5, 12), (50, 4)];

/// A job, and the duration of its task.
#[derive(Clone)]
struct Wanted {
    job: Job,
    /// Arrival time, in seconds from the start.
    at: f64,
    run: f64,
    /// How many jobs its member submits in total.
    of: usize,
}

fn wanted(seed: u64) -> Vec<Wanted> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut all = Vec::new();
    let mut user = 0;
    for (of, members) in MEMBERS {
        for _ in 0..members {
            user += 1;
            // Members with fifty jobs submit them first, all together; the others arrive within the
            // hour.
            let come = if of == 50 { 0.0 } else { rng.random_range(0.0..3_600.0) };
            for n in 0..of {
                let at = come + n as f64 * 0.5;
                let long = rng.random_bool(0.3);
                let seconds = if long { 15 } else { 5 };
                let run = f64::from(seconds) * 15.0 * rng.random_range(0.8..1.3);
                let number = all.len() as u64 + 1;
                let priority = Priority { weight: 1, first: n == 0 };
                // Two servers, so that both levels of the round robin are used.
                let whose = (Tenant::Server(GuildId(1 + user % 2)), UserId(user));
                let when = Timestamp::from_millisecond((at * 1000.0) as i64).expect("a time");
                let job = job(JobId::from_bits(number), number, whose, seconds, when);
                all.push(Wanted { job: Job { priority, ..job }, at, run, of });
            }
        }
    }
    all.sort_by(|a, b| a.at.total_cmp(&b.at));
    all
}

/// The scheduler.
trait Scheduler {
    fn enter(&mut self, wanted: &Wanted);
    fn next(&mut self, quick_free: bool) -> Option<JobId>;
    fn left(&mut self, job: &Job);
}

#[derive(Default)]
struct Turns(Queue);

impl Scheduler for Turns {
    fn enter(&mut self, wanted: &Wanted) {
        self.0.sync(&wanted.job);
    }

    fn next(&mut self, quick_free: bool) -> Option<JobId> {
        let express = ExpressSlot { free: quick_free, again_after: PLACES };
        self.0.dequeue(MODEL, 1, express, &mut Open).first().copied()
    }

    fn left(&mut self, job: &Job) {
        let state = State::Submitting { since: Timestamp::UNIX_EPOCH };
        self.0.sync(&Job { state, ..job.clone() });
    }
}

#[derive(Default)]
struct FirstCome(VecDeque<JobId>);

impl Scheduler for FirstCome {
    fn enter(&mut self, wanted: &Wanted) {
        self.0.push_back(wanted.job.id);
    }

    fn next(&mut self, _: bool) -> Option<JobId> {
        self.0.pop_front()
    }

    fn left(&mut self, _: &Job) {}
}

struct Result {
    /// Waiting times, by the number of jobs of the member.
    waits: BTreeMap<usize, Vec<f64>>,
    /// Credits that each member had received after one hour.
    after_an_hour: BTreeMap<u64, f64>,
    ended: f64,
}

fn play(all: &[Wanted], order: &mut dyn Scheduler) -> Result {
    let by_id: BTreeMap<JobId, &Wanted> = all.iter().map(|w| (w.job.id, w)).collect();
    let mut coming: VecDeque<&Wanted> = all.iter().collect();
    let mut running: Vec<(f64, bool)> = Vec::new();
    let mut result = Result { waits: BTreeMap::new(), after_an_hour: BTreeMap::new(), ended: 0.0 };
    let (mut now, mut left) = (0.0f64, all.len());
    while left > 0 || !running.is_empty() {
        while coming.front().is_some_and(|w| w.at <= now) {
            if let Some(wanted) = coming.pop_front() {
                order.enter(wanted);
            }
        }
        running.retain(|(end, _)| *end > now);
        while running.len() < PLACES {
            let quick_free = !running.iter().any(|(_, first)| *first);
            let Some(id) = order.next(quick_free) else { break };
            let wanted = by_id[&id];
            order.left(&wanted.job);
            left -= 1;
            running.push((now + wanted.run, wanted.job.priority.first));
            result.waits.entry(wanted.of).or_default().push(now - wanted.at);
            if now <= 3_600.0 {
                let credits = wanted.job.price.credits.0 as f64;
                *result.after_an_hour.entry(wanted.job.requester.0).or_default() += credits;
            }
        }
        let next_end = running.iter().map(|(end, _)| *end).fold(f64::INFINITY, f64::min);
        let next_come = coming.front().map_or(f64::INFINITY, |w| w.at);
        let next = next_end.min(next_come);
        if next.is_finite() {
            now = next;
        }
        result.ended = now;
    }
    result
}

/// Jain's fairness index of the members' shares after one hour, relative to the max-min fair
/// allocation of the credits served.
fn evenness(all: &[Wanted], result: &Result) -> f64 {
    let mut wishes: BTreeMap<u64, f64> = BTreeMap::new();
    for wanted in all.iter().filter(|w| w.at <= 3_600.0) {
        *wishes.entry(wanted.job.requester.0).or_default() += wanted.job.price.credits.0 as f64;
    }
    let mut left: f64 = result.after_an_hour.values().sum();
    let mut open: Vec<_> = wishes.iter().map(|(user, partial)| (*partial, *user)).collect();
    open.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut fair = BTreeMap::new();
    let members = open.len();
    for (n, (partial, user)) in open.into_iter().enumerate() {
        let share = (left / (members - n) as f64).min(partial);
        left -= share;
        fair.insert(user, share);
    }
    let got = |user: &u64| result.after_an_hour.get(user).copied().unwrap_or_default();
    jain(fair.iter().map(|(user, share)| got(user) / share)).unwrap_or_default()
}

fn main() {
    let brief = !std::env::args().any(|a| a == "--bench");
    let seeds = if brief { 2 } else { 50 };
    println!(
        "\n| order | member wants | median wait | 90th percentile | 99th | Jain's index | all done after |"
    );
    println!("|---|---|---|---|---|---|---|");
    for turns in [true, false] {
        let mut waits: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        let (mut even, mut ended) = (0.0, 0.0);
        for seed in 0..seeds {
            let all = wanted(seed);
            let mut order: Box<dyn Scheduler> =
                if turns { Box::new(Turns::default()) } else { Box::new(FirstCome::default()) };
            let result = play(&all, &mut *order);
            even += evenness(&all, &result) / seeds as f64;
            ended += result.ended / seeds as f64;
            for (of, some) in result.waits {
                waits.entry(of).or_default().extend(some);
            }
        }
        for (of, waits) in &mut waits {
            waits.sort_by(f64::total_cmp);
            let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize] / 60.0;
            println!(
                "| {} | {of} | {:.1} min | {:.1} min | {:.1} min | {even:.2} | {:.0} min |",
                if turns { "turns by cost" } else { "first come, first served" },
                at(0.5),
                at(0.9),
                at(0.99),
                ended / 60.0
            );
        }
    }
}
