//! What people live through.

mod accept;
mod cancel;
mod fail;
mod kill;
mod large;
mod lost_answers;
mod moderators;
mod outages;
mod queue;
mod quota;
mod refuse;
mod restart;
mod rooms;
