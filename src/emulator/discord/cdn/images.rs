//! Avatars, custom emoji and stickers.

use std::io::Cursor;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use image::imageops::FilterType;
use image::{ImageFormat, ImageReader, Rgb, RgbImage};
use sha2::{Digest, Sha256};

use super::asked::{Path, Query};
use super::links::gone;
use crate::emulator::discord::model::{HostedImage, StickerFormat};
use crate::emulator::discord::world::Discord;

pub(super) fn routes() -> Router<Discord> {
    Router::new()
        .route("/avatars/{user}/{file}", get(avatar))
        .route("/embed/avatars/{file}", get(default_avatar))
        .route("/guilds/{guild}/users/{user}/avatars/{file}", get(member_avatar))
        .route("/emojis/{file}", get(emoji))
        .route("/stickers/{file}", get(sticker))
}

/// The hash by which an image is known.
pub fn hash(bytes: &Bytes) -> String {
    Sha256::digest(bytes).iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// Width and height, if it is an image in a format that is known here.
pub fn size(bytes: &Bytes) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// Name and ending of a file.
fn split(file: &str) -> (&str, &str) {
    file.rsplit_once('.').unwrap_or((file, ""))
}

async fn avatar(
    State(discord): State<Discord>,
    Path((user, file)): Path<(u64, String)>,
    query: Query,
) -> Response {
    let world = discord.lock();
    let avatar = world.users.get(&user).and_then(|user| user.avatar.clone());
    drop(world);
    named(avatar, &file, &query)
}

async fn member_avatar(
    State(discord): State<Discord>,
    Path((guild, user, file)): Path<(u64, u64, String)>,
    query: Query,
) -> Response {
    let world = discord.lock();
    let avatar = world.guilds.get(&guild).and_then(|g| g.avatars.get(&user)).cloned();
    drop(world);
    named(avatar, &file, &query)
}

/// An image whose hash is the file's name.
fn named(image: Option<HostedImage>, file: &str, query: &Query) -> Response {
    let (name, ending) = split(file);
    match image.filter(|image| image.hash == name) {
        Some(image) => converted(&image.bytes, ending, query),
        None => gone(),
    }
}

async fn emoji(State(discord): State<Discord>, Path(file): Path<String>, query: Query) -> Response {
    let (id, ending) = split(&file);
    let world = discord.lock();
    let id = id.parse().unwrap_or(0);
    let emoji = world.guilds.values().find_map(|g| g.emojis.get(&id)).cloned();
    drop(world);
    emoji.map_or_else(gone, |emoji| converted(&emoji.image.bytes, ending, &query))
}

/// A sticker in its own format; `size` is ignored, as documented.
async fn sticker(State(discord): State<Discord>, Path(file): Path<String>) -> Response {
    let (id, ending) = split(&file);
    let world = discord.lock();
    let id = id.parse().unwrap_or(0);
    let sticker = world.guilds.values().find_map(|g| g.stickers.get(&id));
    let Some(sticker) = sticker else { return gone() };
    let (own, kind) = match sticker.format {
        StickerFormat::Png | StickerFormat::Apng => ("png", "image/png"),
        StickerFormat::Lottie => ("json", "application/json"),
        // Differs: discord-one-file-host
        StickerFormat::Gif => ("gif", "image/gif"),
    };
    if own != ending {
        return gone();
    }
    ([(header::CONTENT_TYPE, kind)], sticker.bytes.clone()).into_response()
}

/// One of the six avatars of users who have none of their own.
async fn default_avatar(Path(file): Path<String>) -> Response {
    const COLOURS: [[u8; 3]; 6] = [
        [88, 101, 242],
        [116, 127, 141],
        [59, 165, 92],
        [250, 166, 26],
        [237, 66, 69],
        [235, 69, 158],
    ];
    let (index, ending) = split(&file);
    let colour = index.parse::<usize>().ok().and_then(|n| COLOURS.get(n));
    let Some(colour) = colour.filter(|_| ending == "png") else { return gone() };
    let drawn = RgbImage::from_pixel(256, 256, Rgb(*colour));
    encoded(&drawn.into(), ImageFormat::Png)
}

/// An image in another format, made smaller if it is larger than `size`.
fn converted(bytes: &Bytes, ending: &str, query: &Query) -> Response {
    let format = match ending {
        "png" => ImageFormat::Png,
        "jpg" | "jpeg" => ImageFormat::Jpeg,
        "webp" => ImageFormat::WebP,
        // Differs: discord-cdn-animations
        _ => return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
    };
    let size = match query.size() {
        Ok(size) => size,
        Err(refusal) => return refusal.into_response(),
    };
    let Ok(mut image) = image::load_from_memory(bytes) else { return gone() };
    if let Some(size) = size.filter(|size| image.width().max(image.height()) > *size) {
        image = image.resize(size, size, FilterType::Triangle);
    }
    if format == ImageFormat::Jpeg {
        image = image.to_rgb8().into();
    }
    encoded(&image, format)
}

fn encoded(image: &image::DynamicImage, format: ImageFormat) -> Response {
    let mut out = Cursor::new(Vec::new());
    match image.write_to(&mut out, format) {
        Ok(()) => {
            ([(header::CONTENT_TYPE, format.to_mime_type())], out.into_inner()).into_response()
        }
        Err(_) => gone(),
    }
}
