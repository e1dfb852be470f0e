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

const HERE: Owner = Owner::Server(GuildId(1));

fn refused(code: isize) -> Result<(), MessengerError> {
    let denial = Denial { reason: DenialReason::Other, code };
    Err(if code == 50007 {
        MessengerError::Gone(denial)
    } else {
        MessengerError::Forbidden(denial)
    })
}

/// How many calls are made before those about an owner pause.
fn calls_until_paused(
    limiter: &RefusalLimiter,
    owner: Owner,
    kind: CallKind,
    done: &Result<(), MessengerError>,
) -> usize {
    let admitted = |_: &usize| !limiter.is_reached(owner, kind);
    (0..1_000).take_while(admitted).inspect(|_| limiter.note(owner, kind, done)).count()
}

#[tokio::test(start_paused = true)]
async fn refusals_of_one_server_or_user_pause_their_calls_alone() {
    let limiter = RefusalLimiter::default();
    let count = |owner, code| calls_until_paused(&limiter, owner, CallKind::Bot, &refused(code));
    assert_eq!(count(HERE, 50001), MOST_OF_SERVER);
    let direct = Owner::from(Place::direct(ChannelId(7)));
    assert_eq!(count(direct, 50007), MOST_OF_USER);
    assert_eq!(count(Owner::User(UserId(7)), 50007), MOST_OF_USER);
    for other in
        [Owner::Server(GuildId(2)), Owner::DirectMessages(ChannelId(8)), Owner::User(UserId(8))]
    {
        assert!(!limiter.is_reached(other, CallKind::Bot), "{other:?}");
    }
    tokio::time::advance(WINDOW + Duration::from_secs(1)).await;
    assert!(!limiter.is_reached(HERE, CallKind::Bot), "they are forgotten");
    assert!(!limiter.is_reached(direct, CallKind::Bot));
}

#[tokio::test(start_paused = true)]
async fn expired_tokens_of_a_server_pause_no_posts_there() {
    let limiter = RefusalLimiter::default();
    let expired = Err(MessengerError::TokenEnded);
    for kind in [CallKind::Response, CallKind::Token] {
        assert!(!limiter.is_reached(HERE, kind), "late responses pause no edits either");
        assert_eq!(calls_until_paused(&limiter, HERE, kind, &expired), MOST_OF_SERVER);
    }
    assert!(!limiter.is_reached(HERE, CallKind::Bot));
}

/// What is no refusal of a server's: successes, messages that are gone, errors that pass, and
/// answers without a code of Discord's.
#[tokio::test(start_paused = true)]
async fn other_answers_are_not_held_against_a_server() {
    let limiter = RefusalLimiter::default();
    for done in [
        Ok(()),
        REFUSED,
        refused(0),
        Err(MessengerError::MessageGone),
        Err(MessengerError::Limited),
        Err(MessengerError::Transient("no answer".into())),
    ] {
        assert_eq!(calls_until_paused(&limiter, HERE, CallKind::Bot, &done), 1_000, "{done:?}");
    }
}
