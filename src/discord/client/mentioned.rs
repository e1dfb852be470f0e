//! The names of those whom a text mentions, where Discord does not state them beside it, as in a
//! modal.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;
use serenity::http::{HttpError, Route};
use serenity::model::id as snowflake;

use super::{CALL_TIMEOUT, DiscordClient};
use crate::discord::markup::{Mentioned, mentioned};
use crate::discord::rest;
use crate::job::{GuildId, Place};

/// Members whose names are asked for at most, each with a call to Discord.
const MOST_MEMBERS: usize = 3;

/// How long they are waited for. Without its name, a member is "someone".
const NAMES_WITHIN: Duration = Duration::from_millis(1500);

impl DiscordClient {
    /// The name of a role.
    pub(in crate::discord) fn role_name(&self, guild: GuildId, role: u64) -> Option<String> {
        self.role_names.name(guild, role)
    }

    /// The names of members and roles that a text mentions, as far as they are known or Discord
    /// states them soon. Not of channels: a member who mentions one may not be allowed to see it.
    pub(in crate::discord) async fn names_in(
        &self,
        place: Place,
        text: &str,
    ) -> HashMap<Mentioned, String> {
        let mut names = HashMap::new();
        let Some(guild) = place.tenant.server() else { return names };
        let mut members = Vec::new();
        for mention in mentioned(text) {
            match mention {
                Mentioned::Role(id) => {
                    names.extend(self.role_name(guild, id).map(|name| (mention, name)));
                }
                Mentioned::User(id) if id > 0 && !members.contains(&id) => members.push(id),
                Mentioned::User(_) | Mentioned::Channel(_) => {}
            }
        }
        members.truncate(MOST_MEMBERS);
        let asked = members.into_iter().map(|id| async move {
            let name = self.member_name(place, guild, id);
            let name = tokio::time::timeout(NAMES_WITHIN, name).await.ok().flatten()?;
            Some((Mentioned::User(id), name))
        });
        names.extend(join_all(asked).await.into_iter().flatten());
        names
    }

    /// The name of a member as others of the server see it.
    async fn member_name(&self, place: Place, guild: GuildId, member: u64) -> Option<String> {
        let route = Route::GuildMember {
            guild_id: snowflake::GuildId::new(guild.0),
            user_id: snowflake::UserId::new(member),
        };
        let get = async {
            match rest::get(self.http(), route, Vec::new()).await {
                // Not a refusal, of which a server has few: anybody can write any ID.
                Err(e) if is_missing(&e) => Ok(Value::Null),
                got => got,
            }
        };
        let got = &self.call_about(place, CALL_TIMEOUT, get).await.ok()?;
        let user = &got["user"];
        let names = [&got["nick"], &user["global_name"], &user["username"]];
        names.into_iter().find_map(|name| name.as_str()).map(str::to_owned)
    }
}

/// Whether Discord has no such member.
fn is_missing(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => {
            answer.status_code.as_u16() == 404
        }
        _ => false,
    }
}
