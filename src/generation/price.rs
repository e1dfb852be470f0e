//! What a job costs, in credits for members and in money for the operator.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Credits in thousandths; one credit is one second at 720P of that model in that region.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Credits(pub i64);

impl Credits {
    /// Converts from credits, rounding up to a thousandth so that nothing is given away.
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float stops at the limits")]
    pub fn from_f64(credits: f64) -> Self {
        // Round to six digits first: 1.667 * 5 is 8.334999… in binary and must stay 8.335.
        Self(((credits * 1e6).round() / 1e3).ceil() as i64)
    }
}

/// A text that is not a number of credits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a number with at most three decimals")]
pub struct NotANumber(pub String);

/// Parses a decimal number as an integer in units of its last digit; no rounding, no exponent.
fn decimal(text: &str, digits: usize) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
    let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > digits {
        return None;
    }
    format!("{whole}{part:0<digits$}").parse::<i64>().ok()?.checked_mul(sign)
}

impl FromStr for Credits {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        decimal(text.trim(), 3).map(Self).ok_or_else(|| NotANumber(text.to_owned()))
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
    /// Converts from dollars, rounding up to a millionth.
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float stops at the limits")]
    pub fn from_f64(dollars: f64) -> Self {
        Self((dollars * 1e6 - 1e-6).ceil() as i64)
    }
}

impl FromStr for Money {
    type Err = NotANumber;

    /// Dollars, with or without the dollar sign.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let number = text.trim().strip_prefix('$').unwrap_or(text.trim());
        decimal(number, 6).map(Self).ok_or_else(|| NotANumber(text.to_owned()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${:.2}", self.0 as f64 / 1e6)
    }
}

macro_rules! sums {
    ($($name:ident),*) => {$(
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self(0), Add::add)
            }
        }
    )*};
}
sums!(Credits, Money);

/// The price of one job, fixed when the job is accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Charged to the member's account.
    pub credits: Credits,
    /// Billed by the provider if the job succeeds.
    pub money: Money,
}

impl std::ops::Mul<i64> for Price {
    type Output = Self;

    fn mul(self, by: i64) -> Self {
        Self {
            credits: Credits(self.credits.0.saturating_mul(by)),
            money: Money(self.money.0.saturating_mul(by)),
        }
    }
}

impl Price {
    /// The price of `part` of `whole` equal results, rounded up.
    pub fn share(self, part: u32, whole: u32) -> Self {
        let (part, whole) = (i64::from(part), i64::from(whole.max(1)));
        let share = |n: i64| {
            let product = n.saturating_mul(part);
            product / whole + i64::from(product % whole > 0)
        };
        Self { credits: Credits(share(self.credits.0)), money: Money(share(self.money.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_price_is_rounded_up() {
        let price = Price { credits: Credits(4_000), money: Money(100_001) };
        assert_eq!(price.share(1, 4), Price { credits: Credits(1_000), money: Money(25_001) });
        assert_eq!(price.share(4, 4), price);
    }

    #[test]
    fn credits_are_displayed_as_decimals() {
        assert_eq!(Credits(5000).to_string(), "5");
        assert_eq!(Credits(8335).to_string(), "8.335");
        assert_eq!(Credits(-500).to_string(), "-0.5");
        assert_eq!(Credits::from_f64(1.667 * 5.0), Credits(8335));
        assert_eq!(Credits::from_f64(0.0001), Credits(1));
    }

    #[test]
    fn amounts_are_parsed_without_rounding() {
        for (text, thousandths) in [("5", 5000), ("+5", 5000), ("-0.5", -500), ("8.335", 8335)] {
            assert_eq!(text.parse(), Ok(Credits(thousandths)), "{text}");
        }
        assert_eq!("$12.5".parse(), Ok(Money(12_500_000)));
        for bad in ["", ".5", "1.2345", "1e3", "--1", "5 credits", "99999999999999999999"] {
            assert!(bad.parse::<Credits>().is_err(), "{bad}");
        }
    }

    #[test]
    fn money_is_displayed_in_cents() {
        assert_eq!(Money::from_f64(0.5).to_string(), "$0.50");
        assert_eq!(Money::from_f64(0.43006), Money(430_060));
    }
}
