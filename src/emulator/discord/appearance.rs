//! What members see of a message besides its text and files.

use serde_json::Value;

use crate::emulator::discord::components::label_of;
use crate::emulator::discord::model::Message;
use crate::emulator::discord::world::Discord;

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// Its label or, if it has none, its emoji.
    pub label: String,
    /// What the bot receives when it is pressed.
    pub custom_id: Option<String>,
    /// The address that it opens.
    pub url: Option<String>,
    /// Whether it can be pressed.
    pub disabled: bool,
}

/// A select menu under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What the bot receives when something is selected.
    pub custom_id: String,
    /// The text that it shows while nothing is selected.
    pub placeholder: String,
    /// Labels and values of its options; a menu of users, roles or channels has none.
    pub options: Vec<(String, String)>,
    /// Whether nothing can be selected.
    pub disabled: bool,
}

fn text(of: &Value, key: &str) -> Option<String> {
    of[key].as_str().map(str::to_owned)
}

impl Message {
    /// The text components.
    pub fn texts(&self) -> Vec<String> {
        let parts = self.parts();
        parts.iter().filter(|part| part["type"] == 10).filter_map(|p| text(p, "content")).collect()
    }

    /// All buttons.
    pub fn all_buttons(&self) -> Vec<Button> {
        let button = |part: &Value| Button {
            label: label_of(part).to_owned(),
            custom_id: text(part, "custom_id"),
            url: text(part, "url"),
            disabled: part["disabled"] == true,
        };
        self.parts().iter().filter(|part| part["type"] == 2).map(button).collect()
    }

    /// Labels and custom IDs of the buttons that the bot receives.
    pub fn buttons(&self) -> Vec<(String, String)> {
        self.all_buttons().into_iter().filter_map(|b| Some((b.label, b.custom_id?))).collect()
    }

    /// The select menus.
    pub fn menus(&self) -> Vec<Menu> {
        let option = |o: &Value| Some((text(o, "label")?, text(o, "value")?));
        let menu = |part: &Value| Menu {
            custom_id: text(part, "custom_id").unwrap_or_default(),
            placeholder: text(part, "placeholder").unwrap_or_default(),
            options: part["options"].as_array().into_iter().flatten().filter_map(option).collect(),
            disabled: part["disabled"] == true,
        };
        let is_menu = |part: &&Value| matches!(part["type"].as_u64(), Some(3 | 5..=8));
        self.parts().iter().filter(is_menu).map(menu).collect()
    }

    /// The names of the stickers.
    pub fn sticker_names(&self) -> Vec<&str> {
        self.stickers.iter().map(|sticker| sticker.name.as_str()).collect()
    }

    /// The message that this one forwards, as it was.
    pub fn forwarded(&self) -> Option<&Message> {
        self.forwarded.as_deref()
    }
}

impl Discord {
    /// The embeds of a message, including previews of its links.
    pub fn embeds(&self, message: &Message) -> Vec<Value> {
        let embeds = self.lock().embeds_json(message);
        embeds.as_array().cloned().unwrap_or_default()
    }
}
