//! Responses to interactions. They carry the interaction's token instead of the bot's.

use serde::Serialize;
use serenity::http::{LightMethod, Route};

use crate::discord::attachment::FileStream;
use crate::discord::client::DiscordClient;
use crate::discord::message::Message;
use crate::discord::rest;
use crate::job::{MessageId, Place};
use crate::service::MessengerError;

/// Files of up to this size, in bytes, take no longer to send than a call without files may.
const MAX_SMALL_FILE: u64 = 100_000;

impl DiscordClient {
    /// Edits an interaction's original response by its token.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes; after `IdUnread` the response was edited.
    pub async fn edit_original(
        &self,
        place: Place,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, MessengerError> {
        let (http, route) = (&self.http, self.original(token)?);
        let edit = rest::call_unread(http, LightMethod::Patch, route, Vec::new(), Some(message));
        rest::message_id(&self.call_by_token(place, false, edit).await?)
    }

    /// The message ID of an interaction's original response.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes.
    pub(in crate::discord) async fn original_id(
        &self,
        place: Place,
        token: &str,
    ) -> Result<MessageId, MessengerError> {
        let (http, route) = (&self.http, self.original(token)?);
        let got = rest::call_unread(http, LightMethod::Get, route, Vec::new(), None::<&()>);
        rest::message_id(&self.call_by_token(place, false, got).await?)
    }

    /// Responds to an interaction. Returns the message that this created, if Discord was asked for
    /// it.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] three seconds after the interaction; after `IdUnread` the
    /// response was accepted.
    pub(in crate::discord) async fn respond(
        &self,
        place: Place,
        interaction: u64,
        token: &str,
        callback: &(impl Serialize + Sync),
        with_response: bool,
    ) -> Result<MessageId, MessengerError> {
        let route = Route::InteractionResponse { interaction_id: interaction.into(), token };
        let params = with_response.then(|| ("with_response", "true".to_owned()));
        let params = params.into_iter().collect();
        let sent = rest::call_unread(&self.http, LightMethod::Post, route, params, Some(callback));
        rest::created_id(&self.respond_by_token(place, false, sent).await?)
    }

    /// Edits an interaction's original response, with files.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes.
    pub(in crate::discord) async fn edit_original_with(
        &self,
        place: Place,
        token: &str,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, MessengerError> {
        let route = self.original(token)?;
        let has_large = files.iter().any(|file| file.length > MAX_SMALL_FILE);
        let sent = self.uploads.send(&self.http, LightMethod::Patch, route, message, files);
        self.call_by_token(place, has_large, Box::pin(sent)).await
    }

    /// Sends a follow-up message to an interaction.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes.
    pub(in crate::discord) async fn follow_up(
        &self,
        place: Place,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, MessengerError> {
        let application_id = self.application()?;
        let route = Route::WebhookFollowupMessages { application_id, token };
        let http = &self.http;
        let sent = rest::call_unread(http, LightMethod::Post, route, Vec::new(), Some(message));
        rest::message_id(&self.call_by_token(place, false, sent).await?)
    }

    /// The route of an interaction's original response.
    fn original<'a>(&self, token: &'a str) -> Result<Route<'a>, MessengerError> {
        let application_id = self.application()?;
        Ok(Route::WebhookOriginalInteractionResponse { application_id, token })
    }
}
