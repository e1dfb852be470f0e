//! The commands that are registered with Discord, and the servers in which they can be.

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id as snowflake;

use crate::discord::client::{CALL_TIMEOUT, DiscordClient, unreadable};
use crate::discord::invalid_requests::Owner;
use crate::discord::rest;
use crate::job::GuildId;
use crate::service::MessengerError;

/// Servers per page, the most that Discord returns, and the maximum number of pages.
const SERVERS: usize = 200;
const SERVER_PAGES: usize = 10;

impl DiscordClient {
    /// Servers that the bot is in, up to 2,000.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn servers(&self) -> Result<Vec<GuildId>, MessengerError> {
        let mut all: Vec<GuildId> = Vec::new();
        for _ in 0..SERVER_PAGES {
            let after = all.last().map_or(0, |last| last.0);
            let params = vec![("limit", SERVERS.to_string()), ("after", after.to_string())];
            let got = self.call(rest::get(&self.http, Route::UserMeGuilds, params)).await?;
            let page = got.as_array().ok_or_else(|| unreadable("a list of servers"))?;
            let ids = page.iter().filter_map(rest::id);
            let before = all.len();
            all.extend(ids.filter(|id| *id > after).map(GuildId));
            all.sort_unstable();
            if page.len() < SERVERS || all.len() == before {
                break;
            }
        }
        Ok(all)
    }

    /// Whether a server is known to have no commands of its own.
    pub(in crate::discord) fn is_cleared(&self, guild: GuildId) -> bool {
        self.cleared.contains(&guild)
    }

    /// Records that a server has no commands of its own.
    pub(in crate::discord) fn note_cleared(&self, guild: GuildId) {
        self.cleared.insert(guild);
    }

    /// Replaces the commands of a server, or the global ones.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(in crate::discord) async fn set_commands(
        &self,
        guild: Option<GuildId>,
        commands: &[Value],
    ) -> Result<(), MessengerError> {
        let route = self.commands(guild)?;
        let set = rest::call(&self.http, LightMethod::Put, route, Vec::new(), Some(&commands));
        self.call_for(guild, set).await?;
        Ok(())
    }

    /// Whether a server has commands of its own, or whether there are global ones.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn has_commands(&self, guild: Option<GuildId>) -> Result<bool, MessengerError> {
        let get = rest::get(&self.http, self.commands(guild)?, Vec::new());
        let got = self.call_for(guild, get).await?;
        let commands = got.as_array().ok_or_else(|| unreadable("a list of commands"))?;
        Ok(!commands.is_empty())
    }

    /// Makes a call about the commands of a server, or about the global ones.
    async fn call_for<T>(
        &self,
        guild: Option<GuildId>,
        call: impl Future<Output = Result<T, serenity::Error>>,
    ) -> Result<T, MessengerError> {
        match guild {
            Some(guild) => self.call_about(Owner::Server(guild), CALL_TIMEOUT, call).await,
            None => self.call(call).await,
        }
    }

    fn commands(&self, guild: Option<GuildId>) -> Result<Route<'static>, MessengerError> {
        let application_id = self.application()?;
        Ok(match guild {
            None => Route::Commands { application_id },
            Some(guild) => {
                let guild_id = snowflake::GuildId::new(guild.0);
                Route::GuildCommands { application_id, guild_id }
            }
        })
    }
}
