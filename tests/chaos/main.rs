//! The real program, in a process of its own, under load from forty members, killed (SIGKILL)
//! every few hundred milliseconds in the middle of whatever it is doing, with calls to both
//! services going wrong besides. In the end it is left in peace, and what the services recorded is
//! held against the journal: nothing lost, nothing made or posted twice, every account whole.
//!
//! `WANBOT_KILLS=300 cargo test --test chaos -- --nocapture` kills more often.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has failed")]

mod crowd;
mod soak;
mod verdict;
mod world;

use std::time::Duration;

use rand::{Rng, SeedableRng};

use crowd::Crowd;
use world::World;

/// What runs without being asked for more.
const USUAL_KILLS: u64 = 25;
/// How long everything may take to come to its end in peace.
const PEACE: Duration = Duration::from_secs(240);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again() {
    let kills = std::env::var("WANBOT_KILLS").map_or(USUAL_KILLS, |n| n.parse().unwrap());
    let seed = std::env::var("WANBOT_CHAOS_SEED").map_or(1, |n| n.parse().unwrap());
    let mut rng = rand::rngs::StdRng::seed_from_u64(seed);
    let began = std::time::Instant::now();
    let world = World::begin().await;
    let crowd = Crowd::gather(&world);
    let asking = crowd.keep_asking(&world, seed);
    let killing = async {
        for kill in 0..kills {
            world.trouble(&mut rng);
            let mut child = world.start();
            // From before the first answer to well after the first clips.
            let life = [120, 400, 900, 1_600, 3_000][rng.random_range(0..5)];
            let life = life + rng.random_range(0..300);
            tokio::time::sleep(Duration::from_millis(life)).await;
            child.kill().await.unwrap();
            if kill % 10 == 9 {
                verdict::ledger_is_whole(&world);
            }
        }
    };
    tokio::select! {
        () = asking => unreachable!("the crowd never tires"),
        () = killing => {}
    }

    world.make_peace();
    let mut child = world.start();
    let settled = tokio::time::timeout(PEACE, world.settled()).await;
    child.kill().await.unwrap();
    let open = world.jobs().into_iter().filter(|j| !j.is_settled()).count();
    assert!(settled.is_ok(), "{open} jobs never come to their end\n{}", world.log());
    verdict::ledger_is_whole(&world);
    verdict::keeps_secrets(&world);
    let figures = verdict::pronounce(&world, &crowd);
    println!("seed {seed}: {kills} kills in {:.0} s; {figures}", began.elapsed().as_secs_f64());
    assert!(figures.jobs > kills as usize / 2, "too little was going on: {figures}");
    assert!(figures.breaches.is_empty(), "{}", figures.breaches.join("\n"));
}
