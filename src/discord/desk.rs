//! What the gateway hands inwards: the pipeline implements it, so that this room needs to know
//! nothing of the pipeline.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use serde::{Deserialize, Serialize};

use crate::discord::message::Enclosure;
use crate::discord::sketch::Sketch;
use crate::generation::{Catalogue, Price, Refusal, Request, Resolution, Role, Wish};
use crate::job::{
    ChannelId, GuildId, InteractionId, Job, JobId, MadeFrom, MessageId, Origin, Place, Preferences,
    RoleId, UserId,
};
use crate::queue::Rank;
use crate::quota::{BudgetView, Payer, Policy, View};

/// Who asks, and what they may do, as Discord vouches for it in the interaction.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person.
    pub user: UserId,
    /// The server in which they ask.
    pub guild: GuildId,
    /// The roles that they have there.
    pub roles: Vec<RoleId>,
    /// The interaction in which they ask: told twice, it is one request.
    pub interaction: InteractionId,
    /// Whether they may delete other people's messages there, or more.
    pub moderates: bool,
    /// Whether they may manage that server.
    pub manages: bool,
}

impl Who {
    /// Their account.
    pub fn payer(&self) -> Payer<'_> {
        Payer { guild: self.guild, user: self.user, roles: &self.roles }
    }
}

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file at Discord, known only by what is claimed of it.
    File {
        /// Where it is, signed.
        url: String,
        /// Its size as Discord says.
        bytes: u64,
    },
    /// An input of an earlier job, by number.
    InputOf(JobId, usize),
    /// A result of an earlier job, by number.
    ResultOf(JobId, usize),
    /// The last picture of an earlier job's clip.
    LastFrameOf(JobId),
}

impl Source {
    /// The earlier job that it is taken from.
    pub fn job(&self) -> Option<JobId> {
        match self {
            Source::File { .. } => None,
            Source::InputOf(job, _) | Source::ResultOf(job, _) | Source::LastFrameOf(job) => {
                Some(*job)
            }
        }
    }
}

/// An input before it is taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// What it shall be to the model.
    pub role: Role,
    /// The member's file name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where something is asked for.
#[derive(Debug, Clone)]
pub struct Spot {
    /// Who asks.
    pub who: Who,
    /// Where the result shall go.
    pub place: Place,
    /// The channel that a thread or a forum's post belongs to.
    pub parent: Option<ChannelId>,
    /// What it came with.
    pub origin: Origin,
    /// Permissions that the bot lacks there, as far as it was told.
    pub missing: Vec<&'static str>,
    /// Whether the channel is age-restricted.
    pub age_restricted: bool,
    /// Whether requests are taken there at all: not in direct messages, if these are closed.
    pub open: bool,
}

impl Spot {
    /// The channel and, for a thread, the one that it belongs to.
    pub fn within(&self) -> Vec<ChannelId> {
        [self.place.channel].into_iter().chain(self.parent).collect()
    }
}

/// A request for a generation, with holes that the desk fills.
#[derive(Debug, Clone)]
pub struct Order {
    /// Who asks, and where.
    pub spot: Spot,
    /// What is asked.
    pub wish: Wish,
    /// Its inputs; their roles are in the wish too.
    pub uploads: Vec<Upload>,
    /// Only check it and say what it would cost.
    pub preview: bool,
    /// The job that it goes on from.
    pub made_from: Option<MadeFrom>,
}

/// Why a job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Members take turns.
    Turns,
    /// It is its requester's first of the window, and the quick place is taken.
    First,
    /// Its requester has as many being made as one member may, so many.
    Share(usize),
    /// The provider takes nothing at the moment, and nobody knows until when.
    Stalled,
    /// The provider does not know its task at the moment, and nobody knows whether it will.
    Unknown,
}

/// What is ahead of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// Its place in the queue, until it has left it.
    pub place: Option<Rank>,
    /// Why it waits, where there is more to say than that others are before it.
    pub why: Why,
    /// When the clip may be there at the earliest.
    pub earliest: Timestamp,
    /// When it should be there at the latest.
    pub latest: Timestamp,
}

/// A job that is durable.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The job.
    pub job: Job,
    /// What is ahead of it.
    pub outlook: Option<Outlook>,
}

/// What a request would cost, had it been made.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Its price.
    pub price: Price,
    /// The requester's account.
    pub account: View,
    /// Its details, as they would stand on the card.
    pub request: Request,
}

/// What somebody may spend, and what it is good for.
#[derive(Debug, Clone)]
pub struct QuotaAnswer {
    /// The account.
    pub account: View,
    /// What the server allows.
    pub policy: Arc<Policy>,
    /// The server's budgets, by day and by month.
    pub budgets: [BudgetView; 2],
    /// What a clip of five seconds at 720P costs.
    pub sample: Price,
    /// What a second or a picture of each model costs, at each resolution.
    pub units: Vec<(String, Resolution, Price)>,
}

/// The journal cannot be read at the moment, which is not the same as that something is not in it.
/// Logged where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// A result that could not be posted, for its requester.
pub struct Collected {
    /// The job, as it is now.
    pub job: Job,
    /// Those of its files that fit a message.
    pub files: Vec<Enclosure>,
    /// A link to a clip that does not fit, and until when it is good.
    pub link: Option<(String, Timestamp)>,
    /// Why some of it, or all, is neither among the files nor linked.
    pub missing: Option<Missing>,
}

/// Why a part of a held result cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It does not fit a message, and there are no links.
    TooLarge,
    /// The archive cannot be read at the moment.
    Unreadable,
    /// It is not in the archive.
    Gone,
}

/// How a request to cancel ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelAnswer {
    /// The journal cannot be read at the moment.
    Unreadable,
    /// Stopped; nothing is charged.
    Cancelled,
    /// The provider is at work on it and cannot be stopped.
    Working,
    /// It is being handed over at this moment; ask again.
    Between,
    /// It is over already.
    Over,
    /// No such job in this server.
    Unknown,
    /// It belongs to someone else.
    NotYours,
    /// It is not known whether it was stopped: the provider did not answer.
    Unsure,
}

/// Where requests are decided.
#[async_trait]
pub trait Desk: Send + Sync + 'static {
    /// What can be said at once, without waiting for anything outside; and what it will cost at
    /// least.
    async fn screen(&self, order: &Order) -> Result<Price, Refusal>;

    /// Fetches and checks the inputs and makes the job durable. The same interaction twice is the
    /// same job.
    async fn accept(&self, order: Order) -> Result<Accepted, Refusal>;

    /// Checks a request to the end, inputs and all, and says what it would cost; nothing is sent,
    /// set aside or kept.
    async fn preview(&self, order: Order) -> Result<Preview, Refusal>;

    /// What somebody may spend.
    fn quota(&self, who: &Who) -> QuotaAnswer;

    /// The card is in the channel.
    async fn shown(&self, job: JobId, card: MessageId);

    /// A member's jobs in a server, newest first; `None` when they cannot be read.
    async fn jobs_of(&self, who: &Who, skip: u32, most: u32) -> Option<Vec<Accepted>>;

    /// A job that somebody may look at there: their own, one whose result everybody in that
    /// channel sees, or, for those who manage the server, any.
    async fn job(&self, spot: &Spot, job: JobId) -> Result<Option<Job>, Unreadable>;

    /// The job whose result a message of ours is, if it may be used there; for its requester, any
    /// message about it will do.
    async fn job_of_result(&self, spot: &Spot, message: MessageId) -> Option<Job>;

    /// The jobs that were made from one and that somebody may look at there, oldest first.
    async fn made_from(&self, spot: &Spot, job: JobId) -> Vec<Job>;

    /// Gives a result that could not be posted to its requester, who pays for it then if nobody
    /// has paid for it yet.
    async fn collect(&self, spot: &Spot, job: &Job) -> Result<Collected, Refusal>;

    /// What can be asked for.
    fn catalogue(&self) -> &Catalogue;

    /// What somebody wants when they say nothing.
    fn preferences(&self, user: UserId) -> Preferences;

    /// Writes down what somebody wants when they say nothing, and says whether it was written.
    async fn prefer(&self, user: UserId, what: Preferences) -> bool;

    /// Keeps what somebody pointed at for a day, and says whether it was written.
    async fn keep(&self, sketch: &Sketch) -> bool;

    /// What somebody pointed at, while it is kept.
    async fn kept(&self, id: u64) -> Result<Option<Sketch>, Unreadable>;

    /// Whether requests of a server are taken.
    fn serves(&self, guild: GuildId) -> bool;

    /// The answer to an interaction came too late to be shown: a job that it made and that still
    /// waits is cancelled.
    async fn not_shown(&self, job: JobId, who: &Who);

    /// Whether last pictures can be taken out of clips.
    fn takes_last_frames(&self) -> bool;

    /// Stops a job, if it is this person's to stop. Stopping somebody else's is a moderator's act,
    /// and written down with the reason.
    async fn cancel(&self, job: JobId, who: &Who, reason: &str) -> CancelAnswer;
}
