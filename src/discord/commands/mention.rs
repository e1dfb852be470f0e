//! "@wan make it rain": a message that mentions the bot, with files or as a reply to files.

use serenity::model::channel::Message;
use tracing::{debug, warn};

use super::Services;
use super::create_job::{create_job_for_message, public_refusal, reply};
use super::message_menu::offer;
use super::{languages, request_context, sources};
use crate::discord::client::DiscordClient;
use crate::discord::markup::{self, Mentioned};
use crate::discord::message::Message as Say;
use crate::discord::texts::result_actions::NoFiles;
use crate::discord::texts::{self, result_actions};
use crate::discord::words::option_words;
use crate::i18n::say;
use crate::job::{ChannelId, GuildId, MessageId, Place, UserId};
use crate::service::{PendingSelection, Refusal, RequestContext, actions_for, results_of};

/// The text of a message besides the mention, with its markup, if it is addressed to the bot: by a
/// mention in the text or, in direct messages, in any case. A reply that only pings the bot is
/// members talking about a video, and costs nothing.
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

/// The name of a mention. Beside a message, Discord says the names of users, and of channels only
/// those of messages that were published to other servers.
fn name(client: &DiscordClient, message: &Message, what: Mentioned) -> Option<String> {
    match what {
        Mentioned::User(id) => {
            let user = message.mentions.iter().find(|user| user.id.get() == id)?;
            Some(user.display_name().to_owned())
        }
        Mentioned::Channel(id) => {
            let channel = message.mention_channels.iter().find(|c| c.id.get() == id)?;
            Some(channel.name.clone())
        }
        Mentioned::Role(id) => client.role_name(GuildId(message.guild_id?.get()), id),
    }
}

/// Handles a new message.
pub(in crate::discord) async fn on_message(
    services: &Services,
    client: &DiscordClient,
    message: &Message,
) {
    // Known since READY, before which no message arrives.
    let Ok(own) = client.own().await.map(|own| own.0) else { return };
    let Some(text) = addressed(message, own) else { return };
    let tenant = request_context::tenant(message.guild_id);
    let here = Place { tenant, channel: ChannelId(message.channel_id.get()) };
    let (id, author) = (MessageId(message.id.get()), UserId(message.author.id.get()));
    // Checked before anything is sent: servers that are not served must not use up the limits of
    // others.
    if !services.job_service.serves(tenant) {
        debug!(message.id = %id, "ignoring a mention in a server that is not served");
        return;
    }
    if client.is_unwritable(here) || services.refused.is_too_often(&author) {
        debug!(message.id = %id, "ignoring a mention: earlier ones led to nothing");
        return;
    }
    // Concurrent mentions are counted before the first of them is answered.
    services.refused.note(author);
    if answer(services, client, message, (here, id), own, text).await {
        services.refused.remove_last(&author);
    }
}

/// Answers a message that is addressed to the bot. Returns whether it led to something, or would
/// have but for a failure of the bot.
async fn answer(
    services: &Services,
    client: &DiscordClient,
    message: &Message,
    (here, id): (Place, MessageId),
    own: u64,
    text: String,
) -> bool {
    let say = |text: String| reply(client, here, id, Say::new(text));
    let language =
        languages::of_author(services, client, UserId(message.author.id.get()), here.tenant);
    let place = match message.guild_id {
        // Decides whether a thread belongs to an age-restricted channel.
        Some(_) => match client.channel(here).await {
            Ok(place) => Some(place),
            Err(e) => {
                warn!(message.id = %id, error = %e, "could not fetch the channel");
                say(say!(language, "refused", why = say!(language, "refused-channel-unknown")))
                    .await;
                // Not the author's fault, so it does not count against them.
                return true;
            }
        },
        None => None,
    };
    let context = request_context::of_message(message, place.as_ref(), client, services);
    if !context.open {
        debug!("ignoring a direct message, where requests are not accepted");
        return false;
    }
    let text = markup::plain(language, &text, |what| name(client, message, what));
    let selection = selection_of(services, &context, message, id, own, text).await;
    if selection.files.is_empty() {
        let pointed = message.referenced_message.as_deref();
        if [Some(message), pointed].into_iter().flatten().any(sources::has_lottie) {
            say(say!(language, "sticker-lottie")).await;
            return false;
        }
        let why = match pointed {
            Some(_) if !services.features.reads_messages => NoFiles::Hidden,
            Some(_) => NoFiles::NotInReferenced,
            None if message.message_reference.is_some() => NoFiles::ReferencedDeleted,
            None => NoFiles::NotAttached,
        };
        say(result_actions::no_files(language, why)).await;
        return false;
    }
    let (prompt, options) = option_words(language).trailing(&selection.text);
    match actions_for(&selection.files)[..] {
        [] => {
            say(result_actions::no_use(language, &selection.files)).await;
            false
        }
        [what] => {
            let job_request = selection.job_request(context, what, &[], prompt, options);
            create_job_for_message(&*services.job_service, client, id, job_request).await
        }
        [likeliest, ..] => {
            if !services.job_service.store_selection(&selection).await {
                say(texts::refusal(language, &Refusal::JournalUnavailable)).await;
                return true;
            }
            let buttons = offer(services, &selection, &context).await;
            if !buttons.is_empty() {
                let text = result_actions::which_use(language, &selection.files, &prompt, options);
                let offer = Say::new(text).buttons(buttons);
                return reply(client, here, id, offer).await.is_some();
            }
            // None of the actions would be accepted: the reason given is that of the most likely
            // one.
            let job_request = selection.job_request(context, likeliest, &[], prompt, options);
            if let Err(refusal) = services.job_service.screen(&job_request).await {
                reply(client, here, id, public_refusal(language, &refusal)).await;
            }
            false
        }
    }
}

/// What a message refers to: its own files, else what the message that it replies to has. A reply
/// to one of the bot's results derives from the archived result, whatever Discord shows of it.
async fn selection_of(
    services: &Services,
    context: &RequestContext,
    message: &Message,
    id: MessageId,
    own: u64,
    text: String,
) -> PendingSelection {
    let (any, caller) = (|_| true, &context.caller);
    let mut files = sources::uploads_of(services, caller, message, any).await;
    let mut from = None;
    if files.is_empty()
        && let Some(pointed) = message.referenced_message.as_deref()
    {
        let earlier = if pointed.author.id.get() == own {
            services.job_service.job_of_result(context, MessageId(pointed.id.get())).await
        } else {
            None
        };
        match earlier.filter(|job| !job.results().is_empty()) {
            Some(job) => {
                files = results_of(&job);
                from = Some(job.id);
            }
            None => files = sources::files_of(services, caller, pointed, any).await,
        }
    }
    // In a reply, a link or an emoji belongs to the words.
    if files.is_empty() && message.message_reference.is_none() {
        files = sources::shown_in(message, any);
    }
    PendingSelection {
        id: id.0,
        user: context.caller.user,
        tenant: context.place.tenant,
        text,
        language: context.caller.language,
        files,
        from,
    }
}
