//! A measure of fairness.

/// Jain's index of fairness (Jain, Chiu and Hawe, 1984): 1 when all have the same share, 1/n when
/// one of n has everything. `None` without shares or when all are zero.
pub fn jain(shares: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for share in shares {
        n += 1.0;
        sum += share;
        squares += share * share;
    }
    (squares > 0.0).then(|| sum * sum / (n * squares))
}

#[cfg(test)]
mod tests {
    use super::jain;

    #[test]
    fn an_even_share_is_one_and_all_for_one_is_the_least() {
        assert_eq!(jain([2.0, 2.0, 2.0]), Some(1.0));
        assert_eq!(jain([3.0, 0.0, 0.0]), Some(1.0 / 3.0));
        assert_eq!(jain([]), None);
        assert_eq!(jain([0.0]), None);
    }
}
