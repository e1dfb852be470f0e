//! The real program is killed while a converter runs for it.

use std::path::Path;

use super::converted::{case, fake_converters};
use super::held_up::until;
use crate::harness::Story;
use crate::harness::member::{file, text};
use crate::harness::program::Program;

/// The converters' directories in a temporary directory.
fn directories(temporary: &str) -> usize {
    let entries = std::fs::read_dir(temporary).unwrap().flatten();
    entries.filter(|e| e.file_name().to_string_lossy().starts_with("wanbot-files-")).count()
}

/// Nothing that the program can do in its last moment ends them: they see that it is gone.
#[tokio::test]
async fn converters_end_with_the_program_and_their_directories_at_the_next_start() {
    let mut t = Story::prepare(&[]).await;
    let at = |name: &str| t.folder().join(name).display().to_string();
    let (started, ffmpeg, temporary) = (at("started"), at("ffmpeg"), at("temporary"));
    let script = format!("echo $$ > {started}.new; mv {started}.new {started}; exec sleep 600");
    fake_converters(&mut t, &script);
    std::fs::create_dir(&temporary).unwrap();
    let settings = [("WANBOT__CONVERT__FFMPEG", &*ffmpeg), ("TMPDIR", &*temporary)];
    let mut program = Program::start(&t, &settings).await;
    let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
    t.member("ann").tries("video", &[("prompt", text("x")), ("audio", voice)]).unwrap();
    until("a converter runs", || Path::new(&started).exists()).await;
    let converter = std::fs::read_to_string(&started).unwrap();
    let converter = Path::new("/proc").join(converter.trim());
    assert!(converter.exists());
    assert_eq!(directories(&temporary), 1);

    program.process.kill().await.unwrap();
    until("the converter ends too", || !converter.exists()).await;
    assert_eq!(directories(&temporary), 1, "nobody could remove it");
    let program = Program::start(&t, &settings).await;
    assert_eq!(directories(&temporary), 0);
    drop(program);
    t.unheard();
    t.finish().await;
}
