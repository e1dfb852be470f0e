//! Embeds as Discord's JSON.

use serde_json::{Value, json};

use crate::emulator::discord::cdn;
use crate::emulator::discord::model::Message;
use crate::emulator::discord::nulls::without_null;
use crate::emulator::discord::times::{parsed, written as time_of};
use crate::emulator::discord::world::World;

impl World {
    /// The embeds of a message: those that its author wrote, and previews of its links.
    pub(in crate::emulator::discord) fn embeds_json(&self, m: &Message) -> Value {
        if !m.shows_embeds() {
            return json!([]);
        }
        let mut written = without_null(&m.embeds);
        for embed in written.as_array_mut().into_iter().flatten() {
            embed["type"] = json!("rich");
            let at = embed["timestamp"].as_str().and_then(parsed);
            if let Some(at) = at {
                embed["timestamp"] = json!(time_of(at));
            }
            let fields = embed.get_mut("fields").and_then(Value::as_array_mut);
            for field in fields.into_iter().flatten() {
                if field["inline"].is_null() {
                    field["inline"] = json!(false);
                }
            }
        }
        let written = written.as_array().cloned().unwrap_or_default();
        let own = written.len();
        let mut all: Vec<_> = written.into_iter().chain(m.previews.iter().cloned()).collect();
        for (n, embed) in all.iter_mut().enumerate() {
            for key in ["image", "thumbnail", "video"] {
                self.add_proxy_url(&mut embed[key]);
            }
            if n < own {
                self.show_files(embed, m);
            }
            // Indexing adds the keys that are not there.
            *embed = without_null(embed);
        }
        json!(all)
    }

    /// Replaces `attachment://` by the links of the message's files.
    fn show_files(&self, embed: &mut Value, m: &Message) {
        let places = [
            ("image", "url"),
            ("thumbnail", "url"),
            ("author", "icon_url"),
            ("footer", "icon_url"),
        ];
        for (part, key) in places {
            let Some(file) = m.file_at(&embed[part][key]) else { continue };
            let shown = self.file_json(file, m.only_for.is_some());
            embed[part][key] = shown["url"].clone();
            embed[part][format!("proxy_{key}")] = shown["proxy_url"].clone();
            if key == "url" {
                for size in ["width", "height"] {
                    embed[part][size] = shown[size].clone();
                }
            }
        }
    }

    /// Adds the address at which Discord's proxy has a medium, and its size. Of the page of a
    /// player there is none.
    fn add_proxy_url(&self, medium: &mut Value) {
        let url = medium["url"].as_str().unwrap_or_default().to_owned();
        let Some((signature, path)) = cdn::proxy_path(&url) else { return };
        let found = self.web.get(&signature);
        // Differs: discord-proxy-all
        medium["proxy_url"] = json!(format!("{}{path}", self.cdn));
        if let Some((width, height)) = found.and_then(cdn::size) {
            medium["width"] = json!(width);
            medium["height"] = json!(height);
        }
    }
}
