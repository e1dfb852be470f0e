//! The demo's story: one member sends a prompt, one an image, one an unusable image, one cancels,
//! and a moderator grants credits. Then they use replies, menus, buttons, edits, references and
//! images.

use std::time::Duration;

use anyhow::{Context, ensure};
use bytes::Bytes;

use crate::emulator::Running;
use crate::emulator::discord::world::permission;
use crate::emulator::discord::{Discord, Message, OptionValue, Seen};
use crate::media;

/// Drawn for this demo; under the same licence as the rest.
const HARBOUR: &[u8] = include_bytes!("harbour.jpg");
/// A tone of three seconds, as Discord records voice messages.
const FOGHORN: &[u8] = include_bytes!("foghorn.ogg");

/// Time limit for each step, in real time. Rendering is slow in a debug build on a busy machine.
const STEP_TIMEOUT: Duration = Duration::from_secs(120);
/// Pause between steps, so that a person can read along.
const PAUSE: Duration = Duration::from_millis(700);

/// The server, the channel and the members.
pub(super) struct Place {
    guild: u64,
    channel: u64,
    ann: u64,
    bob: u64,
    cleo: u64,
    dan: u64,
    mia: u64,
}

impl Place {
    pub(super) fn set_up(discord: &Discord) -> Self {
        let guild = discord.add_guild("The Film Club");
        let channel = discord.add_channel(guild, "videos");
        let member = |name| discord.add_member(guild, name, 0);
        let (ann, bob) = (member("ann"), member("bob"));
        let (cleo, dan) = (member("cleo"), member("dan"));
        let mia = discord.add_member(guild, "mia", permission::MANAGE_GUILD);
        Self { guild, channel, ann, bob, cleo, dan, mia }
    }
}

fn text(text: &str) -> OptionValue {
    OptionValue::Text(text.to_owned())
}

fn file(name: &str, bytes: &'static [u8]) -> OptionValue {
    OptionValue::File { name: name.to_owned(), bytes: Bytes::from_static(bytes) }
}

/// Runs the story; `converts` states whether converters are installed.
///
/// # Errors
/// When a step does not behave as expected.
pub(super) async fn tell(world: &Running, place: &Place, converts: bool) -> anyhow::Result<()> {
    let discord = &world.discord;
    let ready = |d: &Discord| (!d.commands(place.guild).is_empty()).then_some(());
    discord.wait(STEP_TIMEOUT, ready).await.context("the bot did not connect")?;

    let boat = "a paper boat sails down a rainy street at dusk, the camera follows low over the \
                water";
    let ann = uses(discord, place, place.ann, "video", &[("prompt", text(boat))]).await?;
    let lamp = "the lamp of the lighthouse turns, waves roll in, slow push in";
    let options = [("image", file("harbour.jpg", HARBOUR)), ("prompt", text(lamp))];
    let bob = uses(discord, place, place.bob, "animate", &options).await?;

    let bad = [("image", file("holiday.png", b"Dear diary, it rained again."))];
    let cleo = uses(discord, place, place.cleo, "animate", &bad).await?;
    ensure!(cleo.only_for == Some(place.cleo), "a refusal was shown to everybody");

    let dan =
        uses(discord, place, place.dan, "video", &[("prompt", text("a very long road"))]).await?;
    let press = discord.press(place.dan, dan.id, "Cancel")?;
    let reply = answer(discord, press).await?;
    // On a slow machine the task may already be running, and then it cannot be cancelled.
    let stopped = ["is cancelled", "can't stop it"];
    ensure!(stopped.iter().any(|s| reply.content.contains(s)), "dan's cancel: {}", reply.content);

    let given = [
        ("who", OptionValue::Member(place.cleo)),
        ("amount", text("10")),
        ("until", text("7d")),
        ("reason", text("film night")),
    ];
    uses(discord, place, place.mia, "wan-mod quota grant", &given).await?;
    let quota = uses(discord, place, place.cleo, "quota", &[]).await?;
    ensure!(quota.content.contains("**60** available"), "cleo's quota: {}", quota.content);

    let video = delivered(discord, place, ann.id, "ann").await?;
    plays(&video, 5.0, Some((1280, 720)))?;
    let lit = delivered(discord, place, bob.id, "bob").await?;
    plays(&lit, 5.0, None)?;
    let horn = if converts { Some(voice_message(discord, place).await?) } else { None };
    go_on(discord, place, &video, &lit).await?;
    if let Some(horn) = horn {
        plays(&delivered(discord, place, horn.id, "mia").await?, 3.0, None)?;
    }
    uses(discord, place, place.bob, "jobs", &[]).await?;
    Ok(())
}

/// A voice message, which no model accepts as it is, is converted.
async fn voice_message(discord: &Discord, place: &Place) -> anyhow::Result<Message> {
    let options = [
        ("prompt", text("a foghorn sounds across a harbour in the mist")),
        ("audio", file("voice-message.ogg", FOGHORN)),
        ("duration", OptionValue::Integer(3)),
    ];
    let card = uses(discord, place, place.mia, "video", &options).await?;
    ensure!(card.content.contains("converted from an Ogg"), "mia's audio: {}", card.content);
    Ok(card)
}

/// Follow-up requests based on earlier posts and results.
async fn go_on(
    discord: &Discord,
    place: &Place,
    video: &Message,
    lit: &Message,
) -> anyhow::Result<()> {
    tokio::time::sleep(PAUSE).await;
    let files = vec![("harbour.jpg".to_owned(), Bytes::from_static(HARBOUR))];
    let photo = discord.say(place.cleo, place.channel, "our harbour, last summer", files, None)?;
    tokio::time::sleep(PAUSE).await;
    let asked = format!("<@{}> fog rolls in from the sea 3s seed 7", discord.bot());
    let reply = discord.say(place.dan, place.channel, &asked, Vec::new(), Some(photo))?;
    let fog = discord.wait(STEP_TIMEOUT, |d| {
        let all = d.messages(place.channel).into_iter();
        all.filter(|m| m.reply_to == Some(reply)).find(|m| m.content.contains("job `"))
    });
    let fog = fog.await.context("dan's reply got no card")?;

    let menu = discord.use_menu(place.ann, photo, "Animate this")?;
    let words = [("prompt", "gulls cross the sky"), ("options", "2s")];
    let gulls = fills(discord, menu, &words).await?;

    let press = discord.press(place.ann, video.id, "Continue")?;
    let words = [("prompt", "the boat reaches the sea"), ("options", "8s")];
    let sea = fills(discord, press, &words).await?;

    let file_of = |m: &Message| -> anyhow::Result<OptionValue> {
        let file = m.files.first().context("a result has no file")?;
        Ok(OptionValue::File { name: file.name.clone(), bytes: file.bytes.clone() })
    };
    let options = [("video", file_of(lit)?), ("prompt", text("in the style of a woodcut"))];
    let woodcut = uses(discord, place, place.bob, "edit", &options).await?;
    let options = [("video", file_of(lit)?), ("prompt", text("the sun goes down"))];
    let dusk = uses(discord, place, place.bob, "continue", &options).await?;
    let options = [
        ("prompt", text("the lighthouse of Image 1 on a stormy night, waves as high as its lamp")),
        ("image1", file("harbour.jpg", HARBOUR)),
        ("duration", OptionValue::Integer(3)),
    ];
    let storm = uses(discord, place, place.dan, "reference", &options).await?;

    let poster = [
        ("prompt", text("a poster for a film club by the sea, art deco")),
        ("count", OptionValue::Integer(2)),
        ("resolution", text("1K")),
    ];
    let posters = uses(discord, place, place.cleo, "image", &poster).await?;

    let made = delivered(discord, place, posters.id, "cleo").await?;
    ensure!(made.files.len() == 2, "cleo got {} images", made.files.len());
    for (card, who, seconds) in
        [(fog, "dan", 3.0), (gulls, "ann", 2.0), (sea, "ann", 8.0), (dusk, "bob", 10.0)]
    {
        plays(&delivered(discord, place, card.id, who).await?, seconds, None)?;
    }
    plays(&delivered(discord, place, woodcut.id, "bob").await?, 5.0, None)?;
    look_back(discord, place, video).await?;
    plays(&delivered(discord, place, storm.id, "dan").await?, 3.0, None)?;
    Ok(())
}

/// Settings, details of a job, and a repeat of it.
async fn look_back(discord: &Discord, place: &Place, video: &Message) -> anyhow::Result<()> {
    let given = [("duration", OptionValue::Integer(3)), ("ratio", text("9:16"))];
    let saved = uses(discord, place, place.cleo, "settings", &given).await?;
    ensure!(saved.content.contains("Saved"), "cleo's settings: {}", saved.content);
    // The last word of a result's text is its job ID.
    let job = video.content.lines().find_map(|l| l.split_once("job ")).map(|(_, job)| job);
    let named = [("job", text(job.context("a result has no job ID")?))];
    let reply = uses(discord, place, place.ann, "job", &named).await?;
    ensure!(reply.content.contains("(continued)"), "ann's job: {}", reply.content);
    let again = uses(discord, place, place.cleo, "again", &named).await?;
    let answer = [("job", text(&job_of(&again)?))];
    uses(discord, place, place.cleo, "cancel", &answer).await?;
    uses(discord, place, place.cleo, "help", &[]).await?;
    Ok(())
}

/// The job ID on a card.
fn job_of(card: &Message) -> anyhow::Result<String> {
    let (_, after) = card.content.split_once("job `").context("a card has no job ID")?;
    Ok(after.split('`').next().unwrap_or_default().to_owned())
}

/// The result that replies to a card.
async fn delivered(
    discord: &Discord,
    place: &Place,
    card: u64,
    who: &str,
) -> anyhow::Result<Message> {
    let result = discord.wait(STEP_TIMEOUT, |d| {
        let all = d.messages(place.channel);
        all.into_iter().find(|m| m.reply_to == Some(card))
    });
    let result = result.await.with_context(|| format!("{who} got nothing"))?;
    ensure!(!result.files.is_empty(), "{who}: {}", result.content);
    Ok(result)
}

fn plays(result: &Message, seconds: f64, size: Option<(u32, u32)>) -> anyhow::Result<()> {
    let video = result.files.first().context("there is no video")?;
    let facts = media::measure(&video.bytes).map_err(anyhow::Error::msg)?;
    ensure!(facts.seconds == Some(seconds), "{} is {:?} s long", video.name, facts.seconds);
    ensure!(size.is_none() || facts.size == size, "{} measures {:?}", video.name, facts.size);
    Ok(())
}

/// Fills in the modal opened by an interaction.
async fn fills(discord: &Discord, opened: u64, words: &[(&str, &str)]) -> anyhow::Result<Message> {
    let modal = discord.wait(STEP_TIMEOUT, |d| d.seen(opened).modal).await;
    modal.context("no modal opened")?;
    tokio::time::sleep(PAUSE).await;
    answer(discord, discord.submit_modal(opened, words)?).await
}

async fn uses(
    discord: &Discord,
    place: &Place,
    who: u64,
    command: &str,
    options: &[(&str, OptionValue)],
) -> anyhow::Result<Message> {
    tokio::time::sleep(PAUSE).await;
    let interaction = discord.run_command(who, place.channel, command, options)?;
    answer(discord, interaction).await.with_context(|| format!("/{command}"))
}

async fn answer(discord: &Discord, interaction: u64) -> anyhow::Result<Message> {
    let done = |seen: Seen| {
        let answer = seen.answer.filter(|a| !a.thinking);
        answer.or_else(|| seen.followups.into_iter().next())
    };
    let seen = discord.wait(STEP_TIMEOUT, |d| done(d.seen(interaction))).await;
    seen.context("the bot did not answer")
}
