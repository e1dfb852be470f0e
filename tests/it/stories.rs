//! What people live through.

mod accept;
