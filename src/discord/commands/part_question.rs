//! Asks which part of a video that is too long is used: the first or the last.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use crate::discord::actions::Action;
use crate::discord::message::Message;
use crate::discord::texts::{self, part_name};
use crate::language::Language;
use crate::media::Part;
use crate::service::{JobRequest, JobService, PartQuestion, PendingRequest, Refusal};

/// Stores a request until its member chooses, and returns what to ask them.
pub(super) async fn question(
    job_service: &dyn JobService,
    job_request: JobRequest,
    question: PartQuestion,
) -> Message {
    let language = job_request.context.caller.language;
    let pending = PendingRequest::of(job_request, question.most);
    if !job_service.store_request(&pending).await {
        return Message::new(texts::refusal(language, &Refusal::JournalUnavailable));
    }
    let buttons = buttons(language, &pending);
    Message::new(texts::refusal(language, &Refusal::WhichPart(question))).buttons(buttons)
}

/// The buttons that offer the parts.
pub(super) fn buttons(language: Language, pending: &PendingRequest) -> Vec<CreateActionRow> {
    let button = |part| {
        CreateButton::new(Action::Part(part, pending.id).custom_id())
            .label(part_name(language, part, pending.most))
            .style(ButtonStyle::Secondary)
    };
    vec![CreateActionRow::Buttons(vec![button(Part::First), button(Part::Last)])]
}
