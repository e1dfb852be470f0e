//! Writes an MP4 file around H.264 NAL units, with its index first (ISO/IEC 14496-12 and -15).

mod audio;

/// Duration of each frame in units of the timescale, which is this times the frame rate.
const UNITS: u32 = 512;

pub(super) struct Track<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Frames per second.
    pub(super) fps: u32,
    /// Whether there is a silent audio track.
    pub(super) audio: bool,
    pub(super) level: u8,
    pub(super) sps: &'a [u8],
    pub(super) pps: &'a [u8],
    /// One NAL unit per frame.
    pub(super) frames: &'a [Vec<u8>],
    /// Indexes of the key frames, counted from 0.
    pub(super) keys: &'a [usize],
    /// Bytes of padding, to reach a wanted file size.
    pub(super) padding: usize,
}

impl Track<'_> {
    fn timescale(&self) -> u32 {
        self.fps * UNITS
    }

    /// Total duration of the frames in units of the timescale.
    fn length(&self) -> u32 {
        self.frames.len() as u32 * UNITS
    }

    /// The silent audio track, if wanted.
    fn silence(&self) -> Option<audio::Silence> {
        self.audio.then(|| audio::Silence::of(self.frames.len() as u32, self.fps))
    }
}

pub(super) fn write(track: &Track<'_>) -> Vec<u8> {
    let ftyp = boxed(b"ftyp", &[b"isom\0\0\x02\0isomiso2avc1mp41"]);
    let silence = track.silence().map(|s| s.data()).unwrap_or_default();
    let shown: usize = track.frames.iter().map(|p| p.len() + 4).sum();
    let data = shown + silence.len();
    // The index contains the offset of the data, and its length does not depend on that offset.
    let length = moov(track, 0).len();
    let free = if track.padding > 0 { track.padding.max(8) } else { 0 };
    let start = ftyp.len() + length + free + 8;
    let mut out = Vec::with_capacity(start + data);
    out.extend(ftyp);
    out.extend(moov(track, start as u32));
    if free > 0 {
        out.extend((free as u32).to_be_bytes());
        out.extend(b"free");
        out.resize(out.len() + free - 8, 0);
    }
    out.extend((data as u32 + 8).to_be_bytes());
    out.extend(b"mdat");
    for frame in track.frames {
        out.extend((frame.len() as u32).to_be_bytes());
        out.extend(frame);
    }
    out.extend(silence);
    out
}

fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let length = 8 + parts.iter().map(|p| p.len()).sum::<usize>();
    let mut out = Vec::with_capacity(length);
    out.extend((length as u32).to_be_bytes());
    out.extend(kind);
    for part in parts {
        out.extend(*part);
    }
    out
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_be_bytes()).collect()
}

const UNITY: [u32; 9] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000];

fn moov(track: &Track<'_>, data_at: u32) -> Vec<u8> {
    let length = track.length();
    let mut mvhd = words(&[0, 0, 0, track.timescale(), length, 0x10000, 0x0100_0000, 0, 0]);
    mvhd.extend(words(&UNITY));
    mvhd.extend(words(&[0, 0, 0, 0, 0, 0, if track.audio { 3 } else { 2 }]));
    let video = video(track, data_at);
    let shown: usize = track.frames.iter().map(|p| p.len() + 4).sum();
    let silence = track.silence().map(|s| s.trak(length, data_at + shown as u32));
    boxed(b"moov", &[&boxed(b"mvhd", &[&mvhd]), &video, &silence.unwrap_or_default()])
}

/// A track header: its number, its duration in the file's timescale, volume and size.
fn tkhd(number: u32, length: u32, volume: u32, (width, height): (u32, u32)) -> Vec<u8> {
    let mut tkhd = words(&[7, 0, 0, number, 0, length, 0, 0, 0, volume]);
    tkhd.extend(words(&UNITY));
    tkhd.extend(words(&[width << 16, height << 16]));
    boxed(b"tkhd", &[&tkhd])
}

/// The media box of a track: kind, timescale, duration and sample table.
fn mdia(kind: &[u8; 4], scale: u32, length: u32, header: &[u8], stbl: &[u8]) -> Vec<u8> {
    let mdhd = words(&[0, 0, 0, scale, length, 0x55c4_0000]);
    let mut hdlr = words(&[0, 0]);
    hdlr.extend(kind);
    hdlr.extend(words(&[0, 0, 0]));
    hdlr.extend(kind);
    hdlr.push(0);
    let dref = boxed(b"dref", &[&words(&[0, 1]), &boxed(b"url ", &[&words(&[1])])]);
    let minf = boxed(b"minf", &[header, &boxed(b"dinf", &[&dref]), stbl]);
    boxed(b"mdia", &[&boxed(b"mdhd", &[&mdhd]), &boxed(b"hdlr", &[&hdlr]), &minf])
}

fn video(track: &Track<'_>, data_at: u32) -> Vec<u8> {
    let length = track.length();
    let vmhd = boxed(b"vmhd", &[&words(&[1, 0, 0])]);
    let stbl = stbl(track, track.frames.len() as u32, data_at);
    let mdia = mdia(b"vide", track.timescale(), length, &vmhd, &stbl);
    boxed(b"trak", &[&tkhd(1, length, 0, (track.width, track.height)), &mdia])
}

fn stbl(track: &Track<'_>, count: u32, data_at: u32) -> Vec<u8> {
    let mut avcc = vec![1, 66, 0xc0, track.level, 0xff, 0xe1];
    avcc.extend((track.sps.len() as u16).to_be_bytes());
    avcc.extend(track.sps);
    avcc.push(1);
    avcc.extend((track.pps.len() as u16).to_be_bytes());
    avcc.extend(track.pps);
    let mut avc1 = vec![0, 0, 0, 0, 0, 0, 0, 1];
    avc1.extend([0; 16]);
    avc1.extend((track.width as u16).to_be_bytes());
    avc1.extend((track.height as u16).to_be_bytes());
    avc1.extend(words(&[0x0048_0000, 0x0048_0000, 0]));
    avc1.extend(1u16.to_be_bytes());
    avc1.extend([0; 32]);
    avc1.extend([0, 0x18, 0xff, 0xff]);
    avc1.extend(boxed(b"avcC", &[&avcc]));
    let stsd = boxed(b"stsd", &[&words(&[0, 1]), &boxed(b"avc1", &[&avc1])]);

    let mut stss = words(&[0, track.keys.len() as u32]);
    stss.extend(track.keys.iter().flat_map(|k| (*k as u32 + 1).to_be_bytes()));
    let mut stsz = words(&[0, 0, count]);
    stsz.extend(track.frames.iter().flat_map(|p| (p.len() as u32 + 4).to_be_bytes()));
    boxed(
        b"stbl",
        &[
            &stsd,
            &boxed(b"stts", &[&words(&[0, 1, count, UNITS])]),
            &boxed(b"stss", &[&stss]),
            &boxed(b"stsc", &[&words(&[0, 1, 1, count, 1])]),
            &boxed(b"stsz", &[&stsz]),
            &boxed(b"stco", &[&words(&[0, 1, data_at])]),
        ],
    )
}

/// The first frame's unit and the frame size, if the file is one that [`write()`] made.
pub(super) fn first_frame(file: &[u8]) -> Option<(&[u8], usize, usize)> {
    let find = |what: &[u8; 4]| file.windows(4).position(|w| w == what);
    let be =
        |at: usize| file.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes) as usize);
    // The brand list contains "avc1" too; the sample entry is the one with the `avcC` box.
    let entry = find(b"avcC")?.checked_sub(4 + 78)?;
    let side =
        |at: usize| file.get(at..)?.first_chunk().map(|b| usize::from(u16::from_be_bytes(*b)));
    let (width, height) = (side(entry + 24)?, side(entry + 26)?);
    let at = find(b"mdat")? + 4;
    let length = be(at)?;
    let unit = file.get(at + 4..at.checked_add(4)?.checked_add(length)?)?;
    Some((unit, width, height))
}
