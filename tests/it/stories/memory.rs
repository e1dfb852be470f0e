//! The memory of the real program with large files. The bound is generous: it fails where files are
//! held whole.

use super::paid::undeliverable;
use crate::harness::member::text;
use crate::harness::program::Program;
use crate::harness::{PATIENCE, Story};

/// 25 times at once, as an attacker would: together they are 400 MB.
#[tokio::test]
async fn a_large_held_result_is_given_in_pieces() {
    let mut t = Story::begin().await;
    // Its boosts allow files of 100 MB.
    t.world.discord.set_tier(t.guild, 3);
    t.world.wan.set_least_bytes(16_000_000);
    let (ann, job) = undeliverable(&t).await;
    t.stop().await;
    let settings = [("WANBOT__STORAGE__RETENTION", "forever"), ("WANBOT__QUOTA__CREDITS", "200")];
    let program = Program::start(&t, &settings).await;
    let before = program.megabytes("VmHWM:");
    let named = [("job", text(&job))];
    let asked: Vec<_> = (0..25).map(|_| ann.tries("job", &named).unwrap()).collect();
    for interaction in asked {
        let given = t
            .world
            .discord
            .wait(4 * PATIENCE, |d| d.seen(interaction).answer.filter(|answer| !answer.thinking));
        let given = given.await.expect("an answer");
        assert_eq!(given.files.len(), 1, "{}", given.content);
    }
    let peak = program.megabytes("VmHWM:");
    println!("25 times /job on a held video of 16 MB: {before} MB before, {peak} MB at the most");
    assert!(peak < before + 200, "{peak} MB, from {before} MB");
    drop(program);
    t.finish().await;
}
