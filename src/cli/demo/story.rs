//! The story: one writes, one brings a picture, one brings a bad one, one thinks better of it, and
//! one keeps order.

use std::time::Duration;

use anyhow::{Context, ensure};
use bytes::Bytes;

use crate::emulator::Running;
use crate::emulator::discord::world::permission;
use crate::emulator::discord::{Discord, Given, Message, Seen};
use crate::media;

/// Drawn for this demo; free to use as the rest.
const HARBOUR: &[u8] = include_bytes!("harbour.jpg");

/// How long anything may take, by the machine's clock. Rendering is slow in a debug build on a
/// busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two acts, so that a person can read along.
const BREATH: Duration = Duration::from_millis(700);

/// Where it plays, and who is there.
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

fn text(text: &str) -> Given {
    Given::Text(text.to_owned())
}

fn file(name: &str, bytes: &'static [u8]) -> Given {
    Given::File { name: name.to_owned(), bytes: Bytes::from_static(bytes) }
}

/// Plays the story.
///
/// # Errors
/// Where it went otherwise than it should.
pub(super) async fn tell(world: &Running, place: &Place) -> anyhow::Result<()> {
    let discord = &world.discord;
    let ready = |d: &Discord| (!d.commands(place.guild).is_empty()).then_some(());
    discord.wait(PATIENCE, ready).await.context("the bot did not connect")?;

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
    let told = answer(discord, press).await?;
    // On a slow machine the provider can be at work on it already, and says so.
    let stopped = ["is cancelled", "cannot stop it any more"];
    ensure!(stopped.iter().any(|s| told.content.contains(s)), "dan's cancel: {}", told.content);

    let given = [
        ("who", Given::Member(place.cleo)),
        ("amount", text("10")),
        ("until", text("7d")),
        ("reason", text("film night")),
    ];
    uses(discord, place, place.mia, "wan-mod quota grant", &given).await?;
    let quota = uses(discord, place, place.cleo, "quota", &[]).await?;
    ensure!(quota.content.contains("**60** to spend"), "cleo's quota: {}", quota.content);

    for (who, card, size) in [("ann", ann, Some((1280, 720))), ("bob", bob, None)] {
        let result = discord.wait(PATIENCE, |d| {
            let all = d.messages(place.channel);
            all.into_iter().find(|m| m.reply_to == Some(card.id))
        });
        let result = result.await.with_context(|| format!("{who} got no clip"))?;
        let clip = result.files.first().with_context(|| format!("{who}: {}", result.content))?;
        let facts = media::measure(&clip.bytes).map_err(anyhow::Error::msg)?;
        ensure!(facts.seconds == Some(5.0), "{who}'s clip is {:?} s long", facts.seconds);
        ensure!(size.is_none() || facts.size == size, "{who}'s clip measures {:?}", facts.size);
    }
    uses(discord, place, place.bob, "jobs", &[]).await?;
    Ok(())
}

async fn uses(
    discord: &Discord,
    place: &Place,
    who: u64,
    command: &str,
    options: &[(&str, Given)],
) -> anyhow::Result<Message> {
    tokio::time::sleep(BREATH).await;
    let interaction = discord.run_command(who, place.channel, command, options)?;
    answer(discord, interaction).await.with_context(|| format!("/{command}"))
}

async fn answer(discord: &Discord, interaction: u64) -> anyhow::Result<Message> {
    let done = |seen: Seen| {
        let answer = seen.answer.filter(|a| !a.thinking);
        answer.or_else(|| seen.followups.into_iter().next())
    };
    let seen = discord.wait(PATIENCE, |d| done(d.seen(interaction))).await;
    seen.context("the bot did not answer")
}
