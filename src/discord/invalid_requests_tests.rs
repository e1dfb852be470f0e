use super::*;
use crate::service::{Denial, DenialReason};

const REFUSED: Result<(), MessengerError> = Err(MessengerError::Unauthorized);
const FORBIDDEN: Result<(), MessengerError> =
    Err(MessengerError::Forbidden(Denial { reason: DenialReason::ChannelClosed, code: 50013 }));

#[test]
fn a_rejected_token_is_rarely_retried() {
    let (limiter, start) = (InvalidRequestLimiter::default(), Instant::now());
    let mut calls = 0;
    for second in 0..24 * 3600 {
        let now = start + Duration::from_secs(second);
        if limiter.admit(now).is_ok() {
            calls += 1;
            limiter.note(&REFUSED, now);
            assert_eq!(limiter.admit(now), REFUSED, "one call at a time");
        }
    }
    assert!((50..150).contains(&calls), "{calls} calls in a day");
}

#[test]
fn calls_resume_once_the_token_is_accepted() {
    let (limiter, start) = (InvalidRequestLimiter::default(), Instant::now());
    limiter.note(&REFUSED, start);
    let later = start + Duration::from_secs(16);
    assert_eq!(limiter.admit(later), Ok(()));
    assert_eq!(limiter.admit(later), REFUSED, "others wait for the probe's result");
    limiter.note(&FORBIDDEN, later);
    assert_eq!(limiter.admit(later), Ok(()), "a refusal also shows that the token is accepted");
}

#[test]
fn invalid_requests_stay_far_below_the_ban() {
    let (limiter, start) = (InvalidRequestLimiter::default(), Instant::now());
    let mut sent: VecDeque<Instant> = VecDeque::new();
    for tenth in 0..36_000 {
        let now = start + Duration::from_millis(100 * tenth);
        if limiter.admit(now).is_ok() {
            limiter.note(&FORBIDDEN, now);
            sent.push_back(now);
        }
        while sent.front().is_some_and(|t| *t + WINDOW < now) {
            sent.pop_front();
        }
        assert!(sent.len() <= 2 * MOST_INVALID, "{} within ten minutes", sent.len());
    }
}
