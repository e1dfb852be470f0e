//! Components V2: messages that consist of components alone.

use serde_json::Value;

use super::{Used, button, row};
use crate::emulator::discord::checks::fields::{
    below, boolean, choice, integer, link, list, model, not_among, object, required, required_text,
    text,
};
use crate::emulator::discord::checks::{Refusal, bad};
use crate::emulator::discord::components::flat;

/// Maximum number of components in a message, nested ones included.
const MAX_COMPONENTS: usize = 40;
/// Maximum characters of all texts together.
const MOST_TEXT: usize = 4000;
/// Component types that a message and a container can contain.
const IN_MESSAGE: [u64; 7] = [1, 9, 10, 12, 13, 14, 17];
const IN_CONTAINER: [u64; 6] = [1, 9, 10, 12, 13, 14];
/// URL schemes of media.
const SCHEMES: [&str; 3] = ["http", "https", "attachment"];

/// Checks the components of a message; `files` are the names of the files that it will have.
pub(in crate::emulator::discord::checks) fn layout(
    message: &Value,
    files: &[String],
) -> Result<(), Refusal> {
    let mut used = Used::default();
    for (n, part) in list(message, "", "components", 0..=MAX_COMPONENTS)?.iter().enumerate() {
        component(part, &below("components", n), &IN_MESSAGE, (&mut used, files))?;
    }
    let all = flat(&message["components"]);
    if all.len() > MAX_COMPONENTS {
        let message = format!("A message has at most {MAX_COMPONENTS} components.");
        return Err(bad("components", &message));
    }
    let texts = all.iter().filter(|part| part["type"] == 10);
    let length = |part: &Value| part["content"].as_str().map_or(0, |t| t.chars().count());
    if texts.map(length).sum::<usize>() > MOST_TEXT {
        let message = format!("Displayable text exceeds maximum size of {MOST_TEXT}");
        let code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED";
        return Err(Refusal::form("components", code, &message));
    }
    Ok(())
}

fn component(
    part: &Value,
    path: &str,
    among: &[u64],
    (used, files): (&mut Used, &[String]),
) -> Result<(), Refusal> {
    model(part, path)?;
    let kind = part["type"].as_u64().filter(|kind| among.contains(kind));
    if kind == Some(1) {
        return row(part, path, used);
    }
    used.once(part, path)?;
    match kind {
        Some(9) => section(part, path, (used, files)),
        Some(10) => required_text(part, path, "content", 1..=MOST_TEXT),
        Some(12) => gallery(part, path, files),
        Some(13) => file(part, path, files),
        Some(14) => {
            boolean(part, path, "divider")?;
            choice(part, path, "spacing", &[1, 2]).map(|_| ())
        }
        Some(17) => container(part, path, (used, files)),
        _ => Err(not_among(&below(path, "type"), among)),
    }
}

fn container(
    part: &Value,
    path: &str,
    (used, files): (&mut Used, &[String]),
) -> Result<(), Refusal> {
    boolean(part, path, "spoiler")?;
    integer(part, path, "accent_color", 0..=0xff_ffff)?;
    let inner = list(part, path, "components", 1..=MAX_COMPONENTS)?;
    let path = below(path, "components");
    if inner.is_empty() {
        return Err(required(&path));
    }
    for (n, one) in inner.iter().enumerate() {
        component(one, &below(&path, n), &IN_CONTAINER, (&mut *used, files))?;
    }
    Ok(())
}

/// Texts with a button or an image next to them.
fn section(part: &Value, path: &str, (used, files): (&mut Used, &[String])) -> Result<(), Refusal> {
    let inner = list(part, path, "components", 1..=3)?;
    if inner.is_empty() {
        return Err(required(&below(path, "components")));
    }
    for (n, one) in inner.iter().enumerate() {
        let path = below(&below(path, "components"), n);
        component(one, &path, &[10], (&mut *used, files))?;
    }
    let Some(beside) = object(part, path, "accessory")? else {
        return Err(required(&below(path, "accessory")));
    };
    let path = below(path, "accessory");
    used.once(beside, &path)?;
    match beside["type"].as_u64() {
        Some(2) => button(beside, &path),
        Some(11) => {
            described(beside, &path)?;
            media(beside, &path, "media", &SCHEMES, files)
        }
        _ => Err(not_among(&below(&path, "type"), &[2, 11])),
    }
}

fn gallery(part: &Value, path: &str, files: &[String]) -> Result<(), Refusal> {
    let items = list(part, path, "items", 1..=10)?;
    if items.is_empty() {
        return Err(required(&below(path, "items")));
    }
    for (n, item) in items.iter().enumerate() {
        let path = below(&below(path, "items"), n);
        model(item, &path)?;
        described(item, &path)?;
        media(item, &path, "media", &SCHEMES, files)?;
    }
    Ok(())
}

/// A file attached to the message itself.
fn file(part: &Value, path: &str, files: &[String]) -> Result<(), Refusal> {
    boolean(part, path, "spoiler")?;
    media(part, path, "file", &["attachment"], files)
}

fn described(part: &Value, path: &str) -> Result<(), Refusal> {
    boolean(part, path, "spoiler")?;
    text(part, path, "description", 1..=1024).map(|_| ())
}

fn media(
    part: &Value,
    path: &str,
    key: &str,
    schemes: &[&str],
    files: &[String],
) -> Result<(), Refusal> {
    let Some(found) = object(part, path, key)? else { return Err(required(&below(path, key))) };
    let path = below(path, key);
    if !link(found, &path, "url", 2048, schemes)? {
        return Err(required(&below(&path, "url")));
    }
    let url = found["url"].as_str().unwrap_or_default();
    match url.strip_prefix("attachment://") {
        Some(name) if !files.iter().any(|file| file == name) => {
            let code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND";
            Err(Refusal::form(&below(&path, "url"), code, "The attachment was not found"))
        }
        _ => Ok(()),
    }
}
