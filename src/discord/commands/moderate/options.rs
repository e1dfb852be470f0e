//! Options of moderators' commands: registration and parsing.

use serenity::builder::CreateCommandOption;
use serenity::model::application::{CommandOptionType, ResolvedOption, ResolvedValue};

pub(super) use crate::discord::commands::options::option;
use crate::i18n::say;
use crate::job::priority::MAX_WEIGHT;
use crate::job::{ChannelId, RoleId, UserId};
use crate::language::Language;
use crate::quota::Subject;

fn text(
    language: Language,
    name: &str,
    description: String,
    required: bool,
    most: u16,
) -> CreateCommandOption {
    option(language, CommandOptionType::String, name, description)
        .required(required)
        .max_length(most)
}

pub(super) fn subject(language: Language) -> CreateCommandOption {
    let kind = CommandOptionType::Mentionable;
    option(language, kind, "who", say!(language, "mod-option-who")).required(true)
}

pub(super) fn member(language: Language, required: bool) -> CreateCommandOption {
    let kind = CommandOptionType::User;
    option(language, kind, "member", say!(language, "mod-option-member")).required(required)
}

pub(super) fn role(language: Language) -> CreateCommandOption {
    option(language, CommandOptionType::Role, "role", say!(language, "mod-option-role"))
        .required(true)
}

pub(super) fn weight(language: Language) -> CreateCommandOption {
    let kind = CommandOptionType::Integer;
    option(language, kind, "times", say!(language, "mod-option-weight"))
        .required(true)
        .min_int_value(1)
        .max_int_value(u64::from(MAX_WEIGHT))
}

pub(super) fn amount(language: Language, description: String) -> CreateCommandOption {
    text(language, "amount", description, true, 20)
}

pub(super) fn until(language: Language) -> CreateCommandOption {
    text(language, "until", say!(language, "mod-option-until"), false, 30)
}

pub(super) fn reason(language: Language) -> CreateCommandOption {
    text(language, "reason", say!(language, "mod-option-reason"), false, 200)
}

pub(super) fn named(
    language: Language,
    name: &str,
    description: String,
    required: bool,
) -> CreateCommandOption {
    text(language, name, description, required, 300)
}

/// The options of a subcommand.
pub(super) struct SubcommandOptions<'a> {
    /// The group of the subcommand; empty if it has none.
    pub(super) group: &'a str,
    /// The subcommand.
    pub(super) name: &'a str,
    options: &'a [ResolvedOption<'a>],
}

impl<'a> SubcommandOptions<'a> {
    pub(super) fn new(options: &'a [ResolvedOption<'a>]) -> Self {
        let Some(first) = options.first() else {
            return Self { group: "", name: "", options: &[] };
        };
        match &first.value {
            ResolvedValue::SubCommandGroup(inner) => Self { group: first.name, ..Self::new(inner) },
            ResolvedValue::SubCommand(inner) => {
                Self { group: "", name: first.name, options: inner }
            }
            _ => Self { group: "", name: "", options },
        }
    }

    fn value(&self, name: &str) -> Option<&'a ResolvedValue<'a>> {
        self.options.iter().find(|o| o.name == name).map(|o| &o.value)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        match self.value(name) {
            Some(ResolvedValue::String(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn reason(&self) -> &'a str {
        self.text("reason").unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Some(ResolvedValue::Integer(n)) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn yes(&self, name: &str) -> bool {
        matches!(self.value(name), Some(ResolvedValue::Boolean(true)))
    }

    pub(super) fn channel(&self, name: &str) -> Option<ChannelId> {
        match self.value(name) {
            Some(ResolvedValue::Channel(channel)) => Some(ChannelId(channel.id.get())),
            _ => None,
        }
    }

    /// A member and their roles.
    pub(super) fn member(&self, name: &str) -> Option<(UserId, Vec<RoleId>)> {
        match self.value(name) {
            Some(ResolvedValue::User(user, member)) => {
                let roles = member.map(|m| m.roles.iter().map(|r| RoleId(r.get())).collect());
                Some((UserId(user.id.get()), roles.unwrap_or_default()))
            }
            _ => None,
        }
    }

    pub(super) fn role(&self, name: &str) -> Option<RoleId> {
        match self.value(name) {
            Some(ResolvedValue::Role(role)) => Some(RoleId(role.id.get())),
            _ => None,
        }
    }

    /// A member and their roles, or a role.
    pub(super) fn subject(&self) -> Option<(Subject, Vec<RoleId>)> {
        match self.value("who") {
            Some(ResolvedValue::Role(role)) => {
                Some((Subject::Role(RoleId(role.id.get())), Vec::new()))
            }
            _ => self.member("who").map(|(user, roles)| (Subject::Member(user), roles)),
        }
    }
}
