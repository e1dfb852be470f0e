//! Lookup of texts. Every text has a key in `en/*.ftl` (Fluent); another language would be another
//! directory beside it. The code selects the key, the files hold the wording.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentNumberType};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

/// The files, compiled in.
const ENGLISH: [&str; 6] = [
    include_str!("en/answers.ftl"),
    include_str!("en/cards.ftl"),
    include_str!("en/commands.ftl"),
    include_str!("en/moderation.ftl"),
    include_str!("en/money.ftl"),
    include_str!("en/ways.ftl"),
];

/// Parsed once; it never changes.
static WORDS: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("en")]);
    // Isolation marks around names would be noticed by those who compare and copy texts; members'
    // texts are stripped of such characters anyway.
    bundle.set_use_isolating(false);
    for text in ENGLISH {
        // A line that is not valid Fluent becomes a missing key, which a test finds.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(r, _)| r);
        bundle.add_resource_overriding(resource);
    }
    bundle
});

/// The text of a key, with its arguments filled in. A missing key is returned itself: a test checks
/// every key in the sources against the files.
pub fn filled(key: &str, args: &FluentArgs) -> String {
    let Some(pattern) = WORDS.get_message(key).and_then(|m| m.value()) else {
        return key.to_owned();
    };
    let mut errors = Vec::new();
    WORDS.format_pattern(pattern, Some(args), &mut errors).into_owned()
}

/// An ordinal number: first, second.
pub fn ordinal(n: usize) -> FluentValue<'static> {
    let options =
        FluentNumberOptions { r#type: FluentNumberType::Ordinal, ..FluentNumberOptions::default() };
    FluentValue::Number(FluentNumber::new(n as f64, options))
}

/// The text of a key: `say!("refused-count", count = 5, max = 4)`.
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        #[allow(unused_mut, reason = "some keys have no arguments")]
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)*
        $crate::discord::texts::words::filled($key, &args)
    }};
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// Keys of the files, with the arguments of each.
    fn keys_of_files() -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for text in ENGLISH {
            FluentResource::try_new(text.to_owned()).expect("the files are Fluent");
            let mut key = String::new();
            for line in text.lines().filter(|l| !l.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                    name.clone_into(&mut key);
                    assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{key} twice");
                }
                for (at, _) in line.match_indices('$') {
                    let name: String =
                        line[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
                    keys.entry(key.clone()).or_default().insert(name);
                }
            }
        }
        keys
    }

    /// Every use in the sources: the key and the arguments that it passes.
    fn uses_in_sources(folder: &Path, into: &mut Vec<(String, BTreeSet<String>)>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                uses_in_sources(&entry.path(), into);
                continue;
            }
            let own = entry.path().ends_with("texts/words.rs");
            if own || entry.path().extension().is_none_or(|e| e != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(entry.path()).unwrap();
            for (at, _) in source.match_indices("say!(") {
                let call = &source[at + 5..];
                let mut depth = 1;
                let end = call.char_indices().find(|(_, c)| {
                    depth += i32::from(*c == '(') - i32::from(*c == ')');
                    depth == 0
                });
                let call = &call[..end.expect("the call ends").0];
                let key = call.trim_start().trim_start_matches('"').split('"').next().unwrap();
                // An argument is a name before a single "=", after a comma that is not inside
                // something.
                let (mut inside, mut text) = (0, false);
                let parts = call.split(move |c| {
                    text ^= c == '"';
                    inside += i32::from(matches!(c, '(' | '[' | '{'));
                    inside -= i32::from(matches!(c, ')' | ']' | '}'));
                    c == ',' && inside == 0 && !text
                });
                let named = parts.skip(1).filter_map(|part| {
                    let (name, rest) = part.split_once('=')?;
                    let name = name.trim();
                    let plain = !name.is_empty()
                        && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                    (plain && !rest.starts_with(['=', '>'])).then(|| name.to_owned())
                });
                into.push((key.to_owned(), named.collect()));
            }
        }
    }

    #[test]
    fn every_used_key_exists_and_gets_its_arguments() {
        let keys = keys_of_files();
        let mut uses = Vec::new();
        uses_in_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/discord"), &mut uses);
        assert!(uses.len() > 200, "the sources are read: {}", uses.len());
        let mut unused: BTreeSet<_> = keys.keys().filter(|k| !k.starts_with('-')).collect();
        for (key, filled) in &uses {
            let arguments = keys.get(key).unwrap_or_else(|| panic!("{key} does not exist"));
            assert_eq!(arguments, filled, "the arguments of {key}");
            unused.remove(key);
        }
        assert!(unused.is_empty(), "never used: {unused:?}");
    }

    #[test]
    fn texts_are_rendered() {
        assert_eq!(say!("detail-pictures", count = 3), "3 images");
        assert_eq!(say!("files-clips", count = 1), "one video");
        for (n, wanted) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (22, "22nd"),
            (113, "113th"),
        ] {
            assert_eq!(say!("place", place = ordinal(n)), format!("{wanted} in line"));
        }
        assert!(say!("refused", why = "x").ends_with("x\nNothing was charged."));
    }
}
