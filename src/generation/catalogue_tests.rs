use super::*;
use crate::generation::request::Input;

fn request(model: &str) -> Request {
    Request {
        model: model.into(),
        prompt: "a fox runs over snow".into(),
        negative: None,
        resolution: Resolution::P720,
        ratio: None,
        seconds: 5,
        seed: 7,
        enhance: true,
        inputs: vec![],
    }
}

fn input(role: Role, format: Format, size: Option<(u32, u32)>, seconds: Option<f64>) -> Input {
    let facts = Facts { format, bytes: 1000, size, seconds, redraw: false };
    Input { role, name: "file".into(), key: "k".into(), facts, sha256: String::new() }
}

fn picture(role: Role) -> Input {
    input(role, Format::Png, Some((640, 480)), None)
}

#[test]
fn the_compiled_in_catalogue_parses_and_is_priced() {
    let catalogue = Catalogue::built_in();
    for region in [Region::Beijing, Region::Singapore] {
        assert_eq!(catalogue.problems(region), Vec::<String>::new());
        assert_eq!(catalogue.warnings(region), Vec::<String>::new());
    }
    let price = catalogue.price(&request("wan2.7-t2v"), Region::Singapore);
    assert_eq!((price.credits, price.money), (Credits(5000), Money(500_000)));
}

#[test]
fn a_region_that_does_not_serve_a_model_is_named() {
    let problems = Catalogue::built_in().problems(Region::Virginia);
    assert_eq!(problems.len(), 2);
    assert!(problems[0].contains("wan2.7-t2v") && problems[0].contains("us-east-1"));
}

#[test]
fn an_unknown_price_is_the_dearest() {
    let price = Catalogue::built_in().price(&request("wan2.7-t2v"), Region::Tokyo);
    assert_eq!(price.money, Money(750_000));
}

#[test]
fn the_documented_limits_hold_to_the_character() {
    let catalogue = Catalogue::built_in();
    let mut r = request("wan2.7-t2v");
    r.prompt = "é".repeat(5000);
    r.negative = Some("n".repeat(500));
    r.seconds = 15;
    assert_eq!(catalogue.check(&r), Ok(()));
    r.prompt.push('x');
    assert_eq!(catalogue.check(&r), Err(Refusal::PromptTooLong { chars: 5001, limit: 5000 }));
    r.prompt = " \n".into();
    assert_eq!(catalogue.check(&r), Err(Refusal::PromptEmpty));
    r.prompt = "x".into();
    r.negative = Some("n".repeat(501));
    assert_eq!(catalogue.check(&r), Err(Refusal::NegativeTooLong { chars: 501, limit: 500 }));
    r.negative = None;
    for seconds in [0, 1, 16] {
        r.seconds = seconds;
        assert_eq!(
            catalogue.check(&r),
            Err(Refusal::SecondsOutOfRange { seconds, min: 2, max: 15 })
        );
    }
}

/// Every subset of the four roles: exactly the closed list passes.
#[test]
fn the_closed_list_of_combinations_is_closed() {
    use Role::{DrivingAudio, FirstClip, FirstFrame, LastFrame};
    let catalogue = Catalogue::built_in();
    let all = [FirstFrame, LastFrame, FirstClip, DrivingAudio];
    let allowed: [&[Role]; 6] = [
        &[FirstFrame],
        &[FirstFrame, DrivingAudio],
        &[FirstFrame, LastFrame],
        &[FirstFrame, LastFrame, DrivingAudio],
        &[FirstClip],
        &[LastFrame, FirstClip],
    ];
    for bits in 0..16u8 {
        let roles: Vec<_> = (0..4usize).filter(|i| bits >> i & 1 == 1).map(|i| all[i]).collect();
        let mut r = request("wan2.7-i2v");
        r.inputs = roles
            .iter()
            .map(|role| match role {
                FirstFrame | LastFrame => picture(*role),
                FirstClip => input(*role, Format::Mp4, Some((640, 480)), Some(3.0)),
                DrivingAudio => input(*role, Format::Mp3, None, Some(3.0)),
            })
            .collect();
        assert_eq!(catalogue.check(&r).is_ok(), allowed.contains(&&roles[..]), "{roles:?}");
    }
    let mut twice = request("wan2.7-i2v");
    twice.inputs = vec![picture(FirstFrame), picture(FirstFrame)];
    assert!(matches!(catalogue.check(&twice), Err(Refusal::Combination(_))));
}

#[test]
fn inputs_are_held_to_their_limits_at_both_ends() {
    let catalogue = Catalogue::built_in();
    let with = |role, format, size, seconds| {
        catalogue.check_input(role, &input(role, format, size, seconds).facts)
    };
    let frame = |w, h| with(Role::FirstFrame, Format::Png, Some((w, h)), None);
    assert!(frame(240, 1920).is_ok() && frame(8000, 8000).is_ok());
    assert!(matches!(frame(239, 400), Err(InputProblem::Sides { .. })));
    assert!(matches!(frame(400, 8001), Err(InputProblem::Sides { .. })));
    assert!(matches!(frame(240, 1921), Err(InputProblem::Aspect { .. })));

    let clip = |side, s| with(Role::FirstClip, Format::Mov, Some((side, 720)), Some(s));
    assert!(clip(4096, 2.0).is_ok() && clip(720, 10.0).is_ok());
    assert!(matches!(clip(4097, 5.0), Err(InputProblem::Sides { .. })));
    assert!(matches!(clip(720, 1.9), Err(InputProblem::Length { .. })));
    assert!(matches!(clip(720, 10.1), Err(InputProblem::Length { .. })));

    let audio = |s| with(Role::DrivingAudio, Format::Wav, None, Some(s));
    assert!(audio(2.0).is_ok() && audio(30.0).is_ok());
    assert!(audio(1.99).is_err() && audio(30.1).is_err());

    assert!(matches!(
        with(Role::FirstFrame, Format::Mp4, Some((640, 480)), Some(3.0)),
        Err(InputProblem::WrongKind { .. })
    ));
    for (role, limit) in [
        (Role::FirstFrame, 20_000_000),
        (Role::FirstClip, 100_000_000),
        (Role::DrivingAudio, 15_000_000),
    ] {
        assert!(catalogue.screen_size(role, limit).is_ok());
        assert!(catalogue.screen_size(role, limit + 1).is_err());
    }
    assert_eq!(catalogue.screen_size(Role::FirstFrame, 0), Err(InputProblem::Empty));
}

#[test]
fn a_continuation_must_be_longer_than_its_clip() {
    let mut r = request("wan2.7-i2v");
    r.inputs = vec![input(Role::FirstClip, Format::Mp4, Some((640, 480)), Some(5.0))];
    assert!(matches!(
        Catalogue::built_in().check(&r),
        Err(Refusal::NothingToContinue { seconds: 5, .. })
    ));
    r.seconds = 6;
    assert!(Catalogue::built_in().check(&r).is_ok());
}

#[test]
fn a_model_taken_out_of_the_offer_is_refused_by_name() {
    let mut catalogue = Catalogue::built_in();
    assert_eq!(catalogue.disable(&["wan9".into()]), Err(vec!["wan9".into()]));
    catalogue.disable(&["wan2.7-t2v".into()]).unwrap();
    assert!(matches!(
        catalogue.check(&request("wan2.7-t2v")),
        Err(Refusal::ModelUnavailable { .. })
    ));
}

#[test]
fn seconds_of_input_clips_are_billed_where_the_catalogue_says_so() {
    let name = "name = \"wan2.7-i2v\"";
    let text = include_str!("../../config/models.toml");
    let text = text.replace(name, &format!("{name}\nbilled_input_seconds = 5.0"));
    let (billed, free) = (Catalogue::parse(&text).unwrap(), Catalogue::built_in());
    let mut request = request("wan2.7-i2v");
    request.seconds = 10;
    for (clip, credits) in [(3.0, 13_000), (8.0, 15_000)] {
        let credits_of =
            |c: &Catalogue| c.price(&request_with(&request, clip), Region::Singapore).credits;
        assert_eq!(credits_of(&billed), Credits(credits));
        assert_eq!(credits_of(&free), Credits(10_000));
    }
}

fn request_with(request: &Request, clip: f64) -> Request {
    let clip = input(Role::FirstClip, Format::Mp4, Some((640, 480)), Some(clip));
    Request { inputs: vec![clip, picture(Role::LastFrame)], ..request.clone() }
}
