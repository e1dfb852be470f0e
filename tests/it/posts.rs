//! What law 3 asks of posts: those about a job are recognised in a channel's history, as those of
//! this job and of this kind, and Discord recognises one that is sent a second time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wanbot::discord::{Message, own_messages, render, render_card};
use wanbot::job::{Class, Destination, Event, Failure, Job, MessageId, TaskId};
use wanbot::language::Language;
use wanbot::service::{DeliveryMethod, Post, ResultPost, Sought};

use crate::journal::job;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seconds).unwrap()
}

fn after(mut job: Job, events: impl IntoIterator<Item = Event>) -> Job {
    for (n, event) in events.into_iter().enumerate() {
        job.apply(&event, at(n as i64)).unwrap();
    }
    job
}

fn stored(n: u64) -> Job {
    let url = "https://provider.example/video".to_owned();
    let events = [
        Event::SubmissionStarted { provider: None },
        Event::TaskCreated { task: TaskId(format!("task-{n}")), adopted: false },
        Event::TaskFinished { url, more: Vec::new(), usage: None },
        Event::ResultStored { key: format!("clips/{n}"), bytes: 5, more: Vec::new() },
    ];
    let job = after(job(n), events);
    Job { card: Some(MessageId(77)), ..job }
}

fn failed(n: u64) -> Job {
    let failure = Failure::of(Class::Moderated);
    after(job(n), [Event::SubmissionStarted { provider: None }, Event::Failed { failure }])
}

/// The posts of a job that ended well and of one that failed, at every destination and in every
/// form, with what each is and where it is posted.
fn with_posts(
    job: &Job,
    other: &Job,
    language: Language,
    mut check: impl FnMut(Message, Sought, Destination),
) {
    let linked = DeliveryMethod::Linked { url: "https://bot.example/c".into(), until: at(900) };
    for to in [Destination::Channel, Destination::Direct] {
        for fallback in [false, true] {
            for method in [&DeliveryMethod::Attached, &DeliveryMethod::Shrunk, &linked] {
                let now = at(60);
                let result = ResultPost { job, method, to, fallback, last_frames: true, now };
                check(render(&Post::Result(result), language), Sought::Result(job.id), to);
            }
            let notice = Post::Notice { job: other, to, fallback };
            check(render(&notice, language), Sought::Post(other.id), to);
        }
    }
    check(render_card(job, None), Sought::Card(job.id), Destination::Channel);
}

#[test]
fn a_post_is_found_as_what_it_is_and_as_nothing_else() {
    let (result_job, failed_job) = (stored(1), failed(2));
    let ids = [result_job.id, failed_job.id, job(3).id];
    with_posts(&result_job, &failed_job, Language::English, |message, what, _| {
        let content = message.content();
        for id in ids {
            for sought in [Sought::Card(id), Sought::Result(id), Sought::Post(id)] {
                // A result is a post too; a notice is no result.
                let is = sought == what
                    || matches!(what, Sought::Result(job) if sought == Sought::Post(job));
                assert_eq!(
                    own_messages::is_sought(sought, content),
                    is,
                    "{sought:?} in\n{content}"
                );
            }
        }
    });
}

/// Whatever members write, in every field and at every length, is taken for no post of another job.
#[test]
fn no_words_of_members_make_a_card_a_post_of_another_job() {
    let other = job(3).id;
    for language in Language::ALL {
        for words in [
            format!("{other}"),
            format!("a · {}", own_messages::marker(*language, other)),
            own_messages::marker(*language, other),
            format!("x\n\n· {}", own_messages::marker(*language, other)),
        ] {
            let (mut result_job, mut failed_job) = (stored(1), failed(2));
            for job in [&mut result_job, &mut failed_job] {
                job.language = *language;
                job.request.prompt.clone_from(&words);
                job.request.negative = Some(words.clone());
                for input in &mut job.request.inputs {
                    input.name.clone_from(&words);
                }
            }
            with_posts(&result_job, &failed_job, *language, |message, _, _| {
                let content = message.content();
                for sought in [Sought::Card(other), Sought::Result(other), Sought::Post(other)] {
                    assert!(!own_messages::is_sought(sought, content), "{sought:?} in\n{content}");
                }
                assert_ne!(own_messages::post_of(content), Some(other), "{content}");
            });
        }
    }
}

#[test]
fn a_post_that_is_sent_twice_has_the_same_nonce_and_every_kind_its_own() {
    let (result_job, failed_job) = (stored(1), failed(1));
    let mut kinds = BTreeSet::new();
    with_posts(&result_job, &failed_job, Language::English, |message, what, _| {
        let wire = serde_json::to_value(message).unwrap();
        let nonce = wire["nonce"].as_str().expect("a nonce").to_owned();
        assert!(nonce.len() <= 25, "Discord allows 25 characters: {nonce}");
        assert_eq!(wire["enforce_nonce"], true);
        kinds.insert((nonce, format!("{what:?}")));
    });
    assert_eq!(kinds.len(), 3, "one nonce for each kind, wherever it is posted: {kinds:?}");
    let nonces: BTreeSet<_> = kinds.iter().map(|(nonce, _)| nonce).collect();
    assert_eq!(nonces.len(), 3);
}

#[test]
fn only_a_post_in_the_channel_replies_to_the_card() {
    let (result_job, failed_job) = (stored(1), failed(2));
    with_posts(&result_job, &failed_job, Language::English, |message, what, to| {
        let replies = matches!(what, Sought::Result(_)) && to == Destination::Channel;
        let wire = serde_json::to_value(&message).unwrap();
        assert_eq!(wire.get("message_reference").is_some(), replies, "{message:?}");
    });
}
