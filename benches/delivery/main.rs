//! From "the provider is done" to "the message is there", over throttled lines, against
//! download-then-upload and against the slower of the two lines; then our own share of a whole
//! journey, and the memory that large clips take, both of the real program in a process of its
//! own. `cargo bench --bench delivery`, or `-- memory` for that alone; what the figures mean is in docs/performance.md.

#[expect(dead_code, reason = "the benchmark of load asks for more")]
#[path = "../load/bot.rs"]
mod bot;
mod lines;
mod program;

/// Secrets of the stand-ins.
const TOKEN: &str = "emulated-token";
const KEY: &str = "sk-emulated";
const MB: u64 = 1_000_000;

/// So many bytes that begin like a clip: what begins otherwise is not taken for one.
fn clip_of(size: usize) -> bytes::Bytes {
    let mut clip = b"\0\0\0\x18ftypmp42".to_vec();
    clip.resize(size, 7);
    clip.into()
}

#[tokio::main]
async fn main() {
    // `cargo test --bench delivery` only wants to see it run.
    let brief = !std::env::args().any(|a| a == "--bench");
    if !std::env::args().any(|a| a == "memory") {
        lines::compare(brief).await;
        program::share(if brief { 4 } else { 100 }).await;
    }
    program::memory(if brief { 3 } else { 45 }).await;
    program::held(if brief { 3 } else { 60 }).await;
    program::image(if brief { 800 } else { 7_900 }).await;
}
