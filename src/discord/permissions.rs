//! Permissions that the bot needs in a channel, and permissions that moderators have.

use serenity::model::channel::ChannelType;
use serenity::model::permissions::Permissions;

use crate::service::Permission;

/// What the bot needs to show a card and post a video.
const NEEDED: [(Permissions, Permission); 3] = [
    (Permissions::VIEW_CHANNEL, Permission::ViewChannel),
    (Permissions::ATTACH_FILES, Permission::AttachFiles),
    (Permissions::READ_MESSAGE_HISTORY, Permission::ReadMessageHistory),
];

/// The permissions that the invite link requests. Without EMBED_LINKS cards are sent without the
/// image beside them, so nothing is refused where it is missing.
pub fn invitation() -> Permissions {
    let others = Permissions::SEND_MESSAGES
        | Permissions::SEND_MESSAGES_IN_THREADS
        | Permissions::EMBED_LINKS;
    NEEDED.iter().fold(others, |all, (p, _)| all | *p)
}

/// The permissions that the bot lacks in a channel. In direct messages it may do all that it needs,
/// and Discord lists only permissions that apply there.
pub(super) fn missing(has: Permissions, channel: Option<ChannelType>) -> Vec<Permission> {
    if channel == Some(ChannelType::Private) {
        return Vec::new();
    }
    let send = match channel {
        Some(ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread) => {
            (Permissions::SEND_MESSAGES_IN_THREADS, Permission::SendMessagesInThreads)
        }
        _ => (Permissions::SEND_MESSAGES, Permission::SendMessages),
    };
    if has.administrator() {
        return Vec::new();
    }
    NEEDED.iter().chain([&send]).filter(|(p, _)| !has.contains(*p)).map(|(_, n)| *n).collect()
}

/// Whether these permissions allow cancelling other members' jobs.
pub(super) fn moderates(has: Permissions) -> bool {
    has.intersects(
        Permissions::ADMINISTRATOR | Permissions::MANAGE_GUILD | Permissions::MANAGE_MESSAGES,
    )
}

/// Whether these permissions allow managing quotas, budgets and members.
pub(super) fn manages(has: Permissions) -> bool {
    has.intersects(Permissions::ADMINISTRATOR | Permissions::MANAGE_GUILD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_needs_its_own_permission() {
        let has = Permissions::VIEW_CHANNEL
            | Permissions::ATTACH_FILES
            | Permissions::READ_MESSAGE_HISTORY
            | Permissions::SEND_MESSAGES;
        assert!(missing(has, Some(ChannelType::Text)).is_empty());
        assert_eq!(
            missing(has, Some(ChannelType::PublicThread)),
            [Permission::SendMessagesInThreads]
        );
        assert!(missing(Permissions::ADMINISTRATOR, None).is_empty());
        assert_eq!(missing(Permissions::empty(), None).len(), 4);
        assert!(missing(Permissions::ATTACH_FILES, Some(ChannelType::Private)).is_empty());
    }
}
