//! What the road needs of Discord: the outbox is one messenger, a simulated one another.

use async_trait::async_trait;
use bytes::Bytes;

use crate::discord::cards::{self, Sought};
use crate::discord::files::{FileError, Files};
use crate::discord::message::Message;
use crate::discord::outbox::{Known, Lookup, Outbox, OutboxError};
use crate::job::{ChannelId, GuildId, JobId, MessageId, UserId};
use crate::service::FileStream;

/// Posts, edits and deletes messages.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Posts a message, its files as they come.
    ///
    /// # Errors
    /// See [`OutboxError`]; after `Transient` it may be there all the same, unless the end of a
    /// file never came; after `IdUnread` it is.
    async fn post(
        &self,
        channel: ChannelId,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, OutboxError>;

    /// Edits a message of ours.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn edit(
        &self,
        channel: ChannelId,
        id: MessageId,
        message: &Message,
    ) -> Result<(), OutboxError>;

    /// Edits an interaction's first answer by its token.
    ///
    /// # Errors
    /// [`OutboxError::TokenEnded`] after 15 minutes; after `IdUnread` it is edited.
    async fn edit_original(&self, token: &str, message: &Message)
    -> Result<MessageId, OutboxError>;

    /// Deletes a message of ours; one that is gone already is as good.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), OutboxError>;

    /// Our own result or notice of a job in a channel, after another message.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn find_post(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, OutboxError>;

    /// The jobs that our own results and notices in a channel are about, after a message: those of
    /// the next page, and the message to go on from, if there may be more.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), OutboxError>;

    /// Whether a card of ours has buttons, which it has while its job can be cancelled; `None` where
    /// it cannot be seen.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn card_has_buttons(
        &self,
        channel: ChannelId,
        card: MessageId,
    ) -> Result<Option<bool>, OutboxError>;

    /// Who made a thread; nothing for another channel.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn thread_owner(&self, thread: ChannelId) -> Result<Option<UserId>, OutboxError>;

    /// The channel of direct messages with a person.
    ///
    /// # Errors
    /// See [`OutboxError`].
    async fn direct(&self, user: UserId) -> Result<ChannelId, OutboxError>;

    /// The largest file that may be posted in a channel, in bytes; `claimed` is what the
    /// interaction said.
    fn limit(&self, guild: GuildId, channel: ChannelId, claimed: Option<u64>) -> u64;

    /// Believes a 413: files of this size are too large there, whatever was claimed.
    fn believe_too_large(&self, guild: GuildId, channel: ChannelId, bytes: u64);
}

#[async_trait]
impl Messenger for Outbox {
    async fn post(
        &self,
        channel: ChannelId,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, OutboxError> {
        self.post(channel, message, files).await
    }

    async fn edit(
        &self,
        channel: ChannelId,
        id: MessageId,
        message: &Message,
    ) -> Result<(), OutboxError> {
        self.edit(channel, id, message).await
    }

    async fn edit_original(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, OutboxError> {
        self.edit_original(token, message).await
    }

    async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), OutboxError> {
        self.delete(channel, id).await
    }

    async fn find_post(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, OutboxError> {
        self.find_own(channel, after, known, |content| what.is(content)).await
    }

    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), OutboxError> {
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
    ) -> Result<Option<bool>, OutboxError> {
        self.has_buttons(channel, card).await
    }

    async fn thread_owner(&self, thread: ChannelId) -> Result<Option<UserId>, OutboxError> {
        Ok(self.channel(thread).await?.owner)
    }

    async fn direct(&self, user: UserId) -> Result<ChannelId, OutboxError> {
        self.direct(user).await
    }

    fn limit(&self, guild: GuildId, channel: ChannelId, claimed: Option<u64>) -> u64 {
        self.limit(guild, channel, claimed)
    }

    fn believe_too_large(&self, guild: GuildId, channel: ChannelId, bytes: u64) {
        self.believe_too_large(guild, channel, bytes);
    }
}

/// Where members' files are.
#[async_trait]
pub trait FileHost: Send + Sync {
    /// Fetches a file, at most `limit` bytes of it.
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
