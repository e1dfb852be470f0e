//! The routes of the emulators as their sources declare them, so that tests find those that they
//! leave out.

use std::path::Path;

/// The methods that a router can have.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The routes that files below `src/emulator` declare: methods and paths, whose parameters are in
/// braces.
pub fn declared(files: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emulator");
    files.iter().flat_map(|file| of(&std::fs::read_to_string(root.join(file)).unwrap())).collect()
}

fn of(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in source.split(".route(").skip(1) {
        // The path is the first literal; the methods are in the rest of the call.
        let call = &part[..end_of_call(part)];
        let path = call.split('"').nth(1).expect("a path").replace("{aigc}", "services/aigc");
        let path = path.replace("{{", "{").replace("}}", "}");
        let words: Vec<_> = call.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        for method in METHODS {
            if words.contains(&method) && call.contains(&format!("{method}(")) {
                found.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    found
}

/// Where the bracket closes that was open at the start of the text.
fn end_of_call(text: &str) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Whether a path, possibly with a query, is one of a route.
pub fn fits(route: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (mut expected, mut parts) = (route.split('/'), path.split('/'));
    loop {
        match (expected.next(), parts.next()) {
            (None, None) => return true,
            (Some(name), Some(_)) if name.starts_with("{*") => return true,
            (Some(name), Some(part)) if name.contains('{') => {
                if part.is_empty() {
                    return false;
                }
            }
            (Some(name), Some(part)) if name == part => {}
            _ => return false,
        }
    }
}

/// The declared routes that no call uses with their own method.
pub fn left_out(files: &[&str], calls: &[(&str, &str)]) -> Vec<String> {
    let declared = declared(files);
    assert!(declared.len() > 3, "{declared:?}");
    let is_used = |(method, route): &&(String, String)| {
        calls.iter().any(|(m, path)| m == method && fits(route, path))
    };
    let left = declared.iter().filter(|route| !is_used(route));
    left.map(|(method, path)| format!("{method} {path}")).collect()
}

#[test]
fn routes_are_read_from_the_source() {
    let source = r#"
        .route("/a", post(x::y))
        .route(
            "/a/{id}/b",
            put(x::join).delete(x::remove),
        )
        .route(&format!("{aigc}/c/{{name}}"), get(z))
        .layer(post)"#;
    let expected = [
        ("POST", "/a"),
        ("PUT", "/a/{id}/b"),
        ("DELETE", "/a/{id}/b"),
        ("GET", "services/aigc/c/{name}"),
    ];
    assert_eq!(of(source), expected.map(|(m, p)| (m.to_owned(), p.to_owned())));
    assert!(fits("/a/{id}/b", "/a/5/b?x=1") && fits("/e/{*url}", "/e/a/b"));
    assert!(!fits("/a/{id}/b", "/a/5") && !fits("/a/{id}", "/a/") && !fits("/a", "/a/b"));
}
