//! Embed limits from the documentation.

use serde_json::Value;

use super::Refusal;
use super::fields::{
    below, boolean, integer, link, list, model, object, required_text, text, time,
};

/// Maximum characters of all embeds of a message together.
const MOST_TEXT: usize = 6000;
/// URL schemes of images and icons.
const SCHEMES: [&str; 3] = ["http", "https", "attachment"];

pub(super) fn embeds(message: &Value) -> Result<(), Refusal> {
    let mut total = 0;
    for (n, embed) in list(message, "", "embeds", 0..=10)?.iter().enumerate() {
        one(embed, &below("embeds", n))?;
        total += size(embed);
    }
    if total > MOST_TEXT {
        let message = format!("Embed size exceeds maximum size of {MOST_TEXT}");
        return Err(Refusal::form("embeds", "MAX_EMBED_SIZE_EXCEEDED", &message));
    }
    Ok(())
}

fn one(embed: &Value, path: &str) -> Result<(), Refusal> {
    model(embed, path)?;
    text(embed, path, "title", 0..=256)?;
    text(embed, path, "description", 0..=4096)?;
    if text(embed, path, "timestamp", 0..=100)? {
        let at = embed["timestamp"].as_str().unwrap_or_default();
        time(at, &below(path, "timestamp"))?;
    }
    link(embed, path, "url", 2048, &["http", "https"])?;
    integer(embed, path, "color", 0..=0xff_ffff)?;
    for (key, name, most) in [("footer", "text", 2048), ("author", "name", 256)] {
        if let Some(part) = object(embed, path, key)? {
            text(part, &below(path, key), name, 0..=most)?;
            link(part, &below(path, key), "icon_url", 2048, &SCHEMES)?;
        }
    }
    for key in ["image", "thumbnail"] {
        if let Some(part) = object(embed, path, key)? {
            link(part, &below(path, key), "url", 2048, &SCHEMES)?;
        }
    }
    for (n, field) in list(embed, path, "fields", 0..=25)?.iter().enumerate() {
        let path = below(&below(path, "fields"), n);
        model(field, &path)?;
        required_text(field, &path, "name", 1..=256)?;
        required_text(field, &path, "value", 1..=1024)?;
        boolean(field, &path, "inline")?;
    }
    Ok(())
}

fn size(embed: &Value) -> usize {
    let length = |text: &Value| text.as_str().map_or(0, |t| t.chars().count());
    let fields = embed["fields"].as_array().into_iter().flatten();
    let fields = fields.map(|field| length(&field["name"]) + length(&field["value"]));
    let own = [
        &embed["title"],
        &embed["description"],
        &embed["footer"]["text"],
        &embed["author"]["name"],
    ];
    own.into_iter().map(length).chain(fields).sum()
}
