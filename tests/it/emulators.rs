//! Tests of the emulators with raw HTTP and WebSocket clients that share no code with the bot. The
//! expected behavior comes from the reference documents.

mod any_json;
mod control_any_input;
mod discord;
mod program;
mod video;
mod wan;
