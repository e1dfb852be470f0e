//! The simulated Discord behind the interfaces of the adapter.

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use wanbot::discord::card_editor::{CardCalls, show_card};
use wanbot::discord::{cards, denial, own_messages, render, render_card};
use wanbot::generation::Unreachable;
use wanbot::job::{ChannelId, Job, JobId, MessageId, Place, Tenant, UserId};
use wanbot::language::Language;
use wanbot::service::{
    CancelButton, CdnImage, Eta, FileError, FileHost, FileLimits, Known, Lookup, Messenger,
    MessengerError, Post, ResultFile, Sought, Thread,
};
use wanbot::spool::{Fetched, Spool};

use super::{SimDiscord, direct_channel};
use crate::people::{OWN_THREAD, OWNER};
use crate::world::{Fate, Service};

#[async_trait]
impl Messenger for SimDiscord {
    async fn post(
        &self,
        place: Place,
        post: Post<'_>,
        files: Vec<ResultFile>,
    ) -> Result<MessageId, MessengerError> {
        self.send(place, render(&post, Language::English), files).await
    }

    async fn trigger_typing(&self, place: Place) -> Result<(), MessengerError> {
        self.done("typing", |channels, _| {
            if channels.rules(place.channel.0)?.no_sending {
                return Err(MessengerError::Forbidden(denial(50013)));
            }
            Ok(())
        })
        .await
    }

    async fn show_card(
        &self,
        job: &Job,
        eta: Option<Eta>,
        now: Timestamp,
    ) -> Result<Option<MessageId>, MessengerError> {
        show_card(self, &self.ended_tokens, job, eta, now).await
    }

    async fn delete(&self, place: Place, id: MessageId) -> Result<(), MessengerError> {
        self.done("delete", |channels, now| {
            channels.rules(place.channel.0)?;
            if let Some(said) = channels.messages.get_mut(&id.0) {
                said.deleted.get_or_insert(now);
            }
            Ok(())
        })
        .await
    }

    async fn find_post(
        &self,
        place: Place,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, MessengerError> {
        self.done("history", |channels, _| {
            if channels.readable(place.channel.0)?.no_reading {
                // Returns an empty history; only looking up a known message reveals the reason.
                return Ok(match known {
                    Known::Card(_) => Lookup::Unreadable,
                    Known::Readable => Lookup::Absent,
                });
            }
            let found = channels.messages.range(after.0..).find(|(_, m)| {
                m.channel == place.channel.0
                    && m.deleted.is_none()
                    && own_messages::is_sought(what, &m.content)
            });
            // The simulation does not track whether the channel had messages since.
            let found = found.map(|(id, _)| Lookup::Found(MessageId(*id)));
            Ok(found.unwrap_or(Lookup::Absent))
        })
        .await
    }

    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), MessengerError> {
        self.done("history", |channels, _| {
            channels.readable(channel.0)?;
            let here =
                channels.messages.range(after.0 + 1..).filter(|(_, m)| m.channel == channel.0);
            Ok((here.filter_map(|(_, m)| own_messages::post_of(&m.content)).collect(), None))
        })
        .await
    }

    async fn cancel_button(
        &self,
        place: Place,
        card: MessageId,
    ) -> Result<CancelButton, MessengerError> {
        self.done("message", |channels, _| {
            if channels.readable(place.channel.0)?.no_reading {
                return Ok(CancelButton::Unreadable);
            }
            let said = channels.messages.get(&card.0).filter(|m| m.deleted.is_none());
            Ok(match said.map(|m| m.buttons) {
                Some(true) => CancelButton::Shown,
                Some(false) => CancelButton::Removed,
                None => CancelButton::Unreadable,
            })
        })
        .await
    }

    async fn thread(&self, place: Place) -> Result<Option<Thread>, MessengerError> {
        let is_thread = self.world.extras.own_thread && place.channel.0 == OWN_THREAD;
        self.done("channel", |channels, _| {
            let closed = channels.rules(place.channel.0)?.locked;
            Ok(is_thread.then_some(Thread { owner: UserId(OWNER), closed }))
        })
        .await
    }

    async fn direct(&self, user: UserId) -> Result<ChannelId, MessengerError> {
        self.done("open direct messages", |_, _| Ok(ChannelId(direct_channel(user.0)))).await
    }

    fn limits(&self, _: Tenant, channel: ChannelId, _: Option<u64>) -> FileLimits {
        let channels = self.channels.lock().unwrap();
        let file = channels.believed.get(&channel.0).map_or(10_000, |b| b - 1);
        FileLimits { file, total: 24 << 20 }
    }

    fn learn_limit(&self, _: Tenant, channel: ChannelId, bytes: u64) {
        let mut channels = self.channels.lock().unwrap();
        let believed = channels.believed.entry(channel.0).or_insert(bytes);
        *believed = bytes.min(*believed);
    }
}

#[async_trait]
impl CardCalls for SimDiscord {
    async fn post_card(&self, job: &Job, eta: Option<Eta>) -> Result<MessageId, MessengerError> {
        self.send(job.place, render_card(job, eta), Vec::new()).await
    }

    async fn edit_card(
        &self,
        card: MessageId,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<(), MessengerError> {
        self.done("edit", |channels, _| {
            channels.rules(job.place.channel.0)?;
            let said = channels.messages.get_mut(&card.0).filter(|m| m.deleted.is_none());
            said.ok_or(MessengerError::MessageGone)?.becomes(&cards::card(job, eta));
            Ok(())
        })
        .await
    }

    async fn edit_card_by_token(
        &self,
        token: &str,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<MessageId, MessengerError> {
        self.by_token("edit by token", |channels, now| {
            channels.answer_to(token, now)?.becomes(&cards::card(job, eta));
            let answer = channels.interactions.get(token).and_then(|i| i.answer);
            answer.map(MessageId).ok_or(MessengerError::TokenEnded)
        })
        .await
    }
}

#[async_trait]
impl FileHost for SimDiscord {
    async fn fetch(&self, url: &str, limit: u64) -> Result<Fetched, FileError> {
        let bytes = self.fetch_start(url).await?;
        let mut spool = Spool::new(limit, bytes.len() as u64);
        spool.write(&bytes).await.map_err(|e| FileError::Disk(e.to_string()))?;
        spool.finish().await.map_err(|e| FileError::Disk(e.to_string()))
    }

    async fn fetch_image(&self, _: &CdnImage, limit: u64) -> Result<Fetched, FileError> {
        self.fetch("", limit).await
    }

    async fn fetch_start(&self, _: &str) -> Result<Bytes, FileError> {
        match self.world.call(Service::Discord, "fetch a file").await {
            Fate::Well => Ok(self.image_file.clone()),
            _ => Err(Unreachable::TimedOut.into()),
        }
    }
}
