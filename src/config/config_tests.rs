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
        ("WANBOT__DISCORD__REGISTER_IN", "12, 34"),
    ])
    .unwrap();
    assert_eq!(config.wan.api_base.as_str(), "https://ws1.cn-beijing.maas.aliyuncs.com/");
    assert!(config.wan.watermark);
    assert_eq!(config.wan.queries_per_second, 7);
    assert_eq!(config.discord.register_in, [GuildId(12), GuildId(34)]);
}

#[test]
fn all_problems_are_told_at_once() {
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
fn a_duration_is_a_sensible_one() {
    for (text, words) in
        [("0s", "longer than nothing"), ("9000years", "longer than a year"), ("soon", "duration")]
    {
        let told = read(&[("WANBOT__WAN__POLL_COST", text)]).unwrap_err().to_string();
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn half_a_file_is_named_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.toml");
    std::fs::write(&path, "[wan]\nregion = \"cn-bei").unwrap();
    let env = env(&[]);
    let text = Config::read(&Layers::read(Some(&path), &env), &env).unwrap_err().to_string();
    assert!(text.contains("is not TOML") && text.contains("line 2"), "{text}");
}

#[test]
fn secrets_come_from_files_too_and_only_from_one_place() {
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
