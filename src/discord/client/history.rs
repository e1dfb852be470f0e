//! Reading a channel's history: where the bot's own messages are found again.

use serenity::http::Route;
use serenity::model::id as snowflake;

use crate::discord::client::{CALL_TIMEOUT, DiscordClient};
use crate::discord::rest;
use crate::job::{ChannelId, MessageId, Place};
use crate::service::{CancelButton, Known, Lookup, MessengerError};

/// Messages per page of a history, the most that Discord returns.
const PAGE: usize = 100;

impl DiscordClient {
    /// Finds a message of the bot after another one in a channel, by its content.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn find_own(
        &self,
        place: Place,
        after: MessageId,
        known: Known,
        matches: impl Fn(&str) -> bool,
    ) -> Result<Lookup, MessengerError> {
        let own = self.own().await?;
        let mut seen_any = false;
        let mut after = after;
        loop {
            let page = self.page(place, after).await?;
            let found = page.iter().find(|m| m.author == Some(own) && matches(&m.content));
            if let Some(found) = found {
                return Ok(Lookup::Found(found.id));
            }
            seen_any |= !page.is_empty();
            match page.iter().map(|m| m.id).max() {
                Some(newest) if page.len() >= PAGE && newest > after => after = newest,
                _ => break,
            }
        }
        match known {
            _ if seen_any => Ok(Lookup::Absent),
            Known::Readable => Ok(Lookup::Absent),
            Known::Card(None) => Ok(Lookup::Unreadable),
            Known::Card(Some(card)) => self.is_readable(place, card).await,
        }
    }

    /// Finds the bot's reply to a message. Where a message's reference cannot be read, its content
    /// identifies it.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(in crate::discord) async fn find_reply(
        &self,
        place: Place,
        to: MessageId,
        content: &str,
    ) -> Result<Option<MessageId>, MessengerError> {
        let own = self.own().await?;
        // The reply was made a moment ago: the messages since then fit in one page.
        let page = self.page(place, to).await?;
        let ours: Vec<_> = page.iter().filter(|m| m.author == Some(own)).collect();
        let reply = ours.iter().find(|m| m.reply_to == Some(to));
        let alike = || ours.iter().find(|m| m.reply_to.is_none() && m.content == content);
        Ok(reply.or_else(alike).map(|m| m.id))
    }

    /// Whether a channel with an empty history is readable, tested by fetching a message in it.
    async fn is_readable(&self, place: Place, card: MessageId) -> Result<Lookup, MessengerError> {
        match self.fetch(place, card).await {
            Ok(_) | Err(MessengerError::MessageGone) => Ok(Lookup::Absent),
            Err(MessengerError::Forbidden(_)) => Ok(Lookup::Unreadable),
            Err(e) => Err(e),
        }
    }

    /// Looks whether a card has its cancel button.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn cancel_button(
        &self,
        place: Place,
        card: MessageId,
    ) -> Result<CancelButton, MessengerError> {
        match self.fetch(place, card).await {
            // A card has no other buttons.
            Ok(message) => {
                Ok(match message.get("components").and_then(serde_json::Value::as_array) {
                    Some(rows) if rows.is_empty() => CancelButton::Removed,
                    Some(_) => CancelButton::Shown,
                    None => CancelButton::Unreadable,
                })
            }
            Err(
                MessengerError::MessageGone
                | MessengerError::Forbidden(_)
                | MessengerError::Gone(_)
                | MessengerError::Refused(_),
            ) => Ok(CancelButton::Unreadable),
            Err(e) => Err(e),
        }
    }

    /// A message, as Discord states it.
    async fn fetch(
        &self,
        place: Place,
        message: MessageId,
    ) -> Result<serde_json::Value, MessengerError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(place.channel.0), snowflake::MessageId::new(message.0));
        let got =
            rest::get(&self.http, Route::ChannelMessage { channel_id, message_id }, Vec::new());
        self.call_about(place, CALL_TIMEOUT, got).await
    }

    /// One page of the messages after a message.
    async fn page(
        &self,
        place: Place,
        after: MessageId,
    ) -> Result<Vec<rest::Said>, MessengerError> {
        said(&self.call_about(place, CALL_TIMEOUT, self.history(place.channel, after)).await?)
    }

    /// Like [`Self::page`], where the server of a channel is not known: refusals count for the bot.
    pub(in crate::discord) async fn page_of_channel(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<Vec<rest::Said>, MessengerError> {
        said(&self.call(self.history(channel, after)).await?)
    }

    async fn history(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<serde_json::Value, serenity::Error> {
        let route = Route::ChannelMessages { channel_id: snowflake::ChannelId::new(channel.0) };
        let params = vec![("limit", PAGE.to_string()), ("after", after.0.max(1).to_string())];
        rest::get(&self.http, route, params).await
    }
}

fn said(history: &serde_json::Value) -> Result<Vec<rest::Said>, MessengerError> {
    let unreadable = || MessengerError::Transient("a history that cannot be read".into());
    rest::history(history).ok_or_else(unreadable)
}
