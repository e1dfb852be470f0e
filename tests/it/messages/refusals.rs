//! Every refusal of a request.

use jiff::ToSpan;
use wanbot::discord::texts;
use wanbot::generation::{Credits, Mode, Money, Price, RequestError, Resolution, Role};
use wanbot::job::ChannelId;
use wanbot::quota::{Budget, Denied, Period};
use wanbot::service::{PartQuestion, Permission, Refusal};

use super::samples::{ENGLISH, now};
use super::sheet::{Sheet, unmasked};

fn requests() -> Vec<RequestError> {
    use RequestError as E;
    let mut all = vec![
        E::ModelUnavailable { model: "wan3.0-video".into() },
        E::PromptEmpty,
        E::PromptTooLong { chars: 5200, limit: 5000 },
        E::NegativeTooLong { chars: 600, limit: 500 },
        E::NoNegative,
        E::SecondsOutOfRange { seconds: 20, min: 2, max: 15 },
        E::NothingToContinue { seconds: 5, video: 6.5 },
        E::Resolution("4K".into()),
        E::Ratio("21:9".into()),
        E::TooManyImages { count: 0, max: 4 },
        E::TooManyImages { count: 1, max: 4 },
        E::TooManyImages { count: 9, max: 4 },
    ];
    let roles = vec![Role::FirstClip, Role::DrivingAudio];
    for mode in [
        Mode::TextToVideo,
        Mode::ImageToVideo,
        Mode::ReferenceToVideo,
        Mode::VideoEdit,
        Mode::Image,
    ] {
        all.push(E::Combination { mode, roles: roles.clone() });
    }
    all.push(E::Combination { mode: Mode::ReferenceToVideo, roles: Vec::new() });
    for role in [Role::ReferenceVideo, Role::ReferenceVoice, Role::ReferenceAudio] {
        all.push(E::TooLongTogether { role, seconds: 30.04, most: 30.0 });
    }
    all
}

fn denials() -> Vec<Denied> {
    let later = now() + 3.hours();
    let mut all = vec![
        Denied::Blocked { until: Some(later), reason: "spam".into() },
        Denied::Blocked { until: None, reason: String::new() },
        Denied::Paused { reason: "until tomorrow".into() },
        Denied::Paused { reason: String::new() },
        Denied::Channel { allowed: vec![ChannelId(3), ChannelId(4)] },
        Denied::Model { model: "wan2.7-t2v".into() },
        Denied::TooLong { seconds: 10, max: 8 },
        Denied::ResolutionTooHigh { resolution: Resolution::P1080, max: Resolution::P720 },
        Denied::InputBlocked,
        Denied::Avatars,
    ];
    for when in [Some(later), None] {
        let (price, available) = (Credits(5000), Credits(3500));
        all.push(Denied::Credits { price, available, when });
    }
    for (budget, period, until) in [
        (Budget::Server, Period::Day, Some(later)),
        (Budget::Server, Period::Month, None),
        (Budget::Global, Period::Day, None),
        (Budget::Global, Period::Month, Some(later)),
    ] {
        let (limit, left, price) = (Money(5_000_000), Money(100_000), Money(500_000));
        all.push(Denied::Budget { budget, period, limit, left, price, until, next: later });
    }
    all
}

fn others() -> Vec<Refusal> {
    let question = |for_several| PartQuestion {
        role: Role::Video,
        name: "run.mp4".into(),
        seconds: 14.0,
        most: 10.0,
        for_several,
        price: Price { credits: Credits(19_900), money: Money(1_990_000) },
    };
    let name = || "Mia".to_owned();
    vec![
        Refusal::Permissions(vec![
            Permission::ViewChannel,
            Permission::AttachFiles,
            Permission::ReadMessageHistory,
            Permission::SendMessages,
            Permission::SendMessagesInThreads,
        ]),
        Refusal::OutsideServer,
        Refusal::TooManyWaiting { waiting: 1, limit: 1 },
        Refusal::TooManyWaiting { waiting: 10, limit: 10 },
        Refusal::TooFast { limit: 1, wait: 40 },
        Refusal::TooFast { limit: 20, wait: 3 },
        Refusal::JournalUnavailable,
        Refusal::Options("10min HD".into()),
        Refusal::SourceNotAccessible,
        Refusal::AgeRestricted,
        Refusal::NothingToAnimate,
        Refusal::ImageAndMember,
        Refusal::NoAvatar { name: name() },
        Refusal::NotAMember { name: name() },
        Refusal::AvatarOfAnother,
        Refusal::WhichPart(question(false)),
        Refusal::WhichPart(question(true)),
        Refusal::Stopping,
        Refusal::ServerNotServed,
        Refusal::AccountRefused,
    ]
}

#[test]
fn refusals_of_requests() {
    let mut sheet = Sheet::new();
    let requests = requests().into_iter().map(Refusal::Request);
    let denials = denials().into_iter().map(Refusal::Denied);
    for refusal in requests.chain(denials).chain(others()) {
        sheet.show(format!("{refusal:?}"), &texts::refusal(ENGLISH, &refusal));
    }
    sheet.check("refusals", unmasked);
}
