//! `/animate`: animates an image, or a member's avatar.

use serenity::builder::CreateCommand;
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};
use serenity::model::guild::PartialMember;
use serenity::model::user::User;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::generation::{Mode, Role};
use crate::i18n::say;
use crate::job::{Depicted, GuildId, UserId};
use crate::language::Language;
use crate::service::{CdnImage, InputRef, Refusal, Source};

const MODE: Mode = Mode::ImageToVideo;

pub(super) fn register(
    language: Language,
    command: CreateCommand,
    offer: &AvailableModels<'_>,
) -> CreateCommand {
    let command = command
        .description(say!(language, "animate"))
        .add_option(options::file(language, "image", say!(language, "animate-image"), false))
        .add_option(options::option(
            language,
            CommandOptionType::User,
            "member",
            say!(language, "animate-member"),
        ))
        .add_option(options::prompt(language, say!(language, "animate-prompt"), false))
        .add_option(options::file(
            language,
            "last_image",
            say!(language, "option-last-image"),
            false,
        ))
        .add_option(options::file(language, "audio", say!(language, "option-audio"), false))
        .add_option(options::resolution(
            language,
            &offer.resolutions(MODE),
            say!(language, "option-resolution"),
        ))
        .add_option(options::duration(
            language,
            say!(language, "option-duration"),
            2,
            offer.longest(MODE),
        ))
        .add_option(options::crop(language));
    offer.choice(language, MODE, options::common(language, command, true))
}

/// Reads the options: exactly one of `image` and `member` is needed.
pub(super) fn read(
    language: Language,
    command: &CommandInteraction,
) -> Result<ParsedOptions, Refusal> {
    let files = [
        ("image", Role::FirstFrame),
        ("last_image", Role::LastFrame),
        ("audio", Role::DrivingAudio),
    ];
    let mut parsed = options::read(language, command, MODE, &files);
    let has_image = parsed.uploads.iter().any(|upload| upload.role == Role::FirstFrame);
    let member = command.data.options().into_iter().find_map(|option| match option.value {
        ResolvedValue::User(user, member) if option.name == "member" => Some((user, member)),
        _ => None,
    });
    match (has_image, member) {
        (true, None) => {}
        (true, Some(_)) => return Err(Refusal::ImageAndMember),
        (false, None) => return Err(Refusal::NothingToAnimate),
        (false, Some((user, member))) => {
            parsed.uploads.insert(0, avatar(command, user, member)?);
            parsed.partial.roles = parsed.uploads.iter().map(|upload| upload.role).collect();
        }
    }
    Ok(parsed)
}

/// A user's avatar: the one that they have in this server, else the one that they have everywhere.
/// Who is not in the server could not have the result deleted.
fn avatar(
    command: &CommandInteraction,
    user: &User,
    member: Option<&PartialMember>,
) -> Result<InputRef, Refusal> {
    let nick = member.and_then(|member| member.nick.as_deref());
    let name = nick.unwrap_or_else(|| user.display_name()).to_owned();
    if command.guild_id.is_some() && member.is_none() {
        return Err(Refusal::NotAMember { name });
    }
    let here = command.guild_id.zip(member.and_then(|member| member.avatar.as_ref()));
    let (guild, hash) = match (here, &user.avatar) {
        (Some((guild, hash)), _) => (Some(GuildId(guild.get())), hash),
        (None, Some(hash)) => (None, hash),
        (None, None) => return Err(Refusal::NoAvatar { name }),
    };
    let of = Depicted { user: UserId(user.id.get()), name };
    let source = Source::Cdn(CdnImage::Avatar { of, hash: hash.to_string(), guild });
    Ok(InputRef { role: Role::FirstFrame, name: "avatar.png".to_owned(), source })
}
