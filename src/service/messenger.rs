//! The port through which the application posts. It says what is posted and where; a front end
//! decides how that looks, and knows the rules of the service that it posts to.

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;

use crate::job::{ChannelId, Destination, Job, JobId, MessageId, Place, Tenant, UserId};
use crate::language::Language;
use crate::quota::AuditEntry;
use crate::service::{CdnImage, Eta, FileError, ResultFile};
use crate::spool::Fetched;

/// What is posted.
#[derive(Debug, Clone, Copy)]
pub enum Post<'a> {
    /// The result of a job. A result or notice is recognised in a history as that of its job, and
    /// is posted once however often it is sent within a few minutes.
    Result(ResultPost<'a>),
    /// The notice that a job failed.
    Notice {
        /// The job.
        job: &'a Job,
        /// Where it is posted.
        to: Destination,
        /// As in [`ResultPost::fallback`].
        fallback: bool,
    },
    /// An audit entry, for a log channel.
    AuditEntry {
        /// The entry.
        entry: &'a AuditEntry,
        /// The language that moderators or the operator chose; `None`: the server's own.
        language: Option<Language>,
    },
}

/// A result, without its files.
#[derive(Debug, Clone, Copy)]
pub struct ResultPost<'a> {
    /// The job, whose result is stored.
    pub job: &'a Job,
    /// How the result is delivered.
    pub method: &'a DeliveryMethod,
    /// Where it is posted.
    pub to: Destination,
    /// Whether the requester wants it in private, but accepts no direct messages.
    pub fallback: bool,
    /// Whether last frames can be extracted from videos.
    pub last_frames: bool,
    /// The current time.
    pub now: Timestamp,
}

/// How a result is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryMethod {
    /// As an attachment of the message.
    Attached,
    /// As an attachment that was reduced in size to fit.
    Shrunk,
    /// As a link with an expiry time.
    Linked {
        /// The link.
        url: String,
        /// When it expires.
        until: Timestamp,
    },
}

/// What to search for in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// A job's result or notice: it has at most one of them.
    Post(JobId),
    /// A job's result. After a backup was restored there may be a failure notice that the journal
    /// does not know.
    Result(JobId),
    /// A job's card.
    Card(JobId),
}

/// What is known about a channel before its history is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The history can always be read: direct messages.
    Readable,
    /// The channel has, or had, this card of the bot; `None` if the card was never shown.
    Card(Option<MessageId>),
}

/// The outcome of a search for a post in a channel's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// The post exists.
    Found(MessageId),
    /// The post does not exist.
    Absent,
    /// Unknown: to a bot that may not read the history, an empty one is shown.
    Unreadable,
}

/// The cancel button of a card, which it has while its job can be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelButton {
    /// The card has it.
    Shown,
    /// The card has none any more.
    Removed,
    /// Unknown: the card is gone, or may not be read.
    Unreadable,
}

/// A thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// Its creator.
    pub owner: UserId,
    /// Whether it is archived or locked.
    pub closed: bool,
}

/// The size limits of files in a post, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// Of one file.
    pub file: u64,
    /// Of all files of a post together.
    pub total: u64,
}

/// A call to the service in whose channels the bot posts failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessengerError {
    /// The file is too large for this channel.
    #[error("too large")]
    TooLarge,
    /// The bot is not, or no longer, allowed to do this here.
    #[error("forbidden ({0})")]
    Forbidden(Denial),
    /// The channel is gone, or the user's direct messages are closed.
    #[error("gone ({0})")]
    Gone(Denial),
    /// The message to edit is gone.
    #[error("the message is gone")]
    MessageGone,
    /// The interaction's token is no longer valid.
    #[error("the interaction's token has expired")]
    TokenEnded,
    /// The bot's token is not accepted.
    #[error("Discord does not accept the bot's token (401): reset it in the developer portal?")]
    Unauthorized,
    /// The call succeeded, but its answer has no readable message ID.
    #[error("done, but the answer does not say which message it is")]
    IdUnread,
    /// The service or the connection to it failed, or it is overloaded: the call may or may not
    /// have taken effect.
    #[error("{0}")]
    Transient(String),
    /// Rate limited; the call had no effect.
    #[error("rate limited by Discord (429)")]
    Limited,
    /// Not sent: calls are paused so that the IP address is not banned.
    #[error("paused, to stay below Discord's limit of refused calls")]
    Paused,
    /// The content of the call was rejected.
    #[error("refused: {0}")]
    Refused(String),
}

impl MessengerError {
    /// Whether the same call may succeed a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Transient(_) | Self::Limited)
    }

    /// Why a place accepts nothing, if that is what the error says.
    pub fn denial(&self) -> Option<Denial> {
        match self {
            Self::Forbidden(denial) | Self::Gone(denial) => Some(*denial),
            _ => None,
        }
    }
}

/// Why a place accepts nothing from the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial {
    /// The reason, as far as it matters.
    pub reason: DenialReason,
    /// The service's code for it, for logs; 0 where there is none.
    pub code: isize,
}

/// The reasons that the application distinguishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenialReason {
    /// The user accepts no direct messages from the bot.
    DirectMessagesClosed,
    /// The thread is archived or locked.
    ThreadClosed,
    /// The bot may not view the channel or not send messages there, or the channel does not exist.
    ChannelClosed,
    /// Another reason, or none was stated.
    Other,
}

impl std::fmt::Display for Denial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "code {}", self.code)
    }
}

/// Posts, edits and deletes messages.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Posts a message; its files are streamed.
    ///
    /// # Errors
    /// See [`MessengerError`]. After `Transient` the message may still exist, unless the end of a
    /// file was never sent; after `IdUnread` it does exist.
    async fn post(
        &self,
        place: Place,
        post: Post<'_>,
        files: Vec<ResultFile>,
    ) -> Result<MessageId, MessengerError>;

    /// Finds out without an upload whether a channel accepts posts: shows there that the bot is
    /// writing, which needs the permission to send messages.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn trigger_typing(&self, place: Place) -> Result<(), MessengerError>;

    /// Shows how a job stands in its card, the one message that is about the job from its acceptance
    /// to its end: edits it, or posts it where it never appeared. Returns the card's message, if it
    /// is known.
    ///
    /// # Errors
    /// [`MessengerError::MessageGone`] where it was deleted. See [`MessengerError`].
    async fn show_card(
        &self,
        job: &Job,
        eta: Option<Eta>,
        now: Timestamp,
    ) -> Result<Option<MessageId>, MessengerError>;

    /// Deletes one of the bot's messages; one that is already gone counts as deleted.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn delete(&self, place: Place, id: MessageId) -> Result<(), MessengerError>;

    /// Finds a message of the bot about a job in a channel, after another message.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn find_post(
        &self,
        place: Place,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, MessengerError>;

    /// The jobs that the bot's results and notices in a channel are about: one page of messages
    /// after a message, and the message to continue from, if there may be more.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), MessengerError>;

    /// Looks whether a card offers to cancel its job.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn cancel_button(
        &self,
        place: Place,
        card: MessageId,
    ) -> Result<CancelButton, MessengerError>;

    /// A thread; `None` for other channels.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn thread(&self, place: Place) -> Result<Option<Thread>, MessengerError>;

    /// The direct message channel with a user.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn direct(&self, user: UserId) -> Result<ChannelId, MessengerError>;

    /// How large files in a channel may be; `claimed` is the limit of one file that the request
    /// stated.
    fn limits(&self, tenant: Tenant, channel: ChannelId, claimed: Option<u64>) -> FileLimits;

    /// Learns from [`MessengerError::TooLarge`]: files of this size are too large there, whatever
    /// limit was claimed.
    fn learn_limit(&self, tenant: Tenant, channel: ChannelId, bytes: u64);
}

/// The host of members' files.
#[async_trait]
pub trait FileHost: Send + Sync {
    /// Fetches a file of at most `limit` bytes. A large one is written to disk as it arrives.
    ///
    /// # Errors
    /// See [`FileError`].
    async fn fetch(&self, url: &str, limit: u64) -> Result<Fetched, FileError>;

    /// Fetches an image that the host serves by ID, of at most `limit` bytes.
    ///
    /// # Errors
    /// See [`FileError`].
    async fn fetch_image(&self, image: &CdnImage, limit: u64) -> Result<Fetched, FileError>;

    /// Fetches the beginning of a file, which tells its kind.
    ///
    /// # Errors
    /// See [`FileError`].
    async fn fetch_start(&self, url: &str) -> Result<Bytes, FileError>;
}
