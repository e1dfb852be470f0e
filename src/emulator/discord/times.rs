//! Times as Discord reads and writes them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A timestamp in Discord's format.
pub(super) fn written(at: Timestamp) -> String {
    let utc = at.to_zoned(TimeZone::UTC);
    utc.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// A time of ISO 8601; without a zone it is UTC, and without a time midnight.
pub(super) fn parsed(text: &str) -> Option<Timestamp> {
    let civil = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| Some(civil()?.timestamp()))
}
