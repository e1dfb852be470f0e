use jiff::Timestamp;

use super::*;
use crate::generation::{Credits, Money, Price, Request, Resolution};
use crate::job::{ChannelId, GuildId, InteractionId, Origin, Priority, Tenant, UserId};

const MODEL: &str = "m";

fn job(n: u64, tenant: u64, user: u64, credits: i64) -> Job {
    let request = Request {
        model: MODEL.into(),
        prompt: n.to_string(),
        negative: None,
        resolution: Resolution::P720,
        ratio: None,
        seconds: 5,
        count: 1,
        seed: 1,
        enhance: true,
        keep_audio: false,
        inputs: vec![],
    };
    let at = Timestamp::from_second(n as i64).unwrap();
    let price = Price { credits: Credits(credits * 1000), money: Money(0) };
    let interaction = InteractionId(n);
    let origin = Origin { interaction, token: None, at, attachment_limit: None };
    let place =
        crate::job::Place { tenant: Tenant::Server(GuildId(tenant)), channel: ChannelId(1) };
    Job::accepted(JobId::from_bits(n), request, price, UserId(user), place, origin, at)
}

/// Queued jobs as (number, server, member, credits).
fn waiting(jobs: &[(u64, u64, u64, i64)]) -> Queue {
    let queue = Queue::default();
    for (n, tenant, user, credits) in jobs {
        queue.sync(&job(*n, *tenant, *user, *credits));
    }
    queue
}

fn numbers(order: &[JobId]) -> Vec<u64> {
    order.iter().map(|id| (0..200).find(|n| JobId::from_bits(*n) == *id).unwrap()).collect()
}

fn order(queue: &Queue, express: ExpressSlot) -> Vec<u64> {
    let mut places: Vec<_> =
        queue.queues().get_mut(MODEL).unwrap().places(express).clone().into_iter().collect();
    places.sort_by_key(|(_, place)| *place);
    numbers(&places.into_iter().map(|(job, _)| job).collect::<Vec<_>>())
}

/// Dequeues one job at a time, removing each immediately, until the queue is empty.
fn served(queue: &Queue, jobs: &[Job]) -> Vec<u64> {
    let mut all = Vec::new();
    while let [id] = queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut Open)[..] {
        all.push(id);
        let mut job = jobs.iter().find(|j| j.id == id).unwrap().clone();
        job.state = State::Submitting { since: Timestamp::UNIX_EPOCH };
        queue.sync(&job);
    }
    numbers(&all)
}

#[test]
fn one_members_backlog_does_not_block_others() {
    let mut jobs: Vec<_> = (1..=10).map(|n| (n, 1, 1, 5)).collect();
    jobs.push((11, 1, 2, 5));
    jobs.push((12, 1, 3, 5));
    assert_eq!(order(&waiting(&jobs), ExpressSlot::NONE)[..5], [1, 11, 12, 2, 3]);
}

#[test]
fn turns_go_by_cost_and_not_by_count() {
    // One member's jobs cost three times as much, so they get a third of the turns.
    let mut jobs: Vec<_> = (1..=6).map(|n| (n, 1, 1, 15)).collect();
    jobs.extend((11..=28).map(|n| (n, 1, 2, 5)));
    let order = order(&waiting(&jobs), ExpressSlot::NONE);
    let expensive = order[..12].iter().filter(|n| **n <= 6).count();
    assert_eq!(expensive, 3, "{order:?}");
}

#[test]
fn a_server_of_many_members_gets_no_more_than_a_server_of_one() {
    let mut jobs: Vec<_> = (1..=9).map(|n| (n, 1, n, 5)).collect();
    jobs.extend((11..=13).map(|n| (n, 2, 50, 5)));
    let order = order(&waiting(&jobs), ExpressSlot::NONE);
    assert_eq!(order[..6].iter().filter(|n| **n > 10).count(), 3, "{order:?}");
}

#[test]
fn weight_multiplies_the_share() {
    let queue = Queue::default();
    for n in 1..=12 {
        let mut job = job(n, 1, n % 2, 5);
        job.priority.weight = if n % 2 == 0 { 3 } else { 1 };
        queue.sync(&job);
    }
    let order = order(&queue, ExpressSlot::NONE);
    assert_eq!(order[..8].iter().filter(|n| *n % 2 == 0).count(), 6, "{order:?}");
}

#[test]
fn a_first_job_takes_the_express_slot_and_only_one_at_a_time() {
    let queue = waiting(&[(1, 1, 1, 5), (2, 1, 1, 5), (3, 1, 2, 5), (4, 1, 2, 5)]);
    for n in [5, 6] {
        let priority = Priority { first: true, ..Priority::default() };
        queue.sync(&Job { priority, ..job(n, 1, n, 5) });
    }
    let express = ExpressSlot { free: true, again_after: 3 };
    assert_eq!(order(&queue, express), [5, 1, 3, 6, 2, 4]);
    assert_eq!(order(&queue, ExpressSlot { free: false, ..express })[..2], [1, 3]);
}

#[test]
fn reported_positions_are_the_order_of_service() {
    let mut jobs = Vec::new();
    for n in 0..120 {
        jobs.push(job(n, n % 3, n % 17, 1 + (n * 7 % 23) as i64));
    }
    let queue = Queue::default();
    jobs.iter().for_each(|j| queue.sync(j));
    let reported = order(&queue, ExpressSlot::NONE);
    for (n, id) in reported.iter().zip(1..) {
        let job = jobs.iter().find(|j| j.id == JobId::from_bits(*n)).unwrap();
        assert_eq!(queue.place(job, ExpressSlot::NONE), Some(Rank::At(id)));
    }
    assert_eq!(reported[..100], served(&queue, &jobs)[..100]);
}

/// Jobs of a crowd, few in one server and many in another: some with a higher weight, some first
/// jobs, and sometimes one that was accepted before all others.
fn crowd(n: u64) -> Job {
    let mut new = job(1_000 + n, n % 3 % 2, n * 31 % 90, 1 + (n * 7 % 23) as i64);
    new.priority = Priority { weight: 1 + (n % 50 / 48) as u8, first: n % 40 == 39 };
    if n % 70 == 69 {
        new.accepted_at = Timestamp::from_second(n as i64).unwrap();
    }
    new
}

/// Jobs of so many members that a round does not come to the end of their rings: most are first
/// jobs.
fn larger_crowd(n: u64) -> Job {
    let mut new = job(1_000 + n, n % 4, n * 31 % 1_000, 5);
    new.priority = Priority { weight: 1, first: !n.is_multiple_of(5) };
    if n % 90 == 89 {
        new.accepted_at = Timestamp::from_second(n as i64).unwrap();
    }
    new
}

/// Jobs of servers of which some appear when many jobs are queued.
fn arriving_servers(n: u64) -> Job {
    job(1_000 + n, n / 120 + n % 2 * 10, n * 31 % 90, 5)
}

#[test]
fn cached_positions_equal_computed_ones() {
    for express in [ExpressSlot::NONE, ExpressSlot { free: true, again_after: 3 }] {
        for crowd in [crowd, larger_crowd, arriving_servers] {
            let places = |of: &Queue| of.queues().get_mut(MODEL).unwrap().places(express).clone();
            let (queue, mut kept) = (Queue::default(), 0);
            for n in 0..300 {
                queue.sync(&crowd(n));
                kept += u32::from(queue.queues()[MODEL].places.is_some());
                let fresh = Queue::default();
                (0..=n).for_each(|n| fresh.sync(&crowd(n)));
                assert_eq!(places(&queue), places(&fresh), "after {n}");
            }
            assert!(kept > 20, "{kept}");
        }
    }
}

/// A gate that is closed for some jobs.
struct ClosedFor<'a>(&'a [u64]);

impl Gate for ClosedFor<'_> {
    fn is_open(&mut self, job: JobId) -> bool {
        !self.0.iter().any(|n| JobId::from_bits(*n) == job)
    }

    fn on_dequeue(&mut self, _: JobId) {}
}

#[test]
fn a_job_behind_a_closed_gate_is_skipped_and_gains_nothing() {
    let queue = waiting(&[(1, 1, 1, 5), (2, 1, 2, 5), (3, 1, 2, 5), (4, 1, 2, 5)]);
    let mut dequeued = Vec::new();
    for _ in 0..2 {
        let order = queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut ClosedFor(&[1]));
        dequeued.extend(numbers(&order));
        let mut gone = job(dequeued[dequeued.len() - 1], 1, 2, 5);
        gone.state = State::Submitting { since: Timestamp::UNIX_EPOCH };
        queue.sync(&gone);
    }
    assert_eq!(dequeued, [2, 3]);
    assert_eq!(order(&queue, ExpressSlot::NONE), [1, 4]);
    assert!(queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut ClosedFor(&[1, 4])).is_empty());
}

#[test]
fn a_job_that_was_not_submitted_is_not_charged() {
    let queue = waiting(&[(1, 1, 1, 5), (2, 1, 1, 5), (3, 1, 2, 5)]);
    assert_eq!(numbers(&queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut Open)), [1]);
    // It was not submitted: the provider accepted nothing.
    assert_eq!(numbers(&queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut Open)), [1]);
    // The same again; this time nothing is dequeued.
    assert!(queue.dequeue(MODEL, 0, ExpressSlot::NONE, &mut Open).is_empty());
    assert_eq!(order(&queue, ExpressSlot::NONE), [1, 3, 2]);
}

/// A gate with one job still being submitted.
struct StillSubmitting(u64);

impl Gate for StillSubmitting {
    fn is_open(&mut self, job: JobId) -> bool {
        job != JobId::from_bits(self.0)
    }

    fn on_dequeue(&mut self, _: JobId) {}

    fn is_submitting(&self, job: JobId) -> bool {
        job == JobId::from_bits(self.0)
    }
}

#[test]
fn a_job_still_being_submitted_stays_charged() {
    let queue = waiting(&[(1, 1, 1, 5), (2, 1, 1, 5), (3, 1, 2, 5)]);
    assert_eq!(numbers(&queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut Open)), [1]);
    // The first job has used its turn, so the other member is next.
    assert_eq!(numbers(&queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut StillSubmitting(1))), [3]);
}

#[test]
fn unfair_turns_lower_the_index() {
    let queue = waiting(&[(1, 1, 1, 5), (2, 1, 2, 5)]);
    assert_eq!(queue.fairness(MODEL), None, "no turn yet");
    queue.dequeue(MODEL, 1, ExpressSlot::NONE, &mut Open);
    assert_eq!(queue.fairness(MODEL), None, "not submitted yet");
    let mut gone = job(1, 1, 1, 5);
    gone.state = State::Submitting { since: Timestamp::UNIX_EPOCH };
    queue.sync(&gone);
    assert_eq!(queue.fairness(MODEL), Some(0.5));
    assert_eq!(queue.fairness("another"), None);
}
