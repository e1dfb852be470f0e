//! Components in the form that messages return.

use serde_json::{Value, json};

use crate::emulator::discord::components::{numbered, walk};
use crate::emulator::discord::model::Message;
use crate::emulator::discord::world::World;

impl World {
    /// The components of a message, with the fields that Discord adds.
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
                let file = m.file_at(&part["file"]["url"]);
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

    /// An image, video or file: either one of the message or one given by its link.
    fn media_json(&self, media: &Value, m: &Message) -> Value {
        // Differs: discord-no-unfurling
        let Some(file) = m.file_at(&media["url"]) else {
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

fn default(part: &mut Value, key: &str, value: Value) {
    if let Some(fields) = part.as_object_mut() {
        fields.entry(key).or_insert(value);
    }
}
