//! Source files as text and as tokens.

use std::path::Path;

/// A file: its path below its folder, and its text without comments and literals.
pub struct Source {
    pub name: String,
    pub code: String,
}

impl Source {
    /// All files below `src`, sorted by path.
    pub fn all() -> Vec<Source> {
        Self::below("src")
    }

    /// All Rust files below a folder of the repository, sorted by path.
    pub fn below(folder: &str) -> Vec<Source> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
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

    /// The top-level module of `src` that this file belongs to.
    pub fn module(&self) -> &str {
        top(&self.name)
    }

    pub fn is_test(&self) -> bool {
        self.name.ends_with("_tests.rs") || self.name.ends_with("/tests.rs")
    }

    /// The tokens of the code, including test code.
    pub fn tokens_with_tests(&self) -> Vec<&str> {
        tokens(&self.code)
    }

    /// The tokens of the code, without test code.
    pub fn tokens(&self) -> Vec<&str> {
        without_tests(tokens(&self.code))
    }
}

/// The top-level module of `src` that the file at this path belongs to.
pub fn top(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap()
}

/// Comments and literals may name any module without using it.
fn without_literals(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let hashes = after.bytes().take_while(|b| *b == b'#').count();
        let raw = first == 'r' && after[hashes..].starts_with('"');
        // A lifetime begins with the same character as a char literal, but has no closing quote.
        let character = after.starts_with('\\') || after.chars().nth(1) == Some('\'');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if raw {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = 1 + end.len();
            start + rest[start..].find(&end).unwrap() + end.len()
        } else if first == '"' || first == '\'' && character {
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

/// Words, `::`, `..`, and every other character by itself.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let double = rest.starts_with("::") || rest.starts_with("..");
        let length = if double { 2 } else { word.max(first.len_utf8()) };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The same without items under `#[cfg(test)]`.
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
