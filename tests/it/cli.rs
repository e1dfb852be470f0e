//! The command line: the real binary, its output and its exit codes.

use std::process::Output;

use tokio::process::Command;

use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::wan::{Outcome, Rule};

use crate::harness::member::text;
use crate::harness::{KEY, Story, TOKEN, http};

pub async fn wanbot(t: &Story, args: &[&str], environment: &[(&str, &str)]) -> Output {
    command(t, args, environment).output().await.unwrap()
}

pub fn command(t: &Story, args: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wanbot"));
    command
        .args(args)
        .env_clear()
        .current_dir(t.folder())
        .env("DISCORD_TOKEN", TOKEN)
        .env("DASHSCOPE_API_KEY", KEY)
        .env("WANBOT__DISCORD__API_BASE", t.world.discord_origin())
        .env("WANBOT__DISCORD__FILE_HOSTS", t.world.file_host())
        .env("WANBOT__WAN__API_BASE", t.world.wan_origin())
        .env("WANBOT__STORAGE__JOURNAL", t.folder().join("journal.sqlite"))
        .env("WANBOT__STORAGE__ARCHIVE", t.folder().join("archive"))
        .env("WANBOT__CONVERT__FFMPEG", "");
    for (name, value) in environment {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    command
}

pub fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

#[tokio::test]
async fn check_reports_a_valid_configuration() {
    let t = Story::prepare(&[]).await;
    let output = wanbot(&t, &["check"], &[]).await;
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    for part in [
        "Discord knows the token: it is wanbot",
        "Model Studio in Singapore accepts",
        "oauth2/authorize?client_id=",
        "Configuration OK",
    ] {
        assert!(words.contains(part), "{part} is not in\n{words}");
    }
    assert!(!words.contains(TOKEN) && !words.contains(KEY), "{words}");
    t.finish().await;
}

#[tokio::test]
async fn check_names_what_is_wrong() {
    let t = Story::prepare(&[]).await;
    std::fs::write(t.folder().join("half.toml"), "[wan]\nregion = \"cn-bei").unwrap();
    for (args, environment, words) in [
        (
            &["check"][..],
            &[("DASHSCOPE_API_KEY", "sk-of-another-region")][..],
            "it is a key of another region",
        ),
        (
            &["check"],
            &[("DISCORD_TOKEN", "token-of-another-bot")],
            "does not accept the bot's token",
        ),
        (&["check"], &[("DISCORD_TOKEN", ""), ("DASHSCOPE_API_KEY", "")], "2 problems"),
        (
            &["check"],
            &[("WANBOT__WAN__REGION", "us-east-1"), ("WANBOT__WAN__POL_COST", "5s")],
            "did you mean wan.poll_cost?",
        ),
        (&["check", "--config", "half.toml"], &[], "is not TOML"),
        (&["run"], &[("WANBOT__HTTP__LISTEN", "everywhere")], "is not an address"),
    ] {
        let output = wanbot(&t, args, environment).await;
        let output_text = said(&output);
        assert!(!output.status.success(), "{args:?} {environment:?}\n{output_text}");
        assert!(output_text.contains(words), "{words:?} is not in\n{output_text}");
        assert!(
            !output_text.contains("sk-of-another") && !output_text.contains("token-of-another"),
            "{output_text}"
        );
    }
    t.finish().await;
}

#[tokio::test]
async fn jobs_are_listed_and_shown_beside_a_running_bot() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(140).await;
    t.new_message();
    let list = wanbot(&t, &["jobs"], &[]).await;
    assert!(said(&list).contains(&card.job()) && said(&list).contains("delivered"));
    let show = said(&wanbot(&t, &["jobs", "show", &card.job()], &[]).await);
    for part in ["prompt     a fox", "accepted", "submission_started", "task_created", "posted"] {
        assert!(show.contains(part), "{part} is not in\n{show}");
    }
    let json = wanbot(&t, &["jobs", "show", &card.job(), "--json"], &[]).await;
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["state"], "delivered");
    let none = wanbot(&t, &["jobs", "show", "00000000"], &[]).await;
    assert!(!none.status.success() && said(&none).contains("there is no job 00000000"));
    // A second bot on the same journal would do everything twice.
    let second = wanbot(&t, &["run"], &[]).await;
    assert!(!second.status.success() && said(&second).contains("is in use by process"));
    t.finish().await;
}

#[tokio::test]
async fn a_state_that_does_not_exist_is_named_with_those_that_do() {
    let t = Story::begin().await;
    let output = wanbot(&t, &["jobs", "list", "--state", "nonsense"], &[]).await;
    let words = said(&output);
    assert!(!output.status.success(), "{words}");
    for part in ["nonsense", "accepted", "delivered"] {
        assert!(words.contains(part), "{part} is not in\n{words}");
    }
    t.finish().await;
}

#[tokio::test]
async fn a_closed_pipe_ends_the_program_quietly() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_wanbot"))
        .args(["check", "--offline"])
        .env_clear()
        .env("DISCORD_TOKEN", TOKEN)
        .env("DASHSCOPE_API_KEY", KEY)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    assert!(!output.status.success(), "what was not read must not count as passed");
    // `2>&1 | head -1`: the error cannot be reported either.
    let nowhere = tempfile::tempdir().unwrap();
    for (args, code) in [(&["check", "--offline"][..], 141), (&["jobs"], 1), (&["nonsense"], 2)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wanbot"));
        command
            .args(args)
            .env_clear()
            .current_dir(nowhere.path())
            .env("DISCORD_TOKEN", TOKEN)
            .env("DASHSCOPE_API_KEY", KEY)
            .stdout(writer.try_clone().unwrap())
            .stderr(writer);
        // A panic would exit with 101.
        assert_eq!(command.status().unwrap().code(), Some(code), "{args:?}");
    }
}

#[tokio::test]
async fn status_shows_everything_on_one_screen() {
    let t = Story::begin().await;
    let empty = said(&wanbot(&t, &["status", "--once"], &[]).await);
    assert!(empty.contains("no open jobs") && empty.contains("empty"), "{empty}");
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    t.world.wan.rule(Rule {
        prompt: "bad".into(),
        times: 1,
        outcome: Outcome::Fail { code: Some("InternalError".into()), message: None },
    });
    ann.uses("video", &[("prompt", text("bad"))]).await;
    t.pass(120).await;
    t.new_message();
    let card = bob.uses("video", &[("prompt", text("\u{1b}[2J"))]).await;
    t.tick().await;
    let screen = said(&wanbot(&t, &["status"], &[]).await);
    for part in [
        // How much of it was today depends on the day of the test run.
        " accepted, 0 delivered, ",
        " spent or reserved, no limit",
        "open        1  1 submitted",
        &format!("oldest      {} submitted", card.job()),
        "InternalError",
        "provider",
    ] {
        assert!(screen.contains(part), "{part:?} is not in\n{screen}");
    }
    assert!(!screen.contains('\u{1b}'), "not on a terminal, nothing moves the cursor");
    let overview = t.journal().overview(t.now(), 8).await.unwrap();
    assert_eq!(overview.day, (2, 0, 1), "by the story's own clock");
    let json = wanbot(&t, &["status", "--json"], &[]).await;
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["states"]["submitted"], 1);
    assert_eq!(json["running"][0]["job"], card.job());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn commands_are_registered_on_demand() {
    let t = Story::prepare(&[]).await;
    let everywhere = wanbot(&t, &["register"], &[]).await;
    assert!(said(&everywhere).contains("registered 19 commands globally"), "{}", said(&everywhere));
    let guild = t.guild.to_string();
    let here =
        wanbot(&t, &["register"], &[("WANBOT__DISCORD__REGISTER_COMMANDS_IN", &guild)]).await;
    assert!(said(&here).contains("registered 19 commands in 1 server"), "{}", said(&here));
    t.finish().await;
}

#[tokio::test]
async fn quotas_are_decided_beside_a_running_bot() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let log = t.world.discord.add_channel(t.guild, "log");
    mia.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(log))]).await;
    let (server, member) = (t.guild.to_string(), ann.id.to_string());
    let on = |args: &[&str]| -> Vec<String> {
        let all = ["quota", "--server", &server].into_iter().chain(args.iter().copied());
        all.map(str::to_owned).collect()
    };
    let run = async |args: &[&str]| {
        let args = on(args);
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        // None of these commands needs a secret.
        wanbot(&t, &args, &[("DISCORD_TOKEN", ""), ("DASHSCOPE_API_KEY", "")]).await
    };
    let set = run(&["set", "--member", &member, "7", "--reason", "trial"]).await;
    assert!(set.status.success() && said(&set).contains("by role -> 7"), "{}", said(&set));
    t.tick().await;
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**7 of 7** credits left"), "{}", quota.text());
    let posts = t.world.discord.messages(log);
    assert!(posts[1].content.contains("the operator · **quota set**"), "{}", posts[1].content);

    let show = run(&["show", "--member", &member, "--json"]).await;
    let json: serde_json::Value = serde_json::from_slice(&show.stdout).unwrap();
    assert_eq!((&json["allowance"], &json["left"]), (&"7".into(), &"7".into()));
    for (args, words) in [
        (&["grant", "--member", &member, "5", "--until", "3d"][..], "5 more until"),
        (&["take", "--member", &member, "2"], "12 left -> 10 left"),
        (&["undo"], "undo 4: quota take"),
        (&["log", "--member", &member], "undo 4: quota take"),
        (&["set", "--role", "5", "unlimited"], "no role quota -> unlimited"),
        (&["roles"], "unlimited"),
        (&["settings", "max-duration", "8"], "any -> 8"),
        (&["settings"], "max-duration    8"),
        (&["budget"], "global"),
        (&["top"], ""),
        (&["block", "--member", &member, "--until", "2d"], "not blocked -> blocked"),
        (&["unblock", "--member", &member], "blocked -> not blocked"),
        (&["pause"], "open -> paused"),
        (&["resume"], "paused -> open"),
        (&["reset", "--member", &member], "nothing used"),
    ] {
        let output = run(args).await;
        assert!(output.status.success() && said(&output).contains(words), "{}", said(&output));
    }
    for (args, words) in [
        (&["set", "--member", &member, "many"][..], "An amount is a number"),
        (&["set", "7"], "--member"),
        (&["roles", "--direct"], "not both"),
        (&["resume"], "already set that way"),
        (&["settings", "colour", "red"], "is not a setting"),
        (&["settings", "longest", "8"], "was renamed to max-duration"),
        (&["undo", "99"], "no such entry"),
    ] {
        let output = run(args).await;
        assert!(!output.status.success() && said(&output).contains(words), "{}", said(&output));
    }
    t.tick().await;
    t.finish().await;
}

#[tokio::test]
async fn a_terminal_shows_ids_and_takes_what_it_advises() {
    let t = Story::begin().await;
    let (server, channel) = (t.guild.to_string(), t.channel.to_string());
    let run = async |args: &[&str]| {
        let all = ["quota", "--server", &server].into_iter().chain(args.iter().copied());
        let all: Vec<_> = all.collect();
        wanbot(&t, &all, &[("DISCORD_TOKEN", ""), ("DASHSCOPE_API_KEY", "")]).await
    };
    let grant = ["grant", "--member", "7", "5", "--until", "3d", "--reason", "as <@9> has"];
    for args in [
        &grant[..],
        &["block", "--member", "7", "--until", "3d", "--reason", "asked by <@9>"],
        &["set", "--role", "8", "20"],
        &["settings", "channels", &channel],
    ] {
        let output = run(args).await;
        assert!(output.status.success(), "{args:?}: {}", said(&output));
    }
    let log = said(&run(&["log"]).await);
    for part in [
        "quota grant member 7  ",
        " 5 more until 20",
        "as member 9 has",
        "block member 7  not blocked -> blocked until 20",
        "quota set role 8  ",
        &format!("all -> channel {channel}"),
    ] {
        assert!(log.contains(part), "{part:?} is not in\n{log}");
    }
    let show = said(&run(&["show", "--member", "7"]).await);
    assert!(show.contains("asked by member 9"), "{show}");
    let settings = said(&run(&["settings"]).await);
    assert!(settings.contains(&format!("channel {channel}")), "{settings}");
    for text in [log, show, settings] {
        assert!(!text.contains('<'), "a mark of Discord's on a terminal:\n{text}");
    }
    // In Discord, channels and roles are chosen by name; the command line takes only IDs.
    for (setting, name) in
        [("channels", "#videos"), ("log-channel", "#log"), ("moderator-role", "@mods")]
    {
        let refused = run(&["settings", setting, name]).await;
        assert!(!refused.status.success());
        assert_eq!(
            said(&refused),
            format!(
                "wanbot: `{setting}` takes IDs, several of them with spaces between, or the word \
                 that `wanbot quota settings` shows where there are none. Nothing changed.\n"
            )
        );
    }
    let all = run(&["settings", "channels", "all"]).await;
    assert!(said(&all).contains(&format!("channel {channel} -> all")), "{}", said(&all));
    t.tick().await;
    t.finish().await;
}

#[tokio::test]
async fn a_backup_is_taken_beside_the_running_bot_and_checked() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse"))]).await;
    let copied = wanbot(&t, &["backup", "copy.sqlite"], &[]).await;
    assert!(copied.status.success(), "{}", said(&copied));
    assert!(said(&copied).contains("1 job, 1 of them open"), "{}", said(&copied));
    assert!(said(&copied).contains("To restore it: stop the bot"), "{}", said(&copied));
    let again = wanbot(&t, &["backup", "copy.sqlite"], &[]).await;
    assert!(said(&again).contains("overwrites nothing"), "{}", said(&again));
    let whole = wanbot(&t, &["journal", "check"], &[]).await;
    assert!(
        whole.status.success() && said(&whole).contains("No problems found."),
        "{}",
        said(&whole)
    );
    std::fs::write(t.folder().join("bad.sqlite"), b"not a journal").unwrap();
    let bad = wanbot(&t, &["journal", "check", "bad.sqlite"], &[]).await;
    assert!(!bad.status.success());
    assert!(said(&bad).contains("bad.sqlite cannot be opened"), "{}", said(&bad));
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn orphans_are_tasks_that_no_job_knows() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse"))]).await;
    t.pass(120).await;
    t.new_message();
    let none = wanbot(&t, &["jobs", "orphans"], &[]).await;
    let words = said(&none);
    assert!(words.contains(": 0 of the account's 1."), "{words}");
    // Tasks of another program on the account, or of an abandoned job.
    let url =
        format!("{}/api/v1/services/aigc/video-generation/video-synthesis", t.world.wan_origin());
    let body = serde_json::json!({"model": "wan2.7-t2v", "input": {"prompt": "a stranger's"},
        "parameters": {"duration": 5}});
    let client = http();
    let sent = client.post(url).bearer_auth(KEY).header("X-DashScope-Async", "enable").json(&body);
    assert_eq!(sent.send().await.unwrap().status(), 200);
    t.clock.advance(std::time::Duration::from_secs(200));
    let one = wanbot(&t, &["jobs", "orphans"], &[]).await;
    let words = said(&one);
    assert!(
        words.contains("  succeeded  created 2026-11-22T") && words.contains("/results/"),
        "{words}"
    );
    assert!(words.contains(": 1 of the account's 2."), "{words}");
    let failing = Effect::Answer {
        status: 500,
        body: serde_json::json!({"code": "InternalError", "message": "x"}),
        headers: vec![],
    };
    let row = words.lines().find(|line| line.contains("  succeeded  ")).unwrap();
    let task = row.split_whitespace().next().unwrap();
    t.fault("wan", "GET", task, 10, failing);
    let words = said(&wanbot(&t, &["jobs", "orphans"], &[]).await);
    assert!(words.contains("\n    could not be queried: "), "{words}");
    t.world.faults.clear();
    t.finish().await;
}
