//! Numbers, amounts of money and sizes, as each language writes them.

use fluent_bundle::FluentValue;

use crate::generation::{Credits, Money};
use crate::i18n::{decimals, say};
use crate::language::Language;
use crate::quota::Allowance;

/// A number of credits, for a text that has more to say about it.
pub fn amount(credits: Credits) -> FluentValue<'static> {
    FluentValue::from(credits.0 as f64 / 1000.0)
}

/// A number alone.
pub fn number(language: Language, value: impl std::fmt::Display) -> String {
    value.to_string().replace('.', &say!(language, "decimal-separator"))
}

/// "5 credits".
pub fn credits(language: Language, credits: Credits) -> String {
    say!(language, "credits", amount = amount(credits))
}

/// "$1.20".
pub fn money(language: Language, money: Money) -> String {
    say!(language, "money", amount = decimals(money.0 as f64 / 1e6, 2))
}

/// What an account gets in each period.
pub fn allowance(language: Language, allowance: Allowance) -> String {
    match allowance {
        Allowance::Credits(Credits(0)) => say!(language, "allowance-none"),
        Allowance::Credits(credits) => number(language, credits),
        Allowance::Unlimited => say!(language, "allowance-unlimited"),
    }
}

/// A size in bytes.
pub fn size(language: Language, bytes: u64) -> String {
    match bytes {
        b if b < 1_000_000 => say!(language, "size-kilobytes", size = b.div_ceil(1000)),
        b => say!(language, "size-megabytes", size = decimals(b as f64 / 1e6, 1)),
    }
}

/// Items, one after the other.
pub fn listed(language: Language, items: &[String]) -> String {
    items.join(&say!(language, "list-separator"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Language = Language::English;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(size(ENGLISH, 999), "1 kB");
        assert_eq!(size(ENGLISH, 40_000_000), "40.0 MB");
        assert_eq!(money(ENGLISH, Money(1_200_000)), "$1.20");
        assert_eq!(credits(ENGLISH, Credits(1000)), "1 credit");
        assert_eq!(credits(ENGLISH, Credits(4500)), "4.5 credits");
        assert_eq!(allowance(ENGLISH, Allowance::Credits(Credits(8335))), "8.335");
        assert_eq!(allowance(ENGLISH, Allowance::Unlimited), "unlimited");
    }
}
