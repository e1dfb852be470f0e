//! Model Studio: the only module that knows the provider's HTTP contract.
//!
//! It implements [`Provider`](crate::provider::Provider): it gives each error a class and, for a
//! submission, tells whether the provider certainly did not create a task.

mod account;
pub mod answers;
mod client;
mod error;
mod limiter;
mod limits;
mod protocol;
mod region;
mod submission_body;
mod upload;
mod wire;

pub use client::{Client, Settings};
pub use protocol::Protocol;
pub use region::origin;
