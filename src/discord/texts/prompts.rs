//! How to write a prompt for each mode.

use crate::i18n::say;
use crate::language::Language;

/// The rules of all modes, each with an example.
pub fn prompts(language: Language) -> String {
    let mut lines = vec![
        say!(language, "prompts-title"),
        say!(language, "prompts-video"),
        say!(language, "prompts-animate"),
        say!(language, "prompts-reference"),
        say!(language, "prompts-edit"),
        say!(language, "prompts-image"),
    ];
    if !language.is_understood_by_models() {
        lines.push(say!(language, "prompts-languages"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::offered;

    #[test]
    fn the_rules_fit_a_message_in_every_language() {
        for language in offered() {
            let text = prompts(language);
            assert!(text.chars().count() <= 2000, "{language}: {}", text.chars().count());
        }
    }
}
