//! The journal by itself: the guarantees that the pipeline relies on.

use jiff::Timestamp;
use wanbot::generation::{Credits, Money, Price, Request, Resolution};
use wanbot::job::{
    ChannelId, Class, Event, Failure, GuildId, InteractionId, Job, JobId, Origin, Place, TaskId,
    UserId,
};
use wanbot::journal::{Acceptance, Journal, JournalError, JournalReader};
use wanbot::quota::{Allocation, Charge, ChargeState};

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn job(number: u64) -> Job {
    Job::accepted(
        JobId::from_bits(number),
        Request {
            model: "wan2.7-t2v".into(),
            prompt: "x".into(),
            negative: None,
            resolution: Resolution::P720,
            ratio: None,
            seconds: 5,
            count: 1,
            seed: 1,
            enhance: true,
            keep_sound: false,
            inputs: vec![],
        },
        Price { credits: Credits(5000), money: Money(500_000) },
        UserId(7),
        Place { guild: GuildId(u64::MAX), channel: ChannelId(3) },
        Origin {
            interaction: InteractionId(1000 + number),
            token: Some("t".into()),
            at: now(),
            attachment_limit: Some(1),
        },
        now(),
    )
}

fn charge(job: &Job) -> Charge {
    Charge {
        job: job.id,
        guild: job.place.guild,
        user: job.requester,
        at: job.accepted_at,
        allocation: Allocation { window: Credits(5000), grants: vec![] },
        money: Money(500_000),
        state: ChargeState::Reserved,
    }
}

/// A new journal with an older schema.
fn of_schema(path: &std::path::Path, schema: usize) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(path).unwrap();
    let all = [
        include_str!("../../src/journal/sqlite/migrations/0001_jobs.sql"),
        include_str!("../../src/journal/sqlite/migrations/0002_quota.sql"),
        include_str!("../../src/journal/sqlite/migrations/0003_ways.sql"),
        include_str!("../../src/journal/sqlite/migrations/0004_retention.sql"),
        include_str!("../../src/journal/sqlite/migrations/0005_timings.sql"),
        include_str!("../../src/journal/sqlite/migrations/0006_rows.sql"),
        include_str!("../../src/journal/sqlite/migrations/0007_collections.sql"),
    ];
    for sql in &all[..schema] {
        db.execute_batch(sql).unwrap();
    }
    db.pragma_update(None, "user_version", schema as i64).unwrap();
    db
}

#[tokio::test]
async fn what_was_accepted_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let journal = Journal::open(&path).unwrap();
    let all: Vec<_> = (0..200).map(|n| journal.accept(job(n), charge(&job(n)), now())).collect();
    for accepted in futures_util::future::join_all(all).await {
        assert_eq!(accepted.unwrap(), Acceptance::Accepted);
    }
    journal.close().await;
    assert!(matches!(
        journal.accept(job(999), charge(&job(999)), now()).await,
        Err(JournalError::Closed)
    ));

    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.open_jobs().await.unwrap().len(), 200);
    // Unsigned 64-bit IDs survive a store of signed numbers.
    let mine = journal.jobs_in(GuildId(u64::MAX), Some(UserId(7)), 0, 500).await.unwrap();
    assert_eq!(mine.len(), 200);
}

#[tokio::test]
async fn an_interaction_makes_one_job_and_a_name_is_taken_once() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("j.sqlite")).unwrap();
    journal.accept(job(1), charge(&job(1)), now()).await.unwrap();
    let mut again = job(2);
    again.origin.interaction = job(1).origin.interaction;
    let told = journal.accept(again.clone(), charge(&again), now()).await.unwrap();
    assert_eq!(told, Acceptance::Duplicate(job(1).id));
    let mut same_name = job(3);
    same_name.id = job(1).id;
    assert_eq!(
        journal.accept(same_name.clone(), charge(&same_name), now()).await.unwrap(),
        Acceptance::DuplicateId
    );
    assert_eq!(journal.open_jobs().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_event_changes_nothing_and_harms_no_neighbour() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let journal = Journal::open(&path).unwrap();
    journal.accept(job(1), charge(&job(1)), now()).await.unwrap();
    journal.accept(job(2), charge(&job(2)), now()).await.unwrap();
    let created = |task: &str| Event::TaskCreated { task: TaskId(task.into()), adopted: false };
    // All in one transaction, or at least concurrently: the refused ones are rolled back
    // individually.
    let (a, b, c, d) = tokio::join!(
        journal.apply(job(1).id, Event::SubmissionStarted, now()),
        journal.apply(job(1).id, Event::SubmissionStarted, now()),
        journal.apply(job(2).id, Event::SubmissionStarted, now()),
        journal.apply(JobId::from_bits(77), Event::SubmissionStarted, now()),
    );
    assert!(a.is_ok() && c.is_ok());
    assert!(matches!(b, Err(JournalError::NotAllowed(_))));
    assert!(matches!(d, Err(JournalError::NoSuchJob(_))));
    journal.apply(job(1).id, created("task"), now()).await.unwrap();
    // A task belongs to one job: adopting it for another one is refused as a whole.
    assert!(journal.apply(job(2).id, created("task"), now()).await.is_err());
    let second = journal.job(job(2).id).await.unwrap().unwrap();
    assert_eq!(second.state.name(), "submitting");
    let unknown = vec![TaskId("task".into()), TaskId("stranger".into())];
    let unknown = journal.unknown_tasks(unknown).await.unwrap();
    assert_eq!(unknown, [TaskId("stranger".into())]);
    journal.close().await;

    let events = JournalReader::open(&path).unwrap().events(job(1).id).unwrap();
    assert_eq!(events.len(), 3, "accepted, submission_started, task_created: {events:?}");
}

#[tokio::test]
async fn two_processes_do_not_share_a_journal() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let first = Journal::open(&path).unwrap();
    let refused = Journal::open(&path).unwrap_err().to_string();
    assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
    first.close().await;
    Journal::open(&path).unwrap();
}

#[tokio::test]
async fn a_newer_journal_and_a_file_that_is_none_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let journal = Journal::open(&path).unwrap();
    journal.close().await;
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Newer { found: 99, .. }), "{refused}");

    let noise = dir.path().join("noise.sqlite");
    std::fs::write(&noise, vec![7u8; 8192]).unwrap();
    assert!(Journal::open(&noise).is_err());
    assert_eq!(std::fs::read(&noise).unwrap(), vec![7u8; 8192], "and left as it was");
}

#[tokio::test]
async fn the_token_is_forgotten_when_the_job_is_settled() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("j.sqlite")).unwrap();
    journal.accept(job(1), charge(&job(1)), now()).await.unwrap();
    let cancelled = Event::Cancelled { by: Some(UserId(7)), unresolved: false };
    let open = journal.apply(job(1).id, cancelled, now()).await.unwrap();
    assert!(open.origin.token.is_some(), "the card is still to be edited with it");
    let settled = journal.apply(job(1).id, Event::CardClosed, now()).await.unwrap();
    assert_eq!(settled.origin.token, None);
    assert!(journal.open_jobs().await.unwrap().is_empty());
}

#[tokio::test]
async fn jobs_of_the_schema_before_have_their_charges() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(include_str!("../../src/journal/sqlite/migrations/0001_jobs.sql")).unwrap();
    db.pragma_update(None, "user_version", 1).unwrap();
    let failed = |class| Event::Failed { failure: Failure::of(class) };
    let cases = [
        (vec![], 0, 500_000),
        (vec![Event::SubmissionStarted], 0, 500_000),
        (vec![Event::Cancelled { by: None, unresolved: false }], 2, 0),
        (vec![failed(Class::Provider)], 2, 0),
        (vec![failed(Class::Lost)], 2, 500_000),
    ];
    for (n, (events, ..)) in cases.iter().enumerate() {
        let mut old = job(n as u64);
        old.price = Price { credits: Credits(5000), money: Money(500_000) };
        for event in events {
            old.apply(event, now()).unwrap();
        }
        let (id, state, doc) =
            (old.id.to_string(), old.state.name(), serde_json::to_string(&old).unwrap());
        let at = now().as_millisecond();
        let row = rusqlite::params![id, state, n as i64, at, doc];
        db.execute("INSERT INTO jobs VALUES (?1, 0, ?2, 0, 'm', 1, 1, 7, ?3, ?4, ?5)", row)
            .unwrap();
    }
    drop(db);
    Journal::open(&path).unwrap().close().await;
    let db = rusqlite::Connection::open(&path).unwrap();
    for (n, (_, state, money)) in cases.iter().enumerate() {
        let id = JobId::from_bits(n as u64).to_string();
        let found: (i64, i64, i64) = db
            .query_row("SELECT state, money, credits FROM charges WHERE job = ?1", [id], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?))
            })
            .unwrap();
        assert_eq!(found, (*state, *money, 5000), "case {n}");
    }
}

#[tokio::test]
async fn jobs_of_schema_5_are_all_there_and_what_refers_to_them_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let db = of_schema(&path, 5);
    for n in 1..=50 {
        let job = job(n);
        let (id, doc) = (job.id.to_string(), serde_json::to_string(&job).unwrap());
        let at = now().as_millisecond();
        let row = rusqlite::params![id, n as i64, at, doc];
        db.execute(
            "INSERT INTO jobs VALUES (?1, 0, 'accepted', 0, 'm', 1, 1, 7, ?2, ?3, ?4, NULL)",
            row,
        )
        .unwrap();
        db.execute("INSERT INTO charges VALUES (?1, 1, 7, 0, 5, 5, 0)", [&id]).unwrap();
        db.execute("INSERT INTO tasks VALUES (?1, ?2)", [&format!("task-{n}"), &id]).unwrap();
        let event = serde_json::to_string(&Event::Accepted).unwrap();
        db.execute("INSERT INTO events (job, at, doc) VALUES (?1, 0, ?2)", [&id, &event]).unwrap();
    }
    drop(db);
    let journal = Journal::open(&path).unwrap();
    let jobs = journal.open_jobs().await.unwrap();
    let mut wanted: Vec<_> = (1..=50).map(job).collect();
    wanted.sort_by_key(|job| job.id);
    assert_eq!(jobs, wanted);
    journal.apply(job(1).id, Event::SubmissionStarted, now()).await.unwrap();
    journal.close().await;
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    let schema = "SELECT sql FROM sqlite_master WHERE name = 'jobs'";
    let sql: String = db.query_row(schema, [], |r| r.get(0)).unwrap();
    assert!(!sql.contains("WITHOUT ROWID"), "{sql}");
    let stranger = db.execute("INSERT INTO tasks VALUES ('t', 'nobody')", []);
    assert!(stranger.is_err(), "references are still looked at");
}

/// A closed journal with some jobs.
async fn kept(path: &std::path::Path, jobs: u64) {
    let journal = Journal::open(path).unwrap();
    for n in 1..=jobs {
        let job = job(n);
        journal.accept(job.clone(), charge(&job), now()).await.unwrap();
        journal.apply(job.id, Event::SubmissionStarted, now()).await.unwrap();
    }
    journal.close().await;
}

#[tokio::test]
async fn a_damaged_page_is_met_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 200).await;
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 4096;
    for byte in &mut bytes[last..] {
        *byte = 0xa5;
    }
    std::fs::write(&path, &bytes).unwrap();
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_) | JournalError::Database(_)), "{refused}");
    let found = JournalReader::open(&path).unwrap().examine();
    assert!(found.is_err() || !found.unwrap().problems.is_empty(), "the check finds it too");
}

/// A copy of the file without its WAL, as from a careless backup, lacks the newest jobs but is a
/// valid journal; a truncated copy is not.
#[tokio::test]
async fn a_journal_that_was_cut_short_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 200).await;
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_) | JournalError::Database(_)), "{refused}");
}

#[tokio::test]
async fn a_backup_is_taken_while_the_bot_writes_and_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (path, copy) = (dir.path().join("j.sqlite"), dir.path().join("backup.sqlite"));
    kept(&path, 50).await;
    let journal = Journal::open(&path).unwrap();
    let writing = async {
        for n in 51..=300 {
            let job = job(n);
            journal.accept(job.clone(), charge(&job), now()).await.unwrap();
        }
    };
    let copying = async {
        let (from, to) = (path.clone(), copy.clone());
        let copied = move || JournalReader::open(&from).unwrap().back_up(&to, now()).unwrap();
        tokio::task::spawn_blocking(copied).await.unwrap()
    };
    let ((), found) = tokio::join!(writing, copying);
    assert_eq!(found.problems, [""; 0]);
    assert!((50..=300).contains(&found.jobs), "{found:?}");
    let again = JournalReader::open(&path).unwrap().back_up(&copy, now());
    assert!(again.unwrap_err().to_string().contains("overwrites nothing"));
    journal.close().await;
    let restored = Journal::open(&copy).unwrap();
    assert_eq!(restored.open_jobs().await.unwrap().len(), found.jobs);
    restored.close().await;
}

#[tokio::test]
async fn the_check_finds_what_does_not_add_up() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 3).await;
    let examine = || JournalReader::open(&path).unwrap().examine().unwrap();
    let whole = examine();
    assert_eq!((whole.jobs, whole.open, whole.problems), (3, 3, vec![]));
    let name = |n| JobId::from_bits(n).to_string();
    for (sql, says) in [
        ("UPDATE charges SET state = 1 WHERE job = ?1", "its charge is spent, not held"),
        ("UPDATE jobs SET state = 'failed' WHERE id = ?1", "listed as failed"),
        ("DELETE FROM charges WHERE job = ?1", "1 jobs have no charge"),
        ("UPDATE jobs SET doc = '{}' WHERE id = ?1", "cannot be read"),
        (
            "INSERT INTO meta (name, value) VALUES ('backed_up_at', CAST(?1 || '.' AS BLOB))",
            "the time of its backup cannot be read",
        ),
    ] {
        let before = std::fs::read(&path).unwrap();
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute(sql, [name(2)]).unwrap();
        db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        drop(db);
        let problems = examine().problems;
        assert!(problems.iter().any(|p| p.contains(says)), "{sql}: {problems:?}");
        std::fs::write(&path, before).unwrap();
    }
}

/// More than a year of ten jobs a day with a retention of ninety days: the file stops growing.
#[tokio::test]
async fn what_is_over_for_long_enough_is_forgotten_and_the_file_stops_growing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let journal = Journal::open(&path).unwrap();
    let day = jiff::SignedDuration::from_hours(24);
    let mut sizes = Vec::new();
    for today in 0..400i32 {
        let now = now() + day * today;
        let one = async |n: i32| {
            let job = Job { accepted_at: now, ..job((today * 10 + n) as u64 + 1) };
            journal.accept(job.clone(), charge(&job), now).await.unwrap();
            for event in [
                Event::SubmissionStarted,
                Event::TaskCreated { task: TaskId(format!("t{today}-{n}")), adopted: false },
                Event::Cancelled { by: Some(UserId(7)), unresolved: false },
                Event::CardClosed,
            ] {
                journal.apply(job.id, event, now).await.unwrap();
            }
        };
        futures_util::future::join_all((0..10).map(one)).await;
        let old = journal.old_jobs(now - day * 90, 100).await.unwrap();
        journal.forget_jobs(old.iter().map(|j| j.id).collect()).await.unwrap();
        if today % 100 == 99 {
            let found = JournalReader::open(&path).unwrap().examine().unwrap();
            assert_eq!(found.problems, [""; 0]);
            sizes.push((found.jobs, found.bytes));
        }
    }
    journal.close().await;
    let (second, last) = (sizes[1], sizes[3]);
    assert!(last.0 <= 920 && last.1 < second.1 * 11 / 10, "{sizes:?}");
}

/// A grant of five credits to a member.
async fn grant(journal: &Journal, book: &wanbot::quota::QuotaBook, n: usize) {
    use wanbot::quota::{AuditDiff, AuditEntry, Document, Grant, Target};
    let (guild, ann) = (GuildId(1), UserId(7));
    let target = Target::Member(ann);
    let before = journal.document(guild, target).await.unwrap();
    let Document::Member(mut overrides) = before.clone() else { panic!("a member's") };
    overrides.grants.push(Grant { id: 0, amount: Credits(5000), until: None });
    let change = AuditDiff {
        what: "quota grant".into(),
        whom: format!("<@{ann}>"),
        before: format!("{n}"),
        after: format!("{}", n + 1),
    };
    let mut entry = AuditEntry::new(guild, UserId(1), change, "", now());
    entry.target = Some(target);
    let documents = Some((before, Document::Member(overrides)));
    let new = wanbot::journal::NewEntry { entry, documents, once: None, tell: false };
    let decided = journal.decide(new).await.unwrap().unwrap();
    book.apply_entry(&decided.entry, decided.document.unwrap());
}

#[tokio::test]
async fn acts_take_room_in_proportion_to_their_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let journal = Journal::open(&path).unwrap();
    let plain = wanbot::quota::Policy::plain(wanbot::quota::Allowance::Unlimited);
    let book = wanbot::quota::QuotaBook::new(plain, None, None);
    // The journal accepts any entry; the limit on concurrent grants is enforced elsewhere.
    for n in 0..600 {
        grant(&journal, &book, n).await;
    }
    let reverted = journal.reverted(600).await.unwrap().expect("the last can be taken back");
    let grants = |document: &wanbot::quota::Document| match document {
        wanbot::quota::Document::Member(overrides) => overrides.grants.len(),
        wanbot::quota::Document::Server(_) => panic!("a member's"),
    };
    assert_eq!((grants(&reverted.0), grants(&reverted.1)), (600, 599));
    assert!(journal.reverted(599).await.unwrap().is_none(), "something was decided since");
    journal.close().await;
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(bytes < 600_000, "600 acts on a document of 20 kB take {bytes} bytes");
}

#[tokio::test]
async fn acts_of_schema_7_keep_what_takes_them_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let db = of_schema(&path, 7);
    let (none, one) = ("{}", r#"{"grants":[{"id":1,"amount":5000}]}"#);
    let two = r#"{"grants":[{"id":1,"amount":5000},{"id":2,"amount":3000}]}"#;
    for (before, after) in [(none, one), (one, two)] {
        db.execute(
            "INSERT INTO acts (guild, at, by, what, whom, old, new, reason, member, doc_before, \
             doc_after, told) VALUES (1, 0, 9, 'quota grant', '<@7>', '', '', '', 7, ?1, ?2, 1)",
            [before, after],
        )
        .unwrap();
    }
    let warning = "INSERT INTO acts (guild, at, by, what, whom, old, new, reason, told) \
                   VALUES (1, 0, 0, 'half of the budget of the day', '', '', '', '', 1)";
    db.execute(warning, []).unwrap();
    db.execute("INSERT INTO standings VALUES (1, 7, ?1)", [two]).unwrap();
    drop(db);
    let journal = Journal::open(&path).unwrap();
    let entries = journal.entries_of(GuildId(1), None, 0, 10).await.unwrap();
    let touched: Vec<_> = entries.iter().map(|a| a.target.is_some()).collect();
    assert_eq!(touched, [false, true, true]);
    let (after, before) = journal.reverted(2).await.unwrap().expect("nothing was decided since");
    assert_eq!(serde_json::to_string(&after).unwrap(), two);
    assert_eq!(serde_json::to_string(&before).unwrap(), one);
    journal.close().await;
    let found = JournalReader::open(&path).unwrap().examine().unwrap();
    assert_eq!(found.problems, [""; 0]);
}
