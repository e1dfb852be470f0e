//! A small H.264 encoder: uncompressed key frames (I_PCM), and frames made by motion alone.
//!
//! Constrained Baseline, CAVLC, no residuals, no deblocking. A video is one image that moves, or
//! one image that is wiped into another; for both this is fast and accurate enough, and any decoder
//! plays it.

use super::bits::Bits;

/// A frame in YCbCr 4:2:0, its sides multiples of 16.
#[derive(Clone)]
pub(super) struct Yuv {
    pub(super) width: usize,
    pub(super) y: Vec<u8>,
    pub(super) cb: Vec<u8>,
    pub(super) cr: Vec<u8>,
}

/// The content of one macroblock of a moving frame.
pub(super) enum Block<'a> {
    /// The reference, moved by quarters of a pixel.
    Moved(i32, i32),
    /// Uncompressed pixels of this frame.
    Raw(&'a Yuv),
}

/// How a macroblock was coded, for predicting its neighbours' motion.
#[derive(Clone, Copy, PartialEq)]
enum Coded {
    Moved(i32, i32),
    Raw,
}

pub(super) struct Encoder {
    across: usize,
    down: usize,
    crop: (u32, u32),
    level: u8,
    frame_num: u32,
    poc: u32,
    coded: Vec<Coded>,
}

/// `log2_max_frame_num` and `log2_max_pic_order_cnt_lsb`.
const FRAME_NUM_BITS: u32 = 4;
const POC_BITS: u32 = 12;

impl Encoder {
    /// For frames that show `width` x `height` pixels; both even.
    pub(super) fn new(width: usize, height: usize) -> Self {
        let (across, down) = (width.div_ceil(16), height.div_ceil(16));
        let crop = ((across * 16 - width) as u32 / 2, (down * 16 - height) as u32 / 2);
        // Table A-1: the maximum macroblocks of a frame at each level, at 30 frames per second.
        let level = match across * down {
            0..=1350 => 30,
            1351..=3600 => 31,
            3601..=5120 => 32,
            5121..=8192 => 40,
            8193..=22080 => 50,
            _ => 51,
        };
        let coded = vec![Coded::Raw; across * down];
        Self { across, down, crop, level, frame_num: 0, poc: 0, coded }
    }

    pub(super) fn level(&self) -> u8 {
        self.level
    }

    pub(super) fn sps(&self) -> Vec<u8> {
        let mut b = Bits::default();
        b.u(8, 66);
        b.u(8, 0xc0);
        b.u(8, u32::from(self.level));
        b.ue(0);
        b.ue(FRAME_NUM_BITS - 4);
        b.ue(0);
        b.ue(POC_BITS - 4);
        b.ue(1);
        b.u(1, 0);
        b.ue(self.across as u32 - 1);
        b.ue(self.down as u32 - 1);
        b.u(1, 1);
        b.u(1, 1);
        let cropped = self.crop != (0, 0);
        b.u(1, u32::from(cropped));
        if cropped {
            for side in [0, self.crop.0, 0, self.crop.1] {
                b.ue(side);
            }
        }
        // VUI that only declares that frames are output in coding order.
        b.u(1, 1);
        b.u(8, 0);
        b.u(1, 1);
        b.u(1, 1);
        for value in [0, 0, 12, 12, 0, 1] {
            b.ue(value);
        }
        unit(0x67, b.finish())
    }

    pub(super) fn pps() -> Vec<u8> {
        let mut b = Bits::default();
        b.ue(0);
        b.ue(0);
        b.u(2, 0);
        b.ue(0);
        b.ue(0);
        b.ue(0);
        b.u(3, 0);
        b.se(0);
        b.se(0);
        b.se(0);
        b.u(3, 0b100);
        unit(0x68, b.finish())
    }

    /// Encodes a key frame, pixel by pixel.
    pub(super) fn key(&mut self, frame: &Yuv) -> Vec<u8> {
        self.frame_num = 0;
        self.poc = 0;
        let mut b = Bits::with_capacity(self.coded.len() * 390);
        key_header(&mut b);
        for y in 0..self.down {
            for x in 0..self.across {
                b.ue(25);
                raw_block(&mut b, frame, x, y);
            }
        }
        self.coded.fill(Coded::Raw);
        self.frame_num = 1;
        unit(0x65, b.finish())
    }

    /// Encodes a frame made from the reference. With `keep` it becomes the next frame's reference.
    pub(super) fn moved<'a>(
        &mut self,
        keep: bool,
        block: impl Fn(usize, usize) -> Block<'a>,
    ) -> Vec<u8> {
        let mut b = self.begin_moved(keep);
        let mut skipped = 0;
        for y in 0..self.down {
            for x in 0..self.across {
                let at = y * self.across + x;
                match block(x, y) {
                    Block::Moved(h, v) => {
                        self.coded[at] = Coded::Moved(h, v);
                        if self.skip_motion(x, y) == (h, v) {
                            skipped += 1;
                            continue;
                        }
                        b.ue(skipped);
                        skipped = 0;
                        let (ph, pv) = self.predicted(x, y);
                        moved_block(&mut b, h - ph, v - pv);
                    }
                    Block::Raw(frame) => {
                        self.coded[at] = Coded::Raw;
                        b.ue(skipped);
                        skipped = 0;
                        b.ue(30);
                        raw_block(&mut b, frame, x, y);
                    }
                }
            }
        }
        self.end_moved(keep, b, skipped)
    }

    /// Encodes a frame in which each column and each row of the reference moves, as
    /// [`Encoder::moved`] does. Most frames are of this kind: a block's motion is predicted without
    /// looking its neighbours up.
    pub(super) fn panned(&mut self, keep: bool, columns: &[i32], rows: &[i32]) -> Vec<u8> {
        let mut b = self.begin_moved(keep);
        let last = self.across - 1;
        // What the left, the upper and the upper right neighbour predict to the side. At the right
        // edge, the upper left one takes the place of the third.
        let predicted: Vec<i32> = (0..self.across)
            .map(|x| {
                let before = x.checked_sub(1).map_or(0, |left| columns[left]);
                let after = if x < last { columns[x + 1] } else { before };
                median([before, columns[x], after])
            })
            .collect();
        let mut skipped = 0;
        for (y, v) in rows.iter().copied().enumerate() {
            let above = y.checked_sub(1).map(|y| rows[y]);
            for (x, h) in columns.iter().copied().enumerate() {
                let left = x.checked_sub(1).map(|x| columns[x]);
                let (ph, pv) = match (above, left) {
                    (None, None) => (0, 0),
                    // Only the left neighbour is there.
                    (None, Some(left)) => (left, v),
                    // Only the upper neighbour is there.
                    (Some(above), None) if last == 0 => (h, above),
                    (Some(above), _) => (predicted[x], above),
                };
                let still = match (above, left) {
                    (Some(above), Some(left)) => (left, v) == (0, 0) || (h, above) == (0, 0),
                    _ => true,
                };
                if (if still { (0, 0) } else { (ph, pv) }) == (h, v) {
                    skipped += 1;
                    continue;
                }
                b.ue(skipped);
                skipped = 0;
                moved_block(&mut b, h - ph, v - pv);
            }
        }
        self.end_moved(keep, b, skipped)
    }

    /// The slice header of a moving frame (7.3.3).
    fn begin_moved(&mut self, keep: bool) -> Bits {
        self.poc = (self.poc + 2) % (1 << POC_BITS);
        let mut b = Bits::with_capacity(self.coded.len() * 3);
        b.ue(0);
        b.ue(5);
        b.ue(0);
        b.u(FRAME_NUM_BITS, self.frame_num);
        b.u(POC_BITS, self.poc);
        b.u(2, 0);
        if keep {
            b.u(1, 0);
        }
        b.se(0);
        b.ue(1);
        b
    }

    /// Ends a moving frame after its last blocks, which were skipped.
    fn end_moved(&mut self, keep: bool, mut b: Bits, skipped: u32) -> Vec<u8> {
        if skipped > 0 {
            b.ue(skipped);
        }
        if keep {
            self.frame_num = (self.frame_num + 1) % (1 << FRAME_NUM_BITS);
        }
        unit(if keep { 0x41 } else { 0x01 }, b.finish())
    }

    fn neighbour(&self, x: usize, y: usize, dx: isize, dy: isize) -> Option<Coded> {
        let x = x.checked_add_signed(dx).filter(|x| *x < self.across)?;
        let y = y.checked_add_signed(dy)?;
        self.coded.get(y * self.across + x).copied()
    }

    /// Median prediction of 8.4.1.3 for a whole macroblock with one reference.
    fn predicted(&self, x: usize, y: usize) -> (i32, i32) {
        let a = self.neighbour(x, y, -1, 0);
        let mut b = self.neighbour(x, y, 0, -1);
        let mut c = self.neighbour(x, y, 1, -1).or_else(|| self.neighbour(x, y, -1, -1));
        if b.is_none() && c.is_none() && a.is_some() {
            b = a;
            c = a;
        }
        let motion = |n: Option<Coded>| match n {
            Some(Coded::Moved(h, v)) => Some((h, v)),
            _ => None,
        };
        let all = [motion(a), motion(b), motion(c)];
        let mut moved = all.iter().flatten();
        if let (Some(only), None) = (moved.next(), moved.next()) {
            return *only;
        }
        (median(all.map(|m| m.map_or(0, |m| m.0))), median(all.map(|m| m.map_or(0, |m| m.1))))
    }

    /// The motion vector of a skipped macroblock (8.4.1.1).
    fn skip_motion(&self, x: usize, y: usize) -> (i32, i32) {
        let still = Some(Coded::Moved(0, 0));
        let (a, b) = (self.neighbour(x, y, -1, 0), self.neighbour(x, y, 0, -1));
        if a.is_none() || b.is_none() || a == still || b == still {
            return (0, 0);
        }
        self.predicted(x, y)
    }
}

fn median([a, b, c]: [i32; 3]) -> i32 {
    a.min(b).max(a.max(b).min(c))
}

/// A macroblock as one piece (type `P_L0_16x16`) without a residual, by how much its motion differs
/// from the predicted one.
fn moved_block(b: &mut Bits, across: i32, down: i32) {
    b.ue(0);
    b.se(across);
    b.se(down);
    b.ue(0);
}

/// The slice header of a key frame (7.3.3): the whole frame, no deblocking.
fn key_header(b: &mut Bits) {
    b.ue(0);
    b.ue(7);
    b.ue(0);
    b.u(FRAME_NUM_BITS, 0);
    b.ue(0);
    b.u(POC_BITS, 0);
    b.u(2, 0);
    b.se(0);
    b.ue(1);
}

fn raw_block(b: &mut Bits, p: &Yuv, x: usize, y: usize) {
    b.align();
    for row in 0..16 {
        let at = (y * 16 + row) * p.width + x * 16;
        b.raw(&p.y[at..at + 16]);
    }
    for plane in [&p.cb, &p.cr] {
        for row in 0..8 {
            let at = (y * 8 + row) * (p.width / 2) + x * 8;
            b.raw(&plane[at..at + 8]);
        }
    }
}

/// A NAL unit with its header and emulation prevention bytes (7.4.1).
fn unit(header: u8, body: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 16);
    out.push(header);
    let mut zeros = 0;
    for byte in body {
        if zeros == 2 && byte <= 3 {
            out.push(3);
            zeros = 0;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        out.push(byte);
    }
    out
}

/// Decodes a key frame that this encoder made; `None` for any other.
pub(super) fn decode_key(unit: &[u8], width: usize, height: usize) -> Option<Yuv> {
    let (across, down) = (width.div_ceil(16), height.div_ceil(16));
    let mut plain = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for byte in unit.strip_prefix(&[0x65])? {
        if zeros == 2 && *byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        plain.push(*byte);
    }
    let (w, h) = (across * 16, down * 16);
    let mut p = Yuv { width: w, y: vec![0; w * h], cb: vec![0; w * h / 4], cr: vec![0; w * h / 4] };
    // Each macroblock is a nine-bit type, padding and 384 bytes; the first one follows the slice
    // header of this encoder.
    let mut head = Bits::default();
    key_header(&mut head);
    head.ue(25);
    head.align();
    let first = head.bytes_so_far();
    if plain.get(..first.len())? != first {
        return None;
    }
    let mut at = first.len();
    for y in 0..down {
        for x in 0..across {
            if (x, y) != (0, 0) {
                // 25 in Exp-Golomb at the start of a byte: 0000 1101 0, padded.
                if plain.get(at..at + 2)? != [0x0d, 0x00] {
                    return None;
                }
                at += 2;
            }
            let block = plain.get(at..at + 384)?;
            at += 384;
            for row in 0..16 {
                let to = (y * 16 + row) * w + x * 16;
                p.y[to..to + 16].copy_from_slice(&block[row * 16..row * 16 + 16]);
            }
            for row in 0..8 {
                let to = (y * 8 + row) * (w / 2) + x * 8;
                p.cb[to..to + 8].copy_from_slice(&block[256 + row * 8..264 + row * 8]);
                p.cr[to..to + 8].copy_from_slice(&block[320 + row * 8..328 + row * 8]);
            }
        }
    }
    Some(p)
}
