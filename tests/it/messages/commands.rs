//! Names and descriptions of commands, options and choices.

use serde_json::Value;
use wanbot::discord::localized;
use wanbot::generation::Catalogue;

use super::sheet::{Sheet, unmasked};

/// A command or option with those in it, each on a line.
fn lines(at: &Value, depth: usize, out: &mut String) {
    let said = |name: &str| at[name].as_str().unwrap_or_default();
    out.push_str(&format!("{}{}: {}", "  ".repeat(depth), said("name"), said("description")));
    let choices: Vec<_> = at["choices"].as_array().into_iter().flatten().collect();
    if !choices.is_empty() {
        let names = choices.iter().map(|choice| choice["name"].as_str().unwrap());
        out.push_str(&format!(" ({})", names.collect::<Vec<_>>().join(" | ")));
    }
    out.push('\n');
    for option in at["options"].as_array().into_iter().flatten() {
        lines(option, depth + 1, out);
    }
}

#[test]
fn commands_and_their_options() {
    let mut sheet = Sheet::new();
    let mut models = Catalogue::built_in();
    // With a choice of models.
    models.enable(&["wan3.0-video".to_owned()]).unwrap();
    for command in localized(&models, true) {
        let mut text = String::new();
        lines(&command, 0, &mut text);
        sheet.show(command["name"].as_str().unwrap(), text.trim_end());
    }
    sheet.check("commands", unmasked);
}
