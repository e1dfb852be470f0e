//! Discord as the application's [`Messenger`]: renders posts and sends them.

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;

use crate::discord::attachment::FileStream;
use crate::discord::card_editor::{CardCalls, show_card};
use crate::discord::client::DiscordClient;
use crate::discord::files::Files;
use crate::discord::message::{MOST_IN_A_MESSAGE, Message};
use crate::discord::texts;
use crate::discord::{cards, own_messages};
use crate::job::{ChannelId, Destination, Job, JobId, MessageId, Place, Tenant, UserId};
use crate::language::Language;
use crate::service::{
    CancelButton, CdnImage, Eta, FileError, FileHost, FileLimits, Known, Lookup, Messenger,
    MessengerError, Post, ResultFile, Sought, Thread,
};
use crate::spool::Fetched;

/// The message of a post. `server` is the language that Discord states for the server.
pub fn render(post: &Post<'_>, server: Language) -> Message {
    match post {
        Post::Result(result) => {
            addressed(cards::result(result), result.job, "result", result.to, result.fallback)
        }
        Post::Notice { job, to, fallback } => {
            addressed(cards::notice(job), job, "notice", *to, *fallback)
        }
        Post::AuditEntry { entry, language } => {
            Message::new(texts::audit::entry(language.unwrap_or(server), entry))
                .without_previews()
                .once(format!("audit-{}", entry.number))
        }
    }
}

/// The message of a card that is posted, not shown as an answer.
pub fn render_card(job: &Job, eta: Option<Eta>) -> Message {
    cards::card(job, eta).once(nonce(job, "card"))
}

/// Adds the nonce, which lets the message arrive once, and in its channel the reply to the card.
fn addressed(
    message: Message,
    job: &Job,
    kind: &'static str,
    to: Destination,
    fallback: bool,
) -> Message {
    let message =
        if fallback { message.with_line(&texts::closed_to_me(job.language)) } else { message };
    let message = message.once(nonce(job, kind));
    match to {
        Destination::Channel => message.replying_to(job.card),
        Destination::Direct => message,
    }
}

/// The nonce of a message of a kind about a job; Discord allows 25 characters.
fn nonce(job: &Job, kind: &'static str) -> String {
    let nonce = format!("{}-{kind}", job.id);
    debug_assert!(nonce.len() <= 25, "the kind is short");
    nonce
}

fn files_of(post: &Post<'_>, files: Vec<ResultFile>) -> Vec<FileStream> {
    let job = match post {
        Post::Notice { job, .. } => job,
        Post::Result(result) => result.job,
        Post::AuditEntry { .. } => return Vec::new(),
    };
    files.into_iter().map(|file| FileStream::of_result(job, file)).collect()
}

#[async_trait]
impl Messenger for DiscordClient {
    async fn post(
        &self,
        place: Place,
        post: Post<'_>,
        files: Vec<ResultFile>,
    ) -> Result<MessageId, MessengerError> {
        let files = files_of(&post, files);
        let message = render(&post, self.server_language(place.tenant));
        self.post(place, message, files).await
    }

    async fn trigger_typing(&self, place: Place) -> Result<(), MessengerError> {
        self.trigger_typing(place).await
    }

    async fn show_card(
        &self,
        job: &Job,
        eta: Option<Eta>,
        now: Timestamp,
    ) -> Result<Option<MessageId>, MessengerError> {
        show_card(self, self.ended_tokens(), job, eta, now).await
    }

    async fn delete(&self, place: Place, id: MessageId) -> Result<(), MessengerError> {
        self.delete(place, id).await
    }

    async fn find_post(
        &self,
        place: Place,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, MessengerError> {
        self.find_own(place, after, known, |content| own_messages::is_sought(what, content)).await
    }

    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), MessengerError> {
        let own = self.own().await?;
        let page = self.page_of_channel(channel, after).await?;
        let ours = page.iter().filter(|m| m.author == Some(own));
        let jobs = ours.filter_map(|m| own_messages::post_of(&m.content)).collect();
        let newest = page.iter().map(|m| m.id).max().filter(|newest| *newest > after);
        Ok((jobs, newest))
    }

    async fn cancel_button(
        &self,
        place: Place,
        card: MessageId,
    ) -> Result<CancelButton, MessengerError> {
        self.cancel_button(place, card).await
    }

    async fn thread(&self, place: Place) -> Result<Option<Thread>, MessengerError> {
        let facts = self.channel(place).await?;
        Ok(facts.owner.map(|owner| Thread { owner, closed: facts.closed }))
    }

    async fn direct(&self, user: UserId) -> Result<ChannelId, MessengerError> {
        self.direct(user).await
    }

    fn limits(&self, tenant: Tenant, channel: ChannelId, claimed: Option<u64>) -> FileLimits {
        FileLimits {
            file: self.upload_limits().limit(tenant, channel, claimed),
            total: MOST_IN_A_MESSAGE,
        }
    }

    fn learn_limit(&self, tenant: Tenant, channel: ChannelId, bytes: u64) {
        self.upload_limits().learn_refusal(tenant, channel, bytes);
    }
}

#[async_trait]
impl CardCalls for DiscordClient {
    async fn post_card(&self, job: &Job, eta: Option<Eta>) -> Result<MessageId, MessengerError> {
        self.post(job.place, render_card(job, eta), Vec::new()).await
    }

    async fn edit_card(
        &self,
        card: MessageId,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<(), MessengerError> {
        self.edit(job.place, card, &cards::card(job, eta)).await
    }

    async fn edit_card_by_token(
        &self,
        token: &str,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<MessageId, MessengerError> {
        self.edit_original(job.place, token, &cards::card(job, eta)).await
    }
}

#[async_trait]
impl FileHost for Files {
    async fn fetch(&self, url: &str, limit: u64) -> Result<Fetched, FileError> {
        self.fetch(url, limit).await
    }

    async fn fetch_image(&self, image: &CdnImage, limit: u64) -> Result<Fetched, FileError> {
        self.fetch_image(image, limit).await
    }

    async fn fetch_start(&self, url: &str) -> Result<Bytes, FileError> {
        self.fetch_start(url).await
    }
}
