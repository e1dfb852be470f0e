//! The caller and the place of a request.

use crate::job::{ChannelId, InteractionId, Origin, Place, RoleId, Tenant, UserId};
use crate::language::Language;
use crate::quota::Payer;

/// The member who makes a request, and their permissions, as Discord states them in the
/// interaction.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The member.
    pub user: UserId,
    /// The server in which they ask; [`Tenant::Direct`] in direct messages.
    pub tenant: Tenant,
    /// Their roles in the server.
    pub roles: Vec<RoleId>,
    /// The interaction, used as idempotency key: one that Discord delivers twice is one request.
    pub interaction: InteractionId,
    /// Whether they may delete other members' messages there, or more.
    pub moderates: bool,
    /// Whether they may manage the server.
    pub manages: bool,
    /// The language in which they are answered.
    pub language: Language,
}

impl Caller {
    /// The account that is charged.
    pub fn payer(&self) -> Payer<'_> {
        Payer { tenant: self.tenant, user: self.user, roles: &self.roles }
    }
}

/// A permission that the bot needs in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// View the channel.
    ViewChannel,
    /// Attach files.
    AttachFiles,
    /// Read earlier messages.
    ReadMessageHistory,
    /// Send messages in a channel that is no thread.
    SendMessages,
    /// Send messages in a thread.
    SendMessagesInThreads,
}

/// Who makes a request, and where.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The caller.
    pub caller: Caller,
    /// Where the result is posted.
    pub place: Place,
    /// The parent channel of a thread or forum post.
    pub parent: Option<ChannelId>,
    /// The interaction or message that the request came with.
    pub origin: Origin,
    /// Permissions that the bot lacks in the channel, as far as Discord reported them.
    pub missing: Vec<Permission>,
    /// Whether the channel is age-restricted.
    pub age_restricted: bool,
    /// Whether requests are accepted here: false in direct messages if these are disabled.
    pub open: bool,
}

impl RequestContext {
    /// Whether the caller can be asked something that only they see: they came with an interaction
    /// whose answer is still open.
    pub fn can_ask(&self) -> bool {
        self.origin.token.is_some()
    }

    /// The channel and, for a thread, its parent channel.
    pub fn within(&self) -> Vec<ChannelId> {
        [self.place.channel].into_iter().chain(self.parent).collect()
    }
}
