//! Pressing buttons and selecting from menus.

use serde_json::{Map, Value, json};

use super::interact::{Act, Place};
use super::{ClientRefuses, refuse};
use crate::emulator::discord::model::TimelineEvent;
use crate::emulator::discord::world::{Discord, World};

/// The selected values, and the objects that IDs among them refer to.
pub(super) struct Chosen {
    pub(super) values: Vec<Value>,
    pub(super) resolved: Value,
}

impl World {
    /// Checks a server member's selection against what the menu offers.
    pub(super) fn chosen(
        &self,
        place: Place,
        menu: &Value,
        values: &[&str],
    ) -> Result<Chosen, ClientRefuses> {
        let number =
            |key: &str| usize::try_from(menu[key].as_u64().unwrap_or(1)).unwrap_or(usize::MAX);
        let (least, most) = (number("min_values"), number("max_values"));
        if !(least..=most).contains(&values.len()) {
            return refuse(format!("{least} to {most} must be chosen"));
        }
        let mut once = std::collections::BTreeSet::new();
        if !values.iter().all(|value| once.insert(*value)) {
            return refuse("one is chosen twice");
        }
        let mut resolved = Value::Object(Map::new());
        let mut chosen = Vec::new();
        for value in values {
            let id = value.parse().unwrap_or(0);
            chosen.push(match menu["type"].as_u64() {
                Some(5) => self.user_given(place, id, &mut resolved)?,
                Some(6) => self.role_given(place.guild, id, &mut resolved)?,
                Some(7) => self.mentionable_given(place, id, &mut resolved)?,
                Some(8) => {
                    let types = &menu["channel_types"];
                    self.channel_given(place, id, types, &mut resolved)?
                }
                _ => {
                    let mut offered = menu["options"].as_array().into_iter().flatten();
                    if !offered.any(|o| o["value"] == *value) {
                        return refuse("that is not in the menu");
                    }
                    json!(value)
                }
            });
        }
        Ok(Chosen { values: chosen, resolved })
    }
}

impl Discord {
    /// A member presses a button, identified by its label or, if it has none, by its emoji. Returns
    /// the interaction.
    ///
    /// # Errors
    /// When there is no such button, or it is disabled.
    pub fn press(&self, who: u64, message: u64, label: &str) -> Result<u64, ClientRefuses> {
        let seen = self.message(message).filter(|m| m.only_for.is_none_or(|user| user == who));
        let Some(button) = seen.as_ref().and_then(|m| m.button(label)) else {
            return refuse(format!("there is no button \"{label}\""));
        };
        if button["disabled"] == true {
            return refuse(format!("the button \"{label}\" is disabled"));
        }
        let custom_id = button["custom_id"].as_str().unwrap_or_default();
        self.forge_press(who, message, custom_id, label)
    }

    /// A user sends a button press with an arbitrary custom ID.
    ///
    /// # Errors
    /// When the message does not exist, or the user is not in its channel.
    pub fn forge_press(
        &self,
        who: u64,
        message: u64,
        custom_id: &str,
        label: &str,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let Some(target) = w.messages.get(&message).cloned() else {
                return refuse("the message is gone");
            };
            let channel = target.channel;
            let guild = w.shared(who, channel)?;
            // A forged component gets an arbitrary number.
            let known = target.parts().into_iter().find(|part| part["custom_id"] == custom_id);
            let id = known.map_or(json!(1), |part| part["id"].clone());
            let data = json!({"custom_id": custom_id, "component_type": 2, "id": id});
            let label = label.to_owned();
            w.happened(TimelineEvent::Pressed { user: who, channel, label });
            let source = Some(target);
            w.interact(Act { kind: 3, who, channel, guild, data, source, ..Act::default() })
        })
    }

    /// A member selects from the first menu under a message. Returns the interaction.
    ///
    /// # Errors
    /// When Discord's client would reject it.
    pub fn choose(&self, who: u64, message: u64, values: &[&str]) -> Result<u64, ClientRefuses> {
        self.choose_from(who, message, None, values)
    }

    /// A member selects from a menu under a message: the one with the custom ID, or the first one.
    /// Users, roles and channels are selected by their IDs. Returns the interaction.
    ///
    /// # Errors
    /// When Discord's client would reject it.
    pub fn choose_from(
        &self,
        who: u64,
        message: u64,
        custom_id: Option<&str>,
        values: &[&str],
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let Some(target) = w.messages.get(&message).cloned() else {
                return refuse("the message is gone");
            };
            if target.only_for.is_some_and(|user| user != who) {
                return refuse("they do not see it");
            }
            let Some(menu) = target.menu(custom_id) else { return refuse("there is no menu") };
            if menu["disabled"] == true {
                return refuse("the menu is disabled");
            }
            let channel = target.channel;
            let guild = w.shared(who, channel)?;
            let place = Place { guild: guild.unwrap_or(0), channel, who };
            let Chosen { values: chosen, resolved } = w.chosen(place, &menu, values)?;
            let mut data = json!({
                "custom_id": menu["custom_id"], "component_type": menu["type"],
                "id": menu["id"], "values": chosen,
            });
            if menu["type"] != 3 {
                data["resolved"] = resolved;
            }
            let label = format!("chose {}", values.join(", "));
            w.happened(TimelineEvent::Pressed { user: who, channel, label });
            let source = Some(target);
            w.interact(Act { kind: 3, who, channel, guild, data, source, ..Act::default() })
        })
    }
}
