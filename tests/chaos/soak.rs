//! Soak test: a steady load for a long time, with memory, open files and stored size printed each
//! minute.
//!
//! `WANBOT_SOAK_SECONDS=1200 cargo test --test chaos steady -- --nocapture` runs longer.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::crowd::Crowd;
use crate::verdict;
use crate::world::World;

/// The duration of a default run.
const USUAL_SECONDS: u64 = 12;

/// A measurement of the process and its files.
struct Sample {
    seconds: u64,
    resident_kb: u64,
    open_files: usize,
    jobs: usize,
    journal: u64,
    archive: u64,
}

impl std::fmt::Display for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>6} s  {:>7} jobs  {:>6.1} MB resident  {:>3} files  journal {:>6.1} MB  archive {:>7.1} MB",
            self.seconds,
            self.jobs,
            self.resident_kb as f64 / 1e3,
            self.open_files,
            self.journal as f64 / 1e6,
            self.archive as f64 / 1e6
        )
    }
}

fn size(at: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(at) else { return at.metadata().map_or(0, |m| m.len()) };
    entries.flatten().map(|e| size(&e.path())).sum()
}

/// Takes a measurement; `None` where there is no `/proc`.
async fn look(world: &World, pid: u32, began: Instant) -> Option<Sample> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    let journal = world.journal();
    let wal = journal.with_extension("sqlite-wal");
    Some(Sample {
        seconds: began.elapsed().as_secs(),
        resident_kb: line.split_whitespace().nth(1)?.parse().ok()?,
        open_files: std::fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count(),
        jobs: world.jobs().await.len(),
        journal: size(&journal) + size(&wal),
        archive: size(&world.archive()),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn steady_load() {
    let seconds =
        std::env::var("WANBOT_SOAK_SECONDS").map_or(USUAL_SECONDS, |n| n.parse().unwrap());
    let world = World::begin().await;
    let crowd = Crowd::gather(&world);
    let mut child = world.start_with(&[("WANBOT__QUOTA__CREDITS", "unlimited")]);
    let pid = child.id().unwrap();
    let began = Instant::now();
    let mut samples = Vec::new();
    let sampling = async {
        let between = Duration::from_secs((seconds / 20).max(3));
        while began.elapsed().as_secs() < seconds {
            tokio::time::sleep(between).await;
            if let Some(sample) = look(&world, pid, began).await {
                println!("{sample}");
                samples.push(sample);
            }
        }
    };
    tokio::select! {
        () = crowd.keep_asking(&world, 1) => unreachable!("the crowd never tires"),
        () = sampling => {}
    }
    let settled = tokio::time::timeout(Duration::from_secs(240), world.settled()).await;
    let rest = look(&world, pid, began).await;
    if let Some(rest) = &rest {
        println!("{rest}, at rest");
    }
    child.kill().await.unwrap();
    assert!(settled.is_ok(), "jobs did not finish\n{}", world.log());
    verdict::ledger_is_whole(&world).await;
    let (Some(first), Some(rest)) = (samples.first(), rest) else { return };
    assert!(rest.jobs > 0 && rest.open_files <= first.open_files + 32, "{first}\n{rest}");
}
