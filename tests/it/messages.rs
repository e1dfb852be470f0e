//! Every message in English, whole. Each area has a snapshot, `messages/AREA.snap`, which also lists
//! the texts that its messages are made of, so that a text that no message has is found.
//! docs/dev/write-a-story.md says how to accept a change.

mod answers;
mod cards;
mod command_line;
mod commands;
mod coverage;
mod credits;
mod files;
mod held;
mod moderation;
mod refusals;
mod replies;
mod samples;
mod sheet;
mod wording;
