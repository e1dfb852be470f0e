//! The commands, as one list: registration, dispatch and `/help` each match on it without a
//! wildcard, so a command that one of them lacks does not compile.

use crate::generation::Mode;

/// Defines the names together with the list of all of them, so that the list cannot lack one.
macro_rules! command_names {
    ($($variant:ident => $name:literal,)*) => {
        /// A command that Discord shows: a slash command, or an entry in a message's context menu.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum CommandName {
            $($variant,)*
        }

        impl CommandName {
            /// Every command, in the order in which they are registered.
            pub(super) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name by which Discord knows it.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

command_names! {
    Video => "video",
    Animate => "animate",
    Continue => "continue",
    Reference => "reference",
    Edit => "edit",
    Image => "image",
    Jobs => "jobs",
    Job => "job",
    Again => "again",
    Cancel => "cancel",
    Quota => "quota",
    Settings => "settings",
    Help => "help",
    AnimateThis => "Animate this",
    ContinueThisVideo => "Continue this video",
    UseAsReference => "Use as reference",
    WanMod => "wan-mod",
    WhoMadeThis => "Who made this?",
    RemoveThisResult => "Remove this result",
}

/// Whom a command is for, and whether it needs a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommandKind {
    /// For members, if a model of this mode is on offer.
    CreatesJob(Mode),
    ForMembers,
    ForModerators,
}

impl CommandName {
    /// The command of this name. `None`: Discord still shows a command of another version.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.name() == name)
    }

    pub(super) fn kind(self) -> CommandKind {
        match self {
            Self::Video => CommandKind::CreatesJob(Mode::TextToVideo),
            Self::Animate | Self::Continue => CommandKind::CreatesJob(Mode::ImageToVideo),
            Self::Reference => CommandKind::CreatesJob(Mode::ReferenceToVideo),
            Self::Edit => CommandKind::CreatesJob(Mode::VideoEdit),
            Self::Image => CommandKind::CreatesJob(Mode::Image),
            Self::Jobs
            | Self::Job
            | Self::Again
            | Self::Cancel
            | Self::Quota
            | Self::Settings
            | Self::Help
            | Self::AnimateThis
            | Self::ContinueThisVideo
            | Self::UseAsReference => CommandKind::ForMembers,
            Self::WanMod | Self::WhoMadeThis | Self::RemoveThisResult => CommandKind::ForModerators,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_belongs_to_one_command() {
        for command in CommandName::ALL {
            assert_eq!(CommandName::parse(command.name()), Some(*command));
        }
        assert_eq!(CommandName::parse("Video"), None);
    }
}
