//! Tests of the emulators with raw HTTP and WebSocket clients that share no code with the bot. The
//! expected behavior comes from the reference documents.

mod discord;
mod video;
mod wan;
