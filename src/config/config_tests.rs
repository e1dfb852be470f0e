use secrecy::ExposeSecret;

use super::*;

fn env(pairs: &[(&str, &str)]) -> Environment {
    let base = [("DISCORD_TOKEN", "token-abc"), ("DASHSCOPE_API_KEY", "sk-abc")];
    base.iter().chain(pairs).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn read(pairs: &[(&str, &str)]) -> Result<Config, Problems> {
    let env = env(pairs);
    Config::read(&Layers::read(None, &env), &env)
}

/// The variable that sets a key.
fn variable(key: &str) -> String {
    format!("WANBOT__{}", key.to_uppercase().replace('.', "__"))
}

/// The problems reported when a variable sets a key to this value.
fn problems(key: &str, value: &str) -> Vec<String> {
    read(&[(&variable(key), value)]).expect_err(key).0
}

#[test]
fn the_defaults_need_nothing_but_the_secrets() {
    let config = read(&[]).unwrap();
    assert_eq!(config.wan.api_base.as_str(), "https://dashscope-intl.aliyuncs.com/");
    assert_eq!(config.discord.token.expose_secret(), "token-abc");
    assert_eq!(config.wan.poll_cost, Duration::from_millis(500));
    assert!(!format!("{config:?}").contains("token-abc"));
}

#[test]
fn the_environment_is_read_by_the_type_of_the_default() {
    let config = read(&[
        ("WANBOT__WAN__REGION", "cn-beijing"),
        ("WANBOT__WAN__WORKSPACE", "ws1"),
        ("WANBOT__WAN__WATERMARK", "true"),
        ("WANBOT__WAN__QUERIES_PER_SECOND", "7"),
        ("WANBOT__DISCORD__REGISTER_COMMANDS_IN", "12, 34"),
    ])
    .unwrap();
    assert_eq!(config.wan.api_base.as_str(), "https://ws1.cn-beijing.maas.aliyuncs.com/");
    assert!(config.wan.watermark);
    assert_eq!(config.wan.queries_per_second, 7);
    assert_eq!(config.discord.register_commands_in, [GuildId(12), GuildId(34)]);
}

#[test]
fn all_problems_are_reported_together() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.toml");
    std::fs::write(&path, "[wan]\nregoin = \"x\"\npoll_cost = 5\n[http]\nlisten = \"nowhere\"\n")
        .unwrap();
    let mut env = env(&[("WANBOT__WAN__REGION", "mars"), ("WANBOT__WAN__WATERMARK", "perhaps")]);
    env.remove("DISCORD_TOKEN");
    let problems = Config::read(&Layers::read(Some(&path), &env), &env).unwrap_err();
    let text = problems.to_string();
    for part in [
        "wan.regoin",
        "did you mean wan.region?",
        "wan.poll_cost",
        "is a whole number, must be text in quotes",
        "http.listen",
        "WANBOT__WAN__REGION",
        "\"mars\" is not a region",
        "\"perhaps\" is not true or false",
        "DISCORD_TOKEN is not set",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(problems.0.len(), 6, "{text}");
}

#[test]
fn a_region_without_the_models_is_an_error_at_start() {
    let text = read(&[("WANBOT__WAN__REGION", "us-east-1")]).unwrap_err().to_string();
    assert!(text.contains("wan2.7-t2v is not served in us-east-1"), "{text}");
    let text = read(&[("WANBOT__WAN__REGION", "eu-central-1")]).unwrap_err().to_string();
    assert!(text.contains("has no shared host"), "{text}");
}

#[test]
fn durations_have_bounds() {
    for (text, words) in
        [("0s", "greater than zero"), ("9000years", "longer than a year"), ("soon", "duration")]
    {
        let reported = read(&[("WANBOT__WAN__POLL_COST", text)]).unwrap_err().to_string();
        assert!(reported.contains(words), "{reported}");
    }
}

#[test]
fn each_bad_value_is_reported_with_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    let outlive = "must be a path of a file or folder, because the data must survive a restart";
    let least_size = "must be 10000000 at the least: a video has more";
    let most_size = "must be 2000000000 at most: Discord accepts 25 MiB in a request, and images, \
                     for which it is the limit too, are read into memory";
    for (key, value, words) in [
        ("run.tick_interval", "1ns", "\"1ns\" must be 10ms to 10s"),
        ("run.tick_interval", "1m", "\"1m\" must be 10ms to 10s"),
        ("run.shutdown_timeout", "10ms", "\"10ms\" must be 1s to 10m"),
        ("wan.resubmit_after", "1s", "\"1s\" must be 10m to 12h"),
        ("wan.resubmit_after", "13h", "\"13h\" must be 10m to 12h"),
        ("wan.unknown_task_timeout", "1s", "\"1s\" must be 1h to 7days"),
        ("wan.poll_cost", "1ns", "\"1ns\" must be 1ms to 1m"),
        ("wan.timeout", "1ms", "\"1ms\" must be 1s to 10m"),
        ("wan.queries_per_second", "0", "must be a whole number above zero"),
        ("wan.queries_per_second", "21", "the provider allows 20"),
        ("wan.inline_max", "-1", "must be a number of bytes"),
        (
            "wan.inline_max",
            "7500001",
            "at most 7500000: two images must fit the provider's 16 MiB for one request",
        ),
        ("discord.file_timeout", "1ms", "\"1ms\" must be 1s to 10m"),
        ("discord.card_edit_interval", "1ms", "\"1ms\" must be 100ms to 10m"),
        ("delivery.max_clip_size", "0", least_size),
        ("delivery.max_clip_size", "9999999", least_size),
        ("delivery.max_clip_size", "2000000001", most_size),
        ("convert.timeout", "1ms", "\"1ms\" must be 1s to 1h"),
        ("delivery.link_ttl", "1s", "\"1s\" must be 1m to 366days"),
        ("queue.waiting_per_member", "10001", "must not be more than 10000"),
        ("queue.requests_per_minute", "0", "must be a whole number above zero"),
        (
            "http.metrics_listen",
            "127.0.0.1:8080",
            "is taken by `http.listen`: give it a port of its own",
        ),
        ("storage.journal", folder, "is a folder; the journal is a file in one"),
        ("storage.journal", "", "must name a file or folder"),
        ("storage.journal", " ", "must name a file or folder"),
        ("storage.journal", ":memory:", outlive),
        ("storage.journal", "file:x", outlive),
        ("storage.archive", "", "must name a file or folder"),
        ("storage.retention", "1h", "must be a day at the least"),
    ] {
        assert_eq!(problems(key, value), [format!("{key} ({}): {words}", variable(key))]);
    }
}

#[test]
fn bounds_are_inclusive() {
    for (key, value) in [
        ("run.tick_interval", "10ms"),
        ("wan.resubmit_after", "10m"),
        ("wan.unknown_task_timeout", "1h"),
        // Every image goes through the provider's upload.
        ("wan.inline_max", "0"),
        ("wan.inline_max", "7500000"),
        ("wan.queries_per_second", "20"),
        ("delivery.max_clip_size", "10000000"),
        ("delivery.max_clip_size", "2000000000"),
        ("storage.retention", "1day"),
    ] {
        read(&[(&variable(key), value)]).unwrap();
    }
    // An emulator on this machine has no lag and costs nothing.
    read(&[
        ("WANBOT__WAN__API_BASE", "http://127.0.0.1:9"),
        ("WANBOT__WAN__RESUBMIT_AFTER", "1s"),
        ("WANBOT__WAN__UNKNOWN_TASK_TIMEOUT", "1s"),
    ])
    .unwrap();
}

#[test]
fn two_servers_cannot_share_a_port() {
    for (listen, metrics, fits) in [
        ("127.0.0.1:8080", "127.0.0.1:8080", false),
        ("0.0.0.0:8080", "127.0.0.1:8080", false),
        ("127.0.0.1:8080", "0.0.0.0:8080", false),
        ("[::]:8080", "127.0.0.1:8080", false),
        ("[::1]:8080", "[::]:8080", false),
        ("0.0.0.0:8080", "[::]:8080", false),
        ("0.0.0.0:8080", "0.0.0.0:9464", true),
        ("127.0.0.1:8080", "127.0.0.2:8080", true),
        ("0.0.0.0:8080", "[::1]:8080", true),
        ("127.0.0.1:0", "127.0.0.1:0", true),
        ("0.0.0.0:8080", "", true),
    ] {
        let read =
            read(&[("WANBOT__HTTP__LISTEN", listen), ("WANBOT__HTTP__METRICS_LISTEN", metrics)]);
        assert_eq!(read.is_ok(), fits, "{listen} beside {metrics}: {:?}", read.err());
    }
}

#[test]
fn a_blank_allow_list_is_an_error() {
    for key in [
        "discord.allowed_servers",
        "discord.register_commands_in",
        "discord.file_hosts",
        "wan.disabled_models",
    ] {
        for value in ["", " , "] {
            let words = "is blank; name at least one, or leave the variable out";
            assert_eq!(problems(key, value), [format!("{key} ({}): {words}", variable(key))]);
        }
    }
    // A template whose placeholder was filled with nothing.
    let env = env(&[]);
    let mut layers = Layers::read(None, &env);
    layers.add("[wan]\ndisabled_models = [\"\"]", "w.toml");
    layers.add(
        "[discord]\nallowed_servers = [\" \"]\nfile_hosts = [\"\", \"cdn.example\"]",
        "w.toml",
    );
    assert_eq!(
        Config::read(&layers, &env).unwrap_err().0,
        [
            "wan.disabled_models (w.toml): has a blank entry: remove it",
            "discord.allowed_servers (w.toml): has a blank entry: remove it",
            "discord.file_hosts (w.toml): has a blank entry: remove it",
        ]
    );
}

#[test]
fn an_unknown_variable_is_reported() {
    for (name, hint) in [
        ("WANBOT_WAN__REGION", "did you mean WANBOT__WAN__REGION?"),
        ("WANBOT_WAN_REGION", "did you mean WANBOT__WAN__REGION?"),
        (
            "WANBOT_DISCORD_REGISTER_COMMANDS_IN",
            "did you mean WANBOT__DISCORD__REGISTER_COMMANDS_IN?",
        ),
        ("WANBOT_HTTP__PORT", "keys begin with WANBOT__"),
        ("WANBOT_TOKEN", "keys begin with WANBOT__"),
    ] {
        let reported = read(&[(name, "x")]).unwrap_err().0;
        assert_eq!(reported, [format!("{name}: unknown variable; {hint}")]);
    }
    for name in [
        "WANBOT_CONFIG",
        "WANBOT_SEEDS",
        "WANBOT_SERVICE_HOST",
        "WANBOT_SERVICE_PORT_HTTP",
        "WANBOT_PORT_8080_TCP_ADDR",
        "WANBOT_METRICS_PORT",
        "WANBOTS",
    ] {
        read(&[(name, "x")]).unwrap();
    }
}

#[test]
fn a_truncated_file_is_reported_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.toml");
    std::fs::write(&path, "[wan]\nregion = \"cn-bei").unwrap();
    let env = env(&[]);
    let text = Config::read(&Layers::read(Some(&path), &env), &env).unwrap_err().to_string();
    assert!(text.contains("is not TOML") && text.contains("line 2"), "{text}");
}

#[test]
fn secrets_can_come_from_files_but_only_from_one_source() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key");
    std::fs::write(&path, "sk-from-file\n").unwrap();
    let path = path.to_str().unwrap();
    let mut env = env(&[("DASHSCOPE_API_KEY_FILE", path)]);
    let text = Config::read(&Layers::read(None, &env), &env).unwrap_err().to_string();
    assert!(text.contains("both set"), "{text}");
    env.remove("DASHSCOPE_API_KEY");
    let config = Config::read(&Layers::read(None, &env), &env).unwrap();
    assert_eq!(config.wan.key.expose_secret(), "sk-from-file");
    let text = read(&[("DASHSCOPE_API_KEY", "sk-sp-123")]).unwrap_err().to_string();
    assert!(text.contains("coding-plan") && !text.contains("sk-sp-123"), "{text}");
}

/// The names of variables, in quotes, that begin with `WANBOT_` and set no key.
fn variables_in(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').filter(|quoted| {
        let is_name = |rest: &str| rest.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        quoted.strip_prefix("WANBOT_").is_some_and(|rest| !rest.starts_with('_') && is_name(rest))
    })
}

/// The sources in a folder.
fn sources(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
    found
}

#[test]
fn variables_of_tests_and_benches_are_known() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = ["tests", "benches"].map(|folder| sources(&root.join(folder))).concat();
    let mut names: Vec<_> = code.iter().flat_map(|code| variables_in(code)).collect();
    // The command line reads it.
    names.push("WANBOT_CONFIG");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, layers::READ_ELSEWHERE);
    for name in names {
        read(&[(name, "1")]).unwrap();
    }
}
