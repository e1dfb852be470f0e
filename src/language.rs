//! The languages that texts can be in, as plain values. Which of them have texts is known where the
//! texts are (`i18n`).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares the languages, each with its code, which is also the name of its folder under `i18n`, and
/// with Discord's locales that are served in it (docs/reference/discord.md).
macro_rules! languages {
    ($default:ident $($variant:ident = $code:literal, $locales:expr;)*) => {
        /// A language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Language {
            $(
                #[doc = concat!("`", $code, "`")]
                $variant,
            )*
            /// The pseudo-locale of tests: English with accents and longer. It is offered nowhere.
            Pseudo,
        }

        impl Language {
            /// Every language that people use.
            pub const ALL: &[Language] = &[$(Language::$variant),*];

            /// Its code (BCP 47).
            pub fn code(self) -> &'static str {
                match self {
                    $(Language::$variant => $code,)*
                    Language::Pseudo => "en-XA",
                }
            }

            /// Discord's locales that are served in it.
            pub fn locales(self) -> &'static [&'static str] {
                match self {
                    $(Language::$variant => &$locales,)*
                    Language::Pseudo => &[],
                }
            }
        }

        /// The language of texts that are in no other.
        impl Default for Language {
            fn default() -> Self {
                Language::$default
            }
        }
    };
}

languages! {
    English
    English = "en", ["en-US", "en-GB"];
    Chinese = "zh-CN", ["zh-CN"];
    Japanese = "ja", ["ja"];
    Korean = "ko", ["ko"];
    German = "de", ["de"];
    French = "fr", ["fr"];
    Spanish = "es", ["es-ES", "es-419"];
    Portuguese = "pt-BR", ["pt-BR"];
}

impl Language {
    /// The language of a code, in any case.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// The language in which a locale of Discord's is served.
    pub fn of_locale(locale: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.locales().contains(&locale))
    }

    /// The language of a value of `LANG`, such as `pt_BR.UTF-8`: of the language and the country, or
    /// else of the language alone.
    pub fn of_environment(lang: &str) -> Option<Self> {
        let lang = lang.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let alone = |code: &str| code.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let of_language =
            || Self::ALL.iter().copied().find(|language| alone(language.code()) == alone(&lang));
        Self::parse(&lang).or_else(of_language)
    }

    /// Whether the models understand prompts in it.
    pub fn is_understood_by_models(self) -> bool {
        matches!(self, Language::English | Language::Chinese)
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// A language that this version does not know is read as English, so that a journal which another
/// version wrote can be opened.
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Ok(Self::parse(&code).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_locales_name_one_language_each() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.code()), Some(*language));
            for locale in language.locales() {
                assert_eq!(Language::of_locale(locale), Some(*language), "{locale}");
            }
        }
        assert_eq!(Language::of_locale("xx"), None);
    }

    #[test]
    fn the_environment_names_a_language_with_or_without_a_country() {
        for (lang, wanted) in [
            ("pt_BR.UTF-8", Some(Language::Portuguese)),
            ("pt_PT", Some(Language::Portuguese)),
            ("de_AT@euro", Some(Language::German)),
            ("ja", Some(Language::Japanese)),
            ("C.UTF-8", None),
            ("POSIX", None),
            ("", None),
        ] {
            assert_eq!(Language::of_environment(lang), wanted, "{lang}");
        }
    }

    #[test]
    fn an_unknown_language_is_read_as_english() {
        assert_eq!(serde_json::to_string(&Language::Chinese).unwrap(), "\"zh-CN\"");
        for (text, wanted) in [("\"zh-CN\"", Language::Chinese), ("\"tlh\"", Language::English)] {
            assert_eq!(serde_json::from_str::<Language>(text).unwrap(), wanted);
        }
    }
}
