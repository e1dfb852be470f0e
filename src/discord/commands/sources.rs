//! What members can use of a message: attached files, stickers, embeds and custom emoji, its own
//! and those of a message that it forwards.

use std::time::Duration;

use futures_util::future::join_all;
use serenity::model::channel::{Attachment, Embed, Message};
use serenity::model::sticker::{StickerFormatType, StickerItem};
use tokio::time::{Instant, timeout_at};

use super::Services;
use crate::discord::markup;
use crate::media::Kind;
use crate::service::{Caller, CdnImage, FileRef, Source};

/// Most files of one message that are offered, which is also Discord's limit for attachments.
const MOST_FILES: usize = 10;

/// Most custom emoji of one message that are offered.
const MOST_EMOJI: usize = 5;

/// How long the beginnings of files without a type are waited for: a modal must be opened within
/// three seconds.
const RECOGNISED_WITHIN: Duration = Duration::from_millis(1500);

/// A message, or one that it forwards.
struct Part<'a> {
    content: &'a str,
    attachments: &'a [Attachment],
    stickers: &'a [StickerItem],
    embeds: &'a [Embed],
}

fn parts(message: &Message) -> impl Iterator<Item = Part<'_>> {
    let own = Part {
        content: &message.content,
        attachments: &message.attachments,
        stickers: &message.sticker_items,
        embeds: &message.embeds,
    };
    let forwarded = message.message_snapshots.iter().map(|snapshot| Part {
        content: &snapshot.content,
        attachments: &snapshot.attachments,
        stickers: &snapshot.sticker_items,
        embeds: &snapshot.embeds,
    });
    std::iter::once(own).chain(forwarded)
}

/// What a message has of the kinds that `takes` accepts: its attached files and stickers. If there
/// are none, the media of its embeds; if there are none either, its custom emoji: beside other
/// files, they only decorate the text.
pub(super) async fn files_of(
    services: &Services,
    caller: &Caller,
    message: &Message,
    takes: impl Fn(Kind) -> bool,
) -> Vec<FileRef> {
    let uploads = uploads_of(services, caller, message, &takes).await;
    if uploads.is_empty() { shown_in(message, takes) } else { uploads }
}

/// The attached files and stickers of a message.
pub(super) async fn uploads_of(
    services: &Services,
    caller: &Caller,
    message: &Message,
    takes: impl Fn(Kind) -> bool,
) -> Vec<FileRef> {
    let attachments = parts(message).flat_map(|part| part.attachments);
    // One for all: what waits for another file's share is not looked at in its last moment.
    let deadline = Instant::now() + RECOGNISED_WITHIN;
    let files = attachments.take(MOST_FILES).map(|file| file_ref(services, caller, file, deadline));
    let files = join_all(files).await.into_iter().flatten();
    let stickers = parts(message).flat_map(|part| part.stickers).filter_map(sticker);
    files.chain(stickers).filter(|file| takes(file.kind)).take(MOST_FILES).collect()
}

/// The media of a message's embeds; if there are none, its custom emoji.
pub(super) fn shown_in(message: &Message, takes: impl Fn(Kind) -> bool) -> Vec<FileRef> {
    let embeds = parts(message).flat_map(|part| part.embeds);
    let mut files: Vec<_> =
        embeds.filter_map(|embed| media_of(embed, &takes)).take(MOST_FILES).collect();
    if files.is_empty() && takes(Kind::Image) {
        let emoji = parts(message).flat_map(|part| markup::emoji(part.content));
        files.extend(emoji.take(MOST_EMOJI).map(|(name, id)| FileRef {
            name: format!("{name}.webp"),
            kind: Kind::Image,
            source: Source::Cdn(CdnImage::Emoji(id)),
        }));
    }
    files
}

/// The GIFs of a message, as videos: people use them as either.
pub(super) async fn gifs_of(
    services: &Services,
    caller: &Caller,
    message: &Message,
) -> Vec<FileRef> {
    let images = files_of(services, caller, message, |kind| kind == Kind::Image).await;
    let gifs = images.into_iter().filter(|file| file.name.to_lowercase().ends_with(".gif"));
    gifs.map(|file| FileRef { kind: Kind::Video, ..file }).collect()
}

/// Whether a message has a sticker in the format Lottie: vectors in motion, which nothing here
/// draws.
pub(super) fn has_lottie(message: &Message) -> bool {
    parts(message)
        .flat_map(|part| part.stickers)
        .any(|sticker| sticker.format_type == StickerFormatType::Lottie)
}

async fn file_ref(
    services: &Services,
    caller: &Caller,
    file: &Attachment,
    deadline: Instant,
) -> Option<FileRef> {
    let kind = match claimed_kind(file) {
        Some(kind) => Some(kind),
        // Discord derives types from endings. Where it has none, only the bytes tell.
        None if file.content_type.is_none() => {
            let recognised = services.job_service.kind_of_file(caller, &file.url);
            timeout_at(deadline, recognised).await.ok().flatten()
        }
        None => None,
    };
    Some(FileRef {
        name: file.filename.clone(),
        kind: kind?,
        source: Source::File { url: file.url.clone(), bytes: u64::from(file.size) },
    })
}

/// The kind of a file by its type and its name; its content decides later.
fn claimed_kind(file: &Attachment) -> Option<Kind> {
    let claimed = file.content_type.as_deref().unwrap_or_default();
    let ending = file.filename.rsplit('.').next().unwrap_or_default().to_lowercase();
    match (claimed.split('/').next(), ending.as_str()) {
        (Some("image"), _) => Some(Kind::Image),
        (Some("video"), _) => Some(Kind::Video),
        (Some("audio"), _) => Some(Kind::Audio),
        (
            _,
            "png" | "apng" | "jpg" | "jpeg" | "webp" | "bmp" | "gif" | "heic" | "heif" | "avif"
            | "tif" | "tiff" | "jxl",
        ) => Some(Kind::Image),
        (
            _,
            "mp4" | "m4v" | "mov" | "webm" | "mkv" | "avi" | "flv" | "wmv" | "3gp" | "ts" | "mpg"
            | "mpeg",
        ) => Some(Kind::Video),
        (
            _,
            "mp3" | "wav" | "ogg" | "oga" | "opus" | "flac" | "m4a" | "aac" | "aif" | "aiff"
            | "caf" | "amr" | "wma",
        ) => Some(Kind::Audio),
        _ => None,
    }
}

fn sticker(sticker: &StickerItem) -> Option<FileRef> {
    let gif = match sticker.format_type {
        StickerFormatType::Png | StickerFormatType::Apng => false,
        StickerFormatType::Gif => true,
        _ => return None,
    };
    Some(FileRef {
        name: format!("{}.{}", sticker.name, if gif { "gif" } else { "png" }),
        kind: Kind::Image,
        source: Source::Cdn(CdnImage::Sticker { id: sticker.id.get(), gif }),
    })
}

/// The medium of an embed: its video, else its image, else its thumbnail, of which others are
/// stills or smaller versions. Only what Discord's proxy has: other hosts are not asked.
fn media_of(embed: &Embed, takes: &impl Fn(Kind) -> bool) -> Option<FileRef> {
    let video = embed.video.as_ref().map(|m| (Kind::Video, &m.url, &m.proxy_url));
    let image = embed.image.as_ref().map(|m| (Kind::Image, &m.url, &m.proxy_url));
    let thumbnail = embed.thumbnail.as_ref().map(|m| (Kind::Image, &m.url, &m.proxy_url));
    [video, image, thumbnail].into_iter().flatten().find_map(|(kind, url, proxy_url)| {
        let source = Source::Embed { url: proxy_url.clone()? };
        takes(kind).then(|| FileRef { name: name_of(url), kind, source })
    })
}

/// The last part of an address's path.
fn name_of(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn embed(embed: serde_json::Value) -> Embed {
        serde_json::from_value(embed).unwrap()
    }

    fn medium(url: &str, proxy_url: Option<&str>) -> serde_json::Value {
        json!({"url": url, "proxy_url": proxy_url, "width": 300, "height": 200})
    }

    #[test]
    fn of_an_embed_the_best_medium_that_discord_serves_is_used() {
        let any = |_| true;
        let proxied = |url: &str| Source::Embed { url: url.to_owned() };
        let gif = embed(json!({
            "type": "gifv",
            "thumbnail": medium("https://gifs.example/cat.png", Some("https://proxy/still")),
            "video": medium("https://gifs.example/cat.mp4?a=1", Some("https://proxy/moving")),
        }));
        let found = media_of(&gif, &any).unwrap();
        assert_eq!((found.kind, found.source), (Kind::Video, proxied("https://proxy/moving")));
        assert_eq!(found.name, "cat.mp4");
        let found = media_of(&gif, &|kind| kind == Kind::Image).unwrap();
        assert_eq!(
            (found.name.as_str(), found.source),
            ("cat.png", proxied("https://proxy/still"))
        );
        // The page of a player, which Discord does not serve.
        let player = embed(json!({
            "type": "video",
            "thumbnail": medium("https://i.example/1.jpg", Some("https://proxy/1")),
            "video": medium("https://videos.example/embed/1", None),
        }));
        assert_eq!(media_of(&player, &any).unwrap().kind, Kind::Image);
        assert_eq!(media_of(&embed(json!({"type": "link"})), &any), None);
    }
}
