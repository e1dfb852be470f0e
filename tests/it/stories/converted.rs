//! Files that no model accepts and that people have all the same: they are converted where the
//! converters are installed.

use serde_json::json;
use wanbot::emulator::discord::OptionValue;
use wanbot::media::{self, Format};

use crate::harness::member::{file, text};
use crate::harness::{Story, files, has_ffmpeg, has_heif};

pub(super) fn case(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    std::fs::read(folder.join(name)).unwrap()
}

pub(super) async fn with_converters() -> Story {
    let settings = [("convert.ffmpeg", "ffmpeg".into()), ("convert.heif", "heif-convert".into())];
    Story::begin_with(&settings).await
}

/// The only archived input of the open job, as the provider receives it.
pub(super) async fn input(t: &Story) -> Vec<u8> {
    let job = t.only_job();
    t.file_of_archive(&job.request.inputs[0].key)
}

#[tokio::test]
async fn a_voice_message_drives_a_video() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
    let card = ann.uses("video", &[("prompt", text("a talking cat")), ("audio", voice)]).await;
    let line = "audio: voice\\-message.ogg (converted from an Ogg audio file)";
    assert!(card.text().contains(line), "{}", card.text());
    let facts = media::measure(&input(&t).await).unwrap();
    assert_eq!(facts.format, Format::Mp3);
    assert!((facts.seconds.unwrap() - 4.0).abs() < 0.1, "{facts:?}");
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));
    t.finish().await;
}

/// As members send them in a channel: by a mention, a reply and the menu of the message.
#[tokio::test]
async fn a_voice_message_in_the_channel_drives_a_video() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let settings = [("convert.ffmpeg", "ffmpeg".into()), ("discord.message_content", true.into())];
    let mut t = Story::prepare(&settings).await;
    t.world.discord.allow_message_content(true);
    t.start().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let voice = || vec![("voice-message.ogg", case("09-voice-message.ogg"))];
    let line = "audio: voice\\-message.ogg (converted from an Ogg audio file)";
    let card = ann.says("a talking cat", voice(), None).await;
    assert!(card.content.contains(line), "{}", card.content);
    let message = bob.posts("", voice(), None);
    let card = ann.says("a talking dog", vec![], Some(message)).await;
    assert!(card.content.contains(line), "{}", card.content);
    let card = ann.points(message, "Animate this", &[("prompt", "a talking fox")]).await;
    assert!(card.text().contains(line), "{}", card.text());
    assert!(card.text().contains("**Video**"), "{}", card.text());
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 3);
    // Nothing that it could be continued with.
    let used = t.world.discord.use_menu(ann.id, message, "Continue this video").unwrap();
    let response = ann.reads(used).await;
    assert!(response.is_private(), "{}", response.text());
    t.finish().await;
}

#[tokio::test]
async fn a_photo_that_is_forwarded_and_a_gif_of_a_link_are_converted() {
    if !has_ffmpeg() || !has_heif() {
        return println!("SKIPPED: there is no ffmpeg or no heif-convert");
    }
    let settings = [
        ("convert.ffmpeg", "ffmpeg".into()),
        ("convert.heif", "heif-convert".into()),
        ("discord.message_content", true.into()),
    ];
    let mut t = Story::prepare(&settings).await;
    t.world.discord.allow_message_content(true);
    t.start().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let garden = t.world.discord.add_channel(t.guild, "garden");
    let photo = vec![("IMG_0001.HEIC", case("05-photo.heic"))];
    let forward = bob.forwards(bob.elsewhere(garden).posts("look", photo, None));
    let line = "first frame: IMG\\_0001.HEIC (converted from a HEIC photo)";
    let card = ann.says("it opens", vec![], Some(forward)).await;
    assert!(card.content.contains(line), "{}", card.content);

    let url = "https://gifs.example/jump.gif";
    t.world.discord.put_in_web(url, case("05-animated.gif").into());
    let link = bob.posts(url, vec![], None);
    let preview = json!({"type": "image", "url": url, "thumbnail": {"url": url}});
    t.world.discord.show_previews(link, vec![preview]);
    let line = "first frame: jump.gif (converted from a GIF image)";
    let card = ann.points(link, "Animate this", &[("prompt", "it jumps")]).await;
    assert!(card.text().contains(line), "{}", card.text());
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn a_photo_of_a_phone_is_animated() {
    if !has_heif() {
        return println!("SKIPPED: there is no heif-convert");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let photo = file("IMG_0001.HEIC", case("05-photo.heic"));
    let card = ann.uses("animate", &[("image", photo), ("prompt", text("it turns"))]).await;
    let line = "first frame: IMG\\_0001.HEIC (converted from a HEIC photo)";
    assert!(card.text().contains(line), "{}", card.text());
    let sent = input(&t).await;
    assert!(matches!(media::measure(&sent).unwrap().format, Format::Jpeg | Format::Png));
    // The corner is red in sRGB.
    let [r, g, b] = image::load_from_memory(&sent).unwrap().to_rgb8().get_pixel(40, 40).0;
    assert!(r.abs_diff(202) < 6 && g.abs_diff(42) < 6 && b.abs_diff(42) < 6, "{r} {g} {b}");
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));
    t.finish().await;
}

/// The colour of the image that the provider receives, in shares of its sides.
fn colour_at(sent: &[u8], across: f64, down: f64) -> [u8; 3] {
    let image = image::load_from_memory(sent).unwrap().to_rgb8();
    let at = |side: u32, share: f64| (f64::from(side) * share) as u32;
    image.get_pixel(at(image.width(), across), at(image.height(), down)).0
}

/// A HEIC of a PNG or JPEG, as libheif writes it; `None` if it cannot write any here.
fn heic(t: &Story, name: &str, image: &[u8]) -> Option<Vec<u8>> {
    let (from, to) = (t.folder().join(name), t.folder().join("to.heic"));
    std::fs::write(&from, image).unwrap();
    let made = std::process::Command::new("heif-enc").arg(&from).arg("-o").arg(&to).output();
    if !made.is_ok_and(|made| made.status.success()) {
        println!("SKIPPED: heif-enc does not write HEIC here");
        return None;
    }
    Some(std::fs::read(to).unwrap())
}

#[tokio::test]
async fn a_photo_with_transparent_parts_is_on_white() {
    if !has_heif() {
        return println!("SKIPPED: there is no heif-convert");
    }
    let t = with_converters().await;
    let clear = image::RgbaImage::from_fn(320, 240, |x, _| {
        image::Rgba([200, 0, 0, if x < 160 { 255 } else { 0 }])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut png, image::ImageFormat::Png).unwrap();
    if let Some(photo) = heic(&t, "from.png", &png.into_inner()) {
        let ann = t.member("ann");
        let options = [("image", file("cut-out.heic", photo)), ("prompt", text("it turns"))];
        let card = ann.uses("animate", &options).await;
        assert!(card.text().contains("(converted from a HEIC photo)"), "{}", card.text());
        let sent = input(&t).await;
        let [r, g, b] = colour_at(&sent, 0.25, 0.5);
        assert!(r.abs_diff(200) < 6 && g < 6 && b < 6, "{r} {g} {b}");
        assert_eq!(colour_at(&sent, 0.75, 0.5), [255; 3]);
        t.pass(130).await;
        t.new_message();
    }
    t.finish().await;
}

/// Only a HEIC's own properties turn it: a rotation in its EXIF data is already part of them
/// (ISO/IEC 23008-12, A.2.1).
#[tokio::test]
async fn a_photo_is_turned_once_and_converted_from_its_colour_profile() {
    if !has_heif() {
        return println!("SKIPPED: there is no heif-convert");
    }
    let t = with_converters().await;
    if let Some(photo) = heic(&t, "from.jpg", &case("03-display-p3-turned.jpg")) {
        let ann = t.member("ann");
        let options = [("image", file("photo.heic", photo)), ("prompt", text("it turns"))];
        let card = ann.uses("animate", &options).await;
        assert!(card.text().contains("(converted from a HEIC photo)"), "{}", card.text());
        let sent = input(&t).await;
        assert_eq!(media::measure(&sent).unwrap().size, Some((450, 600)), "as it is stored");
        let [r, g, b] = colour_at(&sent, 0.06, 0.94);
        assert!(r.abs_diff(202) < 6 && g.abs_diff(42) < 6 && b.abs_diff(42) < 6, "{r} {g} {b}");
        t.pass(130).await;
        t.new_message();
    }
    t.finish().await;
}

/// A TIFF of 8 bits and three colours, which is stored turned: the left half is red.
fn turned_tiff(orientation: u16) -> Vec<u8> {
    let (width, height) = (320u32, 240u32);
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|n| if n % width < width / 2 { [200, 0, 0] } else { [0, 0, 200] })
        .collect();
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let entries: [(u16, u16, u32, u32); 10] = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        // Three shorts, which are behind the entries.
        (258, 3, 3, 8 + 2 + 10 * 12 + 4),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, 8 + 2 + 10 * 12 + 4 + 6),
        (274, 3, 1, u32::from(orientation)),
        (277, 3, 1, 3),
        (278, 4, 1, height),
        (279, 4, 1, width * height * 3),
    ];
    out.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend([8, 0, 8, 0, 8, 0]);
    out.extend(pixels);
    out
}

#[tokio::test]
async fn a_tiff_is_turned_upright() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    // Where the red half is seen (TIFF 6.0, section 8: the places of row 0 and column 0).
    for (orientation, size, red) in [
        (1, (320, 240), (0.25, 0.5)),
        (2, (320, 240), (0.75, 0.5)),
        (3, (320, 240), (0.75, 0.5)),
        (4, (320, 240), (0.25, 0.5)),
        (5, (240, 320), (0.5, 0.25)),
        (6, (240, 320), (0.5, 0.25)),
        (7, (240, 320), (0.5, 0.75)),
        (8, (240, 320), (0.5, 0.75)),
    ] {
        let scan = file("scan.tif", turned_tiff(orientation));
        let card = ann.uses("animate", &[("image", scan), ("prompt", text("wind"))]).await;
        assert!(card.text().contains("(converted from a TIFF image)"), "{}", card.text());
        let sent = input(&t).await;
        assert_eq!(media::measure(&sent).unwrap().size, Some(size), "{orientation}");
        assert_eq!(colour_at(&sent, red.0, red.1), [200, 0, 0], "{orientation}");
        assert_eq!(colour_at(&sent, 1.0 - red.0, 1.0 - red.1), [0, 0, 200], "{orientation}");
        t.pass(120).await;
        t.new_message();
    }
    t.finish().await;
}

#[tokio::test]
async fn a_gif_is_animated_from_its_first_frame_and_edited_as_a_video() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let gif = || file("cat.gif", case("05-animated.gif"));
    let card = ann.uses("animate", &[("image", gif()), ("prompt", text("it jumps"))]).await;
    let line = "first frame: cat.gif (converted from a GIF image)";
    assert!(card.text().contains(line), "{}", card.text());
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));

    let card = ann.uses("edit", &[("video", gif()), ("prompt", text("in the snow"))]).await;
    let line = "video: cat.gif (converted from a GIF image)";
    assert!(card.text().contains(line), "{}", card.text());
    let facts = media::measure(&input(&t).await).unwrap();
    assert_eq!((facts.format, facts.size), (Format::Mp4, Some((320, 240))));
    assert!((facts.seconds.unwrap() - 2.0).abs() < 0.15, "{facts:?}");
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));
    t.finish().await;
}

/// Animations of other formats: ffmpeg reads no frames of a WebP, and finds no length in a PNG.
#[tokio::test]
async fn animated_webp_and_png_are_edited_as_videos() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let png = t.folder().join("cat.png");
    let made = std::process::Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", "testsrc=s=320x240:r=4:d=2"])
        .args(["-f", "apng"])
        .arg(&png)
        .status();
    assert!(made.unwrap().success());
    for (name, bytes, from) in [
        ("cat.webp", case("05-animated.webp"), "an animated WebP image"),
        ("cat.png", std::fs::read(png).unwrap(), "an animated PNG image"),
    ] {
        let options = [("video", file(name, bytes)), ("prompt", text("in the snow"))];
        let card = ann.uses("edit", &options).await;
        let line = format!("video: {name} (converted from {from})");
        assert!(card.text().contains(&line), "{}", card.text());
        let facts = media::measure(&input(&t).await).unwrap();
        assert_eq!((facts.format, facts.size), (Format::Mp4, Some((320, 240))));
        assert!((facts.seconds.unwrap() - 2.0).abs() < 0.15, "{name}: {facts:?}");
        t.pass(120).await;
        assert!(t.new_message().content.contains("your video is ready"));
    }
    t.finish().await;
}

#[tokio::test]
async fn a_screen_recording_is_continued_from_its_end() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let short = file("screen.webm", case("07-screen.webm"));
    let card = ann.uses("continue", &[("video", short), ("prompt", text("and on"))]).await;
    let line = "video: screen.webm (converted from a WebM video)";
    assert!(card.text().contains(line), "{}", card.text());
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));

    // Red for nine seconds, then blue for three.
    let long = t.folder().join("long.mkv");
    let made = std::process::Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", "color=red:s=320x240:r=10:d=9"])
        .args(["-f", "lavfi", "-i", "color=blue:s=320x240:r=10:d=3"])
        .args(["-filter_complex", "concat=n=2", "-c:v", "mpeg4"])
        .arg(&long)
        .status();
    assert!(made.unwrap().success());
    let long = file("long.mkv", std::fs::read(long).unwrap());
    let card = ann.uses("continue", &[("video", long), ("prompt", text("and on"))]).await;
    let line = "video: long.mkv (converted from a Matroska (MKV) video, last 10 s of 12 s)";
    assert!(card.text().contains(line), "{}", card.text());
    let facts = media::measure(&input(&t).await).unwrap();
    assert!((facts.seconds.unwrap() - 9.95).abs() < 0.1, "{facts:?}");
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));
    t.finish().await;
}

/// A video whose track says that it is displayed turned by a quarter.
fn turned(mut video: Vec<u8>) -> Vec<u8> {
    let header = video.windows(4).position(|w| w == b"tkhd").unwrap();
    // Behind version, flags, times, ID, duration, layer and volume (ISO/IEC 14496-12, 8.3.2).
    let matrix = header + 4 + 40;
    let quarter = [0i32, 0x1_0000, 0, -0x1_0000, 0, 0, 0, 0, 0x4000_0000];
    for (n, value) in quarter.into_iter().enumerate() {
        video[matrix + 4 * n..matrix + 4 * n + 4].copy_from_slice(&value.to_be_bytes());
    }
    video
}

/// As iPhones record by default: HEVC, upright by its rotation.
#[tokio::test]
async fn a_video_of_a_phone_keeps_its_shape() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let recorded = t.folder().join("recorded.mov");
    let made = std::process::Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", "testsrc=s=480x270:r=30:d=3"])
        .args(["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"])
        .args(["-pix_fmt", "yuv420p", "-tag:v", "hvc1", "-metadata", "location=+1+2/"])
        .arg(&recorded)
        .status();
    assert!(made.unwrap().success());
    let recorded = turned(std::fs::read(recorded).unwrap());
    assert_eq!(media::measure(&recorded).unwrap().size, Some((270, 480)), "turned");
    let video = file("IMG_0002.MOV", recorded);
    let card = ann.uses("edit", &[("video", video), ("prompt", text("in the snow"))]).await;
    // Nothing that the member has to know.
    assert!(card.text().contains("video: IMG\\_0002.MOV\n"), "{}", card.text());
    let sent = input(&t).await;
    let facts = media::measure(&sent).unwrap();
    assert_eq!((facts.format, facts.size), (Format::Mp4, Some((270, 480))));
    assert!(sent.windows(4).any(|w| w == b"avc1"), "H.264");
    assert!(!sent.windows(4).any(|w| w == b"+1+2"), "no place");
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));
    t.finish().await;
}

#[tokio::test]
async fn an_avatar_is_enlarged_and_a_photo_with_too_many_pixels_made_smaller() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let avatar = file("avatar.png", case("06-avatar-200.png"));
    let card = ann.uses("animate", &[("image", avatar), ("prompt", text("a wink"))]).await;
    let line = "avatar.png (200 × 200 pixels, resized to 240 × 240)";
    assert!(card.text().contains(line), "{}", card.text());
    assert_eq!(media::measure(&input(&t).await).unwrap().size, Some((240, 240)));
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));

    let photo = file("photo.png", files::png(8040, 1206));
    let card = ann.uses("animate", &[("image", photo), ("prompt", text("wind"))]).await;
    let line = "photo.png (8040 × 1206 pixels, resized to 8000 × 1200)";
    assert!(card.text().contains(line), "{}", card.text());
    assert_eq!(media::measure(&input(&t).await).unwrap().size, Some((8000, 1200)));
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));
    t.finish().await;
}

#[tokio::test]
async fn a_thin_image_is_cropped_if_the_member_says_so() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let long = || file("long.png", case("06-two-faults-1170x10000.png"));
    let response = ann.uses("animate", &[("image", long()), ("prompt", text("x"))]).await;
    assert!(response.is_private() && response.text().contains("add `crop`"), "{}", response.text());
    let options = [("image", long()), ("prompt", text("x")), ("crop", OptionValue::Boolean(true))];
    let card = ann.uses("animate", &options).await;
    let line = "long.png (1170 × 10000 pixels, cropped to 1170 × 9360, resized to 1000 × 8000)";
    assert!(card.text().contains(line), "{}", card.text());
    assert_eq!(media::measure(&input(&t).await).unwrap().size, Some((1000, 8000)));
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));

    let wide = || vec![("wide.png", files::png(2600, 300))];
    let response = ann.says("a train passes", wide(), None).await;
    assert!(response.content.contains("the last word of a message"), "{}", response.content);
    let card = ann.says("a train passes crop", wide(), None).await;
    assert!(card.content.contains("> a train passes\n"), "{}", card.content);
    let line = "wide.png (2600 × 300 pixels, cropped to 2400 × 300)";
    assert!(card.content.contains(line), "{}", card.content);
    t.pass(120).await;
    assert!(t.new_message().content.contains("your video is ready"));

    // Its other fault remains, and `crop` is not named again.
    let options = [
        ("image", file("line.png", files::png(1000, 50))),
        ("prompt", text("x")),
        ("crop", OptionValue::Boolean(true)),
    ];
    let response = ann.uses("animate", &options).await;
    assert!(
        response.is_private() && response.text().contains("1000 × 50 pixels"),
        "{}",
        response.text()
    );
    assert!(!response.text().contains("crop"), "{}", response.text());
    t.finish().await;
}

#[tokio::test]
async fn advice_is_given_without_converters() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let photo = file("IMG_0001.HEIC", case("05-photo.heic"));
    let response = ann.uses("animate", &[("image", photo), ("prompt", text("x"))]).await;
    assert!(
        response.is_private() && response.text().contains("Most Compatible"),
        "{}",
        response.text()
    );
    let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
    let response = ann.uses("video", &[("prompt", text("x")), ("audio", voice)]).await;
    assert!(response.is_private() && response.text().contains("MP3"), "{}", response.text());
    t.finish().await;
}

/// A program that runs a shell script, besides saying its version.
pub(super) fn script(t: &Story, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let program = t.folder().join(name);
    let script = format!("#!/bin/sh\n[ \"$1\" = -version ] && echo fake && exit 0\n{script}\n");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program.display().to_string()
}

/// Settings with converters that run a shell script.
pub(super) fn fake_converters(t: &mut Story, what: &str) {
    script(t, "ffprobe", what);
    let ffmpeg = script(t, "ffmpeg", what);
    t.set("convert.ffmpeg", ffmpeg.into());
}

/// A converter that never ends is stopped, and the member reads so.
#[tokio::test]
async fn a_conversion_that_hangs_costs_nothing() {
    let mut t = Story::prepare(&[("convert.timeout", "1s".into())]).await;
    fake_converters(&mut t, "exec sleep 600");
    t.start().await;
    let ann = t.member("ann");
    let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
    let response = ann.uses("video", &[("prompt", text("x")), ("audio", voice)]).await;
    assert!(
        response.is_private() && response.text().contains("took too long"),
        "{}",
        response.text()
    );
    assert!(response.text().contains("Nothing was charged."), "{}", response.text());
    t.finish().await;
}

/// The same of libheif's converter, and of the program that prepares large images.
#[tokio::test]
async fn an_image_whose_conversion_hangs_costs_nothing() {
    let mut t = Story::prepare(&[("convert.timeout", "1s".into())]).await;
    let hangs = script(&t, "hangs", "exec sleep 600");
    t.set("convert.heif", hangs.clone().into());
    t.worker = hangs.into();
    t.start().await;
    let ann = t.member("ann");
    for (name, bytes) in
        [("photo.heic", case("05-photo.heic")), ("large.png", files::png(2400, 2000))]
    {
        let options = [("image", file(name, bytes)), ("prompt", text("x"))];
        let response = ann.uses("animate", &options).await;
        let expected = format!(
            "The first frame ({name}) took too long to convert. Send a shorter or smaller file.\n\
             Nothing was charged."
        );
        assert_eq!((response.is_private(), response.text()), (true, &expected[..]));
    }
    t.finish().await;
}

/// What a converter says is read for its reason alone: neither a member nor the log sees it.
#[tokio::test]
async fn a_converter_that_reaches_a_limit_or_lacks_a_decoder_is_distinguished_from_damage() {
    for (script, advice) in [
        (
            "echo 'secret: Cannot allocate memory' >&2; exit 1",
            "needs more memory or computing time than a conversion may use here. Trim it and save \
             it as MP3 or WAV.",
        ),
        ("kill -KILL $$", "needs more memory or computing time than a conversion may use here."),
        ("kill -XCPU $$", "needs more memory or computing time than a conversion may use here."),
        ("kill -XFSZ $$", "needs more memory or computing time than a conversion may use here."),
        (
            "echo 'secret: Decoder (codec av1) not found for input stream #0:0' >&2; exit 1",
            "has a codec that can't be decoded here. Save it and export it as MP3",
        ),
        ("echo 'secret: Invalid data found' >&2; exit 1", "can't be read: its contents can't be"),
    ] {
        let mut t = Story::prepare(&[]).await;
        fake_converters(&mut t, script);
        t.start().await;
        let ann = t.member("ann");
        let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
        let response = ann.uses("video", &[("prompt", text("x")), ("audio", voice)]).await;
        assert!(
            response.is_private() && response.text().contains(advice),
            "{script}: {}",
            response.text()
        );
        assert!(response.text().contains("Nothing was charged."), "{}", response.text());
        assert!(!response.text().contains("secret") && !t.log().contains("secret"), "{}", t.log());
        t.finish().await;
    }
}

/// Larger files than any model needs are refused by the size that Discord states.
#[tokio::test]
async fn files_beyond_what_is_converted_are_refused_undownloaded() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    for (command, option, name, bytes, limit, advice) in [
        ("animate", "image", "large.png", 60_000_000, "(max 50.0 MB)", "with more compression."),
        ("animate", "image", "large.heic", 60_000_000, "(max 50.0 MB)", "with more compression."),
        ("video", "audio", "large.wav", 60_000_000, "(max 50.0 MB)", "with more compression."),
        ("edit", "video", "large.mp4", 110_000_000, "(max 100.0 MB)", "with more compression."),
        ("edit", "video", "large.mkv", 110_000_000, "(max 100.0 MB)", "with more compression."),
    ] {
        let options = [(option, file(name, vec![0u8; bytes])), ("prompt", text("x"))];
        let response = ann.uses(command, &options).await;
        assert!(response.is_private(), "{name}: {}", response.text());
        for words in [limit, advice, "Nothing was charged."] {
            assert!(response.text().contains(words), "{name}: {}", response.text());
        }
    }
    assert_eq!(t.calls("GET", "/attachments/"), 0);
    let small = file("small.png", files::png(300, 300));
    ann.uses("animate", &[("image", small), ("prompt", text("x"))]).await;
    assert_eq!(t.calls("GET", "/attachments/"), 1, "downloads are counted");
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

/// An AIFF whose header claims ten hours, with four seconds in it.
fn hours_of_aiff() -> Vec<u8> {
    let samples = vec![0u8; 4 * 44_100 * 2];
    let claimed = 36_000 * 44_100u32;
    // The rate is a float of 80 bits: 44100 = 0xac44 << 48 * 2^-48, with the exponent 15 + 16383.
    let rate = [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0];
    let common = [&1u16.to_be_bytes()[..], &claimed.to_be_bytes(), &[0, 16], &rate].concat();
    let chunk =
        |kind: &[u8], body: &[u8]| [kind, &(body.len() as u32).to_be_bytes()[..], body].concat();
    let audio = chunk(b"SSND", &[&[0; 8][..], &samples].concat());
    chunk(b"FORM", &[&b"AIFF"[..], &chunk(b"COMM", &common), &audio].concat())
}

/// A video whose frames claim other sizes than its container: each takes 400 MB.
fn frames_that_grow(t: &Story, codec: &str, name: &str) -> Vec<u8> {
    let path = t.folder().join(name);
    let made = std::process::Command::new("ffmpeg")
        .args(["-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=gray:s=320x240:r=10:d=4"])
        .args(["-c:v", codec])
        .arg(&path)
        .status();
    assert!(made.unwrap().success());
    let mut video = std::fs::read(path).unwrap();
    // The start code of a VP8 key frame, and the frame header of a JPEG.
    let (mark, size) = match codec {
        "libvpx" => (&[0x9d, 0x01, 0x2a][..], 16_000u16.to_le_bytes().repeat(2)),
        _ => (&[0xff, 0xc0, 0, 17, 8][..], 16_000u16.to_be_bytes().repeat(2)),
    };
    let marks = video.windows(mark.len()).enumerate().filter(|(_, w)| *w == mark);
    let marks: Vec<usize> = marks.map(|(at, _)| at + mark.len()).collect();
    assert!(!marks.is_empty());
    for at in marks {
        video[at..at + 4].copy_from_slice(&size);
    }
    video
}

/// Files that are made to harm a converter: refused with a reason, for free.
#[tokio::test]
async fn hostile_files_are_refused_for_free() {
    if !has_ffmpeg() || !has_heif() {
        return println!("SKIPPED: there is no ffmpeg or no heif-convert");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    // A GIF that claims the largest size there is.
    let mut bomb = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    bomb.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0\x3b");
    // Noise behind the first bytes of each container.
    let noise: Vec<u8> =
        (0..20_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let with_noise = |magic: &[u8]| [magic, &noise].concat();
    let playlist = b"#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n".to_vec();
    let script = b"ffconcat version 1.0\nfile /etc/passwd\n".to_vec();
    // A TIFF whose pixels would take ten gigabytes.
    let mut large = turned_tiff(1);
    for side in [18, 30] {
        large[side..side + 4].copy_from_slice(&60_000u32.to_le_bytes());
    }
    // A HEIC that claims the largest size there is, in each property with a size.
    let mut claims = case("05-photo.heic");
    let sizes: Vec<_> = claims.windows(4).enumerate().filter(|(_, w)| *w == b"ispe").collect();
    let sizes: Vec<usize> = sizes.into_iter().map(|(at, _)| at + 8).collect();
    assert!(!sizes.is_empty());
    for at in sizes {
        claims[at..at + 8].fill(0x7f);
    }
    let photo = case("05-photo.heic");
    // Packets of a transport stream that say nothing, as at the beginning of an endless one.
    let stream = [&[0x47, 0x1f, 0xff, 0x10][..], &[0xff; 184]].concat().repeat(20_000);
    let damaged = "Export it again and retry.";
    let demanding = "Save it with fewer pixels";
    let files = [
        ("animate", "image", "bomb.tif", large, demanding),
        ("animate", "image", "claims.heic", claims, demanding),
        ("animate", "image", "noise.heic", with_noise(&photo[..64]), damaged),
        ("animate", "image", "cut.heic", photo[..photo.len() / 2].to_vec(), damaged),
        ("animate", "image", "bomb.gif", bomb, demanding),
        (
            "edit",
            "video",
            "noise.webm",
            with_noise(b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm"),
            damaged,
        ),
        ("edit", "video", "noise.avi", with_noise(b"RIFF\xff\xff\0\0AVI LIST"), damaged),
        ("edit", "video", "bomb.webm", frames_that_grow(&t, "libvpx", "bomb.webm"), demanding),
        ("edit", "video", "bomb.avi", frames_that_grow(&t, "mjpeg", "bomb.avi"), damaged),
        ("edit", "video", "endless.ts", stream, damaged),
        ("video", "audio", "hours.aiff", hours_of_aiff(), "it was cut short"),
        ("edit", "video", "list.mp4", playlist.clone(), "Export it as MP4 (H.264)."),
        ("edit", "video", "list.webm", script, "Export it as MP4 (H.264)."),
        ("animate", "image", "list.gif", playlist, "Export it as PNG or JPEG"),
    ];
    for (command, option, name, bytes, advice) in files {
        let options = [(option, file(name, bytes)), ("prompt", text("x"))];
        let response = ann.uses(command, &options).await;
        assert!(response.is_private(), "{name}: {}", response.text());
        assert!(response.text().contains("Nothing was charged."), "{name}: {}", response.text());
        assert!(response.text().contains(advice), "{name}: {}", response.text());
    }
    t.finish().await;
}
