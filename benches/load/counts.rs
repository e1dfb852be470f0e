//! Counts instead of times, for shared machines: the instructions that one command costs the bot
//! (valgrind counts those of a run with few commands and of one with more), and its calls.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wanbot::clock::Clock;
use wanbot::emulator::Record;

use crate::bot::Bot;
use crate::world::{SERVERS, World};

/// The commands of the two runs.
const COMMANDS: [usize; 2] = [100, 400];
/// How long a bot is observed at rest, in seconds.
const REST: [u64; 2] = [5, 25];

pub async fn count() {
    calls().await;
    let found = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if !found.is_ok_and(|s| s.success()) {
        println!("skipped: valgrind is not there (Debian's package `valgrind`)");
        return;
    }
    let [short, long] = [rest(REST[0]).await, rest(REST[1]).await];
    let resting = long.instructions.saturating_sub(short.instructions) as f64
        / long.lasted.saturating_sub(short.lasted).as_secs_f64();
    // With names of functions, for `callgrind_annotate`.
    let kept = std::env::var_os("CALLGRIND_OUT").map(PathBuf::from);
    let few = commands(COMMANDS[0], None).await;
    let many = commands(COMMANDS[1], kept.as_deref()).await;
    let more = many.instructions.saturating_sub(few.instructions) as f64;
    // Where the machine is slow, more of what happens anyway happens meanwhile.
    let anyway = resting * (many.lasted.as_secs_f64() - few.lasted.as_secs_f64());
    let each = (more - anyway) / (COMMANDS[1] - COMMANDS[0]) as f64;
    println!("instructions of one command, one after the other: {each:.0}");
    println!("instructions a second at rest, six tasks at the provider: {resting:.0}");
}

/// What was counted, and over which time.
struct Counted {
    instructions: u64,
    lasted: Duration,
}

/// Prints the calls to both services, by route.
async fn calls() {
    let world = World::recording(SERVERS, 5, Record::in_memory(Clock::System)).await;
    let _bot = Bot::start(&world.running);
    world.connected().await;
    let before = world.running.record.exchanges().len();
    world.one_by_one(0, COMMANDS[0]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut routes: BTreeMap<String, usize> = BTreeMap::new();
    for call in world.running.record.exchanges().into_iter().skip(before) {
        let id = |part: &str| part.len() > 12 && part.bytes().any(|b| b.is_ascii_digit());
        let part = |part| if id(part) { "…" } else { part };
        let path: Vec<_> = call.path.split('/').map(part).collect();
        let route = format!("{} {} {}", call.service, call.method, path.join("/"));
        *routes.entry(route).or_default() += 1;
    }
    println!("calls for {} commands, one after the other:", COMMANDS[0]);
    for (route, calls) in routes {
        println!("  {calls} {route}");
    }
}

/// The instructions of a run with this number of commands.
async fn commands(count: usize, kept: Option<&Path>) -> Counted {
    counted(kept, async |world| world.one_by_one(0, count).await).await
}

/// The instructions of a run that does nothing for a while, once all slots at the provider are
/// taken.
async fn rest(seconds: u64) -> Counted {
    counted(None, async |world| {
        world.one_by_one(0, 10).await;
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    })
    .await
}

async fn counted(kept: Option<&Path>, act: impl AsyncFnOnce(&World)) -> Counted {
    let world = World::new(SERVERS, 5).await;
    let mut valgrind = Command::new("valgrind");
    let out = tempfile::NamedTempFile::new().expect("a file");
    let path = kept.unwrap_or(out.path());
    valgrind
        .args(["--tool=callgrind", "-q"])
        .arg(format!("--callgrind-out-file={}", path.display()))
        .args([env!("CARGO_BIN_EXE_wanbot"), "run"]);
    let mut bot = Bot::start_as(&world.running, &mut valgrind, &[]);
    world.connected().await;
    let began = Instant::now();
    act(&world).await;
    let lasted = began.elapsed();
    bot.end();
    let counts = std::fs::read_to_string(path).expect("callgrind's output");
    let total = counts.lines().find_map(|l| l.strip_prefix("totals: "));
    let instructions = total.and_then(|n| n.trim().parse().ok()).expect("a total");
    Counted { instructions, lasted }
}
