use super::*;
use crate::generation::Resolution;

fn job() -> Job {
    Job::accepted(
        JobId::from_bits(7),
        Request {
            model: "wan2.7-t2v".into(),
            prompt: "x".into(),
            negative: None,
            resolution: Resolution::P720,
            ratio: None,
            seconds: 5,
            count: 1,
            seed: 1,
            enhance: true,
            keep_audio: false,
            inputs: vec![],
        },
        Price::default(),
        UserId(1),
        Place { tenant: Tenant::Server(GuildId(2)), channel: ChannelId(3) },
        Origin {
            interaction: InteractionId(4),
            token: Some("interaction-secret".into()),
            at: Timestamp::UNIX_EPOCH,
            attachment_limit: Some(10 << 20),
        },
        Timestamp::UNIX_EPOCH,
    )
}

fn every_event() -> Vec<Event> {
    vec![
        Event::CardShown { message: MessageId(9) },
        Event::SubmissionStarted { provider: None },
        Event::SubmissionDeferred { until: Timestamp::UNIX_EPOCH },
        Event::AnswerLost,
        Event::TraceMissing,
        Event::ProvenAbsent,
        Event::TaskCreated { task: TaskId("t".into()), adopted: false },
        Event::TaskRunning,
        Event::TaskFinished { url: "https://x".into(), more: vec![], usage: None },
        Event::ResultStored { key: "k".into(), bytes: 1, more: vec![] },
        Event::PostStarted,
        Event::PostRefused,
        Event::Posted { channel: ChannelId(3), message: MessageId(10) },
        Event::FailureNotified { message: MessageId(11) },
        Event::NotificationSkipped,
        Event::CardClosed,
        Event::Removed { by: UserId(5) },
        Event::Failed { failure: Failure::of(Class::Provider) },
        Event::Cancelled { by: Some(UserId(1)), unresolved: false },
    ]
}

/// Applies every order of events to a depth: an ended job stays ended, nothing is submitted twice
/// without proof of absence between, and a rejected event changes nothing.
#[test]
fn no_order_of_events_breaks_the_laws() {
    fn walk(job: &Job, depth: usize, sent: u32, seen: &mut usize) {
        *seen += 1;
        if depth == 0 {
            return;
        }
        for event in every_event() {
            let mut next = job.clone();
            let before = next.clone();
            match next.apply(&event, Timestamp::UNIX_EPOCH) {
                Err(_) => assert_eq!(next, before, "a rejected event changes nothing"),
                Ok(()) => {
                    let sent = match event {
                        Event::SubmissionStarted { .. } => sent + 1,
                        Event::SubmissionDeferred { .. } | Event::ProvenAbsent => 0,
                        _ => sent,
                    };
                    assert!(sent <= 1, "two submissions may be in flight: {before:?} {event:?}");
                    if before.is_over() {
                        assert_eq!(next.state, before.state, "{event:?}");
                    }
                    walk(&next, depth - 1, sent, seen);
                }
            }
        }
    }
    let mut seen = 0;
    walk(&job(), 8, 0, &mut seen);
    assert!(seen > 5_000, "only {seen} states visited");
}

#[test]
fn the_token_is_not_in_debug_output() {
    assert!(!format!("{:?}", job()).contains("interaction-secret"));
}

#[test]
fn a_second_post_remembers_when_the_first_began() {
    let mut job = job();
    job.state = State::Failed { failure: Failure::of(Class::Bug), at: Timestamp::UNIX_EPOCH };
    let later = Timestamp::from_second(500).unwrap();
    job.apply(&Event::PostStarted, Timestamp::UNIX_EPOCH).unwrap();
    job.apply(&Event::PostStarted, later).unwrap();
    assert_eq!(job.posting_since, Some(Timestamp::UNIX_EPOCH));
}

/// A video whose task the provider bills differently than was expected.
#[test]
fn less_is_charged_when_less_is_billed_and_never_more() {
    let held = Price { credits: Credits(10_000), money: Money(1_000_000) };
    for (billed, charged) in [(4_000, 4_000), (10_000, 10_000), (16_000, 10_000)] {
        let mut job = Job { price: held, ..job() };
        let price = Price { credits: Credits(billed), money: Money(billed * 100) };
        let usage = Usage { price: Some(price), ..Usage::default() };
        for event in [
            Event::SubmissionStarted { provider: None },
            Event::TaskCreated { task: TaskId("t".into()), adopted: false },
            Event::TaskFinished { url: "https://x".into(), more: vec![], usage: Some(usage) },
        ] {
            job.apply(&event, Timestamp::UNIX_EPOCH).unwrap();
        }
        assert_eq!((job.charge(), job.provider_charge()), (Credits(charged), price.money));
    }
}
