//! Texts in the reader's language. They are in `i18n/LANGUAGE/wanbot.ftl` (Fluent), compiled in; the
//! code selects the key, the files hold the wording. A text that a language lacks is in English.

use std::sync::OnceLock;

use fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentNumberType};
use fluent_bundle::{FluentArgs, FluentValue};
use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::unic_langid::LanguageIdentifier;
use i18n_embed::{I18nAssets, LanguageLoader};
use rust_embed::RustEmbed;

use crate::language::Language;

/// The files, compiled in.
#[derive(RustEmbed)]
#[folder = "i18n"]
struct Files;

/// Files have this name in every language.
const FILE: &str = "wanbot";

/// Parsed when first used; they never change.
static TEXTS: [OnceLock<FluentLanguageLoader>; COUNT] = [const { OnceLock::new() }; COUNT];

/// All languages, and the pseudo-locale, which is the last.
const COUNT: usize = Language::ALL.len() + 1;

/// The texts of a language, for `say!`.
pub fn texts(language: Language) -> &'static FluentLanguageLoader {
    if let Some(texts) = place(language).get() {
        return texts;
    }
    let language = if is_offered(language) { language } else { Language::default() };
    place(language).get_or_init(|| loaded(&Files, language))
}

/// Supplies the texts of the pseudo-locale, which has no folder; without them it is English.
pub fn supply_pseudo(files: &dyn I18nAssets) {
    place(Language::Pseudo).get_or_init(|| loaded(files, Language::Pseudo));
}

/// Where the texts of a language are.
#[expect(clippy::indexing_slicing, reason = "variants are numbered from zero")]
fn place(language: Language) -> &'static OnceLock<FluentLanguageLoader> {
    &TEXTS[language as usize]
}

fn identifier(language: Language) -> LanguageIdentifier {
    // Codes are written in this program, and a test parses them all.
    language.code().parse().unwrap_or_default()
}

fn loaded(files: &dyn I18nAssets, language: Language) -> FluentLanguageLoader {
    let loader = FluentLanguageLoader::new(FILE, identifier(Language::default()));
    // A file that is not valid Fluent lacks texts, which a test finds.
    let _ = loader.load_languages(files, &[identifier(language)]);
    let comma = loader.has("decimal-separator") && loader.get("decimal-separator") == ",";
    loader.with_bundles_mut(|bundle| {
        // Isolation marks around names would be noticed by those who compare and copy texts;
        // members' texts are stripped of such characters anyway.
        bundle.set_use_isolating(false);
        if comma {
            bundle.set_formatter(Some(with_comma));
        }
    });
    loader
}

/// Writes numbers with a decimal comma.
fn with_comma<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(number.as_string().replace('.', ",")),
        _ => None,
    }
}

/// Whether there are texts in a language.
pub fn is_offered(language: Language) -> bool {
    Files::get(&format!("{language}/{FILE}.ftl")).is_some()
}

/// The languages in which there are texts.
pub fn offered() -> impl Iterator<Item = Language> {
    Language::ALL.iter().copied().filter(|language| is_offered(*language))
}

/// The language in which a locale of Discord's is served: English if there are no texts in its own.
pub fn of_locale(locale: &str) -> Language {
    Language::of_locale(locale).filter(|language| is_offered(*language)).unwrap_or_default()
}

/// An ordinal number: first, second.
pub fn ordinal(n: usize) -> FluentValue<'static> {
    let options =
        FluentNumberOptions { r#type: FluentNumberType::Ordinal, ..FluentNumberOptions::default() };
    FluentValue::Number(FluentNumber::new(n as f64, options))
}

/// A number with a fixed number of decimals.
pub fn decimals(value: f64, digits: usize) -> FluentValue<'static> {
    let options = FluentNumberOptions {
        minimum_fraction_digits: Some(digits),
        maximum_fraction_digits: Some(digits),
        ..FluentNumberOptions::default()
    };
    let unit = 10_f64.powi(i32::try_from(digits).unwrap_or_default());
    FluentValue::Number(FluentNumber::new((value * unit).round() / unit, options))
}

/// The text of a key, with its arguments filled in. The key is logged at TRACE
/// (`log.filter = "wanbot::i18n=trace"`), which shows where the words of a message come from.
pub fn text(language: Language, key: &str, args: Vec<(&'static str, FluentValue<'_>)>) -> String {
    tracing::trace!(key, "rendering a text");
    let args: FluentArgs<'_> = args.into_iter().collect();
    texts(language).get_args_fluent(key, Some(&args))
}

/// A text in a language: `say!(language, "refused-count", count = 5, max = 4)`. The key and the
/// names of the arguments are checked at compile time, by a function that is never called: `fl!`
/// expands to much more code than a call.
macro_rules! say {
    ($language:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        #[expect(dead_code, reason = "it is only compiled")]
        fn checked(texts: &i18n_embed::fluent::FluentLanguageLoader) {
            i18n_embed_fl::fl!(texts, $key $(, $name = "")*);
        }
        let args = vec![$((stringify!($name), fluent_bundle::FluentValue::from($value))),*];
        $crate::i18n::text($language, $key, args)
    }};
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Language = Language::English;

    #[test]
    fn every_code_is_an_identifier_and_english_is_offered() {
        for language in Language::ALL {
            assert_eq!(identifier(*language).to_string(), language.code());
        }
        assert!(is_offered(ENGLISH));
        assert_eq!(of_locale("en-GB"), ENGLISH);
        assert_eq!(of_locale("xx"), ENGLISH);
    }

    #[test]
    fn texts_are_rendered() {
        assert_eq!(say!(ENGLISH, "detail-images", count = 3), "3 images");
        assert_eq!(say!(ENGLISH, "files-videos", count = 1), "one video");
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
            assert_eq!(say!(ENGLISH, "place", place = ordinal(n)), format!("{wanted} in line"));
        }
        assert!(say!(ENGLISH, "refused", why = "x").ends_with("x\nNothing was charged."));
    }

    #[test]
    fn numbers_have_the_decimals_and_the_separator_of_the_language() {
        assert_eq!(say!(ENGLISH, "money", amount = decimals(1.2, 2)), "$1.20");
        assert_eq!(say!(ENGLISH, "money", amount = decimals(0.005, 2)), "$0.01");
        assert_eq!(say!(ENGLISH, "credits", amount = 7.5), "7.5 credits");
        assert_eq!(say!(ENGLISH, "credits", amount = 1.0), "1 credit");
        let number = FluentValue::from(7.5);
        assert_eq!(with_comma(&number, &()), Some("7,5".to_owned()));
    }
}
