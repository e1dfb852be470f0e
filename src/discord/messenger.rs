//! What the pipeline needs of Discord. [`DiscordClient`] implements it, and so do simulations.

use async_trait::async_trait;
use bytes::Bytes;

use crate::discord::cards::{self, Sought};
use crate::discord::client::{DiscordClient, Known, Lookup};
use crate::discord::error::DiscordError;
use crate::discord::files::{FileError, Files};
use crate::discord::message::Message;
use crate::job::{ChannelId, JobId, MessageId, Place, Tenant, UserId};
use crate::service::FileStream;

/// A thread, as Discord states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// Its creator.
    pub owner: UserId,
    /// Whether it is archived or locked.
    pub closed: bool,
}

/// Posts, edits and deletes messages.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Posts a message; its files are streamed.
    ///
    /// # Errors
    /// See [`DiscordError`]. After `Transient` the message may still exist, unless the end of a
    /// file was never sent; after `IdUnread` it does exist.
    async fn post(
        &self,
        place: Place,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, DiscordError>;

    /// Shows that the bot is writing in a channel, which needs the permission to send messages
    /// there.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn trigger_typing(&self, place: Place) -> Result<(), DiscordError>;

    /// Edits one of the bot's messages.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn edit(
        &self,
        place: Place,
        id: MessageId,
        message: &Message,
    ) -> Result<(), DiscordError>;

    /// Edits an interaction's original response by its token.
    ///
    /// # Errors
    /// [`DiscordError::TokenEnded`] after 15 minutes; after `IdUnread` the response was edited.
    async fn edit_original(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, DiscordError>;

    /// Deletes one of the bot's messages; one that is already gone counts as deleted.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), DiscordError>;

    /// Finds a message of the bot about a job in a channel, after another message.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn find_post(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, DiscordError>;

    /// The jobs that the bot's results and notices in a channel are about: one page of messages
    /// after a message, and the message to continue from, if there may be more.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), DiscordError>;

    /// Whether a card has buttons, which it has while its job can be cancelled; `None` if it cannot
    /// be read.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn card_has_buttons(
        &self,
        channel: ChannelId,
        card: MessageId,
    ) -> Result<Option<bool>, DiscordError>;

    /// A thread; `None` for other channels.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn thread(&self, channel: ChannelId) -> Result<Option<Thread>, DiscordError>;

    /// The direct message channel with a user.
    ///
    /// # Errors
    /// See [`DiscordError`].
    async fn direct(&self, user: UserId) -> Result<ChannelId, DiscordError>;

    /// The largest file that may be posted in a channel, in bytes; `claimed` is the limit that the
    /// interaction stated.
    fn limit(&self, tenant: Tenant, channel: ChannelId, claimed: Option<u64>) -> u64;

    /// Learns from a 413: files of this size are too large there, whatever limit was claimed.
    fn learn_limit(&self, tenant: Tenant, channel: ChannelId, bytes: u64);
}

#[async_trait]
impl Messenger for DiscordClient {
    async fn post(
        &self,
        place: Place,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, DiscordError> {
        self.post(place, message, files).await
    }

    async fn trigger_typing(&self, place: Place) -> Result<(), DiscordError> {
        self.trigger_typing(place).await
    }

    async fn edit(
        &self,
        place: Place,
        id: MessageId,
        message: &Message,
    ) -> Result<(), DiscordError> {
        self.edit(place, id, message).await
    }

    async fn edit_original(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, DiscordError> {
        self.edit_original(token, message).await
    }

    async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), DiscordError> {
        self.delete(channel, id).await
    }

    async fn find_post(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, DiscordError> {
        self.find_own(channel, after, known, |content| what.is(content)).await
    }

    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), DiscordError> {
        let own = self.own().await?;
        let page = self.page(channel, after).await?;
        let ours = page.iter().filter(|m| m.author == Some(own));
        let jobs = ours.filter_map(|m| cards::post_of(&m.content)).collect();
        let newest = page.iter().map(|m| m.id).max().filter(|newest| *newest > after);
        Ok((jobs, newest.filter(|_| !page.is_empty())))
    }

    async fn card_has_buttons(
        &self,
        channel: ChannelId,
        card: MessageId,
    ) -> Result<Option<bool>, DiscordError> {
        self.has_buttons(channel, card).await
    }

    async fn thread(&self, channel: ChannelId) -> Result<Option<Thread>, DiscordError> {
        let facts = self.channel(channel).await?;
        Ok(facts.owner.map(|owner| Thread { owner, closed: facts.closed }))
    }

    async fn direct(&self, user: UserId) -> Result<ChannelId, DiscordError> {
        self.direct(user).await
    }

    fn limit(&self, tenant: Tenant, channel: ChannelId, claimed: Option<u64>) -> u64 {
        self.limit(tenant, channel, claimed)
    }

    fn learn_limit(&self, tenant: Tenant, channel: ChannelId, bytes: u64) {
        self.learn_limit(tenant, channel, bytes);
    }
}

/// The host of members' files.
#[async_trait]
pub trait FileHost: Send + Sync {
    /// Fetches a file of at most `limit` bytes.
    ///
    /// # Errors
    /// See [`FileError`].
    async fn fetch(&self, url: &str, limit: u64) -> Result<Bytes, FileError>;
}

#[async_trait]
impl FileHost for Files {
    async fn fetch(&self, url: &str, limit: u64) -> Result<Bytes, FileError> {
        self.fetch(url, limit).await
    }
}
