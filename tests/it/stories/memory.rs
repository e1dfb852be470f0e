//! The memory of the real program with large files. The bound is generous: it fails where files are
//! held whole.

use bytes::Bytes;
use wanbot::emulator::discord::OptionValue;

use super::held_up::until;
use super::paid::undeliverable;
use crate::harness::member::{file, text};
use crate::harness::program::Program;
use crate::harness::{PATIENCE, Story, files, has_ffmpeg};

/// 25 times at once, as an attacker would: together they are 400 MB.
#[tokio::test]
async fn a_large_held_result_is_given_in_pieces() {
    let mut t = Story::begin().await;
    // Its boosts allow files of 100 MB.
    t.world.discord.set_tier(t.guild, 3);
    t.world.wan.set_least_bytes(16_000_000);
    let (ann, job) = undeliverable(&t).await;
    t.stop().await;
    let settings = [("WANBOT__STORAGE__RETENTION", "forever"), ("WANBOT__QUOTA__CREDITS", "200")];
    let program = Program::start(&t, &settings).await;
    let before = program.megabytes("VmHWM:");
    let named = [("job", text(&job))];
    let asked: Vec<_> = (0..25).map(|_| ann.tries("job", &named).unwrap()).collect();
    for interaction in asked {
        let given = t
            .world
            .discord
            .wait(4 * PATIENCE, |d| d.seen(interaction).answer.filter(|answer| !answer.thinking));
        let given = given.await.expect("an answer");
        assert_eq!(given.files.len(), 1, "{}", given.content);
    }
    let peak = program.megabytes("VmHWM:");
    println!("25 times /job on a held video of 16 MB: {before} MB before, {peak} MB at the most");
    assert!(peak < before + 200, "{peak} MB, from {before} MB");
    drop(program);
    t.finish().await;
}

/// A video of 95 MB, of which almost all is padding.
fn padded_video() -> Bytes {
    let mut video = files::mp4(4.0);
    let padding = 95_000_000 - video.len();
    video.extend(u32::try_from(padding).unwrap().to_be_bytes());
    video.extend(b"free");
    video.resize(95_000_000, 0);
    video.into()
}

/// Bytes that do not repeat, below a bound.
fn noise(below: u8) -> impl Iterator<Item = u8> {
    let mut state = 0x9e37_79b9_u32;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 24) as u8 % below
    })
}

/// A TIFF of 7,000 × 7,000 grey pixels without compression: 49 MB. As a PNG it has 25 MB.
fn large_tiff() -> Bytes {
    let side = 7_000_u32;
    let mut tiff = b"II*\0".to_vec();
    tiff.extend((8 + side * side).to_le_bytes());
    tiff.extend(noise(16).take((side * side) as usize).map(|n| 100 + n));
    let fields = [
        (256, side),
        (257, side),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, side),
        (279, side * side),
    ];
    tiff.extend((fields.len() as u16).to_le_bytes());
    for (tag, value) in fields {
        tiff.extend(u16::to_le_bytes(tag));
        // One value of 32 bits.
        tiff.extend([4, 0, 1, 0, 0, 0]);
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend([0; 4]);
    tiff.into()
}

/// A PNG of almost 7 MB, which is sent inside a submission.
fn noisy_png() -> Bytes {
    let mut noise = noise(255);
    let image = image::RgbImage::from_fn(1_500, 1_500, |_, _| {
        image::Rgb(std::array::from_fn(|_| noise.next().unwrap()))
    });
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner().into()
}

/// Files as large as they may be, each from a member to the provider: the video into its temporary
/// store, the images inside submissions.
#[tokio::test]
async fn large_inputs_are_never_in_memory() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = Story::prepare(&[]).await;
    t.world.discord.set_tier(t.guild, 3);
    let settings = [
        ("WANBOT__CONVERT__FFMPEG", "ffmpeg"),
        ("WANBOT__QUOTA__CREDITS", "500"),
        // The emulator decodes what it receives, which takes long on a busy machine.
        ("WANBOT__WAN__TIMEOUT", "10m"),
    ];
    let program = Program::start(&t, &settings).await;
    let prompt = ("prompt", text("it snows"));
    let video = file("walk.mp4", padded_video());
    let scan = file("scan.tiff", large_tiff());
    let png = noisy_png();
    assert!((5_000_000..7_000_000).contains(&png.len()), "{}", png.len());
    let requests: [(&str, Vec<(&str, OptionValue)>); 3] = [
        ("edit", vec![("video", video), prompt.clone()]),
        ("animate", vec![("image", scan), prompt.clone()]),
        (
            "animate",
            vec![("image", file("a.png", png.clone())), ("last_image", file("b.png", png))],
        ),
    ];
    let before = program.megabytes("VmHWM:");
    let mut highest = before;
    for (number, (command, options)) in requests.iter().enumerate() {
        program.forget_peak();
        let own = program.megabytes("VmHWM:");
        let ann = t.member(&format!("ann{number}"));
        let interaction = ann.tries(command, options).unwrap();
        let answered = t
            .world
            .discord
            .wait(4 * PATIENCE, |d| d.seen(interaction).answer.filter(|answer| !answer.thinking));
        let card = answered.await.expect("an answer").content;
        assert!(card.contains("credits reserved"), "{card}");
        until("submitted", || t.world.wan.tasks().len() > number).await;
        let peak = program.megabytes("VmHWM:");
        println!("/{command}: {own} MB before, {peak} MB at the most");
        highest = highest.max(peak);
    }
    assert!(highest < before + 60, "{highest} MB, from {before} MB");
    drop(program);
    assert_eq!(t.unheard().len(), requests.len(), "the cards");
    t.finish().await;
}

/// A large image is decoded in a process of its own: its pixels are never in the bot's memory, of
/// which an allocator would keep some.
#[tokio::test]
async fn a_large_image_is_prepared_outside_of_the_bot() {
    let t = Story::prepare(&[]).await;
    let program = Program::start(&t, &[]).await;
    let before = program.megabytes("VmHWM:");
    // The pixels have 64 MB with alpha, and 48 MB without.
    let image = file("a.png", files::png_with_alpha(4000, 4000));
    let asked = [("image", image), ("prompt", text("it turns"))];
    let card = t.member("ann").uses("animate", &asked).await;
    assert!(card.text().contains("job `"), "{}", card.text());
    let peak = program.megabytes("VmHWM:");
    println!("an image of 16 million pixels: {before} MB before, {peak} MB at the most");
    assert!(peak < before + 40, "{peak} MB, from {before} MB");
    drop(program);
    t.finish().await;
}
