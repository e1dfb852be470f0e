//! `wanbot check`: it reports everything that would prevent a start, without changing anything.
//! Also a start without problems.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::Discord;
use wanbot::journal::Journal;

use crate::cli::{command, said, wanbot};
use crate::harness::member::file;
use crate::harness::{PATIENCE, Story, files, sqlite};

const OFFLINE: [&str; 2] = ["check", "--offline"];

/// Every file and folder below a path.
fn listing(folder: &Path) -> BTreeSet<PathBuf> {
    let mut all = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(listing(&path));
        }
        all.insert(path);
    }
    all
}

/// The output of `wanbot check --offline` for a journal; asserts that the folder is unchanged.
async fn looks(t: &Story, journal: &str) -> (bool, String) {
    let before = listing(t.folder());
    let output = wanbot(t, &OFFLINE, &[("WANBOT__STORAGE__JOURNAL", journal)]).await;
    let words = said(&output);
    assert_eq!(listing(t.folder()), before, "{words}");
    (output.status.success(), words)
}

fn path(t: &Story, name: &str) -> String {
    t.folder().join(name).display().to_string()
}

#[tokio::test]
async fn an_offline_check_creates_nothing() {
    let mut t = Story::prepare(&[]).await;
    let journal = path(&t, "journal.sqlite");
    let (good, words) = looks(&t, &journal).await;
    assert!(good && words.contains("archive does not exist yet"), "{words}");

    // While the bot runs, the journal has a WAL file and its shared-memory index.
    t.start().await;
    let read = format!("ok    the journal {journal} can be read");
    let (good, words) = looks(&t, &journal).await;
    assert!(good && words.contains(&read), "{words}");
    let log = path(&t, "journal.sqlite-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0, "the log is of some use to the next part");

    // Copied without the index, as by a careless backup.
    std::fs::create_dir(t.folder().join("copy")).unwrap();
    let copy = path(&t, "copy/journal.sqlite");
    std::fs::copy(&journal, &copy).unwrap();
    std::fs::copy(&log, format!("{copy}-wal")).unwrap();
    let (good, words) = looks(&t, &copy).await;
    let unread = format!(
        "note  the journal {copy} was not closed, and {copy}-shm is not there: it was not \
         checked, since that would create the file (--offline)"
    );
    assert!(good && words.contains(&unread), "{words}");

    // A restored backup next to the WAL file of the journal that it replaces.
    let restored = path(&t, "copy/restored.sqlite");
    t.journal().back_up(Path::new(&restored), t.now()).await.unwrap();
    std::fs::copy(&log, format!("{restored}-wal")).unwrap();
    let (good, words) = looks(&t, &restored).await;
    let expected = format!("error storage.journal: {restored}-wal belongs to the journal that");
    assert!(!good && words.contains(&expected), "{words}");

    t.stop().await;
    assert!(!Path::new(&log).exists(), "closed");
    let (good, words) = looks(&t, &journal).await;
    assert!(good && words.contains(&read), "{words}");
    t.finish().await;
}

/// Also with a file name that contains characters with a meaning in a URI.
#[tokio::test]
async fn journals_of_other_schemas() {
    let t = Story::prepare(&[]).await;
    let journal = path(&t, "j ?mode=rw#%41.sqlite");
    drop(sqlite::of_schema(Path::new(&journal), 1));
    let (good, words) = looks(&t, &journal).await;
    assert!(good && words.contains(&format!("the journal {journal} can be read")), "{words}");

    sqlite::set_schema(Path::new(&journal), 99);
    let (good, words) = looks(&t, &journal).await;
    let newer = "error storage.journal: the journal has schema 99";
    assert!(!good && words.contains(newer), "{words}");
    t.finish().await;
}

#[tokio::test]
async fn an_archive_of_another_journal_is_refused_as_by_a_start() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("animate", &[("image", file("a.png", files::png(300, 300)))]).await;
    t.crash().await;
    let (good, words) = looks(&t, &path(&t, "journal.sqlite")).await;
    assert!(good, "its own: {words}");

    let (new, other) = (path(&t, "new.sqlite"), path(&t, "other.sqlite"));
    let journal = Journal::open(Path::new(&other)).unwrap();
    journal.get_or_insert("archive_id", b"of another archive".to_vec()).await.unwrap();
    journal.close().await;
    for wrong in [&new, &other] {
        let (good, words) = looks(&t, wrong).await;
        let archive = path(&t, "archive");
        let expected = format!("the archive {archive} belongs to another journal than {wrong}:");
        assert!(!good && words.contains(&format!("error {expected}")), "{words}");
        let run = wanbot(&t, &["run"], &[("WANBOT__STORAGE__JOURNAL", wrong)]).await;
        assert!(!run.status.success() && said(&run).contains(&expected), "{}", said(&run));
    }
    assert_eq!(t.archived("inputs"), 1, "what the job waits for is there");
    t.start().await;
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

/// Also offline, and although the mode of the folder permits it.
#[tokio::test]
async fn an_archive_that_takes_no_file_is_found_by_trying() {
    let t = Story::prepare(&[]).await;
    std::fs::create_dir(t.folder().join("archive")).unwrap();
    let before = listing(t.folder());
    let unwritable = format!("error storage.archive: {} cannot be written:", path(&t, "archive"));
    for args in [&OFFLINE[..], &["check"]] {
        let check = command(&t, args, &[]);
        let check = check.as_std();
        // No file may become larger than nothing.
        let mut shell = tokio::process::Command::new("/bin/sh");
        shell
            .args(["-c", "ulimit -f 0; trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(check.get_program())
            .args(check.get_args())
            .env_clear()
            .envs(check.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(t.folder());
        let words = said(&shell.output().await.unwrap());
        assert!(words.contains(&unwritable), "{args:?}: {words}");
    }
    let left: Vec<_> = listing(t.folder()).difference(&before).cloned().collect();
    assert_eq!(left, Vec::<PathBuf>::new(), "nothing is left");
    t.finish().await;
}

/// The folder contains prompts and private results.
#[tokio::test]
async fn a_folder_that_it_makes_is_nobody_elses() {
    let t = Story::prepare(&[]).await;
    let output = wanbot(&t, &["check"], &[]).await;
    assert!(output.status.success(), "{}", said(&output));
    let mode = std::fs::metadata(t.folder().join("archive")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    t.finish().await;
}

#[tokio::test]
async fn a_bot_whose_user_is_not_its_application_is_reported() {
    let t = Story::prepare(&[]).await;
    let same = said(&wanbot(&t, &["check"], &[]).await);
    assert!(!same.contains("is not its application"), "{same}");
    let application = t.world.discord.separate_application();
    let output = wanbot(&t, &["check"], &[]).await;
    let (words, user) = (said(&output), t.world.discord.bot());
    let note = format!(
        "note  the bot's user ({user}) is not its application ({application}), as with \
         applications from before 2016: both are used where they belong"
    );
    assert!(output.status.success() && words.contains(&note), "{words}");
    assert!(words.contains(&format!("client_id={application}&")), "{words}");
    t.finish().await;
}

#[tokio::test]
async fn commands_that_exist_twice_are_reported() {
    let t = Story::prepare(&[]).await;
    let guild = t.guild.to_string();
    let here = [("WANBOT__DISCORD__REGISTER_COMMANDS_IN", guild.as_str())];
    let done = wanbot(&t, &["register"], &[]).await;
    assert!(done.status.success(), "{}", said(&done));
    let once = said(&wanbot(&t, &["check"], &[]).await);
    assert!(!once.contains("appears twice"), "{once}");
    let words = said(&wanbot(&t, &["check"], &here).await);
    let note = "note  commands are also registered globally, so each appears twice: the next start \
                removes the global ones, since discord.register_commands_in names servers";
    assert!(words.contains(note), "{words}");

    // The reverse change: the server keeps its own commands.
    let done = wanbot(&t, &["register"], &here).await;
    assert!(done.status.success(), "{}", said(&done));
    let body = json!({"message": "Missing Access", "code": 50001});
    let refused = Effect::Answer { status: 403, body, headers: vec![] };
    t.fault("discord", "PUT", "/guilds/", 1, refused);
    let done = wanbot(&t, &["register"], &[]).await;
    assert!(done.status.success(), "{}", said(&done));
    let words = said(&wanbot(&t, &["check"], &[]).await);
    let note = format!(
        "note  commands are registered globally and also in single servers ({guild}), so each \
         appears twice: the next start removes those of the servers, since \
         discord.register_commands_in names no server"
    );
    assert!(words.contains(&note), "{words}");
    let done = wanbot(&t, &["register"], &[]).await;
    assert!(done.status.success(), "{}", said(&done));
    let once = said(&wanbot(&t, &["check"], &[]).await);
    assert!(!once.contains("appears twice"), "{once}");
    t.finish().await;
}

#[tokio::test]
async fn a_start_in_good_order_warns_of_nothing() {
    let t = Story::prepare(&[]).await;
    // A free port, as other stories run at the same time; everything else is at its default.
    let any = "127.0.0.1:0";
    let ports = [("WANBOT__HTTP__LISTEN", any), ("WANBOT__HTTP__METRICS_LISTEN", any)];
    let mut command = command(&t, &["run"], &ports);
    let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let ready = |d: &Discord| (d.is_connected() && d.registrations() > 0).then_some(());
    let ready = t.world.discord.wait(PATIENCE, ready).await;
    child.kill().await.unwrap();
    let log = child.wait_with_output().await.unwrap().stderr;
    let log = String::from_utf8(log).unwrap();
    assert!(ready.is_some(), "it connects and registers its commands\n{log}");
    let line = |words: &str| log.lines().find(|l| l.contains(words)).expect(words).to_owned();
    assert!(line("resuming 0 jobs").contains(" INFO "), "{log}");
    assert!(line("http.public_url is not set").contains(" INFO "), "decided, not amiss: {log}");
    let amiss: Vec<_> =
        log.lines().filter(|l| l.contains(" WARN ") || l.contains(" ERROR ")).collect();
    assert_eq!(amiss, [""; 0]);
    t.finish().await;
}

/// A program that only says its version.
fn program(t: &Story, name: &str) -> String {
    let path = path(t, name);
    std::fs::write(&path, format!("#!/bin/sh\necho {name} version 1.2.3\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn check_lists_the_converters_and_what_is_refused_without_them() {
    let t = Story::prepare(&[]).await;
    let lines = async |environment: &[(&str, &str)]| {
        let output = wanbot(&t, &["check"], environment).await;
        let words = said(&output);
        assert!(output.status.success(), "{words}");
        let about = |line: &&str| line.contains("ffmpeg") || line.contains("heif");
        words.lines().map(str::trim).filter(about).map(str::to_owned).collect::<Vec<_>>()
    };
    let no_heif = "note  heif-convert (package libheif-examples) is not installed: HEIC photos of \
                   phones and AVIF images are refused";
    let missing = path(&t, "missing");
    let without = lines(&[("WANBOT__CONVERT__HEIF", &missing)]).await;
    let no_ffmpeg = "note  ffmpeg is not installed: results that are too large for a channel are \
                     posted as links, and GIFs, WebM and other videos, voice messages and other \
                     audio are refused, and videos are not decoded to find damage";
    assert_eq!(without, [no_ffmpeg, no_heif]);

    let (ffmpeg, heif) = (program(&t, "ffmpeg"), program(&t, "heif-convert"));
    let both =
        [("WANBOT__CONVERT__FFMPEG", ffmpeg.as_str()), ("WANBOT__CONVERT__HEIF", heif.as_str())];
    let no_probe =
        "note  ffprobe is not installed beside ffmpeg: videos and audio are not converted";
    let libheif = format!("ok    libheif: {heif}");
    let version = "ok    ffmpeg version 1.2.3";
    assert_eq!(lines(&both).await, [version, no_probe, &libheif]);
    program(&t, "ffprobe");
    assert_eq!(lines(&both).await, [version, &libheif]);
    t.finish().await;
}
