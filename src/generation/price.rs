//! What a job costs, in credits for members and in money for the operator.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Credits in thousandths; one credit is one second at 720P of that model in that region.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Credits(pub i64);

impl Credits {
    /// From whole and fractional credits, rounded up to a thousandth so that nothing is given away.
    pub fn from_f64(credits: f64) -> Self {
        // Six digits first: 1.667 * 5 is 8.334999… in binary and must stay 8.335.
        Self(((credits * 1e6).round() / 1e3).ceil() as i64)
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1000, (self.0 % 1000).abs());
        let sign = if self.0 < 0 && whole == 0 { "-" } else { "" };
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{rest:03}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// US dollars in millionths.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// From dollars, rounded up to a millionth.
    pub fn from_f64(dollars: f64) -> Self {
        Self((dollars * 1e6 - 1e-6).ceil() as i64)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${:.2}", self.0 as f64 / 1e6)
    }
}

/// The price of one job, fixed when it is accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What the member's account is asked for.
    pub credits: Credits,
    /// What the provider will bill if the job succeeds.
    pub money: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_read_as_people_write_them() {
        assert_eq!(Credits(5000).to_string(), "5");
        assert_eq!(Credits(8335).to_string(), "8.335");
        assert_eq!(Credits(-500).to_string(), "-0.5");
        assert_eq!(Credits::from_f64(1.667 * 5.0), Credits(8335));
        assert_eq!(Credits::from_f64(0.0001), Credits(1));
    }

    #[test]
    fn money_is_cents_to_the_eye() {
        assert_eq!(Money::from_f64(0.5).to_string(), "$0.50");
        assert_eq!(Money::from_f64(0.43006), Money(430_060));
    }
}
