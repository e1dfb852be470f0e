//! The stand-ins, by clients that are not ours: raw HTTP and raw websockets, held against the
//! reference documents.

mod discord;
mod video;
mod wan;
