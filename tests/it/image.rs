//! The image is built from a part of the repository, which has to contain all that is compiled.

use std::path::{Component, Path, PathBuf};

/// The arguments of `opening` in a text, which are quoted.
fn quoted<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(opening)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
}

/// A path relative to the root, without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        if component == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(component);
        }
    }
    plain
}

/// Files and folders that the sources below a folder include, beside tests.
fn included(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let name = folder.join(entry.unwrap().file_name());
        if root.join(&name).is_dir() {
            included(root, &name, found);
        } else if name.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(root.join(&name)).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            for opening in ["include_str!(", "include_bytes!("] {
                found.extend(quoted(source, opening).map(|path| plain(&folder.join(path))));
            }
            found.extend(quoted(source, "#[folder = ").map(PathBuf::from));
        }
    }
}

#[test]
fn the_image_is_built_from_all_that_is_compiled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let dockerfile = read("Dockerfile");
    let lines = dockerfile.lines().filter(|line| !line.contains("--from="));
    let copies = lines.filter_map(|line| line.strip_prefix("COPY "));
    let copied: Vec<_> = copies
        .flat_map(|line| {
            let words: Vec<_> = line.split(' ').collect();
            words[..words.len() - 1].to_vec()
        })
        .collect();
    let mut needed: Vec<_> = ["Cargo.toml", "Cargo.lock", "src"].map(PathBuf::from).into();
    // Cargo requires the files of all targets.
    needed.extend(quoted(&read("Cargo.toml"), "path = ").map(PathBuf::from));
    // The macro for texts reads it at compile time.
    needed.push("i18n.toml".into());
    needed.extend(quoted(&read("i18n.toml"), "assets_dir = ").map(PathBuf::from));
    let own = needed.len();
    included(root, Path::new("src"), &mut needed);
    assert!(needed.len() > own + 5, "the sources are read: {needed:?}");
    for path in needed {
        assert!(root.join(&path).exists(), "{}", path.display());
        let there = copied.iter().any(|copied| path.starts_with(copied));
        assert!(there, "the Dockerfile copies no {}", path.display());
    }
}
