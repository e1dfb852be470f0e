//! What a message contains, as lines of the transcript.

use serde_json::Value;

use crate::emulator::discord::{Discord, Message};

/// The text of a message: content, text components, embeds, stickers, and the message that it
/// forwards.
pub(super) fn text(discord: &Discord, m: &Message) -> String {
    let mut parts = vec![m.content.clone()];
    parts.extend(m.texts());
    parts.extend(discord.embeds(m).iter().map(embed));
    parts.extend(m.sticker_names().into_iter().map(|name| format!("(sticker {name})")));
    if let Some(forwarded) = m.forwarded() {
        let files = forwarded.files.iter().map(|file| format!("+ {}", file.name));
        let shown: Vec<_> = std::iter::once(text(discord, forwarded)).chain(files).collect();
        parts.push(format!("(forwards) {}", joined(shown)));
    }
    joined(parts)
}

/// The buttons and menus under a message.
pub(super) fn controls(m: &Message) -> Vec<String> {
    let buttons = m.all_buttons().into_iter().map(|b| format!("[{}]", b.label));
    let menus = m.menus().into_iter().map(|menu| {
        let options: Vec<_> = menu.options.into_iter().map(|(label, _)| label).collect();
        let shown = if options.is_empty() { menu.placeholder } else { options.join(" | ") };
        format!("[▾ {shown}]")
    });
    buttons.chain(menus).collect()
}

/// An embed: its title, description and fields, or else its address.
fn embed(embed: &Value) -> String {
    let text = |key: &str| embed[key].as_str().unwrap_or_default().to_owned();
    let mut lines = vec![text("title"), text("description")];
    for field in embed["fields"].as_array().into_iter().flatten() {
        let part = |key: &str| field[key].as_str().unwrap_or_default();
        lines.push(format!("{}: {}", part("name"), part("value")));
    }
    let footer = embed.pointer("/footer/text").and_then(Value::as_str);
    lines.push(footer.unwrap_or_default().to_owned());
    let shown = joined(lines);
    let shown = if shown.is_empty() { text("url") } else { shown };
    if shown.is_empty() {
        // An image only, such as the first input of a card.
        return "(shows the image)".to_owned();
    }
    format!("| {}", shown.replace('\n', "\n| "))
}

/// Parts on lines of their own, without empty ones.
fn joined(parts: Vec<String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::emulator::discord::StickerFormat;

    #[test]
    fn everything_that_a_member_sees_is_in_the_text() {
        let discord = Discord::new(Clock::System, "t", "bot");
        let guild = discord.add_guild("G");
        let channel = discord.add_channel(guild, "c");
        let ann = discord.add_member(guild, "ann", 0);
        let shown = |id: u64| text(&discord, &discord.message(id).unwrap());
        let file = vec![("cat.png".to_owned(), vec![1].into())];
        let said = discord.say(ann, channel, "look", file, None).unwrap();
        let fields = json!([{"name": "Price", "value": "5"}]);
        let preview = json!({"type": "link", "title": "Cats", "description": "a page\nof cats",
            "fields": fields});
        discord.show_previews(said, vec![preview, json!({"type": "gifv", "url": "https://g/1"})]);
        let expected = "look\n| Cats\n| a page\n| of cats\n| Price: 5\n| https://g/1";
        assert_eq!(shown(said), expected);
        let forward = discord.forward(ann, said, channel).unwrap();
        assert_eq!(shown(forward), format!("(forwards) {expected}\n+ cat.png"));
        let wave = vec![1, 2].into();
        let wave = discord.add_sticker(guild, "wave", StickerFormat::Png, &wave).unwrap();
        let sticker = discord.say_stickers(ann, channel, "", &[wave], None).unwrap();
        assert_eq!(shown(sticker), "(sticker wave)");
    }

    #[test]
    fn buttons_and_menus_are_shown() {
        let discord = Discord::new(Clock::System, "t", "bot");
        let guild = discord.add_guild("G");
        let channel = discord.add_channel(guild, "c");
        let ann = discord.add_member(guild, "ann", 0);
        let id = discord.say(ann, channel, "x", Vec::new(), None).unwrap();
        let mut message = discord.message(id).unwrap();
        message.components = json!([
            {"type": 1, "components": [
                {"type": 2, "style": 1, "label": "Again", "custom_id": "a"},
                {"type": 2, "style": 1, "emoji": {"name": "🔥"}, "custom_id": "b"},
                {"type": 2, "style": 5, "label": "Open", "url": "https://g/1"},
            ]},
            {"type": 1, "components": [{"type": 3, "custom_id": "m", "options": [
                {"label": "One", "value": "1"}, {"label": "Two", "value": "2"},
            ]}]},
            {"type": 1, "components": [{"type": 5, "custom_id": "p", "placeholder": "Who?"}]},
        ]);
        let expected = ["[Again]", "[🔥]", "[Open]", "[▾ One | Two]", "[▾ Who?]"];
        assert_eq!(controls(&message), expected);
    }
}
