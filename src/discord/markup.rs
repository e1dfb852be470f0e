//! Discord's markup in a prompt: a model cannot know whom `<@7>` means.

use std::cell::RefCell;

use serenity::model::application::CommandDataResolved;
use serenity::model::id::{ChannelId, RoleId, UserId};

use crate::i18n::say;
use crate::language::Language;

/// Whom or what a mention names, by its ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Mentioned {
    User(u64),
    Role(u64),
    Channel(u64),
}

/// The name of a mention, where Discord says it beside a command.
pub(super) fn resolved(of: &CommandDataResolved, what: Mentioned) -> Option<String> {
    match what {
        Mentioned::User(id) if id > 0 => {
            let id = UserId::new(id);
            let nick = of.members.get(&id).and_then(|member| member.nick.clone());
            nick.or_else(|| Some(of.users.get(&id)?.display_name().to_owned()))
        }
        Mentioned::Role(id) if id > 0 => Some(of.roles.get(&RoleId::new(id))?.name.clone()),
        Mentioned::Channel(id) if id > 0 => of.channels.get(&ChannelId::new(id))?.name.clone(),
        // No ID.
        _ => None,
    }
}

/// Replaces mentions, custom emoji and other markup by plain words. `name` returns what a mention
/// names, if it is known.
pub(super) fn plain(
    language: Language,
    text: &str,
    name: impl Fn(Mentioned) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let mark = tail.split_once('>');
        match mark.and_then(|(inside, after)| Some((words(language, inside, &name)?, after))) {
            Some((words, after)) => {
                out.push_str(&words);
                rest = after;
            }
            None => {
                out.push('<');
                rest = tail;
            }
        }
    }
    out + rest
}

/// Whom and what a text mentions, in order.
pub(super) fn mentioned(text: &str) -> Vec<Mentioned> {
    let found = RefCell::new(Vec::new());
    plain(Language::English, text, |what| {
        found.borrow_mut().push(what);
        None
    });
    found.into_inner()
}

/// The custom emoji in a text, each once: name and ID.
pub(super) fn emoji(text: &str) -> Vec<(&str, u64)> {
    let mut found: Vec<(&str, u64)> = Vec::new();
    let mut rest = text;
    while let Some((_, tail)) = rest.split_once('<') {
        rest = tail;
        if let Some(emoji) = tail.split_once('>').and_then(|(inside, _)| custom_emoji(inside))
            && !found.iter().any(|(_, id)| *id == emoji.1)
        {
            found.push(emoji);
        }
    }
    found
}

/// `:cat_dance:1` or `a:cat_dance:1`
fn custom_emoji(inside: &str) -> Option<(&str, u64)> {
    let emoji = inside.strip_prefix("a:").or_else(|| inside.strip_prefix(':'))?;
    let (name, id) = emoji.split_once(':')?;
    Some((name, id.parse().ok()?))
}

/// The words for the inside of `<…>`; `None` if it is no markup.
fn words(
    language: Language,
    inside: &str,
    name: &impl Fn(Mentioned) -> Option<String>,
) -> Option<String> {
    let id = |text: &str| text.parse::<u64>().ok();
    let named = |what| name(what).unwrap_or_else(|| nameless(language, what));
    if let Some(role) = inside.strip_prefix("@&") {
        return id(role).map(|id| named(Mentioned::Role(id)));
    }
    if let Some(member) = inside.strip_prefix("@!").or_else(|| inside.strip_prefix('@')) {
        return id(member).map(|id| named(Mentioned::User(id)));
    }
    if let Some(channel) = inside.strip_prefix('#') {
        return id(channel).map(|id| named(Mentioned::Channel(id)));
    }
    // `</video:1>`, `</wan-mod quota:1>`
    if let Some((command, number)) = inside.strip_prefix('/').and_then(|c| c.rsplit_once(':')) {
        return id(number).map(|_| format!("/{command}"));
    }
    custom_emoji(inside).map(|(name, _)| name.replace('_', " "))
}

/// The words for a mention of which the name is not known.
fn nameless(language: Language, what: Mentioned) -> String {
    match what {
        Mentioned::User(_) => say!(language, "mentioned-member"),
        Mentioned::Role(_) => say!(language, "mentioned-role"),
        Mentioned::Channel(_) => say!(language, "mentioned-channel"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_words() {
        let name = |what| (what == Mentioned::User(7)).then(|| "Ann".to_owned());
        for (text, plain_text) in [
            ("<@7> and <@!8> dance", "Ann and someone dance"),
            ("<@&5> in <#9>", "everyone with a role in a channel"),
            ("a <:cat_dance:123> and <a:party:4>", "a cat dance and party"),
            ("like </video:1>", "like /video"),
            // No markup.
            ("1 < 2 > 0, <b>, <@x>, <:a:b>, <", "1 < 2 > 0, <b>, <@x>, <:a:b>, <"),
            ("<<@7>>", "<Ann>"),
            ("", ""),
        ] {
            assert_eq!(plain(Language::English, text, name), plain_text);
        }
        assert_eq!(plain(Language::German, "<@8> in <#9>", name), "jemand in ein Kanal");
    }

    #[test]
    fn what_discord_resolves_has_its_name() {
        let user = |name: &str, shown: &str| {
            serde_json::json!({"id": "7", "username": name, "global_name": shown,
                "discriminator": "0", "avatar": null})
        };
        let mut data = serde_json::json!({
            "users": {"7": user("ann_1", "Ann"), "8": user("bob_1", "Bob")},
            "members": {"8": {"nick": "Bobby", "roles": [], "joined_at": null, "deaf": false,
                "mute": false, "flags": 0, "permissions": "0"}},
            "channels": {"9": {"id": "9", "name": "garden", "type": 0, "permissions": "0"}},
        });
        data["users"]["8"]["id"] = "8".into();
        let of: CommandDataResolved = serde_json::from_value(data).unwrap();
        let text = "<@7>, <@8> and <@6> in <#9>, <@&5>, <@0>";
        let text = plain(Language::English, text, |what| resolved(&of, what));
        let expected = "Ann, Bobby and someone in garden, everyone with a role, someone";
        assert_eq!(text, expected);
    }

    #[test]
    fn mentions_are_found_in_order() {
        use Mentioned::{Channel, Role, User};
        let text = "<@7> and <@&5> in <#9>, <@!8> <:cat:12> </video:1> <@x>";
        assert_eq!(mentioned(text), [User(7), Role(5), Channel(9), User(8)]);
    }

    #[test]
    fn custom_emoji_are_found_once_each() {
        let text = "<:cat_dance:12> < <a:party:4> <:again:12> <@7> <:bad:x> <:cut:5";
        assert_eq!(emoji(text), [("cat_dance", 12), ("party", 4)]);
    }
}
