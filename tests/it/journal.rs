//! The journal by itself: the guarantees that the rest of the program relies on.
//!
//! `contract`, `audit_log` and `bot_state` use public operations only and hold for every database;
//! `sqlite` is about the file.

mod audit_log;
mod bot_state;
mod contract;
mod kept;
mod sqlite;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use wanbot::generation::{Credits, Money, Price, Request, Resolution};
use wanbot::job::{ChannelId, GuildId, InteractionId, Job, JobId, Origin, Place, Tenant, UserId};
use wanbot::journal::{FaultHooks, Journal};
use wanbot::quota::{Allocation, AuditEntry, Charge, ChargeState};

/// A database with an empty journal.
enum Database {
    File(tempfile::TempDir),
    /// As in simulations.
    Memory(Journal),
}

impl Database {
    /// One of each kind. Each test of the contract holds for all.
    fn all() -> [Database; 2] {
        let memory = Journal::simulated(Arc::new(NoFaults)).unwrap();
        [Database::file(), Database::Memory(memory)]
    }

    fn file() -> Database {
        Database::File(tempfile::tempdir().unwrap())
    }

    fn path(dir: &tempfile::TempDir) -> PathBuf {
        dir.path().join("j.sqlite")
    }

    /// Opens the journal as the bot does.
    fn open(&self) -> Journal {
        match self {
            Database::File(dir) => Journal::open(&Self::path(dir)).unwrap(),
            Database::Memory(journal) => journal.clone(),
        }
    }

    /// Opens the journal as the command line does beside the bot, to read it.
    fn open_read_only(&self) -> Journal {
        match self {
            Database::File(dir) => Journal::open_read_only(&Self::path(dir)).unwrap(),
            Database::Memory(journal) => journal.clone(),
        }
    }
}

struct NoFaults;

#[async_trait]
impl FaultHooks for NoFaults {
    async fn before(&self) -> Result<(), String> {
        Ok(())
    }

    async fn after(&self) {}
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn job(number: u64) -> Job {
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
            keep_audio: false,
            inputs: vec![],
        },
        Price { credits: Credits(5000), money: Money(500_000) },
        UserId(7),
        Place { tenant: Tenant::Server(GuildId(u64::MAX)), channel: ChannelId(3) },
        Origin {
            interaction: InteractionId(1000 + number),
            token: Some("t".into()),
            at: now(),
            attachment_limit: Some(1),
        },
        now(),
    )
}

pub(crate) fn charge(job: &Job) -> Charge {
    Charge {
        job: job.id,
        tenant: job.place.tenant,
        user: job.requester,
        at: job.accepted_at,
        allocation: Allocation { window: Credits(5000), grants: vec![] },
        money: Money(500_000),
        state: ChargeState::Reserved,
    }
}

/// The numbers of audit entries.
fn numbers(entries: &[AuditEntry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.number).collect()
}
