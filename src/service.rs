//! What front ends ask of the application, and what it answers.
//!
//! Discord, the command line and whatever else speaks for a member or a moderator are front ends on
//! it; `pipeline` and `moderation` implement it. It knows the domain alone.

mod answers;
mod context;
mod file;
mod input;
mod jobs;
mod moderation;
mod refusal;
mod request;
mod selection;

pub use answers::{CancelAnswer, Collected, Missing, QuotaAnswer, Unreadable};
pub use context::{Caller, RequestContext};
pub use file::{FileBytes, FileStream};
pub use input::{InputRef, Source};
pub use jobs::JobService;
pub use moderation::{JobRef, ModerationError, ModerationService, Spender, Spending};
pub use refusal::Refusal;
pub use request::{Accepted, Eta, JobRequest, Preview, WaitReason};
pub use selection::{FileRef, MediaAction, PendingSelection, actions_for, results_of, wished};
