use super::*;

const POST: Call<'_> =
    Call { method: "POST", route: MESSAGES, resource: "1", of_interaction: false };

fn strict() -> Rates {
    let mut rates = Rates::default();
    rates.set_factor(1);
    rates
}

/// How many of these requests pass at one moment.
fn passed(rates: &mut Rates, call: &Call<'_>, tried: usize, now: Instant) -> usize {
    (0..tried).filter(|_| rates.admit(call, now).1.is_ok()).count()
}

#[test]
fn a_bucket_is_one_method_route_and_resource() {
    let (mut rates, now) = (strict(), Instant::now());
    assert_eq!(passed(&mut rates, &POST, 9, now), 5);
    for other in [
        Call { resource: "2", ..POST },
        Call { method: "PATCH", route: MESSAGE, ..POST },
        Call { method: "POST", route: "/channels/{channel}/typing", ..POST },
    ] {
        assert_eq!(passed(&mut rates, &other, 9, now), 5, "{} {}", other.method, other.route);
    }
    let deletes = Call { method: "DELETE", route: MESSAGE, ..POST };
    assert_eq!(passed(&mut rates, &deletes, 9, now), 5);
    assert_eq!(rates.refusals, Refusals { user: 4 * 5, ..Refusals::default() });
}

#[test]
fn a_bucket_says_what_is_left_and_ends_when_it_says() {
    let (mut rates, start) = (strict(), Instant::now());
    for (n, expected) in [4, 3, 2, 1, 0].into_iter().enumerate() {
        let now = start + Duration::from_millis(100 * n as u64);
        let (bucket, admitted) = rates.admit(&POST, now);
        let bucket = bucket.unwrap();
        assert!(admitted.is_ok());
        assert_eq!((bucket.limit, bucket.remaining), (5, expected));
        assert_eq!(bucket.reset_after, Duration::from_millis(5_000 - 100 * n as u64));
    }
    let late = start + Duration::from_millis(4_999);
    let (bucket, refused) = rates.admit(&POST, late);
    let refused = refused.unwrap_err();
    assert_eq!((refused.scope, refused.wait), (Scope::User, Duration::from_millis(1)));
    assert_eq!(bucket.unwrap().remaining, 0);
    // A refused request is not counted: the bucket is full again at the stated time.
    assert_eq!(passed(&mut rates, &POST, 9, late + refused.wait), 5);
}

#[test]
fn the_limit_of_the_bot_spans_all_resources_but_not_interactions() {
    let (mut rates, now) = (Rates::default(), Instant::now());
    let mut all = 0;
    for channel in 0..60 {
        let resource = channel.to_string();
        let (bucket, admitted) = rates.admit(&Call { resource: &resource, ..POST }, now);
        all += usize::from(admitted.is_ok());
        if let Err(refused) = admitted {
            assert_eq!(refused.scope, Scope::Global);
            assert!(bucket.is_none(), "a global 429 has no bucket");
        }
    }
    assert_eq!(all, 50);
    let webhook = Call { route: RESPONSE, method: "PATCH", resource: "a/t", of_interaction: true };
    assert_eq!(passed(&mut rates, &webhook, 400, now), 400);
    assert_eq!(passed(&mut rates, &POST, 60, now + Duration::from_secs(1)), 50);
}

#[test]
fn a_channel_that_others_use_up_is_refused_with_its_bucket_left() {
    let (mut rates, now) = (strict(), Instant::now());
    rates.exhaust(1, now + Duration::from_secs(2));
    let (bucket, refused) = rates.admit(&POST, now);
    assert_eq!(refused.unwrap_err().scope, Scope::Shared);
    assert_eq!(bucket.unwrap().remaining, 5);
    assert!(rates.admit(&Call { resource: "2", ..POST }, now).1.is_ok());
    assert!(rates.admit(&POST, now + Duration::from_secs(2)).1.is_ok());
}

#[test]
fn invalid_requests_within_the_time_ban_for_a_time() {
    let (mut rates, start) = (Rates::default(), Instant::now());
    let at = |seconds| start + Duration::from_secs(seconds);
    for _ in 0..9_999 {
        rates.count_invalid(start);
    }
    // The first ones are too old when the last one comes.
    rates.count_invalid(at(600));
    assert!(!rates.limits(at(600)).banned);
    for _ in 0..9_999 {
        rates.count_invalid(at(700));
    }
    assert_eq!(rates.refuse_banned(at(701)), Some(Duration::from_secs(3_599)));
    assert!(!rates.limits(at(700 + 3_600)).banned);
    assert_eq!(rates.refusals.banned, 1);
}

#[test]
fn ended_buckets_are_forgotten() {
    let (mut rates, start) = (strict(), Instant::now());
    for n in 0..10 * FEW as u64 {
        let resource = n.to_string();
        let call = Call { resource: &resource, of_interaction: true, ..POST };
        assert!(rates.admit(&call, start + Duration::from_millis(10 * n)).1.is_ok());
    }
    assert!(rates.buckets.len() <= 2 * FEW, "{}", rates.buckets.len());
}

#[test]
fn a_rate_that_permits_nothing_is_not_one() {
    for (requests, within_ms) in [(0, 1), (1, 0), (1, 3_600_001)] {
        assert!(Rate { requests, within_ms }.check().is_err(), "{requests} in {within_ms}");
    }
    assert!(Rate { requests: 1, within_ms: 1 }.check().is_ok());
}
