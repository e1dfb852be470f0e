//! The job store by itself, under concurrent use.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use jiff::Timestamp;
use wanbot::generation::{Credits, Money, Price, Request, Resolution};
use wanbot::job::{
    ChannelId, Class, Event, Failure, GuildId, InteractionId, Job, JobId, MessageId, Origin, Place,
    State, Tenant, UserId,
};
use wanbot::journal::{Journal, JournalError};
use wanbot::pipeline::JobStore;
use wanbot::queue::{ExpressSlot, Gate};
use wanbot::quota::{Allowance, Payer, Policy, QuotaBook};

use crate::harness::PATIENCE;

const MODEL: &str = "wan2.7-t2v";

fn job(n: u64, now: Timestamp) -> Job {
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
    let price = Price { credits: Credits(5_000), money: Money(0) };
    let interaction = InteractionId(n);
    let origin = Origin { interaction, token: None, at: now, attachment_limit: Some(1) };
    let place = Place { tenant: Tenant::Server(GuildId(1)), channel: ChannelId(2) };
    Job::accepted(JobId::from_bits(n), request, price, UserId(n % 5), place, origin, now)
}

/// Looks at each job, as the submitter does.
struct Looking<'a>(&'a JobStore);

impl Gate for Looking<'_> {
    fn is_open(&mut self, job: JobId) -> bool {
        self.0.open(job).is_some_and(|j| matches!(j.state, State::Accepted { .. }))
    }

    fn on_dequeue(&mut self, _: JobId) {}
}

/// The queue looks at jobs while it is queried, and moving a job updates the queue: the two must
/// not deadlock. The counters equal the number of stored jobs.
#[test]
fn asking_and_moving_at_once_never_wait_for_each_other() {
    // On a separate runtime: a deadlock of all its threads would stop its timers too.
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build();
        let store = runtime.unwrap().block_on(ask_and_move());
        done.send(store).unwrap();
    });
    let store = ended.recv_timeout(PATIENCE);
    let store = store.expect("there is no deadlock");
    let waiting: usize =
        (0..5).map(|user| store.waiting(Tenant::Server(GuildId(1)), UserId(user))).sum();
    assert_eq!(waiting, 200);
    assert_eq!(store.select(|_| true).len(), 200);
    assert_eq!(store.queue().waiting().get(MODEL), Some(&200));
    assert_eq!((store.busy(MODEL), store.upstream(|_| true).len()), (0, 0));
}

async fn ask_and_move() -> Arc<JobStore> {
    let folder = tempfile::tempdir().unwrap();
    let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
    let policy = Policy::plain(Allowance::Unlimited);
    let book = Arc::new(QuotaBook::new(policy, None, None));
    let journal = Journal::open(&folder.path().join("journal.sqlite")).unwrap();
    let store = Arc::new(JobStore::new(journal, book, Arc::default()));
    let over = Arc::new(AtomicBool::new(false));
    let askers: Vec<_> = (0..2)
        .map(|_| {
            let (store, over) = (Arc::clone(&store), Arc::clone(&over));
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let express = ExpressSlot { free: true, again_after: 5 };
                    store.queue().dequeue(MODEL, 3, express, &mut Looking(&store));
                    // The queue's mutex is not fair: on a busy machine, a thread that locks it
                    // again immediately starves the others.
                    std::thread::sleep(Duration::from_micros(50));
                }
            })
        })
        .collect();
    let movers: Vec<_> = (0..4)
        .map(|mover: u64| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0..100 {
                    let job = job(mover * 1_000 + n + 1, now);
                    let payer = Payer {
                        tenant: Tenant::Server(GuildId(1)),
                        user: job.requester,
                        roles: &[],
                    };
                    let reservation = store.book().reserve(job.id, &payer, job.price, now).unwrap();
                    store.accept(job.clone(), reservation, now).await.unwrap();
                    store
                        .advance(job.id, Event::SubmissionStarted { provider: None }, now)
                        .await
                        .unwrap();
                    let until = now;
                    let back = Event::SubmissionDeferred { until };
                    store.advance(job.id, back, now).await.unwrap();
                    if n % 2 == 0 {
                        let cancelled = Event::Cancelled { by: None, unresolved: false };
                        store.advance(job.id, cancelled, now).await.unwrap();
                        store.advance(job.id, Event::CardClosed, now).await.unwrap();
                    }
                }
            })
        })
        .collect();
    for mover in movers {
        mover.await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    askers.into_iter().for_each(|asker| asker.join().unwrap());
    store
}

/// A result that could not be posted is charged when it is delivered on request: exactly once, even
/// with concurrent requests and other changes to the job.
#[tokio::test]
async fn a_held_result_is_paid_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
    let policy = Policy::plain(Allowance::Credits(Credits(100_000)));
    let book = Arc::new(QuotaBook::new(policy, None, None));
    let journal = Journal::open(&folder.path().join("journal.sqlite")).unwrap();
    let store = JobStore::new(journal, book, Arc::default());
    let job = job(1, now);
    let payer = Payer { tenant: Tenant::Server(GuildId(1)), user: job.requester, roles: &[] };
    let reserve = || store.book().reserve(job.id, &payer, job.price, now).unwrap();
    store.accept(job.clone(), reserve(), now).await.unwrap();
    let failure = Failure::of(Class::Undeliverable);
    store.advance(job.id, Event::Failed { failure }, now).await.unwrap();
    assert_eq!(store.book().view(&payer, now).spent, Credits(0));

    let (one, two) = (reserve(), reserve());
    // Meanwhile its notice is posted and its card is closed.
    store.advance(job.id, Event::FailureNotified { message: MessageId(1) }, now).await.unwrap();
    let (one, two) = tokio::join!(store.collect(job.id, one, now), store.collect(job.id, two, now));
    assert!(one.is_ok() && matches!(two, Err(JournalError::NotAllowed(_))));
    store.advance(job.id, Event::CardClosed, now).await.unwrap();
    let view = store.book().view(&payer, now);
    assert_eq!((view.spent, view.reserved), (job.price.credits, Credits(0)));
}
