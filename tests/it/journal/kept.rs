//! Journals that earlier versions wrote, and which this one opens. `kept/schema-6.db` is the journal
//! of the demo of ec3ba30 (2026-11-25), killed in the middle of its story.

use std::collections::BTreeMap;
use std::path::Path;

use wanbot::job::{GuildId, JobId, Tenant, UserId};
use wanbot::journal::Journal;
use wanbot::quota::{AuditChange, Author, Scope, Target};

const SCHEMA_6: &[u8] = include_bytes!("kept/schema-6.db");
const SERVER: Tenant = Tenant::Server(GuildId(1576079624796897280));
const MODERATOR: UserId = UserId(1576079624855617539);
const MEMBER: UserId = UserId(1576079624855617537);

async fn opened(folder: &Path) -> Journal {
    let path = folder.join("journal.sqlite");
    std::fs::write(&path, SCHEMA_6).unwrap();
    Journal::open(&path).unwrap()
}

#[tokio::test]
async fn jobs_of_an_earlier_version_are_carried_on() {
    let folder = tempfile::tempdir().unwrap();
    let journal = opened(folder.path()).await;
    let open = journal.open_jobs().await.unwrap();
    let mut states: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for job in &open {
        states.entry(job.state.name()).or_default().push(job.id.to_string());
        assert!(!job.request.prompt.is_empty(), "{job:?}");
        assert!(job.task().is_some(), "its task at the provider is known: {job:?}");
        assert_eq!(job.place.tenant, SERVER);
    }
    states.values_mut().for_each(|jobs| jobs.sort());
    let expected =
        [("finished", vec!["9bnsajry", "e2860hac", "hafz90hs"]), ("running", vec!["m56rwv8r"])];
    assert_eq!(
        states,
        BTreeMap::from(expected.map(|(s, ids)| (s, ids.into_iter().map(str::to_owned).collect())))
    );
    // One that ended is found as before, with what it cost.
    let id: JobId = "kjgv7v91".parse().unwrap();
    let job = journal.job(id).await.unwrap().expect("it was delivered");
    assert_eq!(job.state.name(), "delivered");
    journal.close().await;
}

#[tokio::test]
async fn what_an_earlier_version_recorded_of_moderators_can_be_read_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let journal = opened(folder.path()).await;
    let entries = journal.entries_of(SERVER, None, 0, 10).await.unwrap();
    let [entry] = &entries[..] else { panic!("one grant: {entries:?}") };
    assert_eq!(entry.by, Author::Member(MODERATOR));
    assert_eq!((entry.scope, entry.target), (Scope::Tenant(SERVER), Some(Target::Member(MEMBER))));
    assert_eq!(entry.reason, "film night");
    assert!(!matches!(entry.change, AuditChange::Unreadable), "{entry:?}");
    let (after, before) = journal.reverted(entry.number).await.unwrap().expect("nothing since");
    assert_ne!(serde_json::to_string(&after).unwrap(), serde_json::to_string(&before).unwrap());
    journal.close().await;
}

#[tokio::test]
async fn the_ledger_of_an_earlier_version_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let journal = opened(folder.path()).await;
    journal.close().await;
    let path = folder.path().join("journal.sqlite");
    let report = Journal::open_read_only(&path).unwrap().check_integrity().await.unwrap();
    assert_eq!(report.problems, [""; 0]);
    assert_eq!((report.jobs, report.open), (10, 4));
}
