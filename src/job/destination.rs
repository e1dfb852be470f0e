//! Where results and notices are posted.

use crate::job::Job;

/// Where a post goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// In the job's channel.
    Channel,
    /// In direct messages to its requester.
    Direct,
}

impl Destination {
    /// The destinations of a job, the preferred one first.
    pub fn of(job: &Job) -> [Self; 2] {
        if job.delivery.private {
            [Self::Direct, Self::Channel]
        } else {
            [Self::Channel, Self::Direct]
        }
    }
}
