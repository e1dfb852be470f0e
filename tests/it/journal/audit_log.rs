//! The audit log and the documents that its entries change.

use wanbot::generation::Credits;
use wanbot::job::{GuildId, Tenant, UserId};
use wanbot::journal::{Decided, Journal, JournalError, NewEntry};
use wanbot::quota::{AuditChange, AuditEntry, Author, Document, Grant, Scope, Target};

use super::{Database, now, numbers};

const SERVER: Tenant = Tenant::Server(GuildId(1));
const ANN: UserId = UserId(7);

fn entry() -> AuditEntry {
    let change = AuditChange::MemberUnblocked { member: ANN };
    AuditEntry::new(Scope::Tenant(SERVER), Author::Member(UserId(1)), change, "why", now())
}

/// An entry that grants five credits to Ann, on top of what she has.
async fn new_grant(journal: &Journal) -> NewEntry {
    let target = Target::Member(ANN);
    let before = journal.document(SERVER, target).await.unwrap();
    let Document::Member(mut overrides) = before.clone() else { panic!("a member's") };
    overrides.grants.push(Grant { id: 0, amount: Credits(5000), until: None });
    let entry = AuditEntry { target: Some(target), ..entry() };
    let documents = Some((before, Document::Member(overrides)));
    NewEntry { entry, documents, once: None, tell: false }
}

async fn grant(journal: &Journal) -> Decided {
    let new = new_grant(journal).await;
    journal.record_entry(new).await.unwrap().unwrap()
}

fn grants(document: &Document) -> Vec<u64> {
    let Document::Member(overrides) = document else { panic!("a member's") };
    overrides.grants.iter().map(|grant| grant.id).collect()
}

#[tokio::test]
async fn an_entry_and_its_document_are_written_together() {
    for database in Database::all() {
        let journal = database.open();
        let stale = new_grant(&journal).await;
        let first = grant(&journal).await;
        assert_eq!(first.entry.number, 1);
        assert_eq!(grants(first.document.as_ref().unwrap()), [1], "a grant has its entry's number");
        let refused = journal.record_entry(stale).await;
        assert!(matches!(refused, Err(JournalError::Changed)), "{refused:?}");
        grant(&journal).await;

        let document = journal.document(SERVER, Target::Member(ANN)).await.unwrap();
        assert_eq!(grants(&document), [1, 2]);
        let server = journal.document(SERVER, Target::Server).await.unwrap();
        assert_eq!(server, Document::empty(Target::Server));
        let after = journal.entries_after(1).await.unwrap();
        let after: Vec<_> = after.into_iter().map(|d| (d.entry.number, d.document)).collect();
        assert_eq!(after, [(2, Some(document))]);
    }
}

#[tokio::test]
async fn only_the_last_change_of_a_document_can_be_undone() {
    for database in Database::all() {
        let journal = database.open();
        grant(&journal).await;
        grant(&journal).await;
        assert!(journal.reverted(1).await.unwrap().is_none(), "something was decided since");
        let (left, before) = journal.reverted(2).await.unwrap().expect("nothing was");
        assert_eq!((grants(&left), grants(&before)), (vec![1, 2], vec![1]));
        let newest = journal.entry(SERVER, None).await.unwrap().unwrap();
        assert_eq!((newest.number, newest.undone_by), (2, None));

        let mut undo = entry();
        (undo.target, undo.undoes) = (newest.target, Some(2));
        let documents = Some((left, before));
        let undo = NewEntry { entry: undo, documents, once: None, tell: false };
        journal.record_entry(undo).await.unwrap().unwrap();
        let undone = journal.entry(SERVER, Some(2)).await.unwrap().unwrap();
        assert_eq!(undone.undone_by, Some(3));
        let newest = journal.entry(SERVER, None).await.unwrap().unwrap();
        assert_eq!(newest.number, 1, "neither what is undone nor what undoes");
        assert_eq!(journal.entry(Tenant::Server(GuildId(2)), Some(1)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn entries_are_found_by_server_member_and_key() {
    for database in Database::all() {
        let journal = database.open();
        let once = |key: &str| NewEntry::reported(entry(), Some(key.into()));
        assert!(journal.record_entry(once("a")).await.unwrap().is_some());
        assert!(journal.record_entry(once("a")).await.unwrap().is_none(), "the key exists");
        let mut other = once("b");
        other.entry.change = AuditChange::Resumed;
        journal.record_entry(other).await.unwrap().unwrap();
        let found = journal.entry_once("a".into()).await.unwrap().unwrap();
        assert_eq!(found, AuditEntry { number: found.number, ..entry() });
        assert_eq!(journal.entry_once("c".into()).await.unwrap(), None);

        let page = async |member, skip| {
            numbers(&journal.entries_of(SERVER, member, skip, 9).await.unwrap())
        };
        let [a, b] = page(None, 0).await[..] else { panic!("two entries") };
        assert!(a > b, "the newest first");
        assert_eq!(page(None, 1).await, [b]);
        assert_eq!(page(Some(ANN), 0).await, [b]);
        assert!(page(Some(UserId(8)), 0).await.is_empty());
    }
}

#[tokio::test]
async fn each_server_has_at_most_twenty_entries_to_announce_at_a_time() {
    for database in Database::all() {
        let journal = database.open();
        let elsewhere = AuditEntry { scope: Scope::Tenant(Tenant::Server(GuildId(2))), ..entry() };
        for entry in (0..21).map(|_| entry()).chain([elsewhere]) {
            journal.record_entry(NewEntry::reported(entry, None)).await.unwrap().unwrap();
        }
        grant(&journal).await;
        let unannounced = async || numbers(&journal.unannounced_entries().await.unwrap());
        let expected: Vec<_> = (1..=20).chain([22]).collect();
        assert_eq!(unannounced().await, expected, "the grant is not to be announced");
        journal.mark_announced(1).await.unwrap();
        assert_eq!(unannounced().await, (2..=22).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_mark_changes_with_what_is_written_and_not_with_what_is_read() {
    for database in Database::all() {
        let journal = database.open();
        let mark = async || journal.change_mark().await.unwrap();
        let first = mark().await;
        assert!(journal.unannounced_entries().await.unwrap().is_empty());
        assert_eq!(mark().await, first);
        grant(&journal).await;
        assert_ne!(mark().await, first);
    }
}

#[tokio::test]
async fn entries_take_room_in_proportion_to_their_number() {
    for database in Database::all() {
        let journal = database.open();
        // The journal accepts any entry; the limit on concurrent grants is enforced elsewhere.
        for _ in 0..600 {
            grant(&journal).await;
        }
        let (left, before) = journal.reverted(600).await.unwrap().expect("the last can be undone");
        assert_eq!((grants(&left).len(), grants(&before).len()), (600, 599));
        let bytes = journal.check_integrity().await.unwrap().bytes;
        println!("600 grants on one document take {bytes} bytes of the journal");
        assert!(bytes < 600_000, "600 entries on a document of 20 kB take {bytes} bytes");
    }
}
