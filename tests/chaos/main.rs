//! Chaos test: the real program, in a separate process, under load from forty members. It is killed
//! (SIGKILL) every few hundred milliseconds at arbitrary points while calls to both services fail.
//! Finally the faults stop, and the records of the services are compared with the journal: nothing
//! is lost, nothing is generated or posted twice, and every account balances.
//!
//! `WANBOT_KILLS=300 cargo test --test chaos -- --nocapture` kills more often.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected has failed"
)]

mod crowd;
mod soak;
mod verdict;
mod world;

use std::time::Duration;

use rand::{Rng, SeedableRng};

use crowd::Crowd;
use world::World;

/// The number of kills in a default run.
const USUAL_KILLS: u64 = 25;
/// Time limit for all jobs to finish after the faults stop.
const PEACE: Duration = Duration::from_secs(240);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_laws_hold_when_the_program_is_killed_repeatedly() {
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
            // From before the first response to well after the first videos.
            let life = [120, 400, 900, 1_600, 3_000][rng.random_range(0..5)];
            let life = life + rng.random_range(0..300);
            tokio::time::sleep(Duration::from_millis(life)).await;
            child.kill().await.unwrap();
            if kill % 10 == 9 {
                verdict::ledger_is_whole(&world).await;
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
    let open = world.jobs().await.into_iter().filter(|j| !j.is_settled()).count();
    assert!(settled.is_ok(), "{open} jobs did not finish\n{}", world.log());
    verdict::ledger_is_whole(&world).await;
    verdict::keeps_secrets(&world);
    let figures = verdict::pronounce(&world, &crowd).await;
    println!("seed {seed}: {kills} kills in {:.0} s; {figures}", began.elapsed().as_secs_f64());
    assert!(figures.jobs as u64 > kills / 2, "too few jobs: {figures}");
    assert!(figures.breaches.is_empty(), "{}", figures.breaches.join("\n"));
}
