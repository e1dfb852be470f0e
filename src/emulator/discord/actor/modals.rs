//! Modals that a command or a component opened: filling in and submitting.

use serde_json::{Map, Value, json};

use super::interact::{Act, Place};
use super::{ClientRefuses, refuse};
use crate::emulator::discord::components::{flat, numbered};
use crate::emulator::discord::model::{Answered, TimelineEvent};
use crate::emulator::discord::world::{Discord, World};

/// What a user entered or selected, by the fields' custom IDs.
type FieldValues<'a> = [(&'a str, Vec<&'a str>)];

/// A modal that is being filled in.
struct Filling<'a> {
    place: Place,
    given: &'a FieldValues<'a>,
    /// Labels of the fields, with the entered values.
    written: Vec<(String, String)>,
    /// The objects that the selected IDs refer to.
    resolved: Value,
}

impl Filling<'_> {
    /// A row, label or text of the modal, as it is submitted.
    fn part(&mut self, w: &World, part: &Value) -> Result<Value, ClientRefuses> {
        let mut sent = json!({"type": part["type"], "id": part["id"]});
        match part["type"].as_u64() {
            Some(18) => sent["component"] = self.field(w, &part["component"], &part["label"])?,
            Some(1) => {
                let fields = part["components"].as_array().into_iter().flatten();
                let fields: Result<Vec<_>, _> =
                    fields.map(|field| self.field(w, field, &field["label"])).collect();
                sent["components"] = json!(fields?);
            }
            _ => {}
        }
        Ok(sent)
    }

    /// A field as it is submitted, with the given value or else its preset value.
    fn field(&mut self, w: &World, field: &Value, label: &Value) -> Result<Value, ClientRefuses> {
        let id = field["custom_id"].as_str().unwrap_or_default();
        let given = self.given.iter().find(|(name, _)| *name == id).map(|(_, values)| values);
        let values = given.cloned().unwrap_or_else(|| preset(field));
        let needed = field["required"] != false;
        let mut sent = json!({"type": field["type"], "id": field["id"], "custom_id": id});
        match field["type"].as_u64() {
            Some(4) => sent["value"] = json!(text(field, id, &values)?),
            Some(21) => match values.as_slice() {
                [] if !needed => sent["value"] = Value::Null,
                [one] if offers(field, one) => sent["value"] = json!(one),
                _ => return refuse(format!("one of {id} must be chosen")),
            },
            Some(23) => sent["value"] = json!(values.first().is_some_and(|v| *v == "true")),
            // Differs: discord-no-form-files
            Some(19) if needed => return refuse(format!("no file can be given for {id}")),
            Some(3 | 5..=8 | 22) if !values.is_empty() || needed => {
                let chosen = w.chosen(self.place, &with_limits(field), &values)?;
                sent["values"] = json!(chosen.values);
                for (kind, found) in chosen.resolved.as_object().into_iter().flatten() {
                    for (id, what) in found.as_object().into_iter().flatten() {
                        self.resolved[kind][id] = what.clone();
                    }
                }
            }
            _ => sent["values"] = json!([]),
        }
        let label = label.as_str().unwrap_or_default().to_owned();
        self.written.push((label, values.join(", ")));
        Ok(sent)
    }
}

/// The preset values of a field.
fn preset(field: &Value) -> Vec<&str> {
    let options = field["options"].as_array().into_iter().flatten();
    let options = options.filter(|o| o["default"] == true).filter_map(|o| o["value"].as_str());
    let ids = field["default_values"].as_array().into_iter().flatten();
    let ids = ids.filter_map(|value| value["id"].as_str());
    let ticked = (field["default"] == true).then_some("true");
    field["value"].as_str().into_iter().chain(options).chain(ids).chain(ticked).collect()
}

fn offers(field: &Value, value: &str) -> bool {
    field["options"].as_array().into_iter().flatten().any(|o| o["value"] == value)
}

/// The default limits of a checkbox group: all of them may be ticked.
fn with_limits(field: &Value) -> Value {
    let mut out = field.clone();
    if field["type"] == 22 && field["max_values"].is_null() {
        out["max_values"] = json!(field["options"].as_array().map_or(0, Vec::len));
    }
    out
}

/// Checks that a text fits its field.
fn text<'a>(field: &Value, id: &str, values: &[&'a str]) -> Result<&'a str, ClientRefuses> {
    let value = match values {
        [] => "",
        [one] => one,
        _ => return refuse(format!("{id} takes one text")),
    };
    let number = |key: &str, usual: u64| {
        usize::try_from(field[key].as_u64().unwrap_or(usual)).unwrap_or(usize::MAX)
    };
    let (least, most) = (number("min_length", 0), number("max_length", 4000));
    let length = value.chars().count();
    if length > most {
        return refuse(format!("{id} is longer than {most}"));
    }
    if field["required"] != false && value.is_empty() {
        return refuse(format!("{id} is required"));
    }
    if !value.is_empty() && length < least {
        return refuse(format!("{id} is shorter than {least}"));
    }
    Ok(value)
}

impl World {
    /// Whether a modal is still open: it was never submitted, or the submission got no response in
    /// time.
    fn is_open(&self, opened_by: u64) -> bool {
        let sent = self.interactions.get(&opened_by).and_then(|i| i.sent_by);
        let Some(sent) = sent.and_then(|id| self.interactions.get(&id)) else { return true };
        sent.answered == Answered::No && self.clock.now() > sent.at + self.clock.answer_window()
    }
}

impl Discord {
    /// A member submits the modal that an interaction opened. Returns the new interaction.
    ///
    /// # Errors
    /// When no modal is open, or Discord's client would reject it.
    pub fn submit_modal(
        &self,
        opened_by: u64,
        fields: &[(&str, &str)],
    ) -> Result<u64, ClientRefuses> {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, vec![*value])).collect();
        self.fill_modal(opened_by, &fields)
    }

    /// Like [`Self::submit_modal`], with several values for fields that accept them: the values or
    /// IDs of selected menu entries. Returns the new interaction.
    ///
    /// # Errors
    /// When no modal is open, or Discord's client would reject it.
    pub fn fill_modal(
        &self,
        opened_by: u64,
        fields: &FieldValues<'_>,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let opened = w.interactions.get(&opened_by);
            let Some((modal, who, channel, source)) =
                opened.and_then(|i| Some((i.modal.clone()?, i.user, i.channel, i.source)))
            else {
                return refuse("no modal is open");
            };
            if !w.is_open(opened_by) {
                return refuse("the modal was submitted already");
            }
            let guild = w.shared(who, channel)?;
            let parts = numbered(&modal["components"]);
            let known = flat(&parts);
            let has = |id: &str| known.iter().any(|part| part["custom_id"] == id);
            if let Some((unknown, _)) = fields.iter().find(|(id, _)| !has(id)) {
                return refuse(format!("the modal has no field {unknown}"));
            }
            let mut filling = Filling {
                place: Place { guild: guild.unwrap_or(0), channel, who },
                given: fields,
                written: Vec::new(),
                resolved: Value::Object(Map::new()),
            };
            let parts = parts.as_array().into_iter().flatten();
            let sent: Result<Vec<_>, _> = parts.map(|part| filling.part(w, part)).collect();
            let mut data = json!({"custom_id": modal["custom_id"], "components": sent?});
            if filling.resolved.as_object().is_some_and(|r| !r.is_empty()) {
                data["resolved"] = filling.resolved;
            }
            let source = source.and_then(|m| w.messages.get(&m)).cloned();
            let fields = filling.written;
            w.happened(TimelineEvent::Filled { user: who, channel, fields });
            let opener = Some(opened_by);
            let act = Act { kind: 5, who, channel, guild, data, source, opener, ..Act::default() };
            let made = w.interact(act)?;
            if let Some(opened) = w.interactions.get_mut(&opened_by) {
                opened.sent_by = Some(made);
            }
            Ok(made)
        })
    }
}
