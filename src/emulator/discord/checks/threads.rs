//! Checks of a new thread.

use serde_json::Value;

use super::Refusal;
use super::fields::{boolean, choice, integer, model, required_text};

pub(in crate::emulator::discord) fn thread(body: &Value) -> Result<(), Refusal> {
    model(body, "")?;
    required_text(body, "", "name", 1..=100)?;
    choice(body, "", "auto_archive_duration", &[60, 1440, 4320, 10080])?;
    integer(body, "", "rate_limit_per_user", 0..=21600)?;
    choice(body, "", "type", &[10, 11, 12])?;
    boolean(body, "", "invitable")
}
