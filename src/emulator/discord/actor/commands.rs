//! Commands: typed, autocompleted, and used from context menus.

use serde_json::{Value, json};

use super::interact::{Act, Place};
use super::options::typed;
use super::{ClientRefuses, OptionValue, refuse};
use crate::emulator::discord::model::{Target, TimelineEvent};
use crate::emulator::discord::world::{Discord, World};

impl World {
    /// A command that is available to a user in a server or in DMs, by its type and name.
    fn offered_command(
        &self,
        (guild, who): (Option<u64>, u64),
        kind: u8,
        name: &str,
    ) -> Result<Value, ClientRefuses> {
        let shown = if kind == 1 { format!("/{name}") } else { format!("\"{name}\"") };
        let mut all = self.offered(guild);
        let Some(command) = all.find(|c| c["name"] == name && c["type"] == kind) else {
            return refuse(match kind {
                1 => format!("there is no command {shown}"),
                _ => format!("there is no entry {shown} under Apps"),
            });
        };
        if !self.is_shown_to(command, guild, who) {
            return refuse(format!("{shown} is not shown to this member"));
        }
        Ok(command.clone())
    }

    /// The slash command of a name such as `quota set`, and the subcommands after its first word.
    fn offered_slash_command<'n>(
        &self,
        place: (Option<u64>, u64),
        name: &'n str,
    ) -> Result<(Value, Vec<&'n str>), ClientRefuses> {
        let mut words = name.split(' ');
        let first = words.next().unwrap_or_default();
        Ok((self.offered_command(place, 1, first)?, words.collect()))
    }
}

/// The `data` of a command interaction.
fn data_of(command: &Value, options: Value, resolved: Value) -> Value {
    let mut data = json!({"id": command["id"], "name": command["name"], "type": command["type"]});
    if options.as_array().is_some_and(|o| !o.is_empty()) {
        data["options"] = options;
    }
    if resolved.as_object().is_some_and(|r| !r.is_empty()) {
        data["resolved"] = resolved;
    }
    if !command["guild_id"].is_null() {
        data["guild_id"] = command["guild_id"].clone();
    }
    data
}

impl Discord {
    /// A member uses a slash command; subcommands follow its name after spaces. Returns the
    /// interaction.
    ///
    /// # Errors
    /// When Discord's client would reject it.
    pub fn run_command(
        &self,
        who: u64,
        channel: u64,
        name: &str,
        options: &[(&str, OptionValue)],
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let guild = w.commanding(who, channel)?;
            let (command, words) = w.offered_slash_command((guild, who), name)?;
            let place = Place { guild: guild.unwrap_or(0), channel, who };
            let (sent, resolved) = w.options(place, &command, &words, options)?;
            let data = data_of(&command, sent, resolved);
            let command = typed(name, options);
            w.happened(TimelineEvent::Used { user: who, channel, command });
            w.interact(Act { kind: 2, who, channel, guild, data, ..Act::default() })
        })
    }

    /// A member types into an option of a slash command that the bot autocompletes; other options
    /// already have values. Returns the interaction.
    ///
    /// # Errors
    /// When Discord's client would reject it.
    pub fn type_option(
        &self,
        who: u64,
        channel: u64,
        name: &str,
        options: &[(&str, OptionValue)],
        focused: &str,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let guild = w.commanding(who, channel)?;
            let (command, words) = w.offered_slash_command((guild, who), name)?;
            let place = Place { guild: guild.unwrap_or(0), channel, who };
            let (sent, resolved, typed) = w.typing(place, &command, &words, options, focused)?;
            let data = data_of(&command, sent, resolved);
            w.interact(Act { kind: 4, who, channel, guild, data, typed, ..Act::default() })
        })
    }

    /// A member uses a context-menu command on a message. Returns the interaction.
    ///
    /// # Errors
    /// When Discord's client would reject it.
    pub fn use_menu(&self, who: u64, message: u64, name: &str) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let Some(target) = w.messages.get(&message).cloned() else {
                return refuse("there is no such message");
            };
            if target.only_for.is_some_and(|user| user != who) {
                return refuse("they do not see it");
            }
            let channel = target.channel;
            let guild = w.commanding(who, channel)?;
            let command = w.offered_command((guild, who), 3, name)?;
            // The target of a context menu always includes its content.
            let shown = w.message_json_seen(&target, true);
            let resolved = json!({"messages": {message.to_string(): shown}});
            let mut data = data_of(&command, Value::Null, resolved);
            data["target_id"] = json!(message.to_string());
            let label = format!("Apps > {name}");
            w.happened(TimelineEvent::Pressed { user: who, channel, label });
            let target = Some(Target::Message(message));
            w.interact(Act { kind: 2, who, channel, guild, data, target, ..Act::default() })
        })
    }

    /// A member uses a context-menu command on a user in a channel. Returns the interaction.
    ///
    /// # Errors
    /// What Discord's client would not let through.
    pub fn use_user_menu(
        &self,
        who: u64,
        channel: u64,
        person: u64,
        name: &str,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let guild = w.commanding(who, channel)?;
            let command = w.offered_command((guild, who), 2, name)?;
            let mut resolved = json!({});
            let place = Place { guild: guild.unwrap_or(0), channel, who };
            w.user_given(place, person, &mut resolved)?;
            let mut data = data_of(&command, Value::Null, resolved);
            data["target_id"] = json!(person.to_string());
            let label = format!("Apps > {name}");
            w.happened(TimelineEvent::Pressed { user: who, channel, label });
            let target = Some(Target::User(person));
            w.interact(Act { kind: 2, who, channel, guild, data, target, ..Act::default() })
        })
    }

    /// The default channel of a server: the first text channel that the bot may view, if there is
    /// one.
    pub fn first_channel(&self, guild: u64) -> Option<u64> {
        let w = self.lock();
        let mut all = w.channels.values().filter(|c| c.guild == Some(guild) && c.kind == 0);
        all.find(|c| !w.is_hidden(c.id)).map(|c| c.id)
    }
}
