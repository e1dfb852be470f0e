//! Benchmarks of the quota book: `cargo bench --bench quota`. Both sides of every comparison run in
//! this process; docs/performance.md explains the results.

#[path = "made/memory.rs"]
mod memory;
#[path = "made/sqlite_charges.rs"]
mod sqlite_charges;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use wanbot::generation::{Credits, Money, Price};
use wanbot::job::{GuildId, JobId, Tenant, UserId};
use wanbot::journal::Journal;
use wanbot::quota::{Allocation, Allowance, Charge, ChargeState, Payer, Policy, QuotaBook};

/// The full number for a benchmark, or a hundredth: `cargo test --bench quota` only checks that it
/// runs.
fn scaled(n: u64) -> u64 {
    static WHOLE: LazyLock<bool> = LazyLock::new(|| std::env::args().any(|a| a == "--bench"));
    if *WHOLE { n } else { n / 100 }
}

fn policy() -> Policy {
    Policy {
        zone: TimeZone::get("Europe/Berlin").expect("the time zones are compiled in"),
        budget_day: Some(Money(i64::MAX / 4)),
        budget_month: Some(Money(i64::MAX / 4)),
        ..Policy::plain(Allowance::Credits(Credits(1_000_000_000)))
    }
}

fn book() -> QuotaBook {
    QuotaBook::new(policy(), Some(Money(i64::MAX / 4)), None)
}

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a time")
}

/// Reservations, each settled immediately, over many members of one server.
fn pairs(book: &QuotaBook, guild: u64, members: u64, from: u64) -> Duration {
    let price = Price { credits: Credits(500), money: Money(50_000) };
    let (tenant, now) = (Tenant::Server(GuildId(guild)), noon());
    let begun = Instant::now();
    for n in 0..scaled(1_000_000) {
        // A thousand per second of the bot's own time.
        let now = now + SignedDuration::from_millis(n.cast_signed());
        let user = UserId(1 + n % members);
        let payer = Payer { tenant, user, roles: &[] };
        let job = JobId::from_bits(from + n);
        let reservation = book.reserve(job, &payer, price, now).expect("there is enough");
        reservation.commit();
        assert!(book.settle(tenant, user, job, price.money));
    }
    begun.elapsed()
}

fn rate(took: Duration, pairs: u64) -> String {
    format!("{:.2} million pairs a second", pairs as f64 / took.as_secs_f64() / 1e6)
}

fn threads(servers: [u64; 2]) -> Duration {
    let book = Arc::new(book());
    let begun = Instant::now();
    let both = servers.map(|server| {
        let book = Arc::clone(&book);
        let from = if server == servers[0] { 0 } else { scaled(1_000_000) };
        std::thread::spawn(move || pairs(&book, server, 1000, from))
    });
    for thread in both {
        thread.join().expect("no panic");
    }
    begun.elapsed()
}

fn rebuild(dir: &std::path::Path) {
    let path = dir.join("journal.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        Journal::open(&path).expect("a journal").close().await;
    });
    let charges = (0..scaled(1_000_000)).map(|n| Charge {
        job: JobId::from_bits(n),
        tenant: Tenant::Server(GuildId(n % 100 + 1)),
        user: UserId(n % scaled(100_000) + 1),
        at: noon() - SignedDuration::from_secs(2 * n.cast_signed()),
        allocation: Allocation { window: Credits(5_000), grants: Vec::new() },
        money: Money(500_000),
        // The last hundred are still reserved.
        state: if n < 100 { ChargeState::Reserved } else { ChargeState::Spent },
    });
    sqlite_charges::insert(&path, charges);
    let (took, accounts) = runtime.block_on(async {
        let journal = Journal::open(&path).expect("a journal");
        let book = Arc::new(book());
        let begun = Instant::now();
        journal.load_into(Arc::clone(&book), noon()).await.expect("filled");
        let took = begun.elapsed();
        journal.close().await;
        (took, book.accounts())
    });
    let rows = scaled(1_000_000);
    println!("rebuild: {rows} charges of {accounts} accounts in {:.2} s", took.as_secs_f64());
}

fn main() {
    println!("one thread, 1 member:         {}", rate(pairs(&book(), 1, 1, 0), scaled(1_000_000)));
    println!(
        "one thread, 1,000 members:    {}",
        rate(pairs(&book(), 1, 1000, 0), scaled(1_000_000))
    );
    println!(
        "one thread, 100,000 members:  {}",
        rate(pairs(&book(), 1, scaled(100_000), 0), scaled(1_000_000))
    );
    println!("two threads, a server each:   {}", rate(threads([1, 2]), 2 * scaled(1_000_000)));
    println!("two threads, the same server: {}", rate(threads([1, 1]), 2 * scaled(1_000_000)));

    let resident = || memory::said("self", "VmRSS:");
    let before = resident();
    let full = book();
    pairs(&full, 1, scaled(100_000), 0);
    let members = scaled(100_000);
    let per_account = (resident() - before) / members as f64;
    println!("memory: {per_account:.0} bytes an account ({members} accounts, ten charges each)");
    drop(full);

    let dir = tempfile::tempdir().expect("a folder");
    rebuild(dir.path());
}
