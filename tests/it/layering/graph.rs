//! Which file of `src` uses which other, found by reading `use` trees and paths.
//!
//! A name is followed through files that only pass it on (`pub use child::Name`) to the file that
//! defines it. Tests are left out, and so are methods, which are called without a path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A file of `src`: its name below `src`, and its text without comments and literals.
pub struct Source {
    pub name: String,
    pub code: String,
}

impl Source {
    /// Below `src`, in the order of their names.
    pub fn all() -> Vec<Source> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let (mut folders, mut sources) = (vec![root.clone()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let name = path.strip_prefix(&root).unwrap().display().to_string();
                    let code = without_literals(&std::fs::read_to_string(&path).unwrap());
                    sources.push(Source { name, code });
                }
            }
        }
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        sources
    }

    /// The module at the top of `src` that this file belongs to.
    pub fn module(&self) -> &str {
        top(&self.name)
    }

    fn is_test(&self) -> bool {
        self.name.ends_with("_tests.rs") || self.name.ends_with("tests.rs")
    }
}

/// The module at the top of `src` that the file of this name belongs to.
pub fn top(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap()
}

/// Comments and literals may name any module without using it.
fn without_literals(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let hashes = rest[1.min(rest.len())..].bytes().take_while(|b| *b == b'#').count();
        let raw = first == 'r' && rest[1 + hashes..].starts_with('"');
        let character = first == '\'' && (rest[1..].starts_with('\\') || rest[1..].chars().nth(1) == Some('\''));
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if raw {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = 1 + end.len();
            start + rest[start..].find(&end).unwrap() + end.len()
        } else if first == '"' || character {
            quoted(rest, first)
        } else {
            code.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    code
}

/// The length of the literal that begins with this quotation mark.
fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == mark && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    panic!("a literal has no end: {text}")
}

/// Words, `::`, and every other character by itself.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if rest.starts_with("::") { 2 } else { word.max(first.len_utf8()) };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The same without items that are compiled for tests alone.
fn without_tests(tokens: Vec<&str>) -> Vec<&str> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at..].starts_with(&["#", "[", "cfg", "(", "test", ")", "]"]) {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        let mut depth = 0;
        loop {
            let token = tokens[at];
            at += 1;
            depth += i32::from(token == "{") - i32::from(token == "}");
            if depth == 0 && (token == ";" || token == "}") {
                break;
            }
        }
    }
    kept
}

type Names = Vec<String>;

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// What a file takes from elsewhere.
#[derive(Default)]
struct File {
    name: String,
    /// What `use` brings: the name here, the path, and whether it is passed on (`pub use`).
    imports: Vec<(String, Names, bool)>,
    /// Paths in the code outside `use`.
    paths: Vec<Names>,
    /// Words in the code outside `use` that no path and no value precedes.
    words: BTreeSet<String>,
}

impl File {
    fn read(source: &Source) -> File {
        let tokens = without_tests(tokens(&source.code));
        let mut file = File { name: source.name.clone(), ..File::default() };
        let mut at = 0;
        while at < tokens.len() {
            let before = if at == 0 { ";" } else { tokens[at - 1] };
            if tokens[at] == "use" {
                let item = tokens[..at].iter().rposition(|t| [";", "{", "}", "]"].contains(t));
                let passed_on = tokens[item.map_or(0, |i| i + 1)..at].contains(&"pub");
                at = file.read_use(&tokens, at + 1, &[], passed_on);
            } else if is_word(tokens[at]) && before != "::" && before != "." {
                let mut path = vec![tokens[at].to_owned()];
                file.words.insert(tokens[at].to_owned());
                while tokens.get(at + 1) == Some(&"::") && is_word(tokens[at + 2]) {
                    path.push(tokens[at + 2].to_owned());
                    at += 2;
                }
                if path.len() > 1 {
                    file.paths.push(path);
                }
            }
            at += 1;
        }
        file
    }

    /// Reads one branch of a `use` tree; returns where its last token is.
    fn read_use(&mut self, tokens: &[&str], mut at: usize, above: &[String], on: bool) -> usize {
        let mut path = above.to_vec();
        let mut name = None;
        loop {
            match tokens[at] {
                "::" => {}
                "{" => {
                    while tokens[at] != "}" {
                        at = self.read_use(tokens, at + 1, &path, on);
                    }
                    return at + 1;
                }
                "as" => {
                    name = Some(tokens[at + 1].to_owned());
                    at += 1;
                }
                "," | "}" | ";" => break,
                "self" if !path.is_empty() => {}
                word => path.push(word.to_owned()),
            }
            at += 1;
        }
        if path.len() > above.len() || name.is_some() || tokens[at - 1] == "self" {
            self.imports.push((name.unwrap_or_else(|| path[path.len() - 1].clone()), path, on));
        }
        at
    }

    fn import(&self, name: &str) -> Option<&Names> {
        self.imports.iter().find(|(n, ..)| n == name).map(|(_, path, _)| path)
    }
}

/// The files by their modules.
pub struct Graph(BTreeMap<Names, File>);

/// For each pair of files of which the first uses the second: the names that it uses.
pub type Edges = BTreeMap<(String, String), BTreeSet<String>>;

impl Graph {
    pub fn of(sources: &[Source]) -> Graph {
        let files = sources.iter().filter(|s| !s.is_test() && s.name != "main.rs");
        Graph(files.map(|s| (module_of(&s.name), File::read(s))).collect())
    }

    /// Each file with each path into this crate that it names, written from the top.
    pub fn paths(&self) -> impl Iterator<Item = (&str, Names)> {
        todo!()
    }
}

fn module_of(name: &str) -> Names {
    name.trim_end_matches(".rs").split('/').filter(|n| *n != "lib").map(str::to_owned).collect()
}
