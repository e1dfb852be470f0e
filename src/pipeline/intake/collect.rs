//! Results that could not be posted, given to their requesters: that is delivery, and paid for.

use tracing::{error, info, warn};

use super::Intake;
use crate::archive::Archive;
use crate::discord::{Collected, Enclosure, MOST_IN_A_MESSAGE, Spot, texts};
use crate::generation::{Money, Price, Refusal};
use crate::job::{Job, State};
use crate::journal::JournalError;

impl Intake {
    /// Gives a result to its requester: its files as they come, none of them whole in memory.
    pub(super) async fn collect_result(
        &self,
        spot: &Spot,
        job: &Job,
    ) -> Result<Collected, Refusal> {
        let (files, left) = self.fitting_files(spot, job).await;
        let mut job = job.clone();
        // Of what does not fit the rest is still owed: paid for is a result that came whole.
        if !files.is_empty() && left == 0 && !job.is_charged() {
            job = self.charge_collected(spot, job).await?;
        }
        Ok(Collected { job, files, left })
    }

    /// The files of a result that fit a message, and how many others there are.
    async fn fitting_files(&self, spot: &Spot, job: &Job) -> (Vec<Enclosure>, usize) {
        let place = spot.place;
        let limit =
            self.parts.outbox.limit(place.guild, place.channel, spot.origin.attachment_limit);
        let images = job.request.makes_pictures();
        let count = if images { job.request.count as usize } else { 1 };
        let (mut files, mut left, mut room) = (Vec::new(), 0, MOST_IN_A_MESSAGE);
        for number in 0..count {
            let key = Archive::result_key(job.id, images, number);
            let size = match self.parts.archive.size(&key).await {
                Ok(size) => size,
                // Of several images fewer may have come.
                Err(e) if e.is_missing() && number > 0 => continue,
                Err(e) => {
                    warn!(job.id = %job.id, error = %e, "a result that is held cannot be read");
                    left += 1;
                    continue;
                }
            };
            if size > limit.min(room) {
                left += 1;
                continue;
            }
            room -= size;
            let (ending, number) = if images { ("png", Some(number + 1)) } else { ("mp4", None) };
            files.push(Enclosure {
                name: texts::file_name(job, number, ending),
                length: size,
                pieces: self.parts.archive.pieces(&key, size),
                alt: texts::alt(&job.request),
            });
        }
        (files, left)
    }

    /// Charges a requester for a result that they are about to be given. Its money was counted when
    /// the provider billed it.
    async fn charge_collected(&self, spot: &Spot, job: Job) -> Result<Job, Refusal> {
        let State::Failed { .. } = job.state else { return Ok(job) };
        let (book, now) = (self.parts.records.book(), self.parts.clock.now());
        let price = Price { credits: job.charge(), money: Money(0) };
        let receipt = book.reserve(job.id, &spot.who.payer(), price, now)?;
        match self.parts.records.collect(job.id, receipt, now).await {
            Ok(job) => {
                info!(job.id = %job.id, credits = %price.credits, "a held result was collected");
                Ok(job)
            }
            // Asked for twice at the same moment: it is paid for.
            Err(JournalError::NotAllowed(_)) => Ok(job),
            Err(e) => {
                error!(job.id = %job.id, error = %e, "a held result could not be charged");
                Err(Refusal::Unrecorded)
            }
        }
    }
}
