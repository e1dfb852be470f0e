//! A voice message, a photo of a phone, a GIF and a screen recording, sent to the bot in each way
//! that members have: what Model Studio receives of each, and what it costs.

use std::time::Duration;

use serde_json::{Value, json};
use wanbot::emulator::discord::OptionValue;
use wanbot::generation::Credits;
use wanbot::job::UserId;
use wanbot::media::Format;

use super::cases::{Colours, Outcome, VIDEO, sent};
use super::converted::case;
use crate::harness::member::{Member, file, text};
use crate::harness::{Story, has_ffmpeg, has_heif};

const VOICE: &str = "09-voice-message.ogg";
const PHOTO: &str = "05-photo.heic";
const GIF: &str = "05-animated.gif";
const RECORDING: &str = "07-screen.webm";

/// What Model Studio receives of a file, and the credits for it.
#[derive(Clone, Copy)]
struct Expected(Outcome, i64);

const AUDIO: Expected = Expected(Outcome::Audio(Format::Mp3, 4.0), VIDEO);
const STILL: Expected = Expected(Outcome::Image((600, 450), Colours::Card), VIDEO);
const FRAME: Expected = Expected(Outcome::Image((320, 240), Colours::FirstFrame), VIDEO);

/// How a file reaches the bot.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// An option of a slash command.
    Command(&'static str, &'static str),
    /// Attached to a message that mentions the bot.
    Mention,
    /// Attached to the message that a mention replies to.
    Reply,
    /// In a message that the one that a mention replies to forwards.
    ReplyToForward,
    /// In the preview of a link, in the message that a mention replies to.
    ReplyToPreview,
    /// An entry in the menu of the message.
    Menu(&'static str),
    /// An entry in the menu of a message that forwards it.
    MenuOfForward(&'static str),
    /// An entry in the menu of a message with the preview of a link.
    MenuOfPreview(&'static str),
}

use Way::{
    Command, Mention, Menu, MenuOfForward, MenuOfPreview, Reply, ReplyToForward, ReplyToPreview,
};

const ANIMATE: &str = "Animate this";
const CONTINUE: &str = "Continue this video";
const REFERENCE: &str = "Use as reference";

/// A video of a length. What is billed are its seconds and those of the new video: five, or as many
/// as it has where it is edited.
const fn video(seconds: f64, credits: i64) -> Expected {
    Expected(Outcome::Video(seconds), credits)
}

/// A voice message and a photo have no page that Discord shows a preview of.
const CASES: &[(&str, Way, Expected)] = &[
    (VOICE, Command("video", "audio"), AUDIO),
    (VOICE, Mention, AUDIO),
    (VOICE, Reply, AUDIO),
    (VOICE, ReplyToForward, AUDIO),
    (VOICE, Menu(ANIMATE), AUDIO),
    (VOICE, MenuOfForward(ANIMATE), AUDIO),
    (PHOTO, Command("animate", "image"), STILL),
    (PHOTO, Command("reference", "image1"), STILL),
    (PHOTO, Mention, STILL),
    (PHOTO, Reply, STILL),
    (PHOTO, ReplyToForward, STILL),
    (PHOTO, Menu(ANIMATE), STILL),
    (PHOTO, Menu(REFERENCE), STILL),
    (PHOTO, MenuOfForward(ANIMATE), STILL),
    (GIF, Command("animate", "image"), FRAME),
    (GIF, Command("continue", "video"), video(2.0, 7_000)),
    (GIF, Command("edit", "video"), video(2.0, 4_000)),
    (GIF, Command("reference", "video1"), video(2.0, 7_000)),
    (GIF, Mention, FRAME),
    (GIF, Reply, FRAME),
    (GIF, ReplyToForward, FRAME),
    (GIF, ReplyToPreview, FRAME),
    (GIF, Menu(ANIMATE), FRAME),
    (GIF, Menu(CONTINUE), video(2.0, 7_000)),
    (GIF, MenuOfForward(ANIMATE), FRAME),
    (GIF, MenuOfForward(CONTINUE), video(2.0, 7_000)),
    (GIF, MenuOfPreview(ANIMATE), FRAME),
    (RECORDING, Command("continue", "video"), video(4.0, 9_000)),
    (RECORDING, Command("edit", "video"), video(4.0, 8_000)),
    (RECORDING, Command("reference", "video1"), video(4.0, 9_000)),
    (RECORDING, Mention, video(4.0, 9_000)),
    (RECORDING, Reply, video(4.0, 9_000)),
    (RECORDING, ReplyToForward, video(4.0, 9_000)),
    (RECORDING, ReplyToPreview, video(4.0, 9_000)),
    (RECORDING, Menu(CONTINUE), video(4.0, 9_000)),
    (RECORDING, Menu(REFERENCE), video(4.0, 9_000)),
    (RECORDING, MenuOfForward(CONTINUE), video(4.0, 9_000)),
    (RECORDING, MenuOfPreview(CONTINUE), video(4.0, 9_000)),
];

async fn begin() -> Story {
    let settings = [
        ("convert.ffmpeg", "ffmpeg".into()),
        ("convert.heif", "heif-convert".into()),
        ("discord.message_content", true.into()),
        // Everything goes through the store, where the emulator has the bytes.
        ("wan.inline_max", 0.into()),
    ];
    let mut t = Story::prepare(&settings).await;
    t.world.discord.allow_message_content(true);
    t.start().await;
    t
}

#[tokio::test]
async fn a_voice_message_arrives_in_each_way() {
    arrives(VOICE).await;
}

#[tokio::test]
async fn a_photo_of_a_phone_arrives_in_each_way() {
    arrives(PHOTO).await;
}

#[tokio::test]
async fn a_gif_arrives_in_each_way() {
    arrives(GIF).await;
}

#[tokio::test]
async fn a_screen_recording_arrives_in_each_way() {
    arrives(RECORDING).await;
}

/// Sends a file in each of its ways.
async fn arrives(file: &str) {
    if !has_ffmpeg() || !has_heif() {
        return println!("SKIPPED: there is no ffmpeg or no heif-convert");
    }
    let t = begin().await;
    let garden = t.world.discord.add_channel(t.guild, "garden");
    let cases = CASES.iter().filter(|(name, ..)| *name == file);
    for (number, (name, way, expected)) in cases.enumerate() {
        let what = format!("{name} by {way:?}");
        // With credits of their own.
        let member = t.member(&format!("member{number}"));
        let card = send(&t, garden, &member, name, *way).await;
        assert!(card.contains(" (converted from a"), "{what}: {card}");

        let task = submitted(&t).await;
        let url = url_of_input(&task.body["input"]);
        let bytes = t.world.wan.uploaded(url).await.expect("it was uploaded");
        sent(&t, name, &expected.0, &bytes);

        finished(&t).await;
        let views = t.app().store().book().views(t.now());
        let spent = views.iter().filter(|(_, user, _)| *user == UserId(member.id));
        let spent = spent.map(|view| view.2.spent).sum::<Credits>();
        assert!((spent.0 - expected.1).abs() <= 100, "{what}: {spent:?}");
    }
    t.finish().await;
}

/// Sends a file in a way, and returns the card.
async fn send(t: &Story, garden: u64, member: &Member, name: &str, way: Way) -> String {
    let files = || vec![(name, case(name))];
    let fields = [("prompt", "it moves")];
    let elsewhere = || member.elsewhere(garden).posts("look", files(), None);
    let preview = || {
        let url = format!("https://pages.example/{name}");
        t.world.discord.put_in_web(&url, case(name).into());
        let message = member.posts(&url, vec![], None);
        let medium = json!({"url": url});
        let embed = match name {
            RECORDING => json!({"type": "video", "url": url, "video": medium}),
            _ => json!({"type": "image", "url": url, "thumbnail": medium}),
        };
        t.world.discord.show_previews(message, vec![embed]);
        message
    };
    let says = async |files, reply_to| member.says("it moves", files, reply_to).await.content;
    let points =
        async |message, entry| member.points(message, entry, &fields).await.text().to_owned();
    match way {
        Command(command, option) => {
            let options: [(&str, OptionValue); 2] =
                [(option, file(name, case(name))), ("prompt", text("it moves"))];
            member.uses(command, &options).await.text().to_owned()
        }
        Mention => says(files(), None).await,
        Reply => says(vec![], Some(member.posts("", files(), None))).await,
        ReplyToForward => says(vec![], Some(member.forwards(elsewhere()))).await,
        ReplyToPreview => says(vec![], Some(preview())).await,
        Menu(entry) => points(member.posts("", files(), None), entry).await,
        MenuOfForward(entry) => points(member.forwards(elsewhere()), entry).await,
        MenuOfPreview(entry) => points(preview(), entry).await,
    }
}

/// The newest task, once the input is uploaded and the task is submitted.
async fn submitted(t: &Story) -> wanbot::emulator::wan::Task {
    let before = t.world.wan.tasks().len();
    for _ in 0..4 {
        t.tick().await;
        let tasks = t.world.wan.tasks();
        if tasks.len() > before {
            return tasks.into_iter().next_back().unwrap();
        }
    }
    panic!("nothing was submitted");
}

/// Waits for the result of the only job.
async fn finished(t: &Story) {
    for _ in 0..20 {
        t.clock.advance(Duration::from_secs(20));
        t.tick().await;
        if t.unheard().iter().any(|message| message.content.contains("is ready")) {
            return;
        }
    }
    panic!("there is no result");
}

/// The URL of the only file of a submission.
fn url_of_input(input: &Value) -> &str {
    let url = input["media"][0]["url"].as_str().or(input["audio_url"].as_str());
    url.unwrap_or_else(|| panic!("no file in {input}"))
}
