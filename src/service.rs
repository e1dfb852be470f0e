//! The interface between front ends and the application.
//!
//! Front ends (Discord, the command line) call it on behalf of members and moderators; `pipeline`
//! and `moderation` implement it. In the other direction, the application posts through a
//! [`Messenger`], which a front end implements. It depends on the domain only.

mod answers;
mod context;
mod file;
mod input;
mod jobs;
mod messenger;
mod moderation;
mod pending_request;
mod refusal;
mod request;
mod selection;

pub use answers::{CancelAnswer, Collected, Missing, QuotaAnswer, Unreadable};
pub use context::{Caller, Permission, RequestContext};
pub use file::{FileError, FileFormat, ResultFile};
pub use input::{CdnImage, InputRef, Source};
pub use jobs::JobService;
pub use messenger::{
    CancelButton, DeliveryMethod, Denial, DenialReason, FileHost, FileLimits, Known, Lookup,
    Messenger, MessengerError, Post, ResultPost, Sought, Thread,
};
pub use moderation::{JobRef, ModerationError, ModerationService, Spender, Spending};
pub use pending_request::PendingRequest;
pub use refusal::{PartQuestion, Refusal};
pub use request::{Accepted, Eta, JobRequest, Preview, WaitReason};
pub use selection::{FileRef, MediaAction, PendingSelection, actions_for, results_of, wished};
