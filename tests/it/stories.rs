//! What people live through.

mod accept;
mod at_once;
mod cancel;
mod fail;
mod large;
mod lost_answers;
mod made;
mod manners;
mod menus;
mod moderators;
mod outages;
mod provider;
mod queue;
mod quota;
mod refuse;
mod replies;
mod restart;
mod rooms;
mod seeing;
mod ways_on;
