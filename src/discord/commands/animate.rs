//! `/animate`: animates an image, or a member's avatar.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};
use serenity::model::guild::PartialMember;
use serenity::model::user::User;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Role};
use crate::job::{Depicted, GuildId, UserId};
use crate::service::{CdnImage, InputRef, Refusal, Source};

const MODE: Mode = Mode::ImageToVideo;

pub(super) fn register(command: CreateCommand, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = command
        .description(say!("animate"))
        .add_option(options::file("image", say!("animate-image"), false))
        .add_option(CreateCommandOption::new(
            CommandOptionType::User,
            "member",
            say!("animate-member"),
        ))
        .add_option(options::prompt(say!("animate-prompt"), false))
        .add_option(options::file("last_image", say!("option-last-image"), false))
        .add_option(options::file("audio", say!("option-audio"), false))
        .add_option(options::resolution(&offer.resolutions(MODE), say!("option-resolution")))
        .add_option(options::duration(say!("option-duration"), 2, offer.longest(MODE)))
        .add_option(options::crop());
    offer.choice(MODE, options::common(command, true))
}

/// Reads the options: exactly one of `image` and `member` is needed.
pub(super) fn read(command: &CommandInteraction) -> Result<ParsedOptions, Refusal> {
    let files = [
        ("image", Role::FirstFrame),
        ("last_image", Role::LastFrame),
        ("audio", Role::DrivingAudio),
    ];
    let mut parsed = options::read(command, MODE, &files);
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
