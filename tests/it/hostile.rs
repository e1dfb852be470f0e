//! Hostile files: validated directly, complete and truncated at any point, and end to end through
//! commands.

use std::path::Path;

use wanbot::emulator::discord::OptionValue;
use wanbot::media;

use crate::harness::Story;
use crate::harness::hostile::{As, Right, corpus};
use crate::harness::member::{file, text};

#[test]
fn every_file_and_every_part_of_it_is_looked_at_without_harm() {
    for hostile in corpus() {
        let bytes = &hostile.bytes;
        let whole = media::measure(bytes);
        // Damaged pixel data is only detected when it is decoded.
        if hostile.right == Right::Taken {
            assert!(whole.is_ok(), "{}: {whole:?}", hostile.name);
        }
        let parts = (0..64).chain((1..40).map(|n| bytes.len() * n / 40));
        for end in parts.filter(|end| *end < bytes.len()) {
            let _ = media::measure(&bytes[..end]);
        }
    }
}

/// End to end: each file gets the right response, a refused file is neither charged nor stored, and
/// the bot still accepts the next request.
#[tokio::test]
async fn every_hostile_file_gets_the_right_answer_to_a_command() {
    let settings =
        [("queue.waiting_per_member", 50.into()), ("queue.requests_per_minute", 1000.into())];
    let t = Story::begin_with(&settings).await;
    let ann = t.member("ann");
    for hostile in corpus() {
        let attached = file(hostile.name, hostile.bytes);
        let words = ("prompt", text("x"));
        let preview = ("preview", OptionValue::Boolean(true));
        let response = match hostile.given {
            As::Image => ann.uses("animate", &[("image", attached), preview]).await,
            As::Video => ann.uses("edit", &[("video", attached), words, preview]).await,
            As::Audio => ann.uses("video", &[("audio", attached), words, preview]).await,
        };
        let said = response.text();
        match hostile.right {
            Right::Taken => {
                assert!(said.contains("This would be accepted"), "{}: {said}", hostile.name)
            }
            Right::Refused(why) => {
                assert!(said.contains(why), "{}: {said}", hostile.name);
                assert!(said.contains("Nothing was charged."), "{}: {said}", hostile.name);
            }
        }
        assert!(response.is_private(), "{}", hostile.name);
        assert_eq!(t.archived("inputs"), 0, "{}: nothing is kept", hostile.name);
    }
    let good = crate::harness::files::png(300, 300);
    ann.uses("animate", &[("image", file("good.png", good))]).await;
    t.pass(120).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

/// The small files are the fuzzing seeds; `WANBOT_WRITE_CORPUS=1` writes them.
#[test]
fn fuzzing_begins_with_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/media");
    for hostile in corpus().into_iter().filter(|h| h.bytes.len() <= 4_096) {
        let path = folder.join(hostile.name);
        if std::env::var_os("WANBOT_WRITE_CORPUS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &hostile.bytes).unwrap();
        }
        assert!(std::fs::read(&path).is_ok_and(|b| b == hostile.bytes), "{}", path.display());
    }
}
