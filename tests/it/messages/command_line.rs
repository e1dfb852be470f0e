//! What the command line prints, in English and by `LANG`: tables, refusals and `wanbot check`.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use wanbot::emulator::Effect;
use wanbot::generation::{Credits, Money, Price, Role, Usage};
use wanbot::job::{Class, Event, Failure, Job, TaskId};
use wanbot::journal::Journal;

use super::samples::{images, input, started, video};
use super::sheet::{Keys, Sheet};
use super::wording::Wording;
use crate::cli::{said, wanbot};
use crate::harness::{Story, sqlite};

const SERVER: [&str; 2] = ["--server", "1"];

/// All jobs are in one window, at any time of the day.
const WINDOW: (&str, &str) = ("WANBOT__QUOTA__WINDOW", "744h");

/// One run of the program after the other, with what it printed.
struct Transcript<'a> {
    t: &'a Story,
    lang: &'static str,
    sheet: Sheet,
}

impl<'a> Transcript<'a> {
    fn new(t: &'a Story, lang: &'static str) -> Self {
        Self { t, lang, sheet: Sheet::of(Keys::default()) }
    }

    async fn run(&mut self, args: &[&str]) {
        self.run_with(args, &[]).await;
    }

    async fn run_with(&mut self, args: &[&str], environment: &[(&str, &str)]) {
        let missing = self.t.folder().join("missing").display().to_string();
        // Nothing listens at this port, and no program is at this path.
        let own = [
            ("LANG", self.lang),
            ("WANBOT__CONVERT__HEIF", missing.as_str()),
            ("WANBOT__HTTP__LISTEN", "127.0.0.1:1"),
            WINDOW,
        ];
        let output = wanbot(self.t, args, &[&own[..], environment].concat()).await;
        let shown = environment.iter().filter(|(name, _)| !name.ends_with("LISTEN"));
        let variables = shown.map(|(name, value)| format!("{name}={value} "));
        let command = format!("{}wanbot {}", variables.collect::<String>(), args.join(" "));
        let title = self.masked(&command, false);
        // What was spent today and in this month depends on the time.
        let by_time = args.iter().any(|arg| ["status", "budget"].contains(arg));
        let shown = self.masked(&said(&output), by_time);
        self.sheet.show(title, shown.trim_end());
    }

    /// Without what differs from run to run: paths, addresses, times, IDs and sizes of journals.
    /// With `digits`, also other numbers, but for those in labels at the beginning of a line.
    fn masked(&self, text: &str, digits: bool) -> String {
        let text = text
            .replace(env!("CARGO_PKG_VERSION"), "VERSION")
            .replace(&self.t.folder().display().to_string(), "DIR")
            .replace(&self.t.world.discord_origin(), "DISCORD")
            .replace(&self.t.world.wan_origin(), "WAN");
        let mut out = String::new();
        let mut rest = text.as_str();
        let mut column = 0;
        while let Some(c) = rest.chars().next() {
            let number = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let time = if c.is_ascii_digit() { time(rest) } else { None };
            let (length, shown) = match (time, number) {
                (Some(length), _) => (length, "TIME"),
                (None, 15..) => (number, "ID"),
                // Of a journal, in bytes.
                (None, 6) => (number, "SIZE"),
                (None, 1..) if digits && column > 11 => (number, "#"),
                (None, 1..) => (number, &rest[..number]),
                _ => (c.len_utf8(), &rest[..c.len_utf8()]),
            };
            column = match c {
                '\n' => 0,
                // It may take two columns.
                c if !c.is_ascii() => column + 2,
                _ => column + length,
            };
            out.push_str(shown);
            rest = &rest[length..];
        }
        out
    }
}

/// The length of a time such as 2026-11-22T12:00:00Z at the beginning of a text.
fn time(text: &str) -> Option<usize> {
    let (end, _) = text.char_indices().take(31).find(|(_, c)| *c == 'Z')?;
    text[..end].parse::<jiff::civil::DateTime>().ok().map(|_| end + 1)
}

/// Writes jobs of several ages, each in another state.
async fn jobs(journal: &Journal, now: Timestamp) {
    let ago = |seconds| now - Duration::from_secs(seconds);
    let accept = async |mut job: Job, at: Timestamp, events: Vec<Event>| {
        job.accepted_at = at;
        job.origin.at = at;
        let mut charge = crate::journal::charge(&job);
        charge.allocation.window = job.price.credits;
        charge.money = job.price.money;
        journal.accept(job.clone(), charge, at).await.unwrap();
        for event in events {
            journal.apply(job.id, event, at).await.unwrap();
        }
    };
    let created = |n: u64| vec![started(), Event::TaskCreated { task: task(n), adopted: false }];
    // Ages are in days, hours, minutes and seconds.
    for (n, seconds) in [(1, 3 * 86_400), (2, 5 * 3600), (3, 600), (4, 10)] {
        accept(video(n), ago(seconds), created(n)).await;
    }
    accept(video(10), ago(10), vec![]).await;
    let price = Price { credits: Credits(6000), money: Money(600_000) };
    let (billed_seconds, output_seconds) = (Some(7.5), None);
    let (resolution, ratio) = (None, None);
    let usage = Usage {
        billed_seconds,
        output_seconds,
        resolution,
        ratio,
        images: None,
        price: Some(price),
    };
    let of_images =
        |n| Usage { billed_seconds: None, images: Some(n), price: None, ..usage.clone() };
    let finished = |n, usage| {
        let url = "https://provider.example/1".to_owned();
        let finished = Event::TaskFinished { url, more: vec![], usage: Some(usage) };
        [created(n), vec![finished]].concat()
    };
    accept(video(5), ago(600), finished(5, usage.clone())).await;
    accept(images(6, 1), ago(600), finished(6, of_images(1))).await;
    accept(images(7, 4), ago(600), finished(7, of_images(4))).await;
    for (n, code) in [(8, Some("InternalError".to_owned())), (9, None)] {
        let mut job = video(n);
        job.request.inputs = vec![input(Role::FirstFrame, "fox.png")];
        let message = Some("out of memory".to_owned());
        let failure = Failure { code, message, ..Failure::of(Class::Provider) };
        accept(job, ago(600), vec![started(), Event::Failed { failure }]).await;
    }
}

fn task(n: u64) -> TaskId {
    TaskId(format!("task-{n}"))
}

fn id(n: u64) -> String {
    video(n).id.to_string()
}

/// The tables, and refusals of each subcommand.
async fn tables(on: &mut Transcript<'_>) {
    on.run(&["status"]).await;
    on.run(&["jobs"]).await;
    on.run(&["jobs", "list", "--state", "failed"]).await;
    for n in [5, 6, 7, 8, 9] {
        on.run(&["jobs", "show", &id(n)]).await;
    }
    on.run(&["jobs", "show", "00000000"]).await;
    on.run(&["journal", "check"]).await;
    on.run(&["journal", "check", "garbage.sqlite"]).await;
    on.run_with(&["jobs"], &[("WANBOT__STORAGE__JOURNAL", "nowhere.sqlite")]).await;
    for args in [
        &["show", "--member", "7"][..],
        &["show", "--member", "9"],
        &["roles"],
        &["settings"],
        &["budget"],
        &["top"],
        &["log"],
        &["settings", "channels", "#videos"],
        &["settings", "window", "hourly"],
        &["set", "--member", "7", "many"],
        &["undo", "99"],
        &["pause"],
        &["roles", "--direct"],
    ] {
        on.run(&[&["quota"][..], &SERVER[..], args].concat()).await;
    }
    on.run(&["quota", "roles"]).await;
    on.run(&["check", "--offline"]).await;
}

/// A story without a running bot, whose journal has jobs and quotas.
async fn with_journal() -> Story {
    let t = Story::prepare(&[]).await;
    let journal = Journal::open(&t.journal_path()).unwrap();
    jobs(&journal, Timestamp::now()).await;
    journal.close().await;
    std::fs::write(t.folder().join("garbage.sqlite"), b"not a journal").unwrap();
    for args in [
        &["grant", "--member", "7", "5"][..],
        &["grant", "--member", "7", "5", "--until", "2100-01-01", "--reason", "as <@9> has"],
        &["block", "--member", "7", "--reason", "asked by <@9>"],
        &["set", "--member", "9", "20"],
        &["set", "--role", "8", "30"],
        &["settings", "channels", "3"],
        &["settings", "budget-day", "5"],
        &["pause"],
    ] {
        let output = wanbot(&t, &[&["quota"][..], &SERVER[..], args].concat(), &[WINDOW]).await;
        assert!(output.status.success(), "{args:?}: {}", said(&output));
    }
    t
}

/// The tables in a language. The journal is new, so that ages do not depend on how long this takes.
async fn transcript(lang: &'static str) -> Sheet {
    let t = with_journal().await;
    let mut on = Transcript::new(&t, lang);
    tables(&mut on).await;
    let sheet = on.sheet;
    t.finish().await;
    sheet
}

#[tokio::test]
async fn tables_and_refusals_follow_the_environment() {
    let english = transcript("C").await;
    let unknown = transcript("tlh_KL.UTF-8").await;
    assert_eq!(english.text(), unknown.text(), "English where there are no texts");
    transcript("de_DE.UTF-8").await.check("command_line_de", str::to_owned);
    transcript("ja_JP.UTF-8").await.check("command_line_ja", str::to_owned);
    with_keys(english).check("command_line", str::to_owned);
}

/// Adds the keys of the command line whose English texts are on a sheet.
fn with_keys(mut sheet: Sheet) -> Sheet {
    let wording = Wording::english();
    let text = sheet.text().to_owned();
    let own = |key: &&String| key.starts_with("cli-") || key.starts_with("age-");
    let shown = wording.keys().filter(own).filter(|key| wording.is_in(key, &text));
    sheet.uses(shown.cloned());
    sheet
}

#[tokio::test]
async fn what_check_register_backup_and_orphans_print() {
    let t = with_journal().await;
    let guild = t.guild.to_string();
    let mut on = Transcript::new(&t, "C");
    on.run(&["backup", "copy.sqlite"]).await;
    on.run(&["register"]).await;
    on.run(&["check"]).await;
    let here = [("WANBOT__DISCORD__REGISTER_COMMANDS_IN", guild.as_str())];
    on.run_with(&["check"], &here).await;
    on.run_with(&["register"], &here).await;
    let body = serde_json::json!({"message": "Missing Access", "code": 50001});
    let refused = Effect::Answer { status: 403, body, headers: vec![] };
    t.fault("discord", "PUT", "/guilds/", 1, refused);
    on.run(&["register"]).await;
    on.run(&["check"]).await;
    on.run(&["register"]).await;
    for (name, value) in [
        ("DISCORD_TOKEN", "token-of-another-bot"),
        ("DASHSCOPE_API_KEY", "sk-of-another-region"),
        ("WANBOT__DISCORD__MESSAGE_CONTENT", "true"),
        ("WANBOT__STORAGE__ARCHIVE", "garbage.sqlite"),
        ("WANBOT__STORAGE__ARCHIVE", "garbage.sqlite/below"),
        ("WANBOT__STORAGE__JOURNAL", "elsewhere/journal.sqlite"),
        ("WANBOT__STORAGE__JOURNAL", "garbage.sqlite"),
    ] {
        let offline = name.contains("STORAGE");
        let args = if offline { &["check", "--offline"][..] } else { &["check"] };
        on.run_with(args, &[(name, value)]).await;
    }
    let failing = Effect::Answer {
        status: 500,
        body: serde_json::json!({"code": "InternalError", "message": "try later"}),
        headers: vec![],
    };
    t.fault("wan", "GET", "/api/v1/tasks", 10, failing);
    on.run(&["check"]).await;
    t.world.faults.clear();
    on.run(&["jobs", "orphans"]).await;
    let models = "wan2.7-t2v,wan2.7-i2v,wan2.7-r2v,wan2.7-videoedit,wan2.7-image,wan2.7-image-pro";
    on.run_with(&["check"], &[("WANBOT__WAN__DISABLED_MODELS", models)]).await;
    sqlite::lose_charges(&t.journal_path());
    on.run(&["journal", "check"]).await;
    let ffmpeg = program(t.folder(), "ffmpeg");
    on.run_with(&["check", "--offline"], &[("WANBOT__CONVERT__FFMPEG", &ffmpeg)]).await;
    t.world.discord.allow_message_content(true);
    t.world.discord.separate_application();
    on.run(&["check"]).await;
    let sheet = on.sheet;
    with_keys(sheet).check("command_line_check", str::to_owned);
    t.finish().await;
}

#[tokio::test]
async fn what_status_says_about_the_bot() {
    let t = with_journal().await;
    let mut on = Transcript::new(&t, "C");
    for body in [r#"{"ready":true}"#, r#"{"ready":false,"problems":["the disk is full","x"]}"#] {
        let address = answering(body).await;
        on.run_with(&["status"], &[("WANBOT__HTTP__LISTEN", &address)]).await;
    }
    std::fs::write(t.folder().join("quiet.toml"), "[http]\nlisten = \"\"\n").unwrap();
    on.run_with(&["status", "--config", "quiet.toml"], &[("WANBOT__HTTP__LISTEN", "")]).await;
    Journal::open(&t.folder().join("empty.sqlite")).unwrap().close().await;
    on.run_with(&["status"], &[("WANBOT__STORAGE__JOURNAL", "empty.sqlite")]).await;
    with_keys(on.sheet).check("command_line_status", str::to_owned);
    t.finish().await;
}

/// A server that answers each request with a body of JSON. Returns its address.
async fn answering(body: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let json = [("content-type", "application/json")];
    let router = axum::Router::new().fallback(move || async move { (json, body) });
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A program that only says its version.
fn program(folder: &Path, name: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\necho {name} version 1.2.3\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}
