//! The bot's own web server: health, and signed links to videos that are too large to post.

mod asking;
mod connections;
mod links;
mod server;

pub use asking::{AskedReadiness, ready};
pub use links::Links;
pub use server::{
    Health, MetricsSource, VideoStream, VideoUnreadable, Videos, serve, serve_metrics,
};
