//! Tests of the emulators with raw HTTP and WebSocket clients that share no code with the bot. The
//! expected behavior comes from the reference documents.

mod any_json;
mod control_any_input;
mod discord;
mod files_any_input;
mod probes;
mod program;
mod routes;
mod video;
mod wan;
