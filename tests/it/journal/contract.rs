//! Jobs, their events and their charges.

use std::sync::Arc;

use jiff::SignedDuration;
use wanbot::generation::{Credits, Money, Price, Usage};
use wanbot::job::{
    ChannelId, Class, Derivation, Event, Failure, GuildId, InteractionId, Job, JobId, MadeFrom,
    MessageId, TaskId, Tenant, UserId,
};
use wanbot::journal::{Acceptance, Journal, JournalError};
use wanbot::quota::{Allowance, Payer, Policy, QuotaBook};

use super::{Database, charge, job, now};

const GUILD: Tenant = Tenant::Server(GuildId(u64::MAX));

async fn accept(journal: &Journal, job: &Job) {
    let accepted = journal.accept(job.clone(), charge(job), now()).await.unwrap();
    assert_eq!(accepted, Acceptance::Accepted);
}

async fn apply(journal: &Journal, job: &Job, events: impl IntoIterator<Item = Event>) {
    for event in events {
        journal.apply(job.id, event, now()).await.unwrap();
    }
}

fn created(task: &str) -> Event {
    Event::TaskCreated { task: TaskId(task.into()), adopted: false }
}

fn cancelled() -> [Event; 2] {
    [Event::Cancelled { by: Some(UserId(7)), unresolved: false }, Event::CardClosed]
}

fn ids(jobs: &[Job]) -> Vec<JobId> {
    jobs.iter().map(|job| job.id).collect()
}

#[tokio::test]
async fn what_was_accepted_is_there_after_a_restart() {
    let database = Database::file();
    let journal = database.open();
    let all: Vec<_> = (0..200).map(|n| journal.accept(job(n), charge(&job(n)), now())).collect();
    for accepted in futures_util::future::join_all(all).await {
        assert_eq!(accepted.unwrap(), Acceptance::Accepted);
    }
    let reader = database.open_read_only();
    for journal in [&journal, &reader] {
        journal.close().await;
        assert!(matches!(journal.job(job(1).id).await, Err(JournalError::Closed)));
        assert!(matches!(journal.check_integrity().await, Err(JournalError::Closed)));
    }
    let refused = journal.accept(job(999), charge(&job(999)), now()).await;
    assert!(matches!(refused, Err(JournalError::Closed)));

    let journal = database.open();
    assert_eq!(journal.open_jobs().await.unwrap().len(), 200);
    // Unsigned 64-bit IDs survive a store of signed numbers.
    let mine = journal.jobs_in(GUILD, Some(UserId(7)), 0, 500).await.unwrap();
    assert_eq!(mine.len(), 200);
}

#[tokio::test]
async fn an_interaction_makes_one_job_and_an_id_is_used_once() {
    for database in Database::all() {
        let journal = database.open();
        accept(&journal, &job(1)).await;
        let mut again = job(2);
        again.origin.interaction = job(1).origin.interaction;
        let outcome = journal.accept(again.clone(), charge(&again), now()).await.unwrap();
        assert_eq!(outcome, Acceptance::Duplicate(job(1).id));
        let mut same_id = job(3);
        same_id.id = job(1).id;
        let outcome = journal.accept(same_id.clone(), charge(&same_id), now()).await.unwrap();
        assert_eq!(outcome, Acceptance::DuplicateId);
        assert_eq!(journal.open_jobs().await.unwrap(), [job(1)]);
    }
}

#[tokio::test]
async fn a_refused_event_changes_nothing_and_harms_no_neighbour() {
    for database in Database::all() {
        let journal = database.open();
        accept(&journal, &job(1)).await;
        accept(&journal, &job(2)).await;
        // All in one transaction, or at least concurrently: the refused ones are rolled back
        // individually.
        let (a, b, c, d) = tokio::join!(
            journal.apply(job(1).id, Event::SubmissionStarted { provider: None }, now()),
            journal.apply(job(1).id, Event::SubmissionStarted { provider: None }, now()),
            journal.apply(job(2).id, Event::SubmissionStarted { provider: None }, now()),
            journal.apply(JobId::from_bits(77), Event::SubmissionStarted { provider: None }, now()),
        );
        assert!(a.is_ok() && c.is_ok());
        assert!(matches!(b, Err(JournalError::NotAllowed(_))));
        assert!(matches!(d, Err(JournalError::NoSuchJob(_))));
        journal.apply(job(1).id, created("task"), now()).await.unwrap();
        // A task belongs to one job: adopting it for another one is refused as a whole.
        let taken = journal.apply(job(2).id, created("task"), now()).await;
        assert!(matches!(taken, Err(JournalError::TaskTaken(_))), "{taken:?}");
        let second = journal.job(job(2).id).await.unwrap().unwrap();
        assert_eq!(second.state.name(), "submitting");
        let unknown = vec![TaskId("task".into()), TaskId("stranger".into())];
        let unknown = journal.unknown_tasks(unknown).await.unwrap();
        assert_eq!(unknown, [TaskId("stranger".into())]);
        let events = database.open_read_only().events(job(1).id).await.unwrap();
        let events: Vec<_> = events.into_iter().map(|row| (row.at, row.event)).collect();
        let expected =
            [Event::Accepted, Event::SubmissionStarted { provider: None }, created("task")];
        assert_eq!(events, expected.map(|event| (now(), event)));
    }
}

#[tokio::test]
async fn the_token_is_forgotten_when_the_job_is_settled() {
    for database in Database::all() {
        let journal = database.open();
        accept(&journal, &job(1)).await;
        let [cancelled, closed] = cancelled();
        let open = journal.apply(job(1).id, cancelled, now()).await.unwrap();
        assert!(open.origin.token.is_some(), "the card is still to be edited with it");
        let settled = journal.apply(job(1).id, closed, now()).await.unwrap();
        assert_eq!(settled.origin.token, None);
        assert!(journal.open_jobs().await.unwrap().is_empty());
        assert_eq!(journal.job(job(1).id).await.unwrap(), Some(settled));
    }
}

/// Three jobs, a minute apart: one with a card and a task, one cancelled, one made from the first
/// by another member in another channel.
async fn three_jobs(journal: &Journal) -> [Job; 3] {
    let minute = |n| now() + SignedDuration::from_mins(n);
    let first = Job { accepted_at: minute(1), ..job(1) };
    let second = Job { accepted_at: minute(2), ..job(2) };
    let made_from = Some(MadeFrom { job: first.id, derivation: Derivation::Again });
    let mut third = Job { accepted_at: minute(3), made_from, requester: UserId(8), ..job(3) };
    third.place.channel = ChannelId(4);
    for job in [&first, &second, &third] {
        accept(journal, job).await;
    }
    let card = Event::CardShown { message: MessageId(u64::MAX) };
    apply(journal, &first, [card, Event::SubmissionStarted { provider: None }, created("task")])
        .await;
    apply(journal, &second, cancelled()).await;
    [first, second, third]
}

#[tokio::test]
async fn jobs_are_found_by_all_that_belongs_to_them() {
    for database in Database::all() {
        let journal = database.open();
        assert!(!journal.has_jobs().await.unwrap());
        let jobs = three_jobs(&journal).await;
        let [first, second, third] = jobs.each_ref().map(|job| job.id);
        // What only reads is the same for every reader.
        for journal in [journal, database.open_read_only()] {
            assert!(journal.has_jobs().await.unwrap());
            assert_eq!(ids(&journal.open_jobs().await.unwrap()), [first, third]);
            assert_eq!(journal.job(JobId::from_bits(9)).await.unwrap(), None);
            let found = journal.job_by_interaction(jobs[1].origin.interaction).await.unwrap();
            assert_eq!(found, Some(second));
            assert_eq!(journal.job_by_interaction(InteractionId(1)).await.unwrap(), None);
            assert_eq!(journal.job_by_message(MessageId(u64::MAX)).await.unwrap(), Some(first));
            assert_eq!(journal.job_by_message(MessageId(1)).await.unwrap(), None);

            let page = async |member: Option<u64>, skip, most| {
                ids(&journal.jobs_in(GUILD, member.map(UserId), skip, most).await.unwrap())
            };
            assert_eq!(page(None, 0, 9).await, [third, second, first]);
            assert_eq!(page(None, 1, 1).await, [second]);
            assert_eq!(page(Some(7), 0, 1).await, [second]);
            assert!(
                journal.jobs_in(Tenant::Server(GuildId(1)), None, 0, 9).await.unwrap().is_empty()
            );

            let newest = async |state: Option<&str>, most| {
                ids(&journal.newest_jobs(state.map(str::to_owned), most).await.unwrap())
            };
            assert_eq!(newest(None, 2).await, [third, second]);
            assert_eq!(newest(Some("submitted"), 9).await, [first]);

            assert_eq!(ids(&journal.made_from(first, 9).await.unwrap()), [third]);
            assert!(journal.made_from(second, 9).await.unwrap().is_empty());
            let stranger = JobId::from_bits(9);
            let unknown = journal.unknown_jobs(vec![first, stranger]).await.unwrap();
            assert_eq!(unknown, [stranger]);
            let unneeded = vec![first, second, third, stranger];
            let unneeded = journal.without_inputs(unneeded).await.unwrap();
            assert_eq!(unneeded, [second, stranger]);
            assert_eq!(journal.recent_channels(1).await.unwrap(), [ChannelId(4)]);
            let channels = journal.recent_channels(9).await.unwrap();
            assert_eq!(channels, [ChannelId(4), ChannelId(3)]);

            let overview = journal.overview(now() + SignedDuration::from_mins(5), 9).await.unwrap();
            let one = |name: &str| (name.to_owned(), 1);
            assert_eq!(overview.states, [one("accepted"), one("submitted")]);
            assert_eq!(overview.waiting, [one("wan2.7-t2v")]);
            assert_eq!(ids(&overview.running), [first]);
            assert_eq!(overview.oldest.map(|job| job.id), Some(first));
            assert!(overview.failures.is_empty());
            assert_eq!(overview.day, (3, 0, 0));
            let found = journal.check_integrity().await.unwrap();
            assert_eq!((found.jobs, found.open, found.events), (3, 2, 8));
            assert_eq!(found.problems, [""; 0]);
        }
    }
}

#[tokio::test]
async fn a_user_who_may_only_read_writes_nothing() {
    let database = Database::file();
    let journal = database.open();
    accept(&journal, &job(1)).await;
    let reader = database.open_read_only();
    let read_only = |refused: Option<JournalError>| {
        assert!(matches!(refused, Some(JournalError::ReadOnly)), "{refused:?}");
    };
    read_only(reader.accept(job(2), charge(&job(2)), now()).await.err());
    read_only(
        reader.apply(job(1).id, Event::SubmissionStarted { provider: None }, now()).await.err(),
    );
    read_only(reader.forget_jobs(vec![job(1).id]).await.err());
    read_only(reader.get_or_insert("name", vec![1]).await.err());
    read_only(reader.probe().await.err());
    assert_eq!(reader.open_jobs().await.unwrap(), [job(1)]);
    // Each of its reads sees what was written before.
    apply(&journal, &job(1), cancelled()).await;
    assert!(reader.open_jobs().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_single_operation_beside_the_bot_reaches_it() {
    let database = Database::file();
    let journal = database.open();
    let Database::File(dir) = &database else { unreachable!("it is a file") };
    let other = Journal::open_beside(&Database::path(dir)).unwrap();
    let before = journal.change_mark().await.unwrap();
    accept(&other, &job(1)).await;
    assert_ne!(journal.change_mark().await.unwrap(), before);
    apply(&journal, &job(1), cancelled()).await;
    assert!(other.open_jobs().await.unwrap().is_empty());
}

/// A failure that leaves the result to be collected.
fn undeliverable() -> Event {
    Event::Failed { failure: Failure::of(Class::Undeliverable) }
}

#[tokio::test]
async fn a_charge_lasts_as_long_as_its_job_and_a_collection_charges_again() {
    for database in Database::all() {
        let journal = database.open();
        let (held, returned, collected) = (job(1), job(2), job(3));
        for job in [&held, &returned, &collected] {
            accept(&journal, job).await;
        }
        apply(&journal, &returned, cancelled()).await;
        let finished = Event::TaskFinished { url: "u".into(), more: vec![], usage: None };
        let steps = [
            Event::SubmissionStarted { provider: None },
            created("task"),
            finished,
            undeliverable(),
        ];
        apply(&journal, &collected, steps).await;
        let spent = async || {
            let rows = journal.spending(GUILD, now()).await.unwrap();
            rows.iter().map(|row| (row.user, row.credits)).collect::<Vec<_>>()
        };
        let one = (UserId(7), Credits(5000));
        assert_eq!(spent().await, [one], "what is held counts");
        journal.collect(collected.id, charge(&collected), now()).await.unwrap();
        assert_eq!(spent().await, [one, one]);
        let again = journal.collect(collected.id, charge(&collected), now()).await;
        assert!(matches!(again, Err(JournalError::NotAllowed(_))), "{again:?}");
        assert_eq!(spent().await, [one, one], "it is charged once");
        let later = journal.spending(GUILD, now() + SignedDuration::from_secs(1)).await.unwrap();
        assert!(later.is_empty());

        let policy = Policy::plain(Allowance::Credits(Credits(50_000)));
        let book = Arc::new(QuotaBook::new(policy, None, None));
        let last = database.open_read_only().load_into(Arc::clone(&book), now()).await.unwrap();
        assert_eq!(last, 0, "there is no audit entry");
        let payer = Payer { tenant: GUILD, user: UserId(7), roles: &[] };
        let view = book.view(&payer, now());
        assert_eq!((view.reserved, view.spent), (Credits(5000), Credits(5000)));
        let used = book.global_budgets(now()).map(|budget| budget.used);
        // The provider was paid for the task whose result could not be posted.
        assert_eq!(used, [Money(1_000_000); 2]);
        assert_eq!(journal.check_integrity().await.unwrap().problems, [""; 0]);
    }
}

#[tokio::test]
async fn what_was_billed_above_the_price_is_found_by_the_time_of_acceptance() {
    for database in Database::all() {
        let journal = database.open();
        let billed = |money| {
            let price = Price { credits: Credits(1), money: Money(money) };
            let usage = Usage { price: Some(price), ..Usage::default() };
            Event::TaskFinished { url: "u".into(), more: vec![], usage: Some(usage) }
        };
        let unknown = Event::TaskFinished { url: "u".into(), more: vec![], usage: None };
        // The first is settled, the others are open.
        for (n, finished) in [(1, billed(800_000)), (2, billed(500_001)), (3, unknown)]
            .into_iter()
            .chain([(4, billed(500_000)), (5, billed(1))])
        {
            let job = job(n);
            accept(&journal, &job).await;
            let task = created(&format!("task {n}"));
            apply(&journal, &job, [Event::SubmissionStarted { provider: None }, task, finished])
                .await;
            if n == 1 {
                let ended = [undeliverable(), Event::CardClosed];
                apply(&journal, &job, ended).await;
                let notified = Event::FailureNotified { message: MessageId(1) };
                apply(&journal, &job, [notified]).await;
            }
        }
        let settled = journal.job(job(1).id).await.unwrap().unwrap().is_settled();
        assert!(settled, "the first is settled");
        let second = SignedDuration::from_secs(1);
        let found = journal.overbilled(now(), now() + second).await.unwrap();
        let mut billed: Vec<_> = found.iter().map(|job| job.billed).collect();
        billed.sort();
        assert_eq!(billed, [Money(500_001), Money(800_000)]);
        for job in found {
            assert_eq!((job.reserved, job.finished_at), (Money(500_000), now()));
        }
        // The end is exclusive.
        for (from, until) in [(now() - second, now()), (now() + second, now() + second * 2)] {
            assert_eq!(journal.overbilled(from, until).await.unwrap(), []);
        }
    }
}

#[tokio::test]
async fn old_jobs_and_abandoned_ones_are_forgotten_with_all_that_is_theirs() {
    for database in Database::all() {
        let journal = database.open();
        let [first, second, third] = three_jobs(&journal).await;
        apply(&journal, &first, cancelled()).await;
        let later = now() + SignedDuration::from_hours(1);
        let old = journal.old_jobs(later, 9).await.unwrap();
        assert_eq!(ids(&old), [first.id, second.id], "the third is not settled");
        assert_eq!(ids(&journal.old_jobs(later, 1).await.unwrap()), [first.id]);
        assert!(journal.old_jobs(now(), 9).await.unwrap().is_empty());
        let abandoned = journal.abandoned_jobs(now(), later, 9).await.unwrap();
        assert_eq!(ids(&abandoned), [second.id], "the first has a task");
        journal.forget_jobs(vec![first.id, second.id]).await.unwrap();
        assert_eq!(ids(&journal.newest_jobs(None, 9).await.unwrap()), [third.id]);
        assert!(journal.events(first.id).await.unwrap().is_empty());
        assert_eq!(journal.job_by_message(MessageId(u64::MAX)).await.unwrap(), None);
        let task = vec![TaskId("task".into())];
        assert_eq!(journal.unknown_tasks(task.clone()).await.unwrap(), task);
        assert_eq!(journal.spending(GUILD, now()).await.unwrap().len(), 1);
        assert_eq!(journal.check_integrity().await.unwrap().problems, [""; 0]);
    }
}

/// More than a year of ten jobs a day with a retention of ninety days: the journal stops growing.
#[tokio::test]
async fn what_is_over_for_long_enough_is_forgotten_and_the_journal_stops_growing() {
    let database = Database::file();
    let journal = database.open();
    let day = SignedDuration::from_hours(24);
    let mut sizes = Vec::new();
    for today in 0..400i32 {
        let now = now() + day * today;
        let one = async |n: i32| {
            let job = Job { accepted_at: now, ..job((today * 10 + n) as u64 + 1) };
            journal.accept(job.clone(), charge(&job), now).await.unwrap();
            let [cancelled, closed] = cancelled();
            let task = created(&format!("t{today}-{n}"));
            for event in [Event::SubmissionStarted { provider: None }, task, cancelled, closed] {
                journal.apply(job.id, event, now).await.unwrap();
            }
        };
        futures_util::future::join_all((0..10).map(one)).await;
        let old = journal.old_jobs(now - day * 90, 100).await.unwrap();
        journal.forget_jobs(ids(&old)).await.unwrap();
        if today % 100 == 99 {
            let found = database.open_read_only().check_integrity().await.unwrap();
            assert_eq!(found.problems, [""; 0]);
            sizes.push((found.jobs, found.bytes));
        }
    }
    journal.close().await;
    let (second, last) = (sizes[1], sizes[3]);
    assert!(last.0 <= 920 && last.1 < second.1 * 11 / 10, "{sizes:?}");
}
