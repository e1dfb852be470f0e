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
        // A still, also of an animated avatar.
        CdnImage::Avatar { of, hash, guild } => {
            let of = of.user;
            let path = match guild {
                Some(guild) => format!("/guilds/{guild}/users/{of}/avatars/{hash}.png"),
                None => format!("/avatars/{of}/{hash}.png"),
            };
            (CDN, format!("{path}?size={AVATAR_SIZE}"))
        }
    }
}

/// Pixels of a side: a power of two from 16 to 4096. Larger avatars are rare, and no result has more.
const AVATAR_SIZE: u32 = 1024;
const CDN: &str = "cdn.discordapp.com";
const MEDIA: &str = "media.discordapp.net";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Depicted, GuildId, UserId};

    #[test]
    fn images_are_at_their_documented_paths() {
        let avatar = |guild| {
            let of = Depicted { user: UserId(7), name: "ann".into() };
            path(&CdnImage::Avatar { of, hash: "a_0f".into(), guild }).1
        };
        assert_eq!(avatar(None), "/avatars/7/a_0f.png?size=1024");
        let here = Some(GuildId(5));
        assert_eq!(avatar(here), "/guilds/5/users/7/avatars/a_0f.png?size=1024");
        assert_eq!(path(&CdnImage::Emoji(3)), (CDN, "/emojis/3.webp".to_owned()));
        let sticker = |gif| path(&CdnImage::Sticker { id: 4, gif });
        assert_eq!(sticker(false), (CDN, "/stickers/4.png".to_owned()));
        assert_eq!(sticker(true), (MEDIA, "/stickers/4.gif".to_owned()));
    }
}
