//! Streams a video into the archive and into its channel concurrently, so that its requester waits
//! for the slower of the two transfers and not for one after the other.
//!
//! The last chunk of the post is held back until the archive has the whole video and the journal
//! says so: if anything fails before that, the post was certainly not made.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;
use tokio::sync::{MutexGuard, mpsc};
use tracing::{debug, error, info};

use super::attachments::video_file;
use super::download::{Begun, Missed};
use super::not_posted::is_not_made;
use super::post::Tried;
use super::refusals::RefusedBy;
use super::{AfterFetch, Delivery};
use crate::archive::Archive;
use crate::job::{Destination, Event, Job, Place, State};
use crate::pipeline::shares::Share;
use crate::provider::ByteStream;
use crate::service::{DeliveryMethod, MessengerError, Post, ResultFile, ResultPost};

/// Chunks buffered ahead of what Discord has accepted.
const BUFFERED_CHUNKS: usize = 4;
/// How long Discord may accept nothing before the video goes into the archive alone.
const STALL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait for the response to a post whose last chunk will not be sent: a refusal gives a
/// reason.
const ABORT_TIMEOUT: Duration = Duration::from_secs(2);

/// A post that is made while its video is downloaded.
struct StreamingPost {
    destination: Destination,
    place: Place,
    /// The job as it will be when the video is stored.
    stored: Job,
    video: ResultFile,
}

/// Copies the chunks that go into the archive to Discord, except the last one.
struct HoldbackTee {
    to: Option<mpsc::Sender<Bytes>>,
    /// The latest chunk. The very last one is sent when the post may be made.
    held: Option<Bytes>,
}

impl HoldbackTee {
    async fn push(&mut self, piece: &Bytes) {
        // Holding back an empty last chunk would hold back nothing.
        if piece.is_empty() {
            return;
        }
        if let Some(before) = self.held.replace(piece.clone()) {
            self.send(before).await;
        }
    }

    async fn send(&mut self, piece: Bytes) {
        let Some(to) = &self.to else { return };
        if !matches!(tokio::time::timeout(STALL_TIMEOUT, to.send(piece)).await, Ok(Ok(()))) {
            debug!("Discord stalled, streaming the video into the archive alone");
            self.to = None;
        }
    }

    /// Sends the last chunk. Returns whether that may have made the post.
    async fn finish(&mut self) -> bool {
        if let Some(last) = self.held.take() {
            self.send(last).await;
        }
        self.to.take().is_some()
    }
}

/// What became of a video and of its post, when both have ended.
enum Ended {
    /// It is posted.
    Posted,
    /// Its destination refuses it: another may accept it.
    Elsewhere(MessengerError),
    /// Its destination accepts only smaller files.
    TooLarge,
    /// It must be posted from the archive.
    FromArchive,
    /// It is retried later.
    Later,
}

/// How storing a video, and copying it to Discord, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StoreOutcome {
    /// It is stored, and its last chunk was sent.
    Complete,
    /// It is stored, but Discord did not get its last chunk.
    NotSent,
    /// It is not stored, so the post is aborted.
    Failed,
}

impl Delivery {
    /// Downloads a video and posts it at the same time, if it may be posted as it is.
    pub(super) async fn fetch_and_post<'a>(
        &self,
        job: &Job,
        slot: Share<'_>,
        channel_lock: MutexGuard<'a, ()>,
        now: Timestamp,
    ) -> AfterFetch<'a> {
        let State::Finished { task, url, .. } = &job.state else {
            return AfterFetch::Owed { channel_lock: Some(channel_lock), tried: Tried::default() };
        };
        let download = match self.begin(job, task, url, 0).await {
            Begun::Arriving(download) => download,
            Begun::TooLarge(bytes, url) => {
                self.too_large_to_keep(job, bytes, url, now).await;
                return AfterFetch::Owed {
                    channel_lock: Some(channel_lock),
                    tried: Tried::default(),
                };
            }
            Begun::Missed => return self.missed(job, &[], now).await.owed(Some(channel_lock)),
        };
        let Some((mut tee, post)) = self.prepare_streaming_post(job, download.length, now).await
        else {
            // Other jobs may post meanwhile.
            drop(channel_lock);
            let mut alone = HoldbackTee { to: None, held: None };
            return match self.store(job, download.pieces, &mut alone, now).await {
                StoreOutcome::Complete | StoreOutcome::NotSent => {
                    AfterFetch::Owed { channel_lock: None, tried: Tried::default() }
                }
                StoreOutcome::Failed => self.missed(job, &[], now).await.owed(None),
            };
        };
        let destination = post.destination;
        match self.post_while_storing(job, download.pieces, &mut tee, post, slot, now).await {
            Ended::Posted => AfterFetch::Done,
            Ended::Elsewhere(why) => {
                self.note_refusal(job, destination, &why, now);
                let tried = Tried { refused: Some((destination, why)), uploads: 0 };
                AfterFetch::Owed { channel_lock: Some(channel_lock), tried }
            }
            Ended::TooLarge => AfterFetch::Owed {
                channel_lock: Some(channel_lock),
                tried: Tried { refused: None, uploads: 1 },
            },
            Ended::FromArchive => {
                AfterFetch::Owed { channel_lock: Some(channel_lock), tried: Tried::default() }
            }
            Ended::Later => {
                self.backoff.failed(job.id, now);
                AfterFetch::Done
            }
        }
    }

    /// Runs the post and the archive write concurrently, each at its own pace.
    async fn post_while_storing(
        &self,
        job: &Job,
        pieces: ByteStream,
        tee: &mut HoldbackTee,
        post: StreamingPost,
        slot: Share<'_>,
        now: Timestamp,
    ) -> Ended {
        let StreamingPost { destination, place, stored: job_then, video } = post;
        let channel = place.channel;
        let result = Post::Result(ResultPost {
            job: &job_then,
            method: &DeliveryMethod::Attached,
            to: destination,
            fallback: false,
            last_frames: self.ctx.converter.ffmpeg.is_some(),
            now,
        });
        let length = video.length;
        let mut storing = pin!(self.store(job, pieces, tee, now));
        let mut posting = pin!(self.ctx.messenger.post(place, result, vec![video]));
        let (stored, posted) = tokio::select! {
            // Not random, so that a simulated seed repeats.
            biased;
            posted = &mut posting => (storing.await, posted),
            stored = &mut storing => {
                drop(slot);
                let posted = match stored {
                    StoreOutcome::Complete => posting.await,
                    // The last chunk is not sent, and a stalled connection would not notice.
                    _ => tokio::time::timeout(ABORT_TIMEOUT, posting).await.unwrap_or_else(|_| {
                        Err(MessengerError::Transient("the upload stalled".into()))
                    }),
                };
                (stored, posted)
            }
        };
        let e = match posted {
            Ok(message) if stored != StoreOutcome::Failed => {
                self.ctx.metrics.result_posted("at_once");
                self.posted(job, channel, message, now).await;
                return Ended::Posted;
            }
            Ok(message) => {
                error!(message.id = %message, "Discord acknowledged an incomplete upload");
                return Ended::Later;
            }
            Err(e) => e,
        };
        let may_be_there = stored == StoreOutcome::Complete && !is_not_made(&e);
        if !may_be_there && self.advance(job, Event::PostRefused, now).await.is_none() {
            return Ended::Later;
        }
        if stored == StoreOutcome::Failed {
            return match self.missed(job, &[], now).await {
                Missed::GivenUp => Ended::FromArchive,
                Missed::Again => Ended::Later,
            };
        }
        match e {
            MessengerError::TooLarge => {
                info!(bytes = length, "the result was refused as too large");
                self.ctx.messenger.learn_limit(place.tenant, channel, length);
                Ended::TooLarge
            }
            e @ (MessengerError::Forbidden(_) | MessengerError::Gone(_)) => Ended::Elsewhere(e),
            MessengerError::Refused(_) => Ended::FromArchive,
            other => {
                debug!(error = %other, "a streamed post failed");
                Ended::Later
            }
        }
    }

    /// Prepares the post of a video that is about to be downloaded and journals the intent; `None`
    /// when the video has to be downloaded first, or its destination refuses posts.
    async fn prepare_streaming_post(
        &self,
        job: &Job,
        length: Option<u64>,
        now: Timestamp,
    ) -> Option<(HoldbackTee, StreamingPost)> {
        let [destination, _] = Destination::of(job);
        let channel = self.channel(job, destination).await.ok()?;
        let length = length.filter(|n| (1..=self.limits(job, channel).file).contains(n))?;
        let place = self.place_of(job, destination, channel);
        if !self.may_stream_to(job, destination, place, now).await {
            return None;
        }
        let mut stored = job.clone();
        stored.apply(&result_stored(job, length), now).ok()?;
        self.advance(job, Event::PostStarted, now).await?;
        let (to, from) = mpsc::channel(BUFFERED_CHUNKS);
        let pieces = stream::unfold(from, |mut from| async {
            let piece = from.recv().await?;
            Some((Ok(piece), from))
        });
        let video = video_file(length, pieces.boxed());
        let post = StreamingPost { destination, place, stored, video };
        Some((HoldbackTee { to: Some(to), held: None }, post))
    }

    /// Whether no upload is known to fail.
    async fn may_stream_to(
        &self,
        job: &Job,
        destination: Destination,
        place: Place,
        now: Timestamp,
    ) -> bool {
        let mut refusals = self.refusals.of(job, now);
        if refusals.iter().any(|by| by.destination == destination) {
            return false;
        }
        let Some(why) = self.closed(place).await else { return true };
        info!(error = %why, "the channel accepts no posts");
        refusals.push(RefusedBy::new(destination, Some(&why), now));
        self.refusals.set(job.id, refusals);
        false
    }

    /// Stores a video in the archive and copies it to Discord; the last chunk is sent when the
    /// journal records the video as stored.
    async fn store(
        &self,
        job: &Job,
        pieces: ByteStream,
        tee: &mut HoldbackTee,
        now: Timestamp,
    ) -> StoreOutcome {
        let key = Archive::video_key(job.id);
        let both = stream::unfold((pieces, &mut *tee), |(mut pieces, tee)| async {
            let piece = pieces.next().await?;
            if let Ok(piece) = &piece {
                tee.push(piece).await;
            }
            Some((piece, (pieces, tee)))
        });
        let archived = self.archive_file(&key, self.most_bytes(job), Box::pin(both)).await;
        let stored = match archived {
            Ok(bytes) => self.stored(job, result_stored(job, bytes), now).await,
            // A video that is too large is detected again, and linked, when it is downloaded alone.
            Err(_) => None,
        };
        if stored.is_none() {
            // Without its last chunk the post is aborted.
            tee.to = None;
            return StoreOutcome::Failed;
        }
        if tee.finish().await { StoreOutcome::Complete } else { StoreOutcome::NotSent }
    }
}

fn result_stored(job: &Job, bytes: u64) -> Event {
    Event::ResultStored { key: Archive::video_key(job.id), bytes, more: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tee(capacity: usize) -> (HoldbackTee, mpsc::Receiver<Bytes>) {
        let (to, from) = mpsc::channel(capacity);
        (HoldbackTee { to: Some(to), held: None }, from)
    }

    #[tokio::test]
    async fn the_last_chunk_is_held_back_until_finish() {
        let (mut tee, mut from) = tee(BUFFERED_CHUNKS);
        for piece in ["one", "two", "three"] {
            tee.push(&Bytes::from(piece)).await;
        }
        assert_eq!(from.recv().await.unwrap(), "one");
        assert_eq!(from.recv().await.unwrap(), "two");
        assert!(from.try_recv().is_err(), "the last chunk is held back");
        assert!(tee.finish().await, "it was sent");
        assert_eq!(from.recv().await.unwrap(), "three");
        assert_eq!(from.recv().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stalled_receiver_is_waited_for_once() {
        let (mut tee, _from) = tee(1);
        for _ in 0..1_000 {
            tee.push(&Bytes::from("piece")).await;
        }
        assert!(!tee.finish().await, "the last chunk was not sent");
    }

    #[tokio::test]
    async fn an_empty_chunk_is_not_taken_for_the_last_chunk() {
        let (mut tee, mut from) = tee(BUFFERED_CHUNKS);
        for piece in ["one", "two", ""] {
            tee.push(&Bytes::from(piece)).await;
        }
        assert_eq!(from.recv().await.unwrap(), "one");
        assert!(from.try_recv().is_err(), "the last chunk is held back");
    }

    #[tokio::test]
    async fn a_closed_receiver_delays_nothing() {
        let (mut tee, from) = tee(1);
        drop(from);
        tee.push(&Bytes::from("one")).await;
        tee.push(&Bytes::from("two")).await;
        assert!(!tee.finish().await);
    }
}
