//! Windows: the period of an allowance.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest rolling window, in hours; charges stay in memory little longer.
pub const LONGEST_HOURS: u32 = 31 * 24;

/// When an allowance renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Window {
    /// At midnight in the server's time zone.
    Daily,
    /// At midnight before Monday.
    Weekly,
    /// Each charge counts for a number of hours.
    Rolling {
        /// The number of hours.
        hours: u32,
    },
}

/// A time span; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The start.
    pub start: Timestamp,
    /// The exclusive end.
    pub end: Timestamp,
}

impl Span {
    /// Whether the span contains a moment.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

impl Window {
    /// The window at a moment. For a rolling window: the span of charges that count now, up to when
    /// a charge made now stops counting.
    pub fn span(self, zone: &TimeZone, now: Timestamp) -> Span {
        let today = now.to_zoned(zone.clone()).date();
        match self {
            Window::Daily => days(zone, today, today.tomorrow().ok(), now),
            Window::Weekly => {
                let since_monday = today.weekday().since(Weekday::Monday);
                let monday =
                    today.checked_sub(SignedDuration::from_hours(i64::from(since_monday) * 24));
                let monday = monday.unwrap_or(today);
                let next = monday.checked_add(SignedDuration::from_hours(7 * 24)).ok();
                days(zone, monday, next, now)
            }
            Window::Rolling { hours } => {
                let length = SignedDuration::from_hours(i64::from(hours));
                Span {
                    // A charge made exactly that long ago no longer counts.
                    start: back(now, length),
                    end: now.checked_add(length).unwrap_or(Timestamp::MAX),
                }
            }
        }
    }

    /// How long a charge counts, for a rolling window.
    pub fn rolls(self) -> Option<SignedDuration> {
        match self {
            Window::Rolling { hours } => Some(SignedDuration::from_hours(i64::from(hours))),
            _ => None,
        }
    }
}

fn back(now: Timestamp, length: SignedDuration) -> Timestamp {
    let millisecond = SignedDuration::from_millis(1);
    now.checked_sub(length).and_then(|t| t.checked_add(millisecond)).unwrap_or(Timestamp::MIN)
}

/// From the start of one day to the start of another, in a time zone. Days may have 23 or 25 hours,
/// and a day without midnight starts at 01:00.
fn days(zone: &TimeZone, from: Date, to: Option<Date>, now: Timestamp) -> Span {
    let begin = |date: Date| {
        date.to_zoned(zone.clone()).and_then(|z| z.start_of_day()).map(|z| z.timestamp())
    };
    let day = SignedDuration::from_hours(24);
    let start = begin(from).unwrap_or(now);
    let end = to.and_then(|to| begin(to).ok()).or_else(|| start.checked_add(day).ok());
    Span { start, end: end.unwrap_or(Timestamp::MAX) }
}

/// The calendar month at a moment.
pub(super) fn month(zone: &TimeZone, now: Timestamp) -> Span {
    let today = now.to_zoned(zone.clone()).date();
    days(zone, today.first_of_month(), today.last_of_month().tomorrow().ok(), now)
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Daily => f.write_str("daily"),
            Window::Weekly => f.write_str("weekly"),
            Window::Rolling { hours } => write!(f, "{hours}h"),
        }
    }
}

impl FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "daily" | "day" => Ok(Window::Daily),
            "weekly" | "week" => Ok(Window::Weekly),
            other => {
                let hours = other.strip_prefix("rolling").unwrap_or(other).trim();
                let hours = hours.trim_end_matches("hours").trim_end_matches('h').trim();
                match hours.parse() {
                    Ok(hours) if (1..=LONGEST_HOURS).contains(&hours) => {
                        Ok(Window::Rolling { hours })
                    }
                    _ => Err(format!(
                        "`daily`, `weekly`, or rolling hours such as `48h` (1h to {LONGEST_HOURS}h)"
                    )),
                }
            }
        }
    }
}

impl TryFrom<String> for Window {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Window> for String {
    fn from(window: Window) -> Self {
        window.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn hours(window: Window, zone: &str, now: &str) -> i64 {
        let span = window.span(&TimeZone::get(zone).unwrap(), at(now));
        assert!(span.contains(at(now)), "{span:?} does not contain {now}");
        span.end.duration_since(span.start).as_hours()
    }

    #[test]
    fn days_have_the_hours_that_they_have() {
        let berlin = "Europe/Berlin";
        assert_eq!(hours(Window::Daily, berlin, "2026-11-22T12:00:00Z"), 24);
        assert_eq!(hours(Window::Daily, berlin, "2026-03-29T12:00:00Z"), 23);
        assert_eq!(hours(Window::Daily, berlin, "2026-10-25T12:00:00Z"), 25);
        assert_eq!(hours(Window::Weekly, berlin, "2026-10-25T12:00:00Z"), 7 * 24 + 1);
        // February of a leap year has 29 days.
        assert_eq!(hours(Window::Daily, "UTC", "2028-02-29T23:59:59Z"), 24);
        let february = month(&TimeZone::UTC, at("2028-02-10T00:00:00Z"));
        assert_eq!(february.end.duration_since(february.start).as_hours(), 29 * 24);
    }

    #[test]
    fn a_day_whose_midnight_does_not_exist_begins_when_it_begins() {
        // Clocks in Beirut went from 00:00 to 01:00 on 2022-03-27.
        let zone = TimeZone::get("Asia/Beirut").unwrap();
        let day = Window::Daily.span(&zone, at("2022-03-27T10:00:00Z"));
        assert_eq!(day.start, at("2022-03-26T22:00:00Z"));
        let before = Window::Daily.span(&zone, at("2022-03-26T21:59:59Z"));
        assert_eq!(before.end, day.start, "days leave no hole");
    }

    #[test]
    fn a_week_begins_on_monday_and_a_rolling_window_ends_with_its_hours() {
        let week = Window::Weekly.span(&TimeZone::UTC, at("2026-11-22T12:00:00Z"));
        assert_eq!(week.start, at("2026-11-16T00:00:00Z"));
        let rolling = Window::Rolling { hours: 48 };
        let span = rolling.span(&TimeZone::UTC, at("2026-11-22T12:00:00Z"));
        assert!(!span.contains(at("2026-11-20T12:00:00Z")));
        assert!(span.contains(at("2026-11-20T12:00:00.001Z")));
    }

    #[test]
    fn windows_read_as_they_are_written() {
        for text in ["daily", "weekly", "48h"] {
            assert_eq!(text.parse::<Window>().unwrap().to_string(), text);
        }
        assert_eq!("rolling 6 hours".parse(), Ok(Window::Rolling { hours: 6 }));
        for bad in ["", "0h", "745h", "-3h", "monthly"] {
            assert!(bad.parse::<Window>().is_err(), "{bad}");
        }
    }
}
