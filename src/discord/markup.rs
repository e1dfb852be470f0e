//! Discord's markup in a prompt: a model cannot know whom `<@7>` means.

/// Replaces mentions, custom emoji and other markup by plain words. `user` returns the name of a
/// user, if it is known.
pub(super) fn plain(text: &str, user: impl Fn(u64) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        match tail.find('>').and_then(|end| Some((words(&tail[..end], &user)?, end))) {
            Some((words, end)) => {
                out.push_str(&words);
                rest = &tail[end + 1..];
            }
            None => {
                out.push('<');
                rest = tail;
            }
        }
    }
    out + rest
}

/// The custom emoji in a text, each once: name and ID.
pub(super) fn emoji(text: &str) -> Vec<(&str, u64)> {
    let mut found: Vec<(&str, u64)> = Vec::new();
    for (at, _) in text.match_indices('<') {
        let tail = &text[at + 1..];
        if let Some(emoji) = tail.find('>').and_then(|end| custom_emoji(&tail[..end]))
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
fn words(inside: &str, user: &impl Fn(u64) -> Option<String>) -> Option<String> {
    let id = |text: &str| text.parse::<u64>().ok();
    if let Some(role) = inside.strip_prefix("@&") {
        return id(role).map(|_| "everyone with a role".to_owned());
    }
    if let Some(member) = inside.strip_prefix("@!").or_else(|| inside.strip_prefix('@')) {
        return id(member).map(|id| user(id).unwrap_or_else(|| "someone".to_owned()));
    }
    if let Some(channel) = inside.strip_prefix('#') {
        return id(channel).map(|_| "a channel".to_owned());
    }
    // `</video:1>`, `</wan-mod quota:1>`
    if let Some((command, number)) = inside.strip_prefix('/').and_then(|c| c.rsplit_once(':')) {
        return id(number).map(|_| format!("/{command}"));
    }
    custom_emoji(inside).map(|(name, _)| name.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_words() {
        let name = |id| (id == 7).then(|| "Ann".to_owned());
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
            assert_eq!(plain(text, name), plain_text);
        }
    }

    #[test]
    fn custom_emoji_are_found_once_each() {
        let text = "<:cat_dance:12> < <a:party:4> <:again:12> <@7> <:bad:x> <:cut:5";
        assert_eq!(emoji(text), [("cat_dance", 12), ("party", 4)]);
    }
}
