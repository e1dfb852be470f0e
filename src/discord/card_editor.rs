//! How a card is brought up to date: with which token, and what happens where it is not known or
//! not there.

use std::time::Duration;

use async_trait::async_trait;
use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::{Job, JobId, MessageId};
use crate::service::{Eta, Known, Lookup, Messenger, MessengerError, Sought};

/// An interaction token is valid for 15 minutes; this leaves a margin.
const TOKEN_LIFE: Duration = Duration::from_secs(14 * 60);

/// The calls about cards that [`show_card`] chooses from. The simulation of the laws has them too.
#[async_trait]
pub trait CardCalls: Messenger {
    /// Posts a card.
    ///
    /// # Errors
    /// As of [`Messenger::post`].
    async fn post_card(&self, job: &Job, eta: Option<Eta>) -> Result<MessageId, MessengerError>;

    /// Edits a card with the bot's token.
    ///
    /// # Errors
    /// See [`MessengerError`].
    async fn edit_card(
        &self,
        card: MessageId,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<(), MessengerError>;

    /// Edits a card with the token of the interaction that it answered, and returns its message.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes; after `IdUnread` the card was edited.
    async fn edit_card_by_token(
        &self,
        token: &str,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<MessageId, MessengerError>;
}

/// Jobs whose interaction token Discord rejects, whatever our clock says.
#[derive(Debug, Default)]
pub struct EndedTokens(DashMap<JobId, Timestamp>);

impl EndedTokens {
    fn contains(&self, job: JobId) -> bool {
        self.0.contains_key(&job)
    }

    /// Records a job's token. Those that have expired by now are not used anyway.
    fn insert(&self, job: &Job, now: Timestamp) {
        self.0.retain(|_, at| *at + TOKEN_LIFE > now);
        self.0.insert(job.id, job.origin.at);
    }
}

/// Shows how a job stands in its card, and returns the card's message, if it is known: edits with the
/// interaction token while it is valid, and with the bot token afterwards. A card that never
/// appeared is posted: Discord then reports the interaction token as unusable. One that was deleted
/// is not.
///
/// # Errors
/// See [`Messenger::show_card`].
pub async fn show_card(
    calls: &impl CardCalls,
    ended: &EndedTokens,
    job: &Job,
    eta: Option<Eta>,
    now: Timestamp,
) -> Result<Option<MessageId>, MessengerError> {
    if let Some(token) = &job.origin.token
        && job.origin.at + TOKEN_LIFE > now
        && !ended.contains(job.id)
    {
        match calls.edit_card_by_token(token, job, eta).await {
            Err(MessengerError::TokenEnded) => ended.insert(job, now),
            // The edit succeeded. The message ID can be read next time.
            Err(MessengerError::IdUnread) if job.card.is_none() => {
                return Ok(find(calls, job).await.unwrap_or_default());
            }
            Err(MessengerError::IdUnread) => return Ok(job.card),
            other => return other.map(Some),
        }
    }
    let known = match job.card {
        Some(id) => Some(id),
        // The job may have had a card since the backup: a second one would only confuse.
        None if job.restored.is_some() => return Err(MessengerError::MessageGone),
        None => find(calls, job).await?,
    };
    if let Some(id) = known {
        return calls.edit_card(id, job, eta).await.map(|()| Some(id));
    }
    match calls.post_card(job, eta).await {
        // The card exists, and is found next time.
        Err(MessengerError::IdUnread) => Ok(None),
        other => other.map(Some),
    }
}

/// Looks for the card of a job that has none recorded: it may have been shown although the response
/// with its ID was lost or unreadable.
async fn find(calls: &impl CardCalls, job: &Job) -> Result<Option<MessageId>, MessengerError> {
    let (asked, what) = (MessageId(job.origin.interaction.0), Sought::Card(job.id));
    match calls.find_post(job.place, asked, Known::Card(None), what).await? {
        Lookup::Found(id) => Ok(Some(id)),
        Lookup::Absent | Lookup::Unreadable => Ok(None),
    }
}
