//! Components of messages and forms, wherever they stand in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::emulator::discord::json::without_null;
use crate::emulator::discord::things::{File, Message};
use crate::emulator::discord::world::World;

/// Where a component holds others.
const INNER: [&str; 3] = ["components", "accessory", "component"];

/// Components with the numbers that Discord gives to those that have none.
pub(super) fn numbered(components: &Value) -> Value {
    let mut out = without_null(components);
    let mut taken = BTreeSet::new();
    walk(&mut out, &mut |part| {
        taken.extend(part["id"].as_u64());
    });
    let mut next = 1;
    walk(&mut out, &mut |part| {
        if part["id"].as_u64().is_none_or(|id| id == 0) {
            while taken.contains(&next) {
                next += 1;
            }
            part["id"] = json!(next);
            next += 1;
        }
    });
    out
}

/// Each component, with its number, in the order in which they stand there.
pub(super) fn flat(components: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    walk(&mut numbered(components), &mut |part| out.push(part.clone()));
    out
}

impl World {
    /// The components of a message with what Discord adds to them.
    pub(super) fn components_json(&self, m: &Message) -> Value {
        let mut out = numbered(&m.components);
        walk(&mut out, &mut |part| match part["type"].as_u64() {
            Some(11) => self.show_media(part, m),
            Some(12) => {
                for item in part["items"].as_array_mut().into_iter().flatten() {
                    self.show_media(item, m);
                }
            }
            Some(13) => {
                let file = file_of(&part["file"], m);
                let (name, size) = (file.map(|f| f.name.clone()), file.map(|f| f.bytes.len()));
                part["name"] = json!(name);
                part["size"] = json!(size);
                part["file"] = self.media_json(&part["file"], m);
                default(part, "spoiler", json!(false));
            }
            Some(14) => {
                default(part, "spacing", json!(1));
                default(part, "divider", json!(true));
            }
            Some(17) => {
                default(part, "accent_color", Value::Null);
                default(part, "spoiler", json!(false));
            }
            _ => {}
        });
        out
    }

    fn show_media(&self, part: &mut Value, m: &Message) {
        part["media"] = self.media_json(&part["media"], m);
        default(part, "description", Value::Null);
        default(part, "spoiler", json!(false));
    }

    /// A picture, video or file: one of the message, or one by its link.
    fn media_json(&self, media: &Value, m: &Message) -> Value {
        // Differs: discord-no-unfurling
        let Some(file) = file_of(media, m) else {
            return json!({"id": m.id.to_string(), "url": media["url"], "proxy_url": media["url"]});
        };
        let whole = self.file_json(file, m.only_for.is_some());
        let mut out = json!({"attachment_id": whole["id"]});
        for key in ["id", "url", "proxy_url", "width", "height", "content_type"] {
            if let Some(value) = whole.get(key) {
                out[key] = value.clone();
            }
        }
        out
    }
}

/// The file of a message that a medium names.
fn file_of<'a>(media: &Value, m: &'a Message) -> Option<&'a File> {
    let name = media["url"].as_str()?.strip_prefix("attachment://")?;
    m.files.iter().find(|file| file.name == name)
}

fn default(part: &mut Value, key: &str, value: Value) {
    if let Some(fields) = part.as_object_mut() {
        fields.entry(key).or_insert(value);
    }
}

fn walk(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|part| walk(part, visit)),
        Value::Object(fields) if fields.contains_key("type") => {
            visit(value);
            for inner in INNER {
                if let Some(inner) = value.get_mut(inner) {
                    walk(inner, visit);
                }
            }
        }
        _ => {}
    }
}
