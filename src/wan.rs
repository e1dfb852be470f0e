//! Model Studio: the only module that knows the provider's HTTP contract.
//!
//! Callers need two things from it: the class of an error (see [`Error`]) and, for a submission,
//! whether the provider certainly did not create a task (see [`SubmitError`]).

pub mod answers;
mod client;
mod error;
mod instrumented;
mod limiter;
mod limits;
mod protocol;
mod provider;
mod upload;
mod wire;

pub use client::{CancelOutcome, Client, Settings};
pub use error::{Error, ErrorClass, SubmitError, job_class};
pub use instrumented::Instrumented;
pub use protocol::Protocol;
pub use provider::{ByteStream, Download, Provider, UploadFile};
pub use wire::{InputData, ListedState, ListedTask, TaskReport, TaskState, Times};
