//! The bot's ID in its token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The ID in the first of a token's three parts, as base64 of its digits.
pub(super) fn of_token(token: &str) -> Option<u64> {
    let (first, rest) = token.split_once('.')?;
    let first = first.trim_end_matches('=');
    let decoded = STANDARD_NO_PAD.decode(first).or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(first));
    let id = std::str::from_utf8(&decoded.ok()?).ok()?.parse().ok()?;
    (rest.contains('.') && id > 0).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_contains_the_id_if_it_has_three_parts() {
        let id = Some(1_400_000_000_000_000_000);
        for (token, expected) in [
            ("MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token", id),
            ("MTQwMDAwMDAwMDAwMDAwMDAwMA==.emulated.token", id),
            ("MTQwMDAwMDAwMDAwMDAwMDAwMA.token", None),
            ("MTQwMDAwMDAwMDAwMDAwMDAwMA", None),
            ("MA.emulated.token", None),
            ("eA.emulated.token", None),
            ("emulated-token", None),
            ("..", None),
        ] {
            assert_eq!(of_token(token), expected, "{token}");
        }
    }
}
