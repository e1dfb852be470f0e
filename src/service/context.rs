//! Who asks, and where.

use crate::job::{ChannelId, GuildId, InteractionId, Origin, Place, RoleId, UserId};
use crate::quota::Payer;

/// Who asks, and what they may do, as Discord vouches for it in the interaction.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person.
    pub user: UserId,
    /// The server in which they ask.
    pub guild: GuildId,
    /// The roles that they have there.
    pub roles: Vec<RoleId>,
    /// The interaction in which they ask: told twice, it is one request.
    pub interaction: InteractionId,
    /// Whether they may delete other people's messages there, or more.
    pub moderates: bool,
    /// Whether they may manage that server.
    pub manages: bool,
}

impl Caller {
    /// Their account.
    pub fn payer(&self) -> Payer<'_> {
        Payer { guild: self.guild, user: self.user, roles: &self.roles }
    }
}

/// Where something is asked for.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Who asks.
    pub caller: Caller,
    /// Where the result shall go.
    pub place: Place,
    /// The channel that a thread or a forum's post belongs to.
    pub parent: Option<ChannelId>,
    /// What it came with.
    pub origin: Origin,
    /// Permissions that the bot lacks there, as far as it was told.
    pub missing: Vec<&'static str>,
    /// Whether the channel is age-restricted.
    pub age_restricted: bool,
    /// Whether requests are taken there at all: not in direct messages, if these are closed.
    pub open: bool,
}

impl RequestContext {
    /// The channel and, for a thread, the one that it belongs to.
    pub fn within(&self) -> Vec<ChannelId> {
        [self.place.channel].into_iter().chain(self.parent).collect()
    }
}
