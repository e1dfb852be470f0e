//! "@wan make it rain": a message that mentions the bot, with files or as a reply to files.

use serenity::model::channel::Message;
use tracing::{debug, warn};

use super::Doors;
use super::making::{aloud, make_for_message, reply};
use super::pointing::{files_of, offer};
use super::spot;
use crate::discord::desk::Spot;
use crate::discord::message::Message as Say;
use crate::discord::outbox::Outbox;
use crate::discord::sketch::{Sketch, results_of, uses};
use crate::discord::texts::words::say;
use crate::discord::texts::{self, ways};
use crate::generation::{Refusal, words};
use crate::job::{ChannelId, MessageId};

/// What a message says beside the mention, if it is addressed to us: in words, or, in direct
/// messages, at all. A reply that only pings us is people talking about a clip, and costs nothing.
fn addressed(message: &Message, own: u64) -> Option<String> {
    if message.author.bot {
        return None;
    }
    let mentions = [format!("<@{own}>"), format!("<@!{own}>")];
    let here = mentions.iter().any(|m| message.content.contains(m));
    if !here && message.guild_id.is_some() {
        return None;
    }
    let mut text = message.content.clone();
    for mention in &mentions {
        text = text.replace(mention, " ");
    }
    Some(text.trim().to_owned())
}

/// A message arrived.
pub(in crate::discord) async fn heard(doors: &Doors, outbox: &Outbox, message: &Message) {
    let Some(own) = outbox.http().application_id().map(|id| id.get()) else { return };
    let Some(text) = addressed(message, own) else { return };
    let (channel, id) = (ChannelId(message.channel_id.get()), MessageId(message.id.get()));
    if outbox.is_silent(channel) {
        debug!(message.id = %id, "mentioned again where it may not speak");
        return;
    }
    let say = |text: String| reply(outbox, channel, id, Say::new(text));
    let place = match message.guild_id {
        // Whether a thread belongs to a channel for adults hangs on it.
        Some(_) => match outbox.channel(channel).await {
            Ok(place) => place,
            Err(e) => {
                warn!(message.id = %id, error = %e, "a channel could not be asked for");
                say(say!("refused", why = say!("refused-channel-unknown"))).await;
                return;
            }
        },
        None => None,
    };
    let spot = spot::of_message(message, place.as_ref(), outbox, doors.direct);
    if !spot.open {
        debug!("a direct message, where no requests are taken");
        return;
    }
    let sketch = sketched(doors, &spot, message, id, own, text).await;
    if sketch.files.is_empty() {
        let replied = message.referenced_message.is_some();
        let hidden = replied && !doors.reads_messages;
        say(ways::no_files(replied, hidden, message.message_reference.is_some())).await;
        return;
    }
    let (prompt, options) = words::trailing(&sketch.text);
    match uses(&sketch.files)[..] {
        [] => {
            say(ways::no_use(&sketch.files)).await;
        }
        [what] => {
            let order = sketch.order(spot, what, &[], prompt, options);
            make_for_message(&*doors.desk, outbox, id, order).await;
        }
        [likeliest, ..] => {
            if !doors.desk.keep(&sketch).await {
                say(texts::refusal(&Refusal::Unrecorded)).await;
                return;
            }
            let buttons = offer(doors, &sketch, &spot).await;
            if !buttons.is_empty() {
                let text = ways::which_use(&sketch.files, &prompt, options);
                reply(outbox, channel, id, Say::new(text).buttons(buttons)).await;
                return;
            }
            // None of it can be made: why not, of the likeliest.
            let order = sketch.order(spot, likeliest, &[], prompt, options);
            if let Err(refusal) = doors.desk.screen(&order).await {
                say(aloud(&refusal)).await;
            }
        }
    }
}

/// What a message points at: its own files, else those of the message that it replies to. A reply
/// to one of our own results goes on from it, whatever Discord shows of it.
async fn sketched(
    doors: &Doors,
    spot: &Spot,
    message: &Message,
    id: MessageId,
    own: u64,
    text: String,
) -> Sketch {
    let mut files = files_of(message);
    let mut from = None;
    if files.is_empty()
        && let Some(pointed) = message.referenced_message.as_deref()
    {
        let earlier = match pointed.author.id.get() == own {
            true => doors.desk.job_of_result(spot, MessageId(pointed.id.get())).await,
            false => None,
        };
        match earlier.filter(|job| !job.results().is_empty()) {
            Some(job) => {
                files = results_of(&job);
                from = Some(job.id);
            }
            None => files = files_of(pointed),
        }
    }
    Sketch { id: id.0, user: spot.who.user, guild: spot.place.guild, text, files, from }
}
