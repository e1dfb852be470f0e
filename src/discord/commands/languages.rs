//! In which language somebody is answered.

use super::Services;
use crate::discord::client::DiscordClient;
use crate::i18n::{is_offered, of_locale};
use crate::job::{Tenant, UserId};
use crate::language::Language;

/// The language of the user of a command, a button or a modal: their own setting, else that of their
/// Discord client.
pub(super) fn of_user(services: &Services, user: UserId, locale: &str) -> Language {
    own(services, user).unwrap_or_else(|| of_locale(locale))
}

/// The language of a message's author: their own setting, else the server's. Discord states no
/// locale for messages.
pub(super) fn of_author(
    services: &Services,
    client: &DiscordClient,
    user: UserId,
    tenant: Tenant,
) -> Language {
    let of_server = || {
        let setting = services.moderation_service.policy(tenant).language;
        setting.unwrap_or_else(|| client.server_language(tenant))
    };
    own(services, user).unwrap_or_else(of_server)
}

fn own(services: &Services, user: UserId) -> Option<Language> {
    services.job_service.preferences(user).language.filter(|language| is_offered(*language))
}
