//! The time in an ID (docs, Reference, "Snowflakes").

use jiff::Timestamp;

/// 2015-01-01 in milliseconds since 1970.
const EPOCH: i64 = 1_420_070_400_000;

/// The smallest ID of something that is created at this time.
pub(super) fn first_at(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond() - EPOCH).unwrap_or_default().max(1) << 22
}

/// When the thing with this ID was created.
pub(super) fn created(id: u64) -> Timestamp {
    let ms = EPOCH.saturating_add_unsigned(id >> 22);
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_contains_its_time() {
        // The example of the documentation.
        let at: Timestamp = "2016-04-30T11:18:25.796Z".parse().unwrap();
        assert_eq!(created(175_928_847_299_117_063), at);
        assert_eq!(first_at(at), 175_928_847_299_117_063 >> 22 << 22);
        assert!(created(u64::MAX) > at && first_at(Timestamp::UNIX_EPOCH) > 0);
    }
}
