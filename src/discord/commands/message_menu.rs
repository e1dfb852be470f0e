//! Entries in a message's menu: "Animate this", "Continue this clip", "Use as reference". Discord
//! always shows the bot the whole message that they are used on.

use serenity::builder::{
    CreateActionRow, CreateButton, CreateCommand, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};
use serenity::model::application::{
    ButtonStyle, CommandInteraction, CommandType, ComponentInteraction,
    ComponentInteractionDataKind, ResolvedTarget,
};
use serenity::model::channel::{Attachment, Message};

use super::Services;
use super::create_job::{in_time, make, show};
use super::modals::{self, Filled};
use super::responder::{CallbackType, Responder, Shown};
use crate::discord::actions::Action;
use crate::discord::client::DiscordClient;
use crate::discord::message::Reply;
use crate::discord::texts::words::say;
use crate::discord::texts::{self, result_actions};
use crate::generation::words;
use crate::job::{InteractionId, MessageId};
use crate::media::Kind;
use crate::service::Refusal;
use crate::service::{FileRef, MediaAction, PendingSelection, results_of, uses};
use crate::service::{RequestContext, Source, Unreadable};

/// The entries, and what each is for.
pub(super) const ENTRIES: [(&str, MediaAction); 3] = [
    ("Animate this", MediaAction::Animate),
    ("Continue this clip", MediaAction::Continue),
    ("Use as reference", MediaAction::Reference),
];

pub(super) fn register() -> Vec<CreateCommand> {
    ENTRIES.map(|(name, _)| CreateCommand::new(name).kind(CommandType::Message)).into()
}

/// What a file seems to be; its bytes will tell.
fn kind(file: &Attachment) -> Option<Kind> {
    let told = file.content_type.as_deref().unwrap_or_default();
    let ending = file.filename.rsplit('.').next().unwrap_or_default().to_lowercase();
    match (told.split('/').next(), ending.as_str()) {
        (Some("image"), _) => Some(Kind::Image),
        (Some("video"), _) => Some(Kind::Clip),
        (Some("audio"), _) => Some(Kind::Audio),
        (_, "png" | "jpg" | "jpeg" | "webp" | "bmp" | "gif") => Some(Kind::Image),
        (_, "mp4" | "mov" | "webm" | "mkv") => Some(Kind::Clip),
        (_, "mp3" | "wav" | "ogg" | "flac" | "m4a") => Some(Kind::Audio),
        _ => None,
    }
}

/// Files of a message that can be inputs.
pub(super) fn things(files: &[Attachment]) -> Vec<FileRef> {
    let thing = |file: &Attachment| {
        Some(FileRef {
            name: file.filename.clone(),
            kind: kind(file)?,
            source: Source::File { url: file.url.clone(), bytes: u64::from(file.size) },
        })
    };
    files.iter().filter_map(thing).collect()
}

/// All files of a message, those of a message that it forwards too.
pub(super) fn files_of(message: &Message) -> Vec<FileRef> {
    let forwarded = message.message_snapshots.iter().flat_map(|s| &s.attachments);
    let all: Vec<_> = message.attachments.iter().chain(forwarded).cloned().collect();
    things(&all)
}

/// An entry was used on a message.
pub(super) async fn used(
    doors: &Services,
    talk: &Responder<'_>,
    command: &CommandInteraction,
    spot: RequestContext,
    what: MediaAction,
) {
    if !spot.open {
        return talk.reply_ephemeral(texts::refusal(&Refusal::OutsideServer)).await;
    }
    let Some(ResolvedTarget::Message(message)) = command.data.target() else {
        return talk.reply_ephemeral(say!("outdated")).await;
    };
    let earlier = doors.desk.job_of_result(&spot, MessageId(message.id.get())).await;
    let mut files = match &earlier {
        // A result is in the archive, even one that was too large to attach.
        Some(job) if !job.results().is_empty() => results_of(job),
        _ => files_of(message),
    };
    files.retain(|f| what.takes(f.kind));
    if files.is_empty() {
        return talk.reply_ephemeral(result_actions::nothing_to(what)).await;
    }
    let count = files.len();
    let sketch = PendingSelection {
        id: command.id.get(),
        user: spot.who.user,
        guild: spot.place.guild,
        text: String::new(),
        files,
        from: earlier.map(|job| job.id),
    };
    if !doors.desk.keep(&sketch).await {
        return talk.reply_ephemeral(texts::refusal(&Refusal::JournalUnavailable)).await;
    }
    if count <= what.most() {
        return talk.ask(modals::ask(what, sketch.id, Vec::new())).await;
    }
    talk.reply(
        CallbackType::New,
        Reply::text(result_actions::which(what)).buttons(vec![menu(&sketch, what)]),
    )
    .await;
}

/// A menu of the files of a sketch.
fn menu(sketch: &PendingSelection, what: MediaAction) -> CreateActionRow {
    let options = sketch.files.iter().enumerate().take(10).map(|(n, file)| {
        // A label has 1 to 100 characters.
        let name: String = format!("{}. {}", n + 1, file.name).chars().take(100).collect();
        CreateSelectMenuOption::new(name, n.to_string())
    });
    let kind = CreateSelectMenuKind::String { options: options.collect() };
    let most = what.most().min(sketch.files.len()) as u8;
    let menu = CreateSelectMenu::new(Action::Pick(what, sketch.id).custom_id(), kind)
        .placeholder(say!("menu-choose"))
        .min_values(1)
        .max_values(most);
    CreateActionRow::SelectMenu(menu)
}

/// What somebody pointed at, if it is theirs.
async fn own(doors: &Services, spot: &RequestContext, id: u64) -> Result<PendingSelection, String> {
    match doors.desk.kept(id).await {
        Err(Unreadable) => Err(say!("unreadable")),
        Ok(None) => Err(say!("sketch-gone")),
        Ok(Some(sketch)) if sketch.user != spot.who.user => Err(say!("not-your-sketch")),
        Ok(Some(sketch)) if sketch.guild != spot.place.guild => Err(say!("sketch-gone")),
        Ok(Some(sketch)) => Ok(sketch),
    }
}

/// Files were chosen.
pub(super) async fn picked(
    doors: &Services,
    talk: &Responder<'_>,
    press: &ComponentInteraction,
    spot: &RequestContext,
    (what, id): (MediaAction, u64),
) {
    let sketch = match own(doors, spot, id).await {
        Ok(sketch) => sketch,
        Err(why) => return talk.reply_ephemeral(why).await,
    };
    let ComponentInteractionDataKind::StringSelect { values } = &press.data.kind else {
        return talk.reply_ephemeral(say!("outdated")).await;
    };
    let chosen = values.iter().filter_map(|v| v.parse().ok());
    let chosen: Vec<usize> = chosen.filter(|n| *n < sketch.files.len()).take(what.most()).collect();
    if chosen.is_empty() {
        return talk.reply_ephemeral(say!("outdated")).await;
    }
    talk.ask(modals::ask(what, id, chosen)).await;
}

/// A form about files was sent.
pub(super) async fn asked(
    doors: &Services,
    talk: &Responder<'_>,
    spot: RequestContext,
    (what, id, chosen): (MediaAction, u64, Vec<usize>),
    filled: Filled,
) {
    let sketch = match own(doors, &spot, id).await {
        Ok(sketch) => sketch,
        Err(why) => return talk.reply_ephemeral(why).await,
    };
    match words::only(&filled.options) {
        Ok(options) => {
            let order = sketch.order(spot, what, &chosen, filled.prompt, options);
            make(&*doors.desk, talk, order).await;
        }
        Err(rest) => talk.reply_ephemeral(texts::refusal(&Refusal::Options(rest))).await,
    }
}

/// One of several offers was taken: the offer becomes the card. The order is the message's, so two
/// presses make one job.
pub(super) async fn taken(
    doors: &Services,
    talk: &Responder<'_>,
    outbox: &DiscordClient,
    press: &ComponentInteraction,
    mut spot: RequestContext,
    (what, id): (MediaAction, u64),
) {
    let (sketch, thinking) = in_time(talk, None, true, own(doors, &spot, id)).await;
    let sketch = match sketch {
        Ok(sketch) => sketch,
        Err(why) => return answer_in_private(talk, thinking, why).await,
    };
    let (prompt, options) = words::trailing(&sketch.text);
    spot.origin.interaction = InteractionId(sketch.id);
    // The offer is a message of its own: it is edited as one.
    spot.origin.token = None;
    let order = sketch.order(spot, what, &[], prompt, options);
    let (screened, thinking) = in_time(talk, thinking, true, doors.desk.screen(&order)).await;
    if let Err(refusal) = screened {
        return answer_in_private(talk, thinking, texts::refusal(&refusal)).await;
    }
    match thinking {
        None => talk.reply(CallbackType::Update, Reply::shown(result_actions::taken(what))).await,
        // Its requester read that the bot did not respond: nothing is made, so nothing is charged.
        Some(Shown::Nowhere) => return,
        Some(_) => {
            talk.finish(&crate::discord::Message::new(result_actions::taken(what))).await;
        }
    }
    let offer = offer(doors, &sketch, &order.spot).await;
    show(&*doors.desk, outbox, MessageId(press.message.id.get()), order, offer).await;
}

/// Tells one person, in place of "thinking…" if that was shown.
async fn answer_in_private(talk: &Responder<'_>, thinking: Option<Shown>, text: String) {
    match thinking {
        None => talk.reply_ephemeral(text).await,
        Some(_) => {
            talk.finish(&crate::discord::Message::new(text)).await;
        }
    }
}

/// Discord allows so many buttons in a row.
const IN_A_ROW: usize = 5;

/// Buttons for all that can be made of what somebody pointed at: what could not be made anyway is
/// not offered, and what it costs is said.
pub(super) async fn offer(
    doors: &Services,
    sketch: &PendingSelection,
    spot: &RequestContext,
) -> Vec<CreateActionRow> {
    let (prompt, options) = words::trailing(&sketch.text);
    let mut buttons = Vec::new();
    for what in uses(&sketch.files).into_iter().take(IN_A_ROW) {
        let order = sketch.order(spot.clone(), what, &[], prompt.clone(), options);
        if let Ok(price) = doors.desk.screen(&order).await {
            let button = CreateButton::new(Action::Take(what, sketch.id).custom_id())
                .label(result_actions::offer(what, price))
                .style(ButtonStyle::Secondary);
            buttons.push(button);
        }
    }
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}
