//! The words of each language for options that members write.

use crate::generation::words::OptionWords;
use crate::i18n::say;
use crate::language::Language;

/// The words of a language.
pub fn option_words(language: Language) -> OptionWords {
    let list = |words: String| {
        words.split(',').map(|word| word.trim().to_lowercase()).filter(|w| !w.is_empty()).collect()
    };
    OptionWords {
        verbatim: list(say!(language, "word-verbatim")),
        crop: list(say!(language, "word-crop")),
        seed: list(say!(language, "word-seed")),
        seconds: list(say!(language, "word-seconds")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generation::words::Options;
    use crate::i18n::offered;

    #[test]
    fn every_language_reads_what_it_writes_and_its_example() {
        for language in offered() {
            let words = option_words(language);
            let options = Options {
                seconds: Some(10),
                seed: Some(7),
                verbatim: true,
                crop: true,
                ..Options::default()
            };
            assert_eq!(words.only(&words.written(options)), Ok(options), "{language}");
            let example = words.only(&say!(language, "modal-options-example"));
            assert_eq!(
                example.as_ref().map(|o| (o.seconds, o.seed, o.verbatim)),
                Ok((Some(10), Some(7), true)),
                "{language}"
            );
            let (prompt, found) = words.trailing(&format!("x {}", words.written(options)));
            assert_eq!((prompt.as_str(), found), ("x", options), "{language}");
        }
    }
}
