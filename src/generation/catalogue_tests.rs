use super::*;
use crate::generation::price::{Credits, Money};
use crate::generation::request::Input;
use crate::media::Format;

fn request(model: &str) -> Request {
    Request {
        model: model.into(),
        prompt: "a fox runs over snow".into(),
        negative: None,
        resolution: Resolution::P720,
        ratio: None,
        seconds: 5,
        count: 1,
        seed: 7,
        enhance: true,
        keep_audio: false,
        inputs: vec![],
    }
}

fn input(role: Role, format: Format, size: Option<(u32, u32)>, seconds: Option<f64>) -> Input {
    let facts = Facts { format, bytes: 1000, size, seconds, redraw: false };
    Input {
        role,
        name: "file".into(),
        key: "k".into(),
        facts,
        sha256: String::new(),
        changes: Vec::new(),
    }
}

fn image_input(role: Role) -> Input {
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
    assert_eq!(problems.len(), 6);
    assert!(problems[0].contains("wan2.7-t2v") && problems[0].contains("us-east-1"));
}

#[test]
fn an_unknown_price_is_the_highest_known() {
    let price = Catalogue::built_in().price(&request("wan2.7-t2v"), Region::Tokyo);
    assert_eq!(price.money, Money(750_000));
}

#[test]
fn the_documented_limits_are_exact() {
    let catalogue = Catalogue::built_in();
    let mut r = request("wan2.7-t2v");
    r.prompt = "é".repeat(5000);
    r.negative = Some("n".repeat(500));
    r.seconds = 15;
    assert_eq!(catalogue.check(&r), Ok(()));
    r.prompt.push('x');
    assert_eq!(catalogue.check(&r), Err(RequestError::PromptTooLong { chars: 5001, limit: 5000 }));
    r.prompt = " \n".into();
    assert_eq!(catalogue.check(&r), Err(RequestError::PromptEmpty));
    r.prompt = "x".into();
    r.negative = Some("n".repeat(501));
    assert_eq!(catalogue.check(&r), Err(RequestError::NegativeTooLong { chars: 501, limit: 500 }));
    r.negative = None;
    for seconds in [0, 1, 16] {
        r.seconds = seconds;
        assert_eq!(
            catalogue.check(&r),
            Err(RequestError::SecondsOutOfRange { seconds, min: 2, max: 15 })
        );
    }
}

/// Every subset of the four roles: only the listed combinations pass.
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
                FirstFrame | LastFrame => image_input(*role),
                FirstClip => input(*role, Format::Mp4, Some((640, 480)), Some(3.0)),
                _ => input(*role, Format::Mp3, None, Some(3.0)),
            })
            .collect();
        assert_eq!(catalogue.check(&r).is_ok(), allowed.contains(&&roles[..]), "{roles:?}");
    }
    let mut twice = request("wan2.7-i2v");
    twice.inputs = vec![image_input(FirstFrame), image_input(FirstFrame)];
    assert!(matches!(catalogue.check(&twice), Err(RequestError::Combination { .. })));
}

#[test]
fn inputs_are_checked_against_both_limits() {
    let catalogue = Catalogue::built_in();
    let with = |role, format, size, seconds| {
        catalogue.check_input(role, &input(role, format, size, seconds).facts)
    };
    let frame = |w, h| with(Role::FirstFrame, Format::Png, Some((w, h)), None);
    assert!(frame(240, 1920).is_ok() && frame(8000, 8000).is_ok());
    assert!(matches!(frame(239, 400), Err(InputProblem::Sides { .. })));
    assert!(matches!(frame(4000, 8001), Err(InputProblem::Sides { .. })));
    assert!(matches!(frame(240, 1921), Err(InputProblem::Aspect { .. })));

    let video = |side, s| with(Role::FirstClip, Format::Mov, Some((side, 720)), Some(s));
    assert!(video(4096, 2.0).is_ok() && video(720, 10.0).is_ok());
    assert!(video(720, 10.03).is_ok() && video(720, 10.06).is_err(), "one frame more");
    assert!(matches!(video(4097, 5.0), Err(InputProblem::Sides { .. })));
    assert!(matches!(video(720, 1.9), Err(InputProblem::Length { .. })));
    assert!(matches!(video(720, 10.1), Err(InputProblem::Length { .. })));

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
fn all_problems_of_a_file_are_reported_at_once() {
    let catalogue = Catalogue::built_in();
    let long = Facts { bytes: 20_000_001, ..image_input(Role::FirstFrame).facts };
    let thin = Facts { size: Some((1170, 10_000)), ..long };
    let found = catalogue.check_input(Role::FirstFrame, &thin).unwrap_err();
    assert!(matches!(
        found.each(),
        [
            InputProblem::TooLarge { .. },
            InputProblem::Sides { height: 10_000, .. },
            InputProblem::Aspect { .. }
        ]
    ));
    let wide = input(Role::FirstClip, Format::Mp4, Some((5000, 700)), Some(11.0)).facts;
    let found = catalogue.check_input(Role::FirstClip, &wide).unwrap_err();
    assert!(matches!(found.each(), [InputProblem::Sides { .. }, InputProblem::Length { .. }]));
}

#[test]
fn a_continuation_must_be_longer_than_its_input() {
    let mut r = request("wan2.7-i2v");
    r.inputs = vec![input(Role::FirstClip, Format::Mp4, Some((640, 480)), Some(5.0))];
    assert!(matches!(
        Catalogue::built_in().check(&r),
        Err(RequestError::NothingToContinue { seconds: 5, .. })
    ));
    r.seconds = 6;
    assert!(Catalogue::built_in().check(&r).is_ok());
}

#[test]
fn a_disabled_model_is_refused_by_name() {
    let mut catalogue = Catalogue::built_in();
    assert_eq!(catalogue.disable(&["wan9".into()]), Err(vec!["wan9".into()]));
    catalogue.disable(&["wan2.7-t2v".into()]).unwrap();
    assert!(matches!(
        catalogue.check(&request("wan2.7-t2v")),
        Err(RequestError::ModelUnavailable { .. })
    ));
}

#[test]
fn seconds_of_input_videos_are_billed_as_the_catalogue_says() {
    let catalogue = Catalogue::built_in();
    let credits = |model: &str, seconds, inputs| {
        let request = Request { seconds, inputs, ..request(model) };
        assert_eq!(catalogue.check(&request), Ok(()), "{model}");
        catalogue.price(&request, Region::Singapore).credits
    };
    let video = |role, seconds| input(role, Format::Mp4, Some((640, 480)), Some(seconds));
    // A continuation: the whole output, and nothing more.
    assert_eq!(credits("wan2.7-i2v", 10, vec![video(Role::FirstClip, 3.0)]), Credits(10_000));
    // References: at most five seconds in total, shared among the videos.
    let reference = |seconds| video(Role::ReferenceVideo, seconds);
    assert_eq!(credits("wan2.7-r2v", 10, vec![reference(3.0)]), Credits(13_000));
    assert_eq!(credits("wan2.7-r2v", 10, vec![reference(8.0)]), Credits(15_000));
    let three = vec![reference(8.0), reference(1.0), reference(8.0)];
    assert_eq!(credits("wan2.7-r2v", 10, three), Credits(14_334));
    let images = vec![image_input(Role::ReferenceImage), image_input(Role::ReferenceImage)];
    assert_eq!(credits("wan2.7-r2v", 10, images), Credits(10_000));
    // An edit: input and output, which is as long as the input by default.
    assert_eq!(credits("wan2.7-videoedit", 0, vec![video(Role::Video, 4.5)]), Credits(9_000));
    assert_eq!(credits("wan2.7-videoedit", 3, vec![video(Role::Video, 4.5)]), Credits(7_500));
}

#[test]
fn references_edits_and_images_have_their_documented_limits() {
    let catalogue = Catalogue::built_in();
    let check = |model: &str, seconds, inputs: Vec<Input>| {
        catalogue.check(&Request { seconds, inputs, ..request(model) })
    };
    let video = |role, seconds| input(role, Format::Mp4, Some((640, 480)), Some(seconds));
    let many = |n: usize| vec![image_input(Role::ReferenceImage); n];
    assert!(check("wan2.7-r2v", 15, many(5)).is_ok());
    assert!(matches!(check("wan2.7-r2v", 5, many(6)), Err(RequestError::Combination { .. })));
    assert!(matches!(check("wan2.7-r2v", 5, many(0)), Err(RequestError::Combination { .. })));
    let mixed = || {
        let mut all = many(4);
        all.push(video(Role::ReferenceVideo, 30.0));
        all.push(image_input(Role::FirstFrame));
        all.push(input(Role::ReferenceVoice, Format::Mp3, None, Some(10.0)));
        all
    };
    assert_eq!(check("wan2.7-r2v", 10, mixed()), Ok(()));
    // With a reference video, ten seconds is the maximum.
    let too_long = RequestError::SecondsOutOfRange { seconds: 11, min: 2, max: 10 };
    assert_eq!(check("wan2.7-r2v", 11, mixed()), Err(too_long));
    let edited = |images, seconds| {
        let mut all = many(images);
        all.push(video(Role::Video, 5.0));
        check("wan2.7-videoedit", seconds, all)
    };
    assert!(edited(4, 0).is_ok() && edited(0, 10).is_ok());
    assert!(edited(5, 0).is_err() && edited(0, 1).is_err() && edited(0, 11).is_err());
    assert!(check("wan2.7-videoedit", 0, many(1)).is_err());

    let image = |model: &str, resolution, count, images: usize| {
        let inputs = vec![image_input(Role::SourceImage); images];
        let request = Request { seconds: 0, resolution, count, inputs, ..request(model) };
        catalogue.check(&request)
    };
    assert_eq!(image("wan2.7-image", Resolution::K2, 4, 9), Ok(()));
    assert!(image("wan2.7-image", Resolution::K4, 1, 0).is_err());
    assert_eq!(image("wan2.7-image-pro", Resolution::K4, 1, 0), Ok(()));
    assert!(image("wan2.7-image-pro", Resolution::K4, 1, 1).is_err(), "4K is text to image only");
    for (count, images) in [(0, 0), (5, 0), (1, 10)] {
        assert!(image("wan2.7-image", Resolution::K1, count, images).is_err());
    }
    let request = Request { resolution: Resolution::K2, count: 3, ..request("wan2.7-image") };
    assert_eq!(catalogue.price(&request, Region::Singapore).money, Money(90_000));
}

#[test]
fn the_next_generation_is_disabled_by_default() {
    let mut catalogue = Catalogue::built_in();
    let name = "wan3.0-video";
    assert!(matches!(catalogue.check(&request(name)), Err(RequestError::ModelUnavailable { .. })));
    catalogue.enable(&[name.into()]).unwrap();
    assert_eq!(catalogue.check(&request(name)), Ok(()));
    let default = catalogue.choose(Mode::TextToVideo, &[], None).unwrap();
    assert_eq!(default.name, "wan2.7-t2v");
    assert_eq!(catalogue.choose(Mode::TextToVideo, &[], Some(name)).unwrap().name, name);
    let video = |seconds| input(Role::ReferenceVideo, Format::Mp4, Some((640, 480)), Some(seconds));
    let inputs = vec![video(8.0), video(8.0)];
    let long = Request { inputs, ..request(name) };
    assert!(matches!(catalogue.check(&long), Err(RequestError::TooLongTogether { .. })));
    assert_eq!(catalogue.warnings(Region::Beijing), Vec::<String>::new());
    assert_eq!(catalogue.warnings(Region::Singapore).len(), 3, "its price is not known there");
}

#[test]
fn images_have_the_requested_aspect_ratio() {
    assert_eq!(Resolution::K2.sides(Ratio::Square), Some((2048, 2048)));
    assert_eq!(Resolution::K2.sides(Ratio::Wide), Some((2720, 1536)));
    assert_eq!(Resolution::K1.sides(Ratio::Tall), Some((768, 1360)));
    for resolution in Resolution::IMAGES {
        for ratio in [Ratio::Wide, Ratio::Tall, Ratio::Square, Ratio::Classic, Ratio::ClassicTall] {
            let (width, height) = resolution.sides(ratio).unwrap();
            let most = resolution.sides(Ratio::Square).unwrap().0;
            assert!(width * height <= most * most && width.min(height) >= 768);
        }
    }
    assert_eq!(Resolution::P720.sides(Ratio::Wide), None);
}
