//! Messages as members see them, in the control API's JSON.

use serde_json::{Value, json};

use crate::emulator::discord::model::File;
use crate::emulator::discord::{Button, Discord, Menu, Message};

/// A message.
pub(super) fn shown(discord: &Discord, m: &Message) -> Value {
    let author = discord.user(m.author).map_or("someone".to_owned(), |u| u.name);
    let reactions = discord.reactions(m.id).into_iter();
    let reactions = reactions.map(|(emoji, count)| json!({"emoji": emoji, "count": count}));
    let mut out = content(discord, m);
    out["id"] = json!(m.id.to_string());
    out["author"] = json!(author);
    out["reactions"] = reactions.collect();
    out["reply_to"] = json!(m.reply_to.map(|r| r.to_string()));
    out["forwarded"] = m.forwarded().map_or(Value::Null, |f| content(discord, f));
    out["pings_everyone"] = json!(m.pings_everyone);
    out["pinged"] = m.pinged.iter().map(u64::to_string).collect();
    out["only_for"] = json!(m.only_for.map(|u| u.to_string()));
    out["thinking"] = json!(m.thinking);
    out
}

/// What a message contains, which a forward of it shows too.
fn content(discord: &Discord, m: &Message) -> Value {
    let file =
        |f: &File| json!({"name": f.name, "bytes": f.bytes.len(), "description": f.description});
    json!({
        "content": m.content,
        "texts": m.texts(),
        "files": m.files.iter().map(file).collect::<Vec<_>>(),
        "embeds": discord.embeds(m),
        "stickers": m.sticker_names(),
        "buttons": m.all_buttons().iter().map(button).collect::<Vec<_>>(),
        "menus": m.menus().iter().map(menu).collect::<Vec<_>>(),
    })
}

fn button(b: &Button) -> Value {
    let mut out = json!({"label": b.label, "custom_id": b.custom_id, "disabled": b.disabled});
    if let Some(url) = &b.url {
        out["url"] = json!(url);
    }
    out
}

fn menu(m: &Menu) -> Value {
    let option = |(label, value): &(String, String)| json!({"label": label, "value": value});
    json!({
        "custom_id": m.custom_id, "placeholder": m.placeholder, "disabled": m.disabled,
        "options": m.options.iter().map(option).collect::<Vec<_>>(),
    })
}
