//! What people live through.

mod accept;
mod at_once;
mod backups;
mod cancel;
mod fail;
mod held_up;
mod hidden;
mod large;
mod lost_answers;
mod made;
mod manners;
mod menus;
mod misread;
mod moderators;
mod outages;
mod paid;
mod provider;
mod queue;
mod quota;
mod refuse;
mod replies;
mod restart;
mod retries;
mod rooms;
mod seeing;
mod ways_on;
