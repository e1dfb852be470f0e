//! Finds the English text of a key in a longer text, whatever its arguments are.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// The parts of a text between its arguments.
type Parts = Vec<String>;

/// The English texts by key: each with its variants, and each variant by the parts between the
/// arguments.
pub struct Wording(BTreeMap<String, Vec<Parts>>);

impl Wording {
    pub fn english() -> Self {
        let path = crate::languages::folder().join("en").join("wanbot.ftl");
        Self::parse(&std::fs::read_to_string(path).unwrap())
    }

    fn parse(file: &str) -> Self {
        let resource = parser::parse(file).expect("it is Fluent");
        let mut terms = BTreeMap::new();
        for entry in &resource.body {
            if let Entry::Term(term) = entry {
                terms.insert(term.id.name.to_owned(), &term.value);
            }
        }
        let mut all = BTreeMap::new();
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                let value = message.value.as_ref().expect("a text");
                all.insert(message.id.name.to_owned(), variants(value, &terms));
            }
        }
        Self(all)
    }

    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    pub fn knows(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether one of the variants of a key's text is in a text, as whole words.
    pub fn is_in(&self, key: &str, text: &str) -> bool {
        self.0[key].iter().any(|parts| match parts[0].as_str() {
            "" => starts(parts, text, 0),
            first => text.match_indices(first).any(|(at, _)| starts(parts, text, at)),
        })
    }
}

/// Every combination of the variants of a pattern.
fn variants(pattern: &Pattern<&str>, terms: &BTreeMap<String, &Pattern<&str>>) -> Vec<Parts> {
    let mut all = vec![vec![String::new()]];
    for element in &pattern.elements {
        let next: Vec<Parts> = match element {
            PatternElement::TextElement { value } => vec![vec![(*value).to_owned()]],
            PatternElement::Placeable { expression: Expression::Select { variants: of, .. } } => {
                of.iter().flat_map(|variant| variants(&variant.value, terms)).collect()
            }
            PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
                InlineExpression::StringLiteral { value } => vec![vec![(*value).to_owned()]],
                InlineExpression::TermReference { id, .. } => variants(terms[id.name], terms),
                _ => vec![vec![String::new(), String::new()]],
            },
        };
        let joined = |before: &Parts, after: &Parts| {
            let mut parts = before.clone();
            parts.last_mut().unwrap().push_str(&after[0]);
            parts.extend_from_slice(&after[1..]);
            parts
        };
        all = all
            .iter()
            .flat_map(|a| next.iter().map(|b| joined(a, b)).collect::<Vec<_>>())
            .collect();
    }
    all
}

/// Whether a text continues at a byte with these parts and anything between them.
fn starts(parts: &Parts, text: &str, at: usize) -> bool {
    let Some((first, others)) = parts.split_first() else { return false };
    let Some(mut rest) = text.get(at..).and_then(|rest| rest.strip_prefix(first.as_str())) else {
        return false;
    };
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if is_word(first.chars().next()) && is_word(text[..at].chars().next_back()) {
        return false;
    }
    let ends = |part: &str, after: &str| {
        !(is_word(part.chars().next_back()) && is_word(after.chars().next()))
    };
    let Some((last, between)) = others.split_last() else { return ends(first, rest) };
    for part in between {
        let Some((_, after)) = rest.split_once(part.as_str()) else { return false };
        rest = after;
    }
    rest.match_indices(last.as_str()).any(|(at, part)| ends(part, &rest[at + part.len()..]))
}

#[test]
fn texts_are_found_by_their_words() {
    let texts = Wording::parse(
        "a = one { $x } two\nb = { $n ->\n    [one] { $n } job\n   *[other] { $n } jobs\n }.\n\
         -t = Free.\nc = { $x }\n    { -t }\nd = job\ne = { $x } s\n",
    );
    assert!(texts.is_in("a", "there is one big two."));
    assert!(!texts.is_in("a", "there is one") && !texts.is_in("a", "one big twofold"));
    assert!(texts.is_in("b", "3 jobs.") && texts.is_in("b", "1 job."));
    assert!(texts.is_in("c", "Sorry.\nFree.") && !texts.is_in("c", "Free"));
    assert!(texts.is_in("d", "a job here") && !texts.is_in("d", "jobs"));
    assert!(texts.is_in("e", "one saw 5 s") && !texts.is_in("e", "one saw 5"));
}
