//! Time from the end of a task to the post, over throttled connections, compared with
//! download-then-upload and with the slower of the two connections. Also the bot's own share of a
//! job's total time, and its memory use with large videos, both measured on the real program in a
//! separate process. `cargo bench --bench delivery`, or `-- memory` for the memory alone;
//! docs/performance.md explains the results.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "the numbers and lists are the benchmark's own"
)]

#[expect(dead_code, reason = "the benchmark of load asks for more")]
#[path = "../load/bot.rs"]
mod bot;
mod lines;
mod program;

/// Secrets of the emulators.
const TOKEN: &str = "emulated-token";
const KEY: &str = "sk-emulated";
const MB: u64 = 1_000_000;

/// The given number of bytes with a video header: other content is refused.
fn video_of(size: usize) -> bytes::Bytes {
    let mut video = b"\0\0\0\x18ftypmp42".to_vec();
    video.resize(size, 7);
    video.into()
}

#[tokio::main]
async fn main() {
    // `cargo test --bench delivery` only checks that it runs.
    let brief = !std::env::args().any(|a| a == "--bench");
    if !std::env::args().any(|a| a == "memory") {
        lines::compare(brief).await;
        program::share(if brief { 4 } else { 100 }).await;
    }
    program::memory(if brief { 3 } else { 45 }).await;
    program::held(if brief { 3 } else { 60 }).await;
    program::image(if brief { 800 } else { 7_900 }).await;
}
