//! `/help`: an overview. The texts are in `en/*.ftl`, with all others.

use serenity::builder::CreateCommand;
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::command_name::CommandName;
use super::options;
use crate::discord::texts::prompts::prompts;
use crate::i18n::say;
use crate::language::Language;

/// The topic about prompts.
const PROMPTS: &str = "prompts";

/// What was asked for: the overview, or a topic.
pub(super) fn run(language: Language, command: &CommandInteraction) -> String {
    let topic = command.data.options.first().and_then(|option| option.value.as_str());
    if topic == Some(PROMPTS) { prompts(language) } else { text(language) }
}

/// The line that names a command, and the part of the text in which it is. Commands may share one.
enum HelpLine {
    /// How to make something.
    Make(String),
    /// The member's jobs, credits and settings.
    Manage(String),
    Absent,
}

pub(super) fn register(language: Language, command: CreateCommand) -> CreateCommand {
    let topic = options::option(
        language,
        CommandOptionType::String,
        "topic",
        say!(language, "help-option-topic"),
    );
    let topic = topic.add_string_choice(say!(language, "help-topic-prompts"), PROMPTS);
    command.description(say!(language, "help-command")).add_option(topic)
}

fn line(language: Language, command: CommandName) -> HelpLine {
    match command {
        CommandName::Video => HelpLine::Make(say!(language, "help-video")),
        CommandName::Animate => HelpLine::Make(say!(language, "help-animate")),
        CommandName::Continue | CommandName::Edit => {
            HelpLine::Make(say!(language, "help-continue-edit"))
        }
        CommandName::Reference => HelpLine::Make(say!(language, "help-reference")),
        CommandName::Image => HelpLine::Make(say!(language, "help-image")),
        CommandName::AnimateThis | CommandName::ContinueThisVideo | CommandName::UseAsReference => {
            HelpLine::Make(say!(language, "help-messages"))
        }
        CommandName::Jobs | CommandName::Job | CommandName::Again | CommandName::Cancel => {
            HelpLine::Manage(say!(language, "help-jobs"))
        }
        CommandName::Quota | CommandName::Settings => {
            HelpLine::Manage(say!(language, "help-account"))
        }
        // A reader of the text has found it.
        CommandName::Help => HelpLine::Absent,
        // Most readers are not moderators, and Discord does not show them these commands.
        CommandName::WanMod | CommandName::WhoMadeThis | CommandName::RemoveThisResult => {
            HelpLine::Absent
        }
    }
}

/// The whole text. A line that commands share is where the first of them is registered.
fn text(language: Language) -> String {
    let (mut make, mut manage) = (Vec::new(), Vec::new());
    for command in CommandName::ALL {
        let (part, line) = match line(language, *command) {
            HelpLine::Make(line) => (&mut make, line),
            HelpLine::Manage(line) => (&mut manage, line),
            HelpLine::Absent => continue,
        };
        if !part.contains(&line) {
            part.push(line);
        }
    }
    say!(language, "help", make = make.join("\n"), manage = manage.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::commands::names;
    use crate::i18n::offered;

    #[test]
    fn help_fits_a_message_in_every_language() {
        for language in offered() {
            let length = text(language).chars().count();
            assert!(length <= 2000, "{language}: {length}");
        }
    }

    #[test]
    fn each_line_names_its_commands_in_every_language() {
        for language in offered() {
            let help = text(language);
            for command in CommandName::ALL {
                let (HelpLine::Make(line) | HelpLine::Manage(line)) = line(language, *command)
                else {
                    continue;
                };
                let name = names::command(language, *command);
                // Entries of a message's menu have no slash.
                let shown = match command {
                    CommandName::AnimateThis
                    | CommandName::ContinueThisVideo
                    | CommandName::UseAsReference => name,
                    _ => format!("`/{name}`"),
                };
                assert!(line.contains(&shown), "{language}: {shown} in {line}");
                assert_eq!(help.matches(&line).count(), 1, "{language}: {line}");
            }
        }
    }
}
