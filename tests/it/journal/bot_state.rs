//! What the bot remembers besides jobs, and backups.

use jiff::SignedDuration;
use wanbot::forecast::{RETAINED_SAMPLES, Sample, TaskClass};
use wanbot::job::{Preferences, UserId};
use wanbot::journal::{ARCHIVE_ID, Inspection, Journal, JournalIdentity, NewFiles, RestoredMarks};

use super::{Database, charge, job, now};

#[tokio::test]
async fn a_value_is_stored_once_under_its_name() {
    for database in Database::all() {
        let journal = database.open();
        assert_eq!(journal.known("name").await.unwrap(), None);
        assert_eq!(journal.get_or_insert("name", vec![0, 255]).await.unwrap(), [0, 255]);
        assert_eq!(journal.get_or_insert("name", vec![1]).await.unwrap(), [0, 255]);
        assert_eq!(journal.known("name").await.unwrap(), Some(vec![0, 255]));
        journal.probe().await.unwrap();
        assert_eq!(journal.problem(), None);
    }
}

#[tokio::test]
async fn a_selection_lasts_a_day() {
    for database in Database::all() {
        let journal = database.open();
        let hours = |n| now() + SignedDuration::from_hours(n);
        journal.insert_selection(u64::MAX, "first".into(), hours(0)).await.unwrap();
        journal.insert_selection(u64::MAX, "again".into(), hours(1)).await.unwrap();
        let found = async |at| journal.selection(u64::MAX, at).await.unwrap();
        assert_eq!(found(hours(24)).await.as_deref(), Some("first"));
        assert_eq!(found(hours(25)).await, None);
        journal.forget_selections(hours(25)).await.unwrap();
        assert_eq!(found(hours(0)).await, None, "it is deleted");
    }
}

#[tokio::test]
async fn preferences_replace_those_before() {
    for database in Database::all() {
        let journal = database.open();
        let quiet = Preferences { quiet: true, ..Preferences::default() };
        let private = Preferences { private: true, ..Preferences::default() };
        journal.set_preferences(UserId(u64::MAX), quiet).await.unwrap();
        journal.set_preferences(UserId(u64::MAX), private).await.unwrap();
        let all = journal.all_preferences().await.unwrap();
        assert_eq!(all, [(UserId(u64::MAX), private)]);
    }
}

#[tokio::test]
async fn the_last_timings_of_each_class_are_retained() {
    for database in Database::all() {
        let journal = database.open();
        let video = TaskClass::of(&job(1).request);
        let short = TaskClass { size: 2, ..video.clone() };
        let sample = |n: usize| Sample { queue: n as f64, run: 0.5 };
        journal.insert_timing(short.clone(), sample(0)).await.unwrap();
        for n in 0..RETAINED_SAMPLES + 2 {
            journal.insert_timing(video.clone(), sample(n)).await.unwrap();
        }
        let timings = journal.timings().await.unwrap();
        let timings: Vec<_> = timings.iter().map(|(class, s)| (class, s.queue, s.run)).collect();
        assert_eq!(timings.len(), 1 + RETAINED_SAMPLES);
        assert_eq!(timings[..2], [(&short, 0.0, 0.5), (&video, 2.0, 0.5)]);
    }
}

#[tokio::test]
async fn a_backup_is_taken_while_the_bot_writes_and_is_whole() {
    for database in Database::all() {
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("backup");
        let journal = database.open();
        let accept = async |numbers: std::ops::RangeInclusive<u64>| {
            for n in numbers {
                journal.accept(job(n), charge(&job(n)), now()).await.unwrap();
            }
        };
        accept(1..=50).await;
        let reader = database.open_read_only();
        let (_, found) = tokio::join!(accept(51..=300), reader.back_up(&copy, now()));
        let found = found.unwrap();
        assert_eq!(found.problems, [""; 0]);
        assert!((50..=300).contains(&found.jobs), "{found:?}");
        // The bot itself could make one as well.
        let again = journal.back_up(&copy, now()).await;
        assert!(again.unwrap_err().to_string().contains("overwrites nothing"));
        let second = dir.path().join("second");
        assert_eq!(journal.back_up(&second, now()).await.unwrap().jobs, 300);
        let marks = journal.restored_marks().await.unwrap();
        assert_eq!(marks, RestoredMarks::default(), "only the copy knows");
        journal.close().await;

        let restored = Journal::open(&copy).unwrap();
        assert_eq!(restored.open_jobs().await.unwrap().len(), found.jobs);
        let at = Some(now());
        for marks in [
            RestoredMarks { backed_up_at: at, report_since: None },
            RestoredMarks { backed_up_at: None, report_since: at },
        ] {
            assert_eq!(restored.restored_marks().await.unwrap(), marks);
            restored.note_restored().await.unwrap();
        }
        restored.note_reported().await.unwrap();
        assert_eq!(restored.restored_marks().await.unwrap(), RestoredMarks::default());
        restored.close().await;
    }
}

#[tokio::test]
async fn an_inspection_says_what_a_start_would_find() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("j.sqlite");
    let inspect = async || Journal::inspect(&path, NewFiles::Forbidden).await.unwrap();
    assert_eq!(inspect().await, Inspection::Missing);
    let journal = Journal::open(&path).unwrap();
    let new = JournalIdentity::default();
    assert_eq!(inspect().await, Inspection::Accepted(new));
    journal.get_or_insert(ARCHIVE_ID, vec![1]).await.unwrap();
    journal.accept(job(1), charge(&job(1)), now()).await.unwrap();
    let used = JournalIdentity { archive_id: Some(vec![1]), has_jobs: true };
    assert_eq!(inspect().await, Inspection::Accepted(used.clone()), "beside the bot");
    journal.close().await;
    assert_eq!(inspect().await, Inspection::Accepted(used), "without it");
}
