use super::*;

const REFUSED: Result<(), DiscordError> = Err(DiscordError::Unauthorized);
const FORBIDDEN: Result<(), DiscordError> = Err(DiscordError::Forbidden(50013));

#[test]
fn a_token_that_is_not_accepted_is_hardly_tried() {
    let (guard, start) = (InvalidRequestLimiter::default(), Instant::now());
    let mut calls = 0;
    for second in 0..24 * 3600 {
        let now = start + Duration::from_secs(second);
        if guard.admit(now).is_ok() {
            calls += 1;
            guard.note(&REFUSED, now);
            assert_eq!(guard.admit(now), REFUSED, "not twice at once");
        }
    }
    assert!((50..150).contains(&calls), "{calls} calls in a day");
}

#[test]
fn a_token_that_is_right_again_opens_the_way() {
    let (guard, start) = (InvalidRequestLimiter::default(), Instant::now());
    guard.note(&REFUSED, start);
    let later = start + Duration::from_secs(16);
    assert_eq!(guard.admit(later), Ok(()));
    assert_eq!(guard.admit(later), REFUSED, "others wait for what the first one finds");
    guard.note(&FORBIDDEN, later);
    assert_eq!(guard.admit(later), Ok(()), "even a no is said to a bot that is known");
}

#[test]
fn invalid_requests_stay_far_below_the_ban() {
    let (guard, start) = (InvalidRequestLimiter::default(), Instant::now());
    let mut sent: VecDeque<Instant> = VecDeque::new();
    for tenth in 0..36_000 {
        let now = start + Duration::from_millis(100 * tenth);
        if guard.admit(now).is_ok() {
            guard.note(&FORBIDDEN, now);
            sent.push_back(now);
        }
        while sent.front().is_some_and(|t| *t + WINDOW < now) {
            sent.pop_front();
        }
        assert!(sent.len() <= 2 * MOST_INVALID, "{} within ten minutes", sent.len());
    }
}
