//! Paths of images on Discord's CDN (docs/reference/discord.md, section 3.3).

use crate::service::CdnImage;

/// The host and the path of an image.
pub(super) fn path(image: &CdnImage) -> (&'static str, String) {
    match image {
        // The only format in which every emoji can be had, whatever was uploaded.
        CdnImage::Emoji(id) => (CDN, format!("/emojis/{id}.webp")),
        CdnImage::Sticker { id, gif: false } => (CDN, format!("/stickers/{id}.png")),
        // The CDN itself does not have those.
        CdnImage::Sticker { id, gif: true } => (MEDIA, format!("/stickers/{id}.gif")),
    }
}

const CDN: &str = "cdn.discordapp.com";
const MEDIA: &str = "media.discordapp.net";
