//! Videos and photos with a high dynamic range, whose colours are known: what a screen with an ordinary range
//! shows of them.

use wanbot::media::{self, Detected, Format, Kind, SourceFormat};

use super::Fixture;

/// Colours of an ordinary video, of which one in HDR is made.
const COLOURS: [[u8; 3]; 8] = [
    [128, 128, 128],
    [60, 60, 60],
    [180, 180, 180],
    [16, 16, 16],
    [255, 255, 255],
    [180, 60, 40],
    [40, 90, 170],
    [60, 150, 60],
];

/// White becomes a light grey, above which highlights are: a screen with 203 cd/m² shows 203 of
/// 1,000 cd/m² with 160 (ITU-R BT.2390-11, 5.4.1), which is 231 of 255.
const WHITE: u8 = 231;

const WIDTH: usize = 320;
const HEIGHT: usize = 240;

/// From the primary colours of BT.709 to those of BT.2020 (ITU-R BT.2087, table 2).
const TO_BT2020: [[f64; 3]; 3] =
    [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]];

fn luma([r, g, b]: [f64; 3]) -> f64 {
    0.2627 * r + 0.678 * g + 0.0593 * b
}

/// The light of a colour in cd/m², where white has 203 (ITU-R BT.2408, 5.1).
fn light(colour: [u8; 3]) -> [f64; 3] {
    let linear = colour.map(|c| 203.0 * (f64::from(c) / 255.0).powf(2.4));
    TO_BT2020.map(|row| row.iter().zip(linear).map(|(m, l)| m * l).sum())
}

/// SMPTE ST 2084.
fn pq(light: [f64; 3]) -> [f64; 3] {
    light.map(|light| {
        let power = (light / 10_000.0).powf(0.159_301_757_812_5);
        ((0.835_937_5 + 18.851_562_5 * power) / (1.0 + 18.6875 * power)).powf(78.84375)
    })
}

/// ITU-R BT.2100, table 5, for a screen with 1,000 cd/m².
fn hlg(light: [f64; 3]) -> [f64; 3] {
    let shown = luma(light) / 1_000.0;
    light.map(|light| {
        let scene = light / 1_000.0 * shown.powf(1.0 / 1.2 - 1.0);
        if scene <= 1.0 / 12.0 {
            (3.0 * scene).sqrt()
        } else {
            0.178_832_77 * (12.0 * scene - 0.284_668_92).ln() + 0.559_910_73
        }
    })
}

/// A frame of upright bars in these colours: YCbCr 4:2:0 of ten bits each.
fn frame(signal: fn([f64; 3]) -> [f64; 3]) -> Vec<u8> {
    let bars = COLOURS.map(|colour| {
        let signal = signal(light(colour));
        let y = luma(signal);
        let (cb, cr) = ((signal[2] - y) / 1.8814, (signal[0] - y) / 1.4746);
        [64.0 + 876.0 * y, 512.0 + 896.0 * cb, 512.0 + 896.0 * cr].map(|n| n.round() as u16)
    });
    let plane = |part: usize, width: usize, height: usize| {
        let row: Vec<u8> =
            (0..width).flat_map(|x| bars[x * bars.len() / width][part].to_le_bytes()).collect();
        row.repeat(height)
    };
    let half = |part| plane(part, WIDTH / 2, HEIGHT / 2);
    [plane(0, WIDTH, HEIGHT), half(1), half(2)].concat()
}

#[tokio::test]
async fn greys_and_colours_are_as_bright_as_on_a_screen() {
    let Some(fixture) = Fixture::open().await else { return };
    for (name, transfer, signal) in [
        ("PQ", "smpte2084", pq as fn([f64; 3]) -> [f64; 3]),
        ("HLG", "arib-std-b67", hlg as fn([f64; 3]) -> [f64; 3]),
    ] {
        let raw = fixture.folder.path().join("frames.yuv");
        std::fs::write(raw, frame(signal).repeat(40)).unwrap();
        let input: &[&str] = &["-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", "320x240"];
        let parameters = format!(
            "log-level=none:lossless=1:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
        );
        let encode: &[&str] = &["-c:v", "libx265", "-x265-params", &parameters, "hdr.mp4"];
        let file =
            fixture.make_with("libx265", &[input, &["-r", "10", "-i", "frames.yuv"], encode]);
        let Some(file) = file else { return };
        let made = fixture.becomes_video(name, file, Detected::Accepted(Format::Mp4)).await;
        shows_the_colours(name, &fixture.first_frame(&made));
    }
}

fn shows_the_colours(name: &str, shown: &image::RgbImage) {
    for (n, colour) in COLOURS.into_iter().enumerate() {
        let bar = (WIDTH / COLOURS.len()) as u32;
        let found = shown.get_pixel(bar * n as u32 + bar / 2, HEIGHT as u32 / 2).0;
        let expected = if colour == [255; 3] { [WHITE; 3] } else { colour };
        let is_near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 4);
        assert!(is_near, "{name}: {expected:?} is {found:?}");
    }
}

#[tokio::test]
async fn photos_are_as_bright_as_videos() {
    let Some(fixture) = Fixture::open().await else { return };
    for (name, transfer, signal) in [
        ("PQ", "smpte2084", pq as fn([f64; 3]) -> [f64; 3]),
        ("HLG", "arib-std-b67", hlg as fn([f64; 3]) -> [f64; 3]),
    ] {
        std::fs::write(fixture.folder.path().join("frame.yuv"), frame(signal)).unwrap();
        let input: &[&str] = &["-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", "320x240"];
        let colours = ["-color_trc", transfer, "-color_primaries", "bt2020"];
        let colours = [&colours[..], &["-colorspace", "bt2020nc"]].concat();
        let encode: &[&str] = &["-c:v", "libaom-av1", "-still-picture", "1", "-crf", "1"];
        let parts = [input, &["-i", "frame.yuv"], encode, &colours, &["hdr.avif"]];
        let Some(file) = fixture.make_with("libaom-av1", &parts) else { return };
        let inspection = media::inspect(&file);
        if !fixture.converter.can_convert(inspection.detected, Kind::Image) {
            return println!("SKIPPED: there is no libheif");
        }
        let avif = SourceFormat::Avif;
        let decoded = fixture.converter.decode_image(&file.into(), &inspection, avif).await;
        let decoded = decoded.unwrap().read().await.unwrap();
        shows_the_colours(name, &image::load_from_memory(&decoded).unwrap().to_rgb8());
    }
}
