//! "@wan make it rain": a message that mentions the bot, with files or as a reply to files.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::Message;
use tracing::debug;

use super::Doors;
use super::making::{make_for_message, reply};
use super::pointing::files_of;
use super::spot;
use crate::discord::actions::Action;
use crate::discord::desk::Order;
use crate::discord::outbox::{Message as Say, Outbox};
use crate::discord::sketch::{Sketch, Use, uses};
use crate::discord::texts::{self, ways};
use crate::generation::{Refusal, words};
use crate::job::{ChannelId, MadeFrom, MessageId, Way};

/// Discord allows so many buttons in a row.
const IN_A_ROW: usize = 5;

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
    let place = match message.guild_id {
        Some(_) => outbox.channel(channel).await,
        None => None,
    };
    let spot = spot::of_message(message, place.as_ref(), outbox, doors.direct);
    let say = |text: String| reply(outbox, channel, id, Say::new(text));
    if !spot.open {
        debug!("a direct message, where no requests are taken");
        return;
    }
    let sketch = |files| Sketch {
        id: id.0,
        user: spot.who.user,
        guild: spot.place.guild,
        channel,
        message: Some(id),
        text: text.clone(),
        files,
    };
    let own_files = files_of(message);
    let pointed = message.referenced_message.as_deref();
    // A reply to one of our own results goes on from it, whatever Discord shows of it.
    let earlier = match pointed.filter(|m| own_files.is_empty() && m.author.id.get() == own) {
        Some(m) => doors.desk.job_of_message(MessageId(m.id.get())).await,
        None => None,
    };
    let results = earlier.as_ref().map(ways::results_of).unwrap_or_default();
    let files = match (own_files.is_empty(), pointed) {
        (false, _) => own_files,
        (true, Some(_)) if !results.is_empty() => results.clone(),
        (true, Some(m)) => files_of(m),
        (true, None) => Vec::new(),
    };
    if files.is_empty() {
        let hidden = pointed.is_some() && !doors.reads_messages;
        say(ways::no_files(pointed.is_some(), hidden, message.message_reference.is_some())).await;
        return;
    }
    let sketch = sketch(files);
    let offers = uses(&sketch.files);
    let (prompt, options) = words::trailing(&sketch.text);
    match offers[..] {
        [] => {
            say(ways::no_use(&sketch.files)).await;
        }
        [what] => {
            let made_from = earlier.filter(|_| !results.is_empty()).map(|job| {
                let way = if what == Use::Continue { Way::Continue } else { Way::Animate };
                MadeFrom { job: job.id, way }
            });
            let order = sketch.order(spot, what, &[], prompt, options);
            make_for_message(&*doors.desk, outbox, id, Order { made_from, ..order }).await;
        }
        _ => {
            if !doors.desk.keep(&sketch).await {
                say(texts::refusal(&Refusal::Unrecorded)).await;
                return;
            }
            let mut buttons = Vec::new();
            for what in offers.into_iter().take(IN_A_ROW) {
                let order = sketch.order(spot.clone(), what, &[], prompt.clone(), options);
                // What could not be made anyway is not offered; what it costs is said.
                if let Ok(price) = doors.desk.screen(&order).await {
                    let button = CreateButton::new(Action::Take(what, sketch.id).custom_id())
                        .label(ways::offer(what, price))
                        .style(ButtonStyle::Secondary);
                    buttons.push(button);
                }
            }
            if buttons.is_empty() {
                let first = uses(&sketch.files).into_iter().next();
                let order = first.map(|w| sketch.order(spot, w, &[], prompt, options));
                if let Some(order) = order
                    && let Err(refusal) = doors.desk.screen(&order).await
                {
                    say(texts::refusal(&refusal)).await;
                }
                return;
            }
            let offer = Say::new(ways::which_use(&sketch.files, &prompt, options))
                .buttons(vec![CreateActionRow::Buttons(buttons)]);
            reply(outbox, channel, id, offer).await;
        }
    }
}
