//! What a message reveals about the interaction that it comes from.

use serde_json::{Value, json};

use super::user;
use crate::emulator::discord::model::{Interaction, Target};
use crate::emulator::discord::world::World;

impl World {
    /// `interaction_metadata` of a message; a follow-up refers to the original response.
    pub(super) fn metadata_of_message(&self, interaction: &Interaction, message: u64) -> Value {
        let mut out = self.metadata(interaction);
        if let Some(first) = interaction.original.filter(|first| *first != message) {
            out["original_response_message_id"] = json!(first.to_string());
        }
        out
    }

    fn metadata(&self, interaction: &Interaction) -> Value {
        let mut out = json!({
            "id": interaction.id.to_string(), "type": interaction.kind,
            "authorizing_integration_owners": self.owners(interaction.channel),
        });
        if let Some(who) = self.users.get(&interaction.user) {
            out["user"] = user(who);
        }
        match interaction.target {
            Some(Target::Message(id)) => out["target_message_id"] = json!(id.to_string()),
            Some(Target::User(id)) => {
                out["target_user"] = self.users.get(&id).map_or(Value::Null, user);
            }
            None => {}
        }
        if interaction.kind == 3 {
            let source = interaction.source.unwrap_or_default();
            out["interacted_message_id"] = json!(source.to_string());
        }
        if let Some(opener) = interaction.opener.and_then(|id| self.interactions.get(&id)) {
            out["triggering_interaction_metadata"] = self.metadata(opener);
        }
        out
    }

    /// Who installed the application where an interaction happens: the server, or nobody for DMs
    /// with the bot.
    pub(in crate::emulator::discord) fn owners(&self, channel: u64) -> Value {
        // Differs: discord-no-user-install
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        json!({"0": guild.unwrap_or(0).to_string()})
    }
}
