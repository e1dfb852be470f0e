//! The names and descriptions of commands in every language, as Discord takes them: each text in
//! English, with translations for the locales of the other languages.

use serde_json::{Map, Value};
use serenity::builder::CreateCommand;
use serenity::model::application::CommandOptionType;

use super::options::file_types;
use crate::language::Language;

/// A command without the nulls and empty lists that serenity adds.
pub(super) fn to_json(command: &CreateCommand) -> Value {
    fn without_empty(value: &mut Value) {
        let is_empty = |value: &Value| match value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(without_empty);
                fields.retain(|_, value| !is_empty(value));
            }
            Value::Array(list) => list.iter_mut().for_each(without_empty),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(command).unwrap_or_default();
    without_empty(&mut value);
    value
}

/// Adds what Discord's file picker offers, which serenity 0.12 has no field for. The options have
/// their English names.
pub(super) fn add_file_types(command: &mut Value) {
    let options = command.get_mut("options").and_then(Value::as_array_mut);
    for option in options.into_iter().flatten() {
        if option["type"] == u8::from(CommandOptionType::Attachment) {
            let name = option["name"].as_str().unwrap_or_default();
            if let Some(types) = file_types(name) {
                option["file_types"] = types.into();
            }
        }
    }
}

/// Adds the texts of a command in another language. Both have the same options in the same order.
pub(super) fn add(command: &mut Value, translated: &Value, language: Language) {
    for (text, translations) in
        [("name", "name_localizations"), ("description", "description_localizations")]
    {
        let (Some(before), Some(after)) = (command[text].as_str(), translated[text].as_str())
        else {
            continue;
        };
        // Discord shows the English text where there is no other.
        if before == after {
            continue;
        }
        let translations = &mut command[translations];
        if !translations.is_object() {
            *translations = Value::Object(Map::new());
        }
        for locale in language.locales() {
            translations[*locale] = after.into();
        }
    }
    for list in ["options", "choices"] {
        let own = command.get_mut(list).and_then(Value::as_array_mut);
        let others = translated.get(list).and_then(Value::as_array);
        for (own, other) in own.into_iter().flatten().zip(others.into_iter().flatten()) {
            add(own, other, language);
        }
    }
}
