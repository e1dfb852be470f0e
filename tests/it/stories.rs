//! What people live through.

mod accept;
mod cancel;
mod fail;
mod large;
mod lost_answers;
mod outages;
mod queue;
mod refuse;
mod restart;
mod rooms;
