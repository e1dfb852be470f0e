//! The texts of every language: complete, with the arguments and the plural forms that they need,
//! and within Discord's limits.

mod pseudo;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use i18n_embed::unic_langid::LanguageIdentifier;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use serde_json::Value;
use wanbot::discord::localized;
use wanbot::generation::Catalogue;
use wanbot::i18n::offered;
use wanbot::language::Language;

/// One text: its variables, the variants of its plural selectors, and its words.
#[derive(Debug, Default, PartialEq)]
struct Text {
    variables: BTreeSet<String>,
    /// For each selector with plural forms, its variants.
    plurals: Vec<BTreeSet<String>>,
    words: String,
}

type Texts = BTreeMap<String, Text>;

const PLURAL: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n")
}

fn read(language: Language) -> Texts {
    let path = folder().join(language.code()).join("wanbot.ftl");
    let file = std::fs::read_to_string(&path).unwrap();
    parse(&file).unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()))
}

fn parse(file: &str) -> Result<Texts, String> {
    let resource = parser::parse(file).map_err(|(_, errors)| {
        let at = |slice: &std::ops::Range<usize>| file[slice.clone()].lines().next();
        format!(
            "{:?}",
            errors.iter().map(|e| (&e.kind, e.slice.as_ref().map(at))).collect::<Vec<_>>()
        )
    })?;
    let mut texts = Texts::new();
    for entry in &resource.body {
        let (key, pattern) = match entry {
            Entry::Message(message) => (message.id.name.to_owned(), message.value.as_ref()),
            Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value)),
            _ => continue,
        };
        let mut text = Text::default();
        pattern.into_iter().for_each(|pattern| of_pattern(pattern, &mut text));
        if texts.insert(key.clone(), text).is_some() {
            return Err(format!("{key} is there twice"));
        }
    }
    Ok(texts)
}

fn of_pattern(pattern: &Pattern<&str>, text: &mut Text) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.words.push_str(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => of_inline(inline, text),
                Expression::Select { selector, variants } => {
                    of_inline(selector, text);
                    let keys: BTreeSet<_> = variants.iter().map(|v| key_of(&v.key)).collect();
                    if keys.iter().any(|key| key != "other" && PLURAL.contains(&key.as_str())) {
                        text.plurals.push(keys);
                    }
                    for variant in variants {
                        of_pattern(&variant.value, text);
                        text.words.push('\n');
                    }
                }
            },
        }
    }
}

fn key_of(key: &VariantKey<&str>) -> String {
    match key {
        VariantKey::Identifier { name } => (*name).to_owned(),
        VariantKey::NumberLiteral { value } => (*value).to_owned(),
    }
}

fn of_inline(inline: &InlineExpression<&str>, text: &mut Text) {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.variables.insert(id.name.to_owned());
            text.words.push('…');
        }
        InlineExpression::StringLiteral { value } => text.words.push_str(value),
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| of_inline(argument, text));
        }
        _ => {}
    }
}

/// What is wrong with a language's texts, against the English ones.
fn problems(language: Language, english: &Texts, own: &Texts) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, text) in english {
        match own.get(key) {
            // A term is the file's own.
            None if key.starts_with('-') => {}
            None => problems.push(format!("{key} is missing")),
            Some(translated) if translated.variables != text.variables => problems.push(format!(
                "{key} has the variables {:?}, and {:?} in English",
                translated.variables, text.variables
            )),
            Some(_) => {}
        }
    }
    let unknown = own.keys().filter(|key| !key.starts_with('-') && !english.contains_key(*key));
    problems.extend(unknown.map(|key| format!("{key} is unknown")));
    // The only ordinal number.
    let needed = |key: &str| match key {
        "place" => categories(language, PluralRuleType::ORDINAL),
        _ => categories(language, PluralRuleType::CARDINAL),
    };
    for (key, text) in own {
        for variants in &text.plurals {
            let missing: Vec<_> = needed(key).difference(variants).cloned().collect();
            if !missing.is_empty() {
                problems.push(format!("{key} lacks the plural forms {missing:?}"));
            }
        }
    }
    problems
}

/// The plural categories of the numbers that texts mention.
fn categories(language: Language, kind: PluralRuleType) -> BTreeSet<String> {
    // Rules are for a language, wherever it is spoken.
    let code = language.code().split('-').next().unwrap();
    let code: LanguageIdentifier = code.parse().unwrap();
    let rules = PluralRules::create(code, kind).unwrap();
    let whole = (0..=1000_usize).map(|n| rules.select(n).unwrap());
    let parts = ["0.5", "1.5", "7.25"].into_iter().map(|n| rules.select(n).unwrap());
    let name = |category| match category {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    };
    whole.chain(parts).map(|category| name(category).to_owned()).collect()
}

#[test]
fn every_language_has_every_text_with_its_arguments_and_plural_forms() {
    let english = read(Language::English);
    assert!(english.len() > 900, "the file is read: {}", english.len());
    let mut found = BTreeMap::new();
    for language in offered() {
        let problems = problems(language, &english, &read(language));
        if !problems.is_empty() {
            found.insert(language, problems);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_text_that_is_missing_unknown_or_different_is_found() {
    let english =
        parse("a = { $x }\nb = { $n ->\n    [one] one\n   *[other] more\n}\n-t = t\n").unwrap();
    let german =
        parse("b = { $n ->\n    [one] eins\n   *[other] mehr\n}\na = { $y }\nc = c\n").unwrap();
    let found = problems(Language::German, &english, &german);
    assert_eq!(
        found,
        ["a has the variables {\"y\"}, and {\"x\"} in English", "c is unknown"].map(str::to_owned)
    );
    let incomplete =
        parse("a = { $x }\nb = { $n ->\n    [one] eins\n   *[many] mehr\n}\n").unwrap();
    let found = problems(Language::German, &english, &incomplete);
    assert_eq!(found, ["b lacks the plural forms [\"other\"]".to_owned()]);
    let found = problems(Language::German, &english, &parse("b = { $n }\n").unwrap());
    assert_eq!(found, ["a is missing".to_owned()]);
    assert!(parse("a = {").is_err() && parse("a = a\na = b\n").is_err());
}

#[test]
fn cards_and_posts_are_recognised_by_the_ends_of_their_lines_in_every_language() {
    for language in offered() {
        let texts = read(language);
        assert!(texts["card-job"].words.ends_with("`…`"), "{language}: {:?}", texts["card-job"]);
        let post = &texts["post-job"].words;
        assert!(post.ends_with(" …") && !post.contains('·'), "{language}: {post:?}");
    }
}

/// The commands that a text mentions, such as "/wan-mod quota undo".
fn mentioned(words: &str) -> Vec<&str> {
    let spans = words.split('`').skip(1).step_by(2);
    spans.filter(|span| span.starts_with('/')).collect()
}

#[test]
fn texts_mention_commands_and_options_by_the_names_of_their_language() {
    let mut wrong = Vec::new();
    for language in offered() {
        let texts = read(language);
        let of = |prefix: &str| -> BTreeSet<&str> {
            let names = texts.iter().filter(|(k, _)| k.starts_with(prefix) && k.ends_with("-name"));
            names.map(|(_, text)| text.words.as_str()).collect()
        };
        let (commands, options, subs) = (of("command-"), of("option-"), of("sub-"));
        for (key, text) in texts.iter().filter(|(key, _)| !key.starts_with("cli-")) {
            for span in mentioned(&text.words) {
                let mut parts = span[1..].split_whitespace();
                let command = parts.next().unwrap_or_default();
                let is_option = |part: &str| {
                    part.split_once([':', '：']).is_some_and(|(name, _)| options.contains(name))
                };
                let rest: Vec<_> = parts.take_while(|part| !is_option(part)).collect();
                let known = commands.contains(command) && rest.iter().all(|p| subs.contains(p));
                if !known {
                    wrong.push(format!("{language}: {key}: `{span}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Checks a command or option and those in it, in a locale. Returns the number of characters that
/// count towards the limit of a command.
fn check(at: &Value, locale: &str, is_menu: bool, wrong: &mut Vec<String>) -> usize {
    let texts = |text: &str, list: &str| -> (String, usize) {
        let english = at[text].as_str().unwrap_or_default();
        let own = at[list][locale].as_str().unwrap_or(english);
        let all = at[list].as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str());
        let longest = all.chain([english]).map(|text| text.chars().count()).max();
        (own.to_owned(), longest.unwrap_or_default())
    };
    let (name, longest_name) = texts("name", "name_localizations");
    let is_choice = at.get("value").is_some();
    let length = name.chars().count();
    let fits = match (is_choice, is_menu) {
        (true, _) => (1..=100).contains(&length),
        (_, true) => (1..=32).contains(&length),
        // docs/reference/discord.md: ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$, in lower case.
        _ => {
            (1..=32).contains(&length)
                && name.chars().all(|c| c.is_alphanumeric() || "-_'".contains(c))
                && name.to_lowercase() == name
        }
    };
    if !fits {
        wrong.push(format!("{locale}: the name {name:?}"));
    }
    let (description, longest_description) = texts("description", "description_localizations");
    if !is_choice && !is_menu && !(1..=100).contains(&description.chars().count()) {
        wrong.push(format!("{locale}: {name}: {description:?}"));
    }
    let mut count = longest_name + longest_description;
    count += at["value"].as_str().map_or(0, |value| value.chars().count());
    for list in ["options", "choices"] {
        let inner = at[list].as_array().map(Vec::as_slice).unwrap_or_default();
        count += inner.iter().map(|one| check(one, locale, false, wrong)).sum::<usize>();
        are_different(inner, locale, &name, wrong);
    }
    count
}

fn are_different(siblings: &[Value], locale: &str, of: &str, wrong: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    for one in siblings {
        let name = one["name_localizations"][locale].as_str().or(one["name"].as_str());
        if !names.insert((one["type"].as_u64(), name)) {
            wrong.push(format!("{locale}: {name:?} is there twice in {of}"));
        }
    }
}

#[test]
fn commands_keep_discords_rules_in_every_locale() {
    let commands = localized(&Catalogue::built_in(), true);
    let mut wrong = Vec::new();
    for locale in offered().flat_map(|language| language.locales().iter()) {
        are_different(&commands, locale, "the commands", &mut wrong);
        for command in &commands {
            let is_menu = command["type"] == 3;
            let count = check(command, locale, is_menu, &mut wrong);
            if count > 8000 {
                wrong.push(format!("{locale}: {} has {count} characters", command["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_translates_the_commands() {
    let commands = localized(&Catalogue::built_in(), true);
    for language in offered().filter(|language| *language != Language::English) {
        for locale in language.locales() {
            let video = &commands[0];
            let description = video["description_localizations"][*locale].as_str();
            assert!(description.is_some(), "{locale}: {video}");
        }
    }
}
