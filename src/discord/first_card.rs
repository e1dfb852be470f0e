//! The card of a job that was just accepted, with its first image beside the text.

use bytes::Bytes;

use crate::discord::attachment::FileBytes;
use crate::discord::cards;
use crate::discord::message::Message;
use crate::discord::texts::numbered_role;
use crate::i18n::say;
use crate::media::Change;
use crate::service::{Accepted, InputRef, Source};

/// The name of an attached thumbnail.
const THUMBNAIL: &str = "input.jpg";

/// The card of a new job, and the thumbnail that is to be attached to it, if any.
#[derive(Debug)]
pub struct FirstCard {
    /// The card, without the attached thumbnail.
    pub message: Message,
    /// A thumbnail of an image that Discord would show differently.
    pub thumbnail: Option<FileBytes>,
}

impl FirstCard {
    /// The card with the attached thumbnail, if it has one. If this cannot be sent, as where the bot
    /// may attach no files, the card goes without.
    pub(super) fn with_thumbnail(&self) -> Option<(Message, FileBytes)> {
        let thumbnail = self.thumbnail.clone()?;
        Some((self.message.clone().with_attached_thumbnail(&thumbnail.name), thumbnail))
    }
}

/// The card of a new job, with its first image beside the text: by the link to the member's own
/// attachment, since a copy of the file would be sent with each card. Discord removes attachments of
/// commands after a while; until then the job is over, and the card shows no image any more. Of an
/// image that was converted or cropped, which Discord would show differently or not at all, a small
/// copy is attached.
pub fn first_card(accepted: &Accepted, uploads: &[InputRef]) -> FirstCard {
    let job = &accepted.job;
    let message = cards::card(job, accepted.eta);
    let shown = job.request.inputs.first().zip(uploads.first()).filter(|_| cards::shows_image(job));
    let Some((input, InputRef { source: Source::File { url, .. }, .. })) = shown else {
        return FirstCard { message, thumbnail: None };
    };
    if !input.changes.iter().any(Change::looks_different) {
        return FirstCard { message: message.with_thumbnail(url), thumbnail: None };
    }
    let label = numbered_role(job.language, job.request.inputs.iter().map(|i| i.role), 0);
    let name: String = input.name.chars().take(100).collect();
    let file = |bytes: &Bytes| FileBytes {
        name: THUMBNAIL.to_owned(),
        bytes: bytes.clone(),
        alt: say!(job.language, "labelled", label = label, text = name),
    };
    FirstCard { message, thumbnail: accepted.thumbnail.as_ref().map(file) }
}
