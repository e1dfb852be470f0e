//! `/wan-mod jobs|cancel|who|remove`: jobs, their requesters and their results.

use serenity::builder::{CreateActionRow, CreateButton, CreateCommandOption};
use serenity::model::application::{ButtonStyle, CommandOptionType};

use super::options::{self, SubcommandOptions};
use super::sub;
use crate::discord::actions::{Action, List, Page};
use crate::discord::attachment::FileBytes;
use crate::discord::commands::Services;
use crate::discord::message::Reply;
use crate::discord::texts::{self, moderation};
use crate::i18n::say;
use crate::job::{MessageId, UserId};
use crate::language::Language;
use crate::service::{Caller, JobRef, ModerationError};

/// Jobs per page: each takes up to about 260 characters, and a message has 2,000.
const ON_A_PAGE: u32 = 7;

pub(super) fn register(language: Language) -> Vec<CreateCommandOption> {
    let member = |required| options::member(language, required);
    let reason = || options::reason(language);
    let message =
        || options::named(language, "message", say!(language, "mod-option-message"), true);
    let block = options::option(
        language,
        CommandOptionType::Boolean,
        "block_inputs",
        say!(language, "mod-option-block-inputs"),
    );
    vec![
        sub(language, "jobs", say!(language, "mod-jobs"), vec![member(false)]),
        sub(
            language,
            "cancel",
            say!(language, "mod-cancel"),
            vec![options::named(language, "job", say!(language, "mod-option-job"), true), reason()],
        ),
        sub(language, "who", say!(language, "mod-who"), vec![message()]),
        sub(language, "remove", say!(language, "mod-remove"), vec![message(), block, reason()]),
    ]
}

/// Parses a message's link or ID, or a job ID.
fn reference(text: &str) -> Result<JobRef, ModerationError> {
    let text = text.trim().trim_matches('`');
    if let Ok(job) = text.parse() {
        return Ok(JobRef::Job(job));
    }
    let id = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    id.parse().map(|id| JobRef::Message(MessageId(id))).map_err(|_| ModerationError::NoSuchJob)
}

pub(super) async fn run(
    services: &Services,
    caller: &Caller,
    given: &SubcommandOptions<'_>,
) -> Result<Reply, ModerationError> {
    let language = caller.language;
    match given.name {
        "jobs" => jobs(services, caller, given.member("member").map(|m| m.0), 0).await,
        "cancel" => {
            let named = given.text("job").unwrap_or_default();
            let Ok(job) = named.parse() else {
                return Ok(Reply::text(say!(language, "invalid-job-id")));
            };
            let answer = services.moderation_service.cancel(caller, job, given.reason()).await?;
            Ok(Reply::text(texts::cancelled(language, job, &answer)))
        }
        name => {
            let job = reference(given.text("message").unwrap_or_default())?;
            match name {
                "who" => provenance(services, caller, job).await,
                _ => remove(services, caller, job, given.yes("block_inputs"), given.reason()).await,
            }
        }
    }
}

pub(super) async fn provenance(
    services: &Services,
    caller: &Caller,
    job: JobRef,
) -> Result<Reply, ModerationError> {
    let language = caller.language;
    let job = services.moderation_service.job(caller.tenant, job).await?;
    let reply = Reply::text(moderation::provenance(language, &job));
    // What a moderator looks for may be in the part that does not fit in a message.
    Ok(match moderation::whole_prompt(language, &job) {
        Some(prompt) => reply.file(FileBytes {
            name: format!("prompt-{}.txt", job.id),
            bytes: prompt.into(),
            alt: say!(language, "full-prompt-alt"),
        }),
        None => reply,
    })
}

pub(super) async fn remove(
    services: &Services,
    caller: &Caller,
    job: JobRef,
    block: bool,
    reason: &str,
) -> Result<Reply, ModerationError> {
    let language = caller.language;
    let found = services.moderation_service.job(caller.tenant, job).await?;
    let has_inputs = !found.request.inputs.is_empty();
    // The inputs are blocked whatever happens to the post.
    let blocked = if block && has_inputs {
        match services.moderation_service.block_inputs(caller, found.id, reason).await {
            Ok(entry) => Some(moderation::done(language, &entry)),
            Err(e) => Some(moderation::not_done(language, &e)),
        }
    } else {
        None
    };
    let text = match services.moderation_service.remove(caller, job, reason).await {
        Ok(job) => moderation::removed(language, &job),
        Err(e) => moderation::not_done(language, &e),
    };
    if let Some(blocked) = blocked {
        return Ok(Reply::text(format!("{text}\n{blocked}")));
    }
    if !has_inputs {
        return Ok(Reply::text(text));
    }
    let button = CreateButton::new(Action::BlockInputs(found.id).custom_id())
        .label(say!(language, "button-block-inputs"))
        .style(ButtonStyle::Danger);
    Ok(Reply::text(text).buttons(vec![CreateActionRow::Buttons(vec![button])]))
}

pub(super) async fn jobs(
    services: &Services,
    caller: &Caller,
    member: Option<UserId>,
    number: u32,
) -> Result<Reply, ModerationError> {
    let language = caller.language;
    let mut jobs = services
        .moderation_service
        .jobs(caller.tenant, member, number * ON_A_PAGE, ON_A_PAGE + 1)
        .await?;
    let more = jobs.len() > ON_A_PAGE as usize;
    jobs.truncate(ON_A_PAGE as usize);
    let page = Page { list: List::Jobs, member, number };
    Ok(Reply::text(moderation::jobs(language, &jobs, number)).buttons(pages(language, page, more)))
}

/// Buttons for the previous and the next page, if there are any.
pub(in crate::discord::commands) fn pages(
    language: Language,
    page: Page,
    more: bool,
) -> Vec<CreateActionRow> {
    let button = |number: u32, label: &str| {
        CreateButton::new(Action::Page(Page { number, ..page }).custom_id())
            .label(label)
            .style(ButtonStyle::Secondary)
    };
    let newer = page.number.checked_sub(1).map(|n| button(n, &say!(language, "button-newer")));
    let older = more.then(|| button(page.number + 1, &say!(language, "button-older")));
    let buttons: Vec<_> = newer.into_iter().chain(older).collect();
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}
