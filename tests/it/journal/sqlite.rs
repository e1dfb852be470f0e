//! The journal's SQLite file: older schemas, its lock, damage.

use wanbot::generation::{Credits, Money, Price};
use wanbot::job::{Class, Event, Failure, GuildId, JobId, Tenant, UserId};
use wanbot::journal::{Journal, JournalError, NewEntry};
use wanbot::quota::{Allowance, AuditChange, AuditEntry, Author, OutageCause, Scope, Target};

use super::{charge, job, now, numbers};
use crate::harness::sqlite::{of_schema, set_schema, spoil};

/// A closed journal with some jobs.
async fn kept(path: &std::path::Path, jobs: u64) {
    let journal = Journal::open(path).unwrap();
    for n in 1..=jobs {
        let job = job(n);
        journal.accept(job.clone(), charge(&job), now()).await.unwrap();
        journal.apply(job.id, Event::SubmissionStarted { provider: None }, now()).await.unwrap();
    }
    journal.close().await;
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
    set_schema(&path, 99);
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Newer { found: 99, .. }), "{refused}");

    let noise = dir.path().join("noise.sqlite");
    std::fs::write(&noise, vec![7u8; 8192]).unwrap();
    assert!(Journal::open(&noise).is_err());
    assert_eq!(std::fs::read(&noise).unwrap(), vec![7u8; 8192], "and left as it was");
}

#[tokio::test]
async fn jobs_of_the_schema_before_have_their_charges() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let db = of_schema(&path, 1);
    let failed = |class| Event::Failed { failure: Failure::of(class) };
    let cases = [
        (vec![], 0, 500_000),
        (vec![Event::SubmissionStarted { provider: None }], 0, 500_000),
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
    journal.apply(job(1).id, Event::SubmissionStarted { provider: None }, now()).await.unwrap();
    journal.close().await;
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    let schema = "SELECT sql FROM sqlite_master WHERE name = 'jobs'";
    let sql: String = db.query_row(schema, [], |r| r.get(0)).unwrap();
    assert!(!sql.contains("WITHOUT ROWID"), "{sql}");
    let stranger = db.execute("INSERT INTO tasks VALUES ('t', 'nobody')", []);
    assert!(stranger.is_err(), "references are still looked at");
}

#[tokio::test]
async fn a_damaged_page_is_found_at_the_start() {
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
    let found = Journal::open_read_only(&path).unwrap().check_integrity().await;
    assert!(found.is_err() || !found.unwrap().problems.is_empty(), "the check finds it too");
}

/// Bytes that go bad without being written, as on a failing disk, do not change the file's time.
#[tokio::test]
async fn a_file_that_was_left_alone_is_checked_beside_the_bot() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 200).await;
    let journal = Journal::open(&path).unwrap();
    journal.check_pages().await.unwrap();
    journal.close().await;

    spoil(&path, "events");
    let journal = Journal::open(&path).expect("a start does not read all of it");
    let found = journal.check_pages().await.unwrap_err();
    assert!(matches!(found, JournalError::Damaged(_) | JournalError::Database(_)), "{found}");
    journal.close().await;
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_) | JournalError::Database(_)), "{refused}");
}

/// A bot that is stopped before the check has begun leaves it to the next start.
#[tokio::test]
async fn a_check_that_did_not_end_is_made_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 200).await;
    let journal = Journal::open(&path).unwrap();
    journal.close().await;
    journal.check_pages().await.expect("it is left to the next start");
    spoil(&path, "events");
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_) | JournalError::Database(_)), "{refused}");
}

/// A copy of the file without its WAL, as from a careless backup, lacks the newest jobs but is a
/// valid journal; a truncated copy is not.
#[tokio::test]
async fn a_truncated_journal_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 200).await;
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let refused = Journal::open(&path).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_) | JournalError::Database(_)), "{refused}");
}

#[tokio::test]
async fn the_integrity_check_finds_contradictions() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    kept(&path, 3).await;
    let check_integrity =
        async || Journal::open_read_only(&path).unwrap().check_integrity().await.unwrap();
    let whole = check_integrity().await;
    assert_eq!((whole.jobs, whole.open, whole.problems), (3, 3, vec![]));
    let name = |n| JobId::from_bits(n).to_string();
    for (sql, says) in [
        ("UPDATE charges SET state = 1 WHERE job = ?1", "its charge is spent, not held"),
        ("UPDATE jobs SET state = 'failed' WHERE id = ?1", "listed as failed"),
        ("DELETE FROM charges WHERE job = ?1", "1 jobs have no charge"),
        ("UPDATE jobs SET doc = '{}' WHERE id = ?1", "cannot be read"),
        (
            "INSERT INTO audit_entries (scope, at, author, change, reason, announced) \
             VALUES ('1', 0, 'nobody', ?1, '', 1)",
            "the audit log cannot be read",
        ),
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
        let problems = check_integrity().await.problems;
        assert!(problems.iter().any(|p| p.contains(says)), "{sql}: {problems:?}");
        std::fs::write(&path, before).unwrap();
    }
}

#[tokio::test]
async fn entries_of_schema_7_can_still_be_undone() {
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
    let entries = journal.entries_of(Tenant::Server(GuildId(1)), None, 0, 10).await.unwrap();
    let touched: Vec<_> = entries.iter().map(|a| a.target.is_some()).collect();
    assert_eq!(touched, [false, true, true]);
    let (after, before) = journal.reverted(2).await.unwrap().expect("nothing was decided since");
    assert_eq!(serde_json::to_string(&after).unwrap(), two);
    assert_eq!(serde_json::to_string(&before).unwrap(), one);
    journal.close().await;
    let found = Journal::open_read_only(&path).unwrap().check_integrity().await.unwrap();
    assert_eq!(found.problems, [""; 0]);
}

#[tokio::test]
async fn entries_of_schema_8_lose_their_markup() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let db = of_schema(&path, 8);
    let insert = |guild: i64, by: i64, text: [&str; 4], undo: Option<&str>, told: i64| {
        let [what, whom, old, new] = text;
        db.execute(
            "INSERT INTO acts (guild, at, by, what, whom, old, new, reason, member, undo, \
             left_hash, told) VALUES (?1, 5000, ?2, ?3, ?4, ?5, ?6, 'why', 7, ?7, x'00', ?8)",
            rusqlite::params![guild, by, what, whom, old, new, undo, told],
        )
        .unwrap();
    };
    insert(1, 9, ["quota set", "<@7>", "by role", "8"], Some("[]"), 1);
    insert(1, 0, ["pause", "", "open", "paused"], None, 1);
    insert(0, 0, ["quota grant", "<@7>", "8 left", "5 more"], Some("[]"), 1);
    let outage = "it cannot be reached";
    insert(
        0,
        0,
        ["the video provider", "", outage, "jobs wait, and cost nothing meanwhile"],
        None,
        0,
    );
    insert(1, 9, ["channel defaults", "<#5>", "nothing", "1080P"], None, 1);
    // An entry that was deleted: its number stays used.
    db.execute("UPDATE sqlite_sequence SET seq = 20 WHERE name = 'acts'", []).unwrap();
    drop(db);

    let journal = Journal::open(&path).unwrap();
    let server = Tenant::Server(GuildId(1));
    let of_server = journal.entries_of(server, None, 0, 10).await.unwrap();
    let [defaults, pause, set] = &of_server[..] else { panic!("{of_server:?}") };
    assert_eq!((set.number, set.by), (1, Author::Member(UserId(9))));
    assert_eq!(set.target, Some(Target::Member(UserId(7))));
    let after = Allowance::Credits(Credits(8_000));
    let allowance = AuditChange::MemberAllowance { member: UserId(7), before: None, after };
    assert_eq!((&set.change, set.reason.as_str()), (&allowance, "why"));
    assert_eq!((pause.by, &pause.change), (Author::Operator, &AuditChange::Paused));
    assert_eq!((pause.target, pause.scope), (None, Scope::Tenant(server)));
    assert!(matches!(&defaults.change, AuditChange::Text { subject, .. } if subject == "<#5>"));
    let about_ann = journal.entries_of(server, Some(UserId(7)), 0, 10).await.unwrap();
    assert_eq!(numbers(&about_ann), [1]);

    let direct = journal.entries_of(Tenant::Direct, None, 0, 10).await.unwrap();
    let [outage, grant] = &direct[..] else { panic!("{direct:?}") };
    assert_eq!((grant.scope, grant.by), (Scope::Tenant(Tenant::Direct), Author::Operator));
    assert_eq!((outage.scope, outage.by), (Scope::Bot, Author::Bot));
    let cause = OutageCause::Unreachable;
    assert_eq!(outage.change, AuditChange::ProviderFailed { cause });
    let unannounced = journal.unannounced_entries().await.unwrap();
    assert_eq!(numbers(&unannounced), [outage.number]);

    let entry = AuditEntry::new(Scope::Bot, Author::Bot, outage.change.clone(), "", outage.at);
    let written = journal.record_entry(NewEntry::reported(entry, None)).await.unwrap().unwrap();
    assert_eq!(written.entry.number, 21, "numbers are not used twice: grants have them as IDs");
    journal.close().await;
}
