//! What is fuzzed: everything that reads what strangers write. Each target takes any bytes and must
//! neither panic, nor hang, nor break what it says of itself. The same functions run over the
//! corpus as ordinary tests (`tests/it/fuzz.rs`).

use jiff::Timestamp;
use wanbot::config::{Config, Environment, Layers};
use wanbot::discord::actions::Action;
use wanbot::generation::words;
use wanbot::http::Links;
use wanbot::job::JobId;
use wanbot::media::{self, Kind};
use wanbot::wan::answers;

/// Members' files: recognised, measured, looked through for damage, stripped of metadata and, where
/// that is due, redrawn.
pub fn media(data: &[u8]) {
    assert!(!media::identify(data).name().is_empty());
    let Ok(facts) = media::measure(data) else { return };
    assert_eq!(facts.bytes, data.len() as u64);
    match facts.format.kind() {
        Kind::Image => assert!(facts.size.is_some() && facts.seconds.is_none()),
        Kind::Video => assert!(facts.seconds.is_some_and(|s| s.is_finite() && s > 0.0)),
        Kind::Audio => assert!(facts.seconds.is_some_and(|s| s.is_finite() && s >= 0.0)),
    }
    // As for members' files: what is larger than any limit is not drawn.
    let small = facts.size.is_some_and(|(w, h)| u64::from(w) * u64::from(h) <= 1 << 20);
    if small {
        let _ = media::verify_pixels(data, &facts);
    }
    let stripped = media::strip(data, facts.format).expect("what can be measured can be stripped");
    if !facts.redraw {
        let again = media::measure(&stripped).expect("what is stripped can be read");
        assert_eq!((again.size, again.seconds), (facts.size, facts.seconds));
    }
    if facts.redraw
        && small
        && let Ok((drawn, facts_now)) = media::flatten::flatten(data, &facts, 20_000_000)
    {
        let again = media::measure(&drawn).expect("what is drawn here can be read");
        assert_eq!((again.size, again.redraw), (facts_now.size, false));
    }
}

/// The provider's answers, of any status.
pub fn answers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for status in [200, 400, 401, 429, 500] {
        if let Ok(task) = answers::created(status, &text) {
            assert!(status == 200 && !task.0.is_empty());
        }
        let report = answers::report(status, &text);
        assert!(report.is_err() || status == 200);
        let _ = answers::page(status, &text);
    }
}

/// Custom ids of buttons, menus and forms: what is taken for one of ours is one of ours.
pub fn custom_ids(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(action) = Action::parse(&text) {
        let id = action.custom_id();
        assert!(id.len() <= 100, "Discord takes 100 characters: {id}");
        assert_eq!(Action::parse(&id), Some(action), "{text:?} and {id:?}");
    }
}

/// Options in the words of a message.
pub fn options(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (prompt, _) = words::OptionWords::default().trailing(&text);
    assert!(prompt.len() <= text.len(), "words are only taken away");
    let _ = words::OptionWords::default().only(&text);
}

/// Configuration files: a configuration, or a list of everything that is wrong.
pub fn config(data: &[u8]) {
    let secrets: Environment = [("DISCORD_TOKEN", "t"), ("DASHSCOPE_API_KEY", "k")]
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect();
    let mut layers = Layers::read(None, &secrets);
    layers.add(&String::from_utf8_lossy(data), "fuzz");
    if let Err(problems) = Config::read(&layers, &secrets) {
        assert!(!problems.to_string().is_empty());
    }
}

/// Links to videos: none is good but those that were made here.
pub fn links(data: &[u8]) {
    let origin = "https://wanbot.example/".parse().expect("an address");
    let links = Links::new(origin, vec![7; 32]);
    let now = Timestamp::UNIX_EPOCH;
    let Some((head, signature)) = data.split_at_checked(16) else { return };
    let job = JobId::from_bits(u64::from_le_bytes(head[..8].try_into().expect("eight bytes")));
    let until = i64::from_le_bytes(head[8..].try_into().expect("eight bytes"));
    let signature = String::from_utf8_lossy(signature);
    assert!(!links.is_good(job, until, &signature, now), "a link that nobody made is good");
    if let Ok(until) = Timestamp::from_second(until.rem_euclid(1 << 32) + 1) {
        let made = links.video(job, until);
        let (_, signature) = made.split_once("signature=").expect("it is signed");
        assert!(links.is_good(job, until.as_second(), signature, now));
        assert!(!links.is_good(job, until.as_second() + 1, signature, now));
    }
}
