//! The two secrets, from environment variables or from files that variables name. Never printed.

use secrecy::{ExposeSecret, SecretString};

use crate::config::Environment;

/// Reads `NAME`, or the file that `NAME_FILE` names.
pub(super) fn read(
    name: &str,
    environment: &Environment,
    problems: &mut Vec<String>,
) -> Option<SecretString> {
    let file = format!("{name}_FILE");
    let set = |name: &str| environment.get(name).filter(|v| !v.is_empty());
    let text = match (set(name), set(&file)) {
        (Some(_), Some(_)) => {
            problems.push(format!("{name} and {file} are both set: keep one"));
            return None;
        }
        (Some(text), None) => text.clone(),
        (None, Some(path)) => match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) => {
                problems.push(format!("{file}: {path} cannot be read: {e}"));
                return None;
            }
        },
        (None, None) => {
            problems.push(format!("{name} is not set (nor {file})"));
            return None;
        }
    };
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        problems.push(format!("{name} is empty or has spaces in it"));
        return None;
    }
    Some(SecretString::from(text))
}

/// Reports keys that are known not to work for media, before the provider is called.
pub(super) fn check_key(key: Option<&SecretString>, problems: &mut Vec<String>) {
    let Some(key) = key else { return };
    // docs/reference/wan-api.md §1.2: coding-plan keys are not valid for media.
    if key.expose_secret().starts_with("sk-sp-") {
        problems.push(
            "DASHSCOPE_API_KEY is a coding-plan key (sk-sp-…), which is not valid for video: make \
             an ordinary API key in the console"
                .into(),
        );
    }
}
