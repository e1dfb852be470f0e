//! A clip goes into the archive and into its channel at once, so that its requester waits for the
//! slower of two links and not for one after the other.
//!
//! The end of the post is held back until the archive has the whole clip and the journal says so:
//! whatever breaks off before, the post was certainly not made.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;
use tokio::sync::{MutexGuard, SemaphorePermit, mpsc};
use tracing::{debug, error, info};

use super::Delivery;
use super::fitted::enclosure;
use super::post::{Kind, Way, addressed, is_not_made};
use crate::archive::Archive;
use crate::discord::cards::{self, Handover};
use crate::discord::{Enclosure, Message, OutboxError};
use crate::job::{ChannelId, Event, Job, State};
use crate::wan::Pieces;

/// Pieces that may be ahead of what Discord has taken.
const AHEAD: usize = 4;
/// How long Discord may take nothing before the clip goes on into the archive alone.
const STALLED: Duration = Duration::from_secs(10);
/// How long an answer is still waited for to a post whose end will not be sent: a refusal says why.
const FAREWELL: Duration = Duration::from_secs(2);

/// A post that is made while its clip is fetched.
struct Post {
    channel: ChannelId,
    message: Message,
    clip: Enclosure,
}

/// What goes to Discord of what goes into the archive.
struct Along {
    to: Option<mpsc::Sender<Bytes>>,
    /// The last piece that came. The very last one is sent when the post may be made.
    held: Option<Bytes>,
}

impl Along {
    async fn pass(&mut self, piece: &Bytes) {
        // Held back, an empty end would hold nothing back.
        if piece.is_empty() {
            return;
        }
        if let Some(before) = self.held.replace(piece.clone()) {
            self.send(before).await;
        }
    }

    async fn send(&mut self, piece: Bytes) {
        let Some(to) = &self.to else { return };
        if !matches!(tokio::time::timeout(STALLED, to.send(piece)).await, Ok(Ok(()))) {
            debug!("Discord does not take the clip as it comes: into the archive alone");
            self.to = None;
        }
    }

    /// Sends the end, and says whether that may have made the post.
    async fn release(&mut self) -> bool {
        if let Some(last) = self.held.take() {
            self.send(last).await;
        }
        self.to.take().is_some()
    }
}

impl Delivery {
    /// Fetches a clip and posts it on the way, if it may be posted as it is. Nothing when nothing is
    /// left to be done about the job now; else the turn in the channel, if it is still held.
    pub(super) async fn fetch_and_post<'a>(
        &self,
        job: &Job,
        place: SemaphorePermit<'_>,
        turn: MutexGuard<'a, ()>,
        now: Timestamp,
    ) -> Option<Option<MutexGuard<'a, ()>>> {
        let State::Finished { task, url, .. } = &job.state else { return Some(Some(turn)) };
        let Some(download) = self.begin(task, url, 0).await else {
            return self.missed(job, &[], now).await.map(|_| Some(turn));
        };
        let Some((mut along, Post { channel, message, clip })) =
            self.boarded(job, download.length, now).await
        else {
            // Others may post meanwhile.
            drop(turn);
            let mut alone = Along { to: None, held: None };
            return self.store(job, download.pieces, &mut alone, now).await.map(|_| None);
        };
        let length = clip.length;
        let mut storing = pin!(self.store(job, download.pieces, &mut along, now));
        let mut posting = pin!(self.parts.outbox.post(channel, message, vec![clip]));
        let (stored, posted) = tokio::select! {
            // Not by lot, so that a simulated seed repeats.
            biased;
            posted = &mut posting => (storing.await, posted),
            stored = &mut storing => {
                drop(place);
                let posted = match stored {
                    Some(true) => posting.await,
                    // Its end is not sent, and a line that takes nothing would not learn of it.
                    _ => tokio::time::timeout(FAREWELL, posting).await.unwrap_or_else(|_| {
                        Err(OutboxError::Transient("it did not take the clip in time".into()))
                    }),
                };
                (stored, posted)
            }
        };
        let e = match posted {
            Ok(message) if stored.is_some() => {
                self.parts.metrics.handed_over("at_once");
                self.posted(job, channel, message, now).await;
                return None;
            }
            Ok(message) => {
                error!(message.id = %message, "Discord made a post of which it has no end");
                self.backoff.failed(job.id, now);
                return None;
            }
            Err(e) => e,
        };
        let may_be_there = stored == Some(true) && !is_not_made(&e);
        if !may_be_there {
            self.advance(job, Event::PostRefused, now).await?;
        }
        if stored.is_none() {
            return self.missed(job, &[], now).await.map(|_| Some(turn));
        }
        match e {
            OutboxError::TooLarge => {
                info!(bytes = length, "Discord says that the result is too large here");
                self.parts.outbox.believe_too_large(channel, length);
                Some(Some(turn))
            }
            OutboxError::Forbidden(_) | OutboxError::Gone(_) | OutboxError::Refused(_) => {
                Some(Some(turn))
            }
            other => {
                debug!(error = %other, "a post along the way did not go through");
                self.backoff.failed(job.id, now);
                None
            }
        }
    }

    /// The post of a clip that is about to be fetched, its intent written; nothing when it has to
    /// be fetched first.
    async fn boarded(
        &self,
        job: &Job,
        length: Option<u64>,
        now: Timestamp,
    ) -> Option<(Along, Post)> {
        let [way, _] = Way::of(job);
        let channel = self.channel(job, way).await.ok()?;
        let length = length.filter(|n| (1..=self.limit(job, channel)).contains(n))?;
        let mut stored = job.clone();
        stored.apply(&clip_stored(job, length), now).ok()?;
        let (direct, frames) = (channel != job.place.channel, self.parts.ffmpeg.is_some());
        let message = cards::result(&stored, &Handover::Attached, frames, direct, now);
        let message = addressed(message, job, Kind::Result, way);
        self.advance(job, Event::PostStarted, now).await?;
        let (to, from) = mpsc::channel(AHEAD);
        let pieces = stream::unfold(from, |mut from| async {
            let piece = from.recv().await?;
            Some((Ok(piece), from))
        });
        let post = Post { channel, message, clip: enclosure(job, length, pieces.boxed()) };
        Some((Along { to: Some(to), held: None }, post))
    }

    /// Takes a clip into the archive and what goes along to Discord: its end when the journal says
    /// that the clip is stored. Nothing when it is not; else whether that end was sent.
    async fn store(
        &self,
        job: &Job,
        pieces: Pieces,
        along: &mut Along,
        now: Timestamp,
    ) -> Option<bool> {
        let key = Archive::clip_key(job.id);
        let both = stream::unfold((pieces, &mut *along), |(mut pieces, along)| async {
            let piece = pieces.next().await?;
            if let Ok(piece) = &piece {
                along.pass(piece).await;
            }
            Some((piece, (pieces, along)))
        });
        let kept = self.keep(&key, Box::pin(both)).await;
        let stored = match kept {
            Some(bytes) => self.stored(job, clip_stored(job, bytes), now).await,
            None => None,
        };
        if stored.is_none() {
            // Without its end the post breaks off.
            along.to = None;
            return None;
        }
        Some(along.release().await)
    }
}

fn clip_stored(job: &Job, bytes: u64) -> Event {
    Event::ClipStored { key: Archive::clip_key(job.id), bytes, more: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(ahead: usize) -> (Along, mpsc::Receiver<Bytes>) {
        let (to, from) = mpsc::channel(ahead);
        (Along { to: Some(to), held: None }, from)
    }

    #[tokio::test]
    async fn the_end_is_held_back_until_it_is_released() {
        let (mut along, mut from) = along(AHEAD);
        for piece in ["one", "two", "three"] {
            along.pass(&Bytes::from(piece)).await;
        }
        assert_eq!(from.recv().await.unwrap(), "one");
        assert_eq!(from.recv().await.unwrap(), "two");
        assert!(from.try_recv().is_err(), "the end is still here");
        assert!(along.release().await, "it was sent");
        assert_eq!(from.recv().await.unwrap(), "three");
        assert_eq!(from.recv().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_waited_for_once() {
        let (mut along, _from) = along(1);
        for _ in 0..1_000 {
            along.pass(&Bytes::from("piece")).await;
        }
        assert!(!along.release().await, "the end was not sent");
    }

    #[tokio::test]
    async fn an_empty_end_is_not_taken_for_the_end() {
        let (mut along, mut from) = along(AHEAD);
        for piece in ["one", "two", ""] {
            along.pass(&Bytes::from(piece)).await;
        }
        assert_eq!(from.recv().await.unwrap(), "one");
        assert!(from.try_recv().is_err(), "the end is still here");
    }

    #[tokio::test]
    async fn who_is_gone_holds_up_nothing() {
        let (mut along, from) = along(1);
        drop(from);
        along.pass(&Bytes::from("one")).await;
        along.pass(&Bytes::from("two")).await;
        assert!(!along.release().await);
    }
}
