//! A language that is longer than English and has accents: its texts stay within Discord's limits.

use std::borrow::Cow;

use fluent_syntax::ast::{Entry, Expression, Pattern, PatternElement};
use fluent_syntax::{parser, serializer};
use i18n_embed::I18nAssets;
use jiff::Timestamp;
use wanbot::discord::texts::{self, moderation, numbers, prompts, quota, result_actions};
use wanbot::discord::{Message, cards, own_messages, render};
use wanbot::generation::{
    Catalogue, Credits, Input, InputProblem, Money, RequestError, Role, Unreachable,
};
use wanbot::i18n::supply_pseudo;
use wanbot::job::{
    Class, Depicted, Derivation, Destination, Event, Failure, Job, MadeFrom, MessageId,
    Preferences, TaskId, UserId,
};
use wanbot::language::Language;
use wanbot::media::{Change, Damage, Detected, Facts, Format, Part, SourceFormat};
use wanbot::queue::Rank;
use wanbot::quota::{
    Allowance, AuditChange, AuditEntry, Author, Payer, Policy, QuotaBook, Scope, Setting,
};
use wanbot::service::{
    Accepted, DeliveryMethod, Eta, MediaAction, Permission, Post, QuotaAnswer, Refusal, ResultPost,
    WaitReason,
};

const PSEUDO: Language = Language::Pseudo;

/// Texts that other code reads, and names.
fn stays(key: &str) -> bool {
    key.ends_with("-name") || key.starts_with("word-") || key == "decimal-separator"
}

/// A text with accents, and longer by 40 %. What is in backticks stays.
fn longer(text: &str) -> String {
    let mut is_code = false;
    let accented = text.chars().map(|c| {
        is_code ^= c == '`';
        match c {
            _ if is_code => c,
            'a' => 'á',
            'e' => 'é',
            'i' => 'í',
            'o' => 'ö',
            'u' => 'ü',
            'n' => 'ñ',
            other => other,
        }
    });
    let accented: String = accented.collect();
    // Behind the last letter, so that lines still end as they did.
    let end = accented.char_indices().rfind(|(_, c)| c.is_alphabetic());
    let Some((at, last)) = end else { return accented };
    let (before, after) = accented.split_at(at + last.len_utf8());
    let letters = text.chars().filter(|c| !c.is_whitespace()).count();
    format!("{before}{}{after}", "ø".repeat(letters * 2 / 5))
}

fn lengthen(pattern: &mut Pattern<String>) {
    for element in &mut pattern.elements {
        match element {
            PatternElement::TextElement { value } => *value = longer(value),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter_mut().for_each(|variant| lengthen(&mut variant.value));
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn pseudo(english: &str) -> String {
    let mut resource = parser::parse(english.to_owned()).expect("the file is Fluent");
    for entry in &mut resource.body {
        match entry {
            Entry::Message(message) if !stays(&message.id.name) => {
                message.value.iter_mut().for_each(lengthen);
            }
            Entry::Term(term) => lengthen(&mut term.value),
            _ => {}
        }
    }
    serializer::serialize(&resource)
}

struct Files(String);

impl I18nAssets for Files {
    fn get_files(&self, path: &str) -> Vec<Cow<'_, [u8]>> {
        if path.starts_with(PSEUDO.code()) {
            return vec![Cow::Borrowed(self.0.as_bytes())];
        }
        let path = super::folder().join(path);
        std::fs::read(path).map(Cow::Owned).into_iter().collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(std::iter::empty())
    }
}

fn supply() {
    let english = super::folder().join("en").join("wanbot.ftl");
    supply_pseudo(&Files(pseudo(&std::fs::read_to_string(english).unwrap())));
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A job with as much as a job can have.
fn large(number: u64) -> Job {
    let mut job = crate::journal::job(number);
    job.language = PSEUDO;
    job.request.prompt = "*".repeat(5000);
    job.request.negative = Some("_".repeat(500));
    job.request.enhance = false;
    job.request.keep_audio = true;
    let size = Some((4000, 3000));
    let facts = Facts { format: Format::Png, bytes: 9_999_999, size, seconds: None, redraw: false };
    let changes = vec![
        Change::Converted { from: Detected::Convertible(SourceFormat::AnimatedWebP) },
        Change::Cropped { from: (9000, 400), to: (3200, 400) },
        Change::Resized { from: (3200, 400), to: (1920, 240) },
        Change::Cut { part: Part::Last, seconds: 9.5, of: Some(31.5) },
    ];
    job.request.inputs = (0..5)
        .map(|n| Input {
            role: Role::ReferenceImage,
            name: format!("{}{n}.png", "[".repeat(80)),
            key: format!("inputs/{n}"),
            facts: facts.clone(),
            sha256: "0".repeat(64),
            changes: changes.clone(),
        })
        .collect();
    job.made_from = Some(MadeFrom { job: job.id, derivation: Derivation::LastFrame });
    job.depicted = Some(Depicted { user: UserId(u64::MAX), name: "_".repeat(40) });
    job
}

fn after(mut job: Job, events: &[Event]) -> Job {
    for event in events {
        job.apply(event, now()).unwrap();
    }
    job
}

/// A job in every state that a card shows differently.
fn in_every_state() -> Vec<Job> {
    let started = Event::SubmissionStarted { provider: None };
    let created = Event::TaskCreated { task: TaskId("task".into()), adopted: false };
    let url = "https://provider.example/video".to_owned();
    let finished = Event::TaskFinished { url, more: Vec::new(), usage: None };
    let stored = Event::ResultStored { key: "clips/1".into(), bytes: 5, more: Vec::new() };
    let mut jobs = vec![large(1), after(large(2), std::slice::from_ref(&started))];
    for n in 1..=3 {
        let events = [started.clone(), created.clone(), finished.clone(), stored.clone()];
        jobs.push(after(large(3), &events[..=n]));
    }
    let classes = [
        Class::UserInput,
        Class::Moderated,
        Class::Provider,
        Class::Lost,
        Class::Account,
        Class::Undeliverable,
        Class::Bug,
    ];
    for class in classes {
        let failure = Failure::of(class);
        jobs.push(after(large(4), &[started.clone(), Event::Failed { failure }]));
    }
    jobs
}

#[track_caller]
fn fits(message: &Message) {
    let length = message.content().chars().count();
    assert!(length <= 2000, "{length}: {}", message.content());
    assert!(message.content().contains('ø'), "{}", message.content());
    let wire = serde_json::to_value(message).unwrap();
    for row in wire["components"].as_array().into_iter().flatten() {
        for button in row["components"].as_array().into_iter().flatten() {
            let label = button["label"].as_str().unwrap();
            assert!((1..=80).contains(&label.chars().count()), "{label}");
        }
    }
}

#[track_caller]
fn text_fits(text: &str) {
    fits(&Message::new(text));
}

#[test]
fn the_pseudo_locale_is_longer_and_has_the_same_placeables() {
    let text = pseudo(
        "a = one { $x } and `code`, { $n ->\n    [one] hit\n   *[other] hits\n }.\n-t = t\n",
    );
    let wanted = "a =\n    öñé øøø { $x } áñd `code`øøøø, { $n ->\n        [one] hít ø\n       *[other] híts ø\n    }.\n-t = t\n";
    let squeezed = |text: &str| text.replace([' ', '\n', 'ø'], "");
    assert_eq!(squeezed(&text), squeezed(wanted));
    assert!(text.contains('ø'), "{text}");
    assert_eq!(pseudo("option-a-name = name\n"), "option-a-name = name\n");
}

#[test]
fn cards_and_posts_fit() {
    supply();
    let etas = [WaitReason::FairShare, WaitReason::MemberLimit(5), WaitReason::Stalled];
    for job in in_every_state() {
        for why in etas {
            let place = Some(Rank::Beyond(9999));
            let eta = Eta { place, why, earliest: now(), latest: now() };
            let card = cards::card(&job, Some(eta));
            fits(&card);
            assert!(own_messages::is_sought(wanbot::service::Sought::Card(job.id), card.content()));
        }
        text_fits(&result_actions::details(PSEUDO, &job, Some(&job), &[job.clone(), job.clone()]));
        text_fits(&moderation::provenance(PSEUDO, &job));
        for to in [Destination::Channel, Destination::Direct] {
            let notice = render(&Post::Notice { job: &job, to, fallback: true }, PSEUDO);
            if matches!(job.state, wanbot::job::State::Failed { .. }) {
                fits(&notice);
            }
            let linked =
                DeliveryMethod::Linked { url: "https://b.example/c".repeat(9), until: now() };
            for method in [&DeliveryMethod::Attached, &DeliveryMethod::Shrunk, &linked] {
                let post = ResultPost {
                    job: &job,
                    method,
                    to,
                    fallback: true,
                    last_frames: true,
                    now: now(),
                };
                let message = render(&Post::Result(post), PSEUDO);
                fits(&message);
                assert!(
                    own_messages::is_post_of(job.id, message.content()),
                    "{}",
                    message.content()
                );
            }
        }
        let alt = texts::alt(PSEUDO, &job.request);
        assert!(alt.chars().count() <= 1024, "{alt}");
    }
    let removed = Job { card: Some(MessageId(1)), ..large(9) };
    let jobs: Vec<_> =
        (0..10).map(|_| Accepted { job: removed.clone(), eta: None, thumbnail: None }).collect();
    text_fits(&cards::list(PSEUDO, &jobs, 3));
    text_fits(&moderation::jobs(PSEUDO, &[removed.clone(), removed], 0));
}

#[test]
fn answers_fit() {
    supply();
    text_fits(&prompts::prompts(PSEUDO));
    let problem = InputProblem::Several(vec![
        InputProblem::TooLarge { bytes: 25_000_000, limit: 20_000_000 },
        InputProblem::Sides { width: 1170, height: 10_000, min: 240, max: 8000 },
        InputProblem::Aspect { width: 1170, height: 10_000, limit: 8.0 },
        InputProblem::Unusable(Damage::CutShort.into()),
    ]);
    let input =
        |problem| RequestError::Input { role: Role::FirstFrame, name: "[".repeat(90), problem };
    let permissions = vec![Permission::SendMessagesInThreads; 4];
    for refusal in [
        Refusal::Request(RequestError::PromptEmpty),
        Refusal::Request(RequestError::PromptTooLong { chars: 9000, limit: 5000 }),
        Refusal::Request(input(problem)),
        Refusal::Request(input(InputProblem::Unreachable(Unreachable::Status(502)))),
        Refusal::Options("[".repeat(900)),
        Refusal::Permissions(permissions),
        Refusal::TooManyWaiting { waiting: 10, limit: 10 },
        Refusal::AccountRefused,
        Refusal::Stopping,
    ] {
        text_fits(&texts::refusal(PSEUDO, &refusal));
    }
    text_fits(&result_actions::settings(PSEUDO, &Preferences::default(), true));
    for what in MediaAction::ALL {
        let price = wanbot::generation::Price { credits: Credits(99_999), money: Money(1) };
        let label = result_actions::offer(PSEUDO, what, price);
        assert!(label.chars().count() <= 80, "{label}");
    }
    assert_eq!(numbers::number(PSEUDO, Credits(1500)), "1.5");
}

#[test]
fn answers_about_credits_and_for_moderators_fit() {
    supply();
    let policy = Policy::plain(Allowance::Credits(Credits(99_999)));
    let book = QuotaBook::new(policy.clone(), Some(Money(1)), Some(Money(1)));
    let job = large(1);
    let payer = Payer { tenant: job.place.tenant, user: job.requester, roles: &[] };
    let models = Catalogue::built_in();
    let units = models
        .models()
        .iter()
        .flat_map(|model| model.resolutions.iter().map(|r| (model.name.clone(), *r, job.price)));
    let answer = QuotaAnswer {
        account: book.view(&payer, now()),
        policy: std::sync::Arc::new(policy.clone()),
        budgets: book.budgets(job.place.tenant, now()),
        sample: job.price,
        units: units.collect(),
    };
    text_fits(&quota::quota(PSEUDO, &answer, now()));
    text_fits(&moderation::account(PSEUDO, job.requester, &answer, now()));
    text_fits(&moderation::settings(PSEUDO, &policy));
    text_fits(&moderation::role_quotas(PSEUDO, &policy));
    text_fits(&moderation::budgets(PSEUDO, &answer.budgets));
    for setting in Setting::ALL {
        // A choice of `settings set`.
        let choice = format!("{setting}: {}", moderation::setting_meaning(PSEUDO, setting));
        assert!(choice.chars().count() <= 100, "{choice}");
    }
    let scope = Scope::Tenant(job.place.tenant);
    let change = AuditChange::MemberGrant {
        member: job.requester,
        available: Some(Credits(1500)),
        amount: Credits(99_999),
        until: Some(now()),
    };
    let entry = AuditEntry::new(scope, Author::Operator, change, &"[".repeat(500), now());
    fits(&render(&Post::AuditEntry { entry: &entry, language: Some(PSEUDO) }, Language::English));
    text_fits(&moderation::done(PSEUDO, &entry));
    text_fits(&moderation::log(PSEUDO, &vec![entry; 6], 0));
}
