//! `/help`: an overview. The texts are in `en/*.ftl`, with all others.

use serenity::builder::CreateCommand;

use super::command_name::CommandName;
use crate::discord::texts::words::say;

/// The line that names a command, and the part of the text in which it is. Commands may share one.
enum HelpLine {
    /// How to make something.
    Make(String),
    /// The member's jobs, credits and settings.
    Manage(String),
    Absent,
}

pub(super) fn register(command: CreateCommand) -> CreateCommand {
    command.description(say!("help-command"))
}

fn line(command: CommandName) -> HelpLine {
    match command {
        CommandName::Video => HelpLine::Make(say!("help-video")),
        CommandName::Animate => HelpLine::Make(say!("help-animate")),
        CommandName::Continue | CommandName::Edit => HelpLine::Make(say!("help-clips")),
        CommandName::Reference => HelpLine::Make(say!("help-reference")),
        CommandName::Image => HelpLine::Make(say!("help-image")),
        CommandName::AnimateThis | CommandName::ContinueThisVideo | CommandName::UseAsReference => {
            HelpLine::Make(say!("help-messages"))
        }
        CommandName::Jobs | CommandName::Job | CommandName::Again | CommandName::Cancel => {
            HelpLine::Manage(say!("help-jobs"))
        }
        CommandName::Quota | CommandName::Settings => HelpLine::Manage(say!("help-account")),
        // Whoever reads the text has found it.
        CommandName::Help => HelpLine::Absent,
        // Most readers are not moderators, and Discord does not show them these commands.
        CommandName::WanMod | CommandName::WhoMadeThis | CommandName::RemoveThisResult => {
            HelpLine::Absent
        }
    }
}

/// The whole text. A line that commands share is where the first of them is registered.
pub(super) fn text() -> String {
    let (mut make, mut manage) = (Vec::new(), Vec::new());
    for command in CommandName::ALL {
        let (part, line) = match line(*command) {
            HelpLine::Make(line) => (&mut make, line),
            HelpLine::Manage(line) => (&mut manage, line),
            HelpLine::Absent => continue,
        };
        if !part.contains(&line) {
            part.push(line);
        }
    }
    say!("help", make = make.join("\n"), manage = manage.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_fits_a_message() {
        let help = text();
        assert!(help.chars().count() <= 2000, "{}", help.chars().count());
    }

    #[test]
    fn each_line_names_its_commands() {
        let help = text();
        for command in CommandName::ALL {
            let (HelpLine::Make(line) | HelpLine::Manage(line)) = line(*command) else { continue };
            // Entries of the menu have spaces in their names, and no slash.
            let name = command.name();
            let shown = if name.contains(' ') { name.to_owned() } else { format!("`/{name}`") };
            assert!(line.contains(&shown), "{shown} in {line}");
            assert_eq!(help.matches(&line).count(), 1, "{line}");
        }
    }
}
