//! An emulator of Model Studio: tasks, task list, cancellation, temporary uploads, results.

pub mod api;
mod inspect;
pub mod render;
mod timing;
pub mod world;

pub use timing::Timing;
pub use world::Wan;
pub use world::account::AccountChange;
pub use world::task::{Outcome, Rule, Task, TaskStatus};
