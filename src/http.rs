//! The bot's own web server: health, and signed links to clips that are too large to post.

mod links;
mod server;

pub use links::Links;
pub use server::{ClipStream, Clips, Health, serve};
