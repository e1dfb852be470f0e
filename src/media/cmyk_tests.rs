use super::*;
use crate::media::{Format, ImageLimits, measure, prepare};

/// A profile that says what each mix of no and full inks looks like: 16 colours in Lab, of which
/// L is from 0 to 255 and a and b are around 128 (ICC.1:2022, 10.10).
fn profile(colours: &[[u8; 3]; 16]) -> Vec<u8> {
    let straight = (0..=255).collect::<Vec<u8>>();
    let mut table = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for n in 0..9 {
        table.extend(if n % 4 == 0 { [0, 1, 0, 0] } else { [0; 4] });
    }
    table.extend(straight.repeat(4));
    table.extend(colours.concat());
    table.extend(straight.repeat(3));
    let white = b"XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d".to_vec();
    let (at, size) = (128 + 4 + 2 * 12, table.len());
    let total = at + size.next_multiple_of(4) + white.len();
    let mut out = vec![0; 128];
    out[..4].copy_from_slice(&(total as u32).to_be_bytes());
    out[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
    out[12..24].copy_from_slice(b"prtrCMYKLab ");
    out[36..40].copy_from_slice(b"acsp");
    // The white of the profile's colours: D50.
    out[68..80].copy_from_slice(&white[8..]);
    out.extend(2u32.to_be_bytes());
    let mut place = at;
    for (tag, length) in [(b"A2B0", size), (b"wtpt", white.len())] {
        out.extend(tag);
        out.extend((place as u32).to_be_bytes());
        out.extend((length as u32).to_be_bytes());
        place += length.next_multiple_of(4);
    }
    out.extend(table);
    out.resize(total - white.len(), 0);
    out.extend(white);
    out
}

/// Bits of a JPEG's scan, with the byte that follows FF.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    rest: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for n in (0..count).rev() {
            self.rest = self.rest << 1 | (value >> n & 1);
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.rest as u8);
                if self.rest == 0xff {
                    self.bytes.push(0);
                }
                (self.rest, self.count) = (0, 0);
            }
        }
    }

    fn finish(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.push(1, 1);
        }
        self.bytes
    }
}

/// A JPEG of 256 × 256 pixels with these components everywhere, each 0, 128 or 255.
fn jpeg(components: [u8; 4], transform: u8, profile: &[u8]) -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
    };
    let frame =
        [&[8, 1, 0, 1, 0, 4][..], &[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]].concat();
    // Differences between blocks: none, or ten or eleven bits. Within a block, there are none.
    let differences = [&[0x00, 1, 1, 1][..], &[0; 13], &[0, 10, 11]].concat();
    let within = [&[0x10, 1][..], &[0; 16]].concat();
    let mut bits = Bits::default();
    for block in 0..32 * 32 {
        for component in components {
            // Eight times the difference to 128, in the first block alone.
            match component {
                0 if block == 0 => {
                    bits.push(0b110, 3);
                    bits.push(2047 - 1024, 11);
                }
                255 if block == 0 => {
                    bits.push(0b10, 2);
                    bits.push(1016, 10);
                }
                _ => bits.push(0, 1),
            }
            bits.push(0, 1);
        }
    }
    [
        b"\xff\xd8".to_vec(),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", profile].concat()),
        segment(0xee, &[b"Adobe\0\x64\0\0\0\0", &[transform][..]].concat()),
        segment(0xdb, &[&[0][..], &[1; 64]].concat()),
        segment(0xc0, &frame),
        segment(0xc4, &differences),
        segment(0xc4, &within),
        segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]),
        bits.finish(),
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

/// sRGB of a colour in Lab (IEC 61966-2-1, with the adaptation of ICC.1:2022, annex E).
fn srgb([l, a, b]: [u8; 3]) -> [u8; 3] {
    let y = (f64::from(l) / 255.0 * 100.0 + 16.0) / 116.0;
    let (x, z) = (y + (f64::from(a) - 128.0) / 500.0, y - (f64::from(b) - 128.0) / 200.0);
    let light = |t: f64| if t > 6.0 / 29.0 { t.powi(3) } else { (t - 4.0 / 29.0) * 108.0 / 841.0 };
    let xyz = [light(x) * 0.9642, light(y), light(z) * 0.8249];
    let rows = [
        [3.134_19, -1.617_39, -0.490_94],
        [-0.978_76, 1.916_16, 0.033_45],
        [0.071_95, -0.228_97, 1.405_39],
    ];
    rows.map(|row| {
        let light: f64 = row.iter().zip(xyz).map(|(m, c)| m * c).sum();
        let signal = if light <= 0.003_130_8 {
            light * 12.92
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        (signal.clamp(0.0, 1.0) * 255.0).round() as u8
    })
}

/// Colours that no formula makes of the inks. The last ink changes fastest.
const COLOURS: [[u8; 3]; 16] = [
    [242, 128, 126],
    [40, 128, 128],
    [220, 122, 190],
    [36, 127, 134],
    [120, 198, 124],
    [30, 138, 128],
    [118, 190, 172],
    [30, 136, 132],
    [140, 96, 84],
    [34, 124, 122],
    [128, 64, 156],
    [32, 120, 132],
    [62, 146, 84],
    [20, 130, 120],
    [58, 130, 130],
    [12, 128, 128],
];

fn drawn(jpeg: &[u8]) -> [u8; 3] {
    let limits =
        ImageLimits { max_bytes: 20_000_000, min_side: 240, max_side: 8000, crop_to: None };
    let facts = measure(jpeg).unwrap();
    assert!(facts.format == Format::Jpeg && facts.redraw);
    let prepared = prepare(jpeg, &facts, &limits).unwrap().bytes.unwrap();
    image::load_from_memory(&prepared).unwrap().to_rgb8().get_pixel(100, 100).0
}

#[track_caller]
fn is_near(found: [u8; 3], expected: [u8; 3]) {
    let near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 3);
    assert!(near, "{found:?} instead of {expected:?}");
}

#[test]
fn each_mix_of_inks_looks_as_its_profile_says() {
    let profile = profile(&COLOURS);
    let mut sum = 0.0;
    for (n, colour) in COLOURS.into_iter().enumerate() {
        let inks = [8, 4, 2, 1].map(|bit| if n & bit != 0 { 0 } else { 255 });
        let (found, expected) = (drawn(&jpeg(inks, 0, &profile)), srgb(colour));
        is_near(found, expected);
        sum += found.iter().zip(expected).map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>();
    }
    let mean = sum / (16.0 * 3.0);
    assert!(mean < 1.5, "the mean difference is {mean}");
}

#[test]
fn inks_that_are_stored_as_brightness_and_colour_look_the_same() {
    let profile = profile(&COLOURS);
    // No ink: black in red, green and blue, of which inks are the inverse.
    is_near(drawn(&jpeg([0, 128, 128, 255], YCCK, &profile)), srgb(COLOURS[0]));
    is_near(drawn(&jpeg([255, 128, 128, 255], YCCK, &profile)), srgb(COLOURS[0b1110]));
    is_near(drawn(&jpeg([0, 128, 128, 0], YCCK, &profile)), srgb(COLOURS[1]));
}

#[test]
fn a_profile_that_cannot_be_used_leaves_the_usual_colours() {
    for profile in [&b"not a profile"[..], &profile(&COLOURS)[..300]] {
        // All of the light.
        is_near(drawn(&jpeg([255; 4], 0, profile)), [255; 3]);
    }
}

#[test]
fn too_many_pixels_are_not_decoded() {
    let file = jpeg([255; 4], 0, &[]);
    let profile = profile(&COLOURS);
    let refused = pixels(&file, Some(&profile), 256 * 256 * 4 - 1);
    let expected = TooMuch::Pixels { pixels: 65_536, limit: 65_535 };
    assert_eq!(refused, Err(Unusable::TooMuch(expected)));
    assert_eq!(pixels(&file, None, u64::MAX), Ok(None));
}
