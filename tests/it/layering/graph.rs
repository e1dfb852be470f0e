//! Finds which file of `src` uses which other by reading `use` trees and paths.
//!
//! A name is followed through re-exports (`pub use child::Name`) to the file that defines it. Test
//! code is ignored. Method calls are not detected, as they name no file.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// The segments of a path.
pub type Names = Vec<String>;

/// What a file uses from elsewhere.
#[derive(Default)]
struct File {
    name: String,
    /// Each `use` import: its local name, its path, and whether it is re-exported (`pub use`).
    imports: Vec<(String, Names, bool)>,
    /// Paths in the code outside `use`.
    paths: Vec<Names>,
    /// Identifiers in the code outside `use`, except fields, methods and later segments of paths.
    words: BTreeSet<String>,
}

impl File {
    fn read(source: &Source) -> File {
        let is_word = |token: &str| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let tokens = source.tokens();
        let mut file = File { name: source.name.clone(), ..File::default() };
        let mut at = 0;
        while at < tokens.len() {
            let item = tokens[..at].rsplit(|t| [";", "{", "}", "]"].contains(t)).next().unwrap();
            let follows_path = item.last().is_some_and(|t| ["::", "."].contains(t));
            let is_public = item.first() == Some(&"pub");
            if tokens[at] == "use" && (is_public || item.is_empty()) {
                at += file.read_use(&tokens[at..], is_public);
            } else if is_word(tokens[at]) && !follows_path {
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

    /// Reads the `use` tree at the start of `tokens`; returns its end.
    fn read_use(&mut self, tokens: &[&str], passed_on: bool) -> usize {
        let mut above = vec![Names::new()];
        let mut path = Names::new();
        let mut name = None;
        for (at, token) in tokens.iter().enumerate().skip(1) {
            match *token {
                "::" | "as" => {}
                "{" => above.push(path.clone()),
                "," | "}" | ";" => {
                    if let Some(name) = name.take() {
                        self.imports.push((name, path, passed_on));
                    }
                    if *token == "}" {
                        above.pop();
                    }
                    path = above.last().unwrap().clone();
                    if *token == ";" {
                        return at;
                    }
                }
                word if tokens[at - 1] == "as" => name = Some(word.to_owned()),
                "self" if above.len() > 1 => name = path.last().cloned(),
                word => {
                    path.push(word.to_owned());
                    name = Some(word.to_owned());
                }
            }
        }
        panic!("{}: a `use` has no end", self.name)
    }

    fn import(&self, name: &str) -> Option<&Names> {
        self.imports.iter().find(|(n, ..)| n == name).map(|(_, path, _)| path)
    }
}

/// For each pair of files of which the first uses the second: the names used.
pub type Edges = BTreeMap<(String, String), BTreeSet<String>>;

/// The files by their modules.
pub struct Graph(BTreeMap<Names, File>);

impl Graph {
    pub fn of(sources: &[Source]) -> Graph {
        let files = sources.iter().filter(|s| !s.is_test() && s.name != "main.rs");
        let module = |name: &str| match name.trim_end_matches(".rs") {
            "lib" => Names::new(),
            path => path.split('/').map(str::to_owned).collect(),
        };
        Graph(files.map(|s| (module(&s.name), File::read(s))).collect())
    }

    /// Each file with each path into this crate that it names, from the crate root.
    pub fn paths(&self) -> Vec<(&str, Names)> {
        let mut paths = Vec::new();
        for (module, file) in &self.0 {
            let imports = file.imports.iter().map(|(_, path, _)| path);
            let found = imports.chain(&file.paths).filter_map(|p| self.absolute(module, p));
            paths.extend(found.map(|p| (file.name.as_str(), p)));
        }
        paths
    }

    pub fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (module, file) in &self.0 {
            let imports = file.imports.iter().map(|(name, path, passed_on)| {
                // A re-exported name does not count as used by the file.
                (path, !passed_on || file.words.contains(name))
            });
            for (path, uses) in imports.chain(file.paths.iter().map(|path| (path, true))) {
                let other = self.absolute(module, path).and_then(|path| self.definer(&path));
                let Some(other) = other else { continue };
                if other != module && (uses || !other.starts_with(module)) {
                    let pair = (file.name.clone(), self.0[other].name.clone());
                    edges.entry(pair).or_default().insert(path.join("::"));
                }
            }
        }
        edges
    }

    /// The path from the crate root, or `None` if it leads into another crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Names> {
        let up = path.iter().take_while(|n| *n == "super").count();
        let (start, rest) = match path[0].as_str() {
            "crate" => (Names::new(), &path[1..]),
            "self" => (module.to_vec(), &path[1..]),
            "super" => (module[..module.len() - up].to_vec(), &path[up..]),
            _ if self.0.contains_key(&[module, &path[..1]].concat()) => (module.to_vec(), path),
            name => {
                let import = self.0[module].import(name).filter(|import| import[0] != name)?;
                (self.absolute(module, import)?, &path[1..])
            }
        };
        Some([start, rest.to_vec()].concat())
    }

    /// The module that defines the target of the path, or `None` if the target is a module or from
    /// another crate. A name that a module neither re-exports nor has as a child is defined in it.
    fn definer(&self, path: &[String]) -> Option<&Names> {
        for (at, name) in path.iter().enumerate() {
            let (module, file) = self.0.get_key_value(&path[..at])?;
            let is_child = self.0.contains_key(&path[..=at]);
            let is_last = at + 1 == path.len();
            match file.import(name) {
                Some(import) if is_last || !is_child => {
                    let target = [self.absolute(module, import)?, path[at + 1..].to_vec()].concat();
                    return if target == path { None } else { self.definer(&target) };
                }
                _ if is_child => {}
                _ => return Some(module),
            }
        }
        None
    }
}
