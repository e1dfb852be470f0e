//! Reads every coefficient of a JPEG without computing pixels from them: sequential and progressive
//! Huffman coding (ITU-T T.81, annexes F and G). Decoders fill what is missing with grey and say
//! nothing.

use super::MAX_PIXELS;
use super::bits::{Bits, Huffman};
use crate::media::integers::be16;
use crate::media::structure::jpeg::{Segment, segments};

const COEFFICIENTS: u32 = 64;
/// Maximum horizontal and vertical sampling factor.
const MAX_SAMPLING: usize = 4;

/// One colour component.
struct Component {
    id: u8,
    /// Sampling factors.
    across: usize,
    down: usize,
    /// Blocks that have pixels.
    columns: usize,
    rows: usize,
    /// Blocks in a row, up to whole units.
    stride: usize,
    /// For each block of a progressive image, the coefficients that are not zero so far, one bit
    /// each.
    known: Vec<u64>,
    is_seen: bool,
}

/// The frame header, and the tables that apply at a place in the file.
struct State {
    components: Vec<Component>,
    /// Units of all components across and down.
    units: (usize, usize),
    is_progressive: bool,
    tables: [[Option<Huffman>; 4]; 2],
    restart_interval: usize,
}

/// Which coefficients a scan has, and which of their bits.
struct Scan {
    /// The components, with their tables for DC and for AC.
    parts: Vec<(usize, usize, usize)>,
    first: u32,
    last: u32,
    is_refinement: bool,
}

/// Reads all scans. `None` if coefficients are missing or a code is none of its table.
pub(super) fn verify(bytes: &[u8]) -> Option<()> {
    let (segments, _) = segments(bytes).ok()?;
    let mut state: Option<State> = None;
    let mut tables: [[Option<Huffman>; 4]; 2] = Default::default();
    let mut restart_interval = 0;
    for segment in segments {
        let body = segment.body(bytes);
        match segment.marker {
            0xc0..=0xc2 if state.is_none() => state = Some(frame(segment.marker, body)?),
            0xc4 => read_tables(body, &mut tables)?,
            0xdd => {
                restart_interval = usize::from(be16(body, 0)?);
            }
            0xda => {
                let state = state.as_mut()?;
                state.tables.clone_from(&tables);
                state.restart_interval = restart_interval;
                state.read(&segment, bytes)?;
            }
            _ => {}
        }
    }
    state?.components.iter().all(|component| component.is_seen).then_some(())
}

fn read_tables(mut body: &[u8], tables: &mut [[Option<Huffman>; 4]; 2]) -> Option<()> {
    while let Some((&kind, rest)) = body.split_first() {
        let (table, rest) = Huffman::read(rest)?;
        let class = tables.get_mut(usize::from(kind >> 4))?;
        *class.get_mut(usize::from(kind & 0xf))? = Some(table);
        body = rest;
    }
    Some(())
}

fn frame(marker: u8, body: &[u8]) -> Option<State> {
    let &[_, h1, h2, w1, w2, count, ref rest @ ..] = body else { return None };
    let height = usize::from(u16::from_be_bytes([h1, h2]));
    let width = usize::from(u16::from_be_bytes([w1, w2]));
    if width * height == 0 || (width * height) as u64 > MAX_PIXELS || !(1..=4).contains(&count) {
        return None;
    }
    let fields = rest.as_chunks().0.get(..usize::from(count))?;
    let sampling = |field: &[u8; 3]| (usize::from(field[1] >> 4), usize::from(field[1] & 0xf));
    let most = |part: fn((usize, usize)) -> usize| fields.iter().map(|f| part(sampling(f))).max();
    let (most_across, most_down) = (most(|s| s.0)?, most(|s| s.1)?);
    let is_valid = |n: usize| (1..=MAX_SAMPLING).contains(&n);
    if !fields.iter().map(sampling).all(|(a, d)| is_valid(a) && is_valid(d)) {
        return None;
    }
    let units = (width.div_ceil(8 * most_across), height.div_ceil(8 * most_down));
    let is_progressive = marker == 0xc2;
    let components = fields.iter().map(|field| {
        let (across, down) = sampling(field);
        let stride = units.0 * across;
        let blocks = if is_progressive { stride * units.1 * down } else { 0 };
        Component {
            id: field[0],
            across,
            down,
            columns: (width * across).div_ceil(most_across).div_ceil(8),
            rows: (height * down).div_ceil(most_down).div_ceil(8),
            stride,
            known: vec![0; blocks],
            is_seen: false,
        }
    });
    Some(State {
        components: components.collect(),
        units,
        is_progressive,
        tables: Default::default(),
        restart_interval: 0,
    })
}

impl State {
    fn scan(&self, header: &[u8]) -> Option<Scan> {
        let (&count, rest) = header.split_first()?;
        let (parts, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let parts = parts.as_chunks().0.iter().map(|&[id, tables]| {
            let component = self.components.iter().position(|c| c.id == id)?;
            Some((component, usize::from(tables >> 4), usize::from(tables & 0xf)))
        });
        let &[first, last, bits, ..] = rest else { return None };
        let scan = Scan {
            parts: parts.collect::<Option<_>>()?,
            first: if self.is_progressive { u32::from(first) } else { 0 },
            last: if self.is_progressive { u32::from(last) } else { COEFFICIENTS - 1 },
            is_refinement: self.is_progressive && bits >> 4 != 0,
        };
        let is_valid = scan.first <= scan.last
            && scan.last < COEFFICIENTS
            && (1..=4).contains(&count)
            && (scan.first == 0 || count == 1);
        is_valid.then_some(scan)
    }

    #[expect(clippy::indexing_slicing, reason = "a scan's components are positions in the list")]
    fn read(&mut self, segment: &Segment, bytes: &[u8]) -> Option<()> {
        let scan = self.scan(segment.body(bytes))?;
        let mut reader = Reader { bits: Bits::new(segment.pixels(bytes)), end_of_band: 0 };
        // A scan of one component has its own blocks in order; others go by units, which have
        // blocks of all components.
        let alone = scan.parts.len() == 1;
        let (across, down) = match scan.parts[..] {
            [(only, ..)] => (self.components[only].columns, self.components[only].rows),
            _ => self.units,
        };
        let mut since_restart = 0;
        for y in 0..down {
            for x in 0..across {
                if self.restart_interval > 0 && since_restart == self.restart_interval {
                    reader.bits.restart()?;
                    reader.end_of_band = 0;
                    since_restart = 0;
                }
                since_restart += 1;
                for &(number, dc, ac) in &scan.parts {
                    let component = &mut self.components[number];
                    component.is_seen = true;
                    let tables =
                        (self.tables[0].get(dc)?.as_ref(), self.tables[1].get(ac)?.as_ref());
                    let (width, height) =
                        if alone { (1, 1) } else { (component.across, component.down) };
                    for n in 0..width * height {
                        let at =
                            (y * height + n / width) * component.stride + x * width + n % width;
                        let mut none = 0;
                        let known = component.known.get_mut(at).unwrap_or(&mut none);
                        if self.is_progressive {
                            reader.progressive(&scan, tables, known)?;
                        } else {
                            reader.sequential(tables)?;
                        }
                    }
                }
            }
        }
        Some(())
    }
}

/// The tables for DC and for AC. Without a table, which decoders of webcams' frames know by heart,
/// a scan is not read.
type Tables<'a> = (Option<&'a Huffman>, Option<&'a Huffman>);

struct Reader<'a> {
    bits: Bits<'a>,
    /// Blocks to come, including this one, that have no more coefficients in this scan.
    end_of_band: u32,
}

impl Reader<'_> {
    fn sequential(&mut self, (dc, ac): Tables) -> Option<()> {
        let (Some(dc), Some(ac)) = (dc, ac) else { return Some(()) };
        self.difference(dc)?;
        let mut at = 1;
        while at < COEFFICIENTS {
            let symbol = self.bits.symbol(ac)?;
            let (zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 0xf));
            match (zeros, size) {
                (15, 0) => at += 16,
                (_, 0) => break,
                _ => {
                    at += zeros + 1;
                    self.bits.take(size)?;
                }
            }
        }
        // A run beyond the block: the data are out of step.
        (at <= COEFFICIENTS).then_some(())
    }

    fn difference(&mut self, dc: &Huffman) -> Option<()> {
        let size = self.bits.symbol(dc)?;
        self.bits.take(u32::from(size).min(16)).map(drop)
    }

    fn progressive(&mut self, scan: &Scan, (dc, ac): Tables, known: &mut u64) -> Option<()> {
        match (scan.first, scan.is_refinement) {
            (0, true) => self.bits.take(1).map(drop),
            (0, false) => dc.map_or(Some(()), |dc| self.difference(dc)),
            (_, refines) => {
                let Some(ac) = ac else { return Some(()) };
                if refines {
                    self.refine(scan, ac, known)
                } else {
                    self.first_bits(scan, ac, known)
                }
            }
        }
    }

    /// The number of blocks from this one on that a code for the end of a band covers.
    fn run(&mut self, exponent: u32) -> Option<u32> {
        Some((1 << exponent) + self.bits.take(exponent)?)
    }

    /// The first bits of a band of coefficients.
    fn first_bits(&mut self, scan: &Scan, ac: &Huffman, known: &mut u64) -> Option<()> {
        let mut at = scan.first;
        while self.end_of_band == 0 && at <= scan.last {
            let symbol = self.bits.symbol(ac)?;
            let (zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 0xf));
            match (zeros, size) {
                (15, 0) => at += 16,
                (exponent, 0) => self.end_of_band = self.run(exponent)?,
                _ => {
                    at += zeros;
                    if at > scan.last {
                        return None;
                    }
                    self.bits.take(size)?;
                    *known |= 1 << at;
                    at += 1;
                }
            }
        }
        self.end_of_band = self.end_of_band.saturating_sub(1);
        Some(())
    }

    /// One more bit of each coefficient that is known, and the first of others.
    fn refine(&mut self, scan: &Scan, ac: &Huffman, known: &mut u64) -> Option<()> {
        let mut at = scan.first;
        while self.end_of_band == 0 && at <= scan.last {
            let symbol = self.bits.symbol(ac)?;
            let (mut zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 0xf));
            if size == 0 && zeros < 15 {
                self.end_of_band = self.run(zeros)?;
                break;
            }
            if size > 0 {
                self.bits.take(1)?;
            }
            while at <= scan.last {
                if *known & 1 << at != 0 {
                    self.bits.take(1)?;
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                at += 1;
            }
            if size > 0 && at <= scan.last {
                *known |= 1 << at;
            }
            at += 1;
        }
        if self.end_of_band > 0 {
            while at <= scan.last {
                if *known & 1 << at != 0 {
                    self.bits.take(1)?;
                }
                at += 1;
            }
            self.end_of_band -= 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
    }

    /// A grey image of 8 x 16 pixels, two blocks, with these scans: first and last coefficient,
    /// whether it refines, and its data.
    fn progressive(scans: &[(u8, u8, bool, &[u8])]) -> Vec<u8> {
        // Code 0 for a difference of no bits, or for a coefficient of one; 10 for the end of a
        // block, 110 for the end of two to three blocks.
        let counts = |counts: [u8; 3]| [&counts[..], &[0; 13]].concat();
        let dc = [&[0x00][..], &counts([1, 0, 0]), &[0]].concat();
        let ac = [&[0x10][..], &counts([1, 1, 1]), &[0x01, 0x00, 0x10]].concat();
        let mut file = b"\xff\xd8".to_vec();
        file.extend(segment(0xc2, &[8, 0, 16, 0, 8, 1, 1, 0x11, 0]));
        file.extend(segment(0xc4, &dc));
        file.extend(segment(0xc4, &ac));
        for (first, last, refines, data) in scans {
            file.extend(segment(0xda, &[1, 1, 0, *first, *last, if *refines { 0x10 } else { 1 }]));
            file.extend(*data);
        }
        file.extend(b"\xff\xd9");
        file
    }

    #[test]
    fn progressive_scans_are_read_to_their_last_bit() {
        let dc = (0, 0, false, &[0b0011_1111][..]);
        // Block 1: a coefficient and its bit, the end. Block 2: the end.
        let ac = (1, 63, false, &[0b0110_1011][..]);
        // Block 1: a new coefficient and its sign, a bit of the known one, the end. Block 2: the
        // end.
        let refined = (1, 63, true, &[0b0111_0101][..]);
        assert_eq!(verify(&progressive(&[dc, ac, refined])), Some(()));
        assert_eq!(verify(&progressive(&[dc, ac, (1, 63, true, &[])])), None);
        assert_eq!(verify(&progressive(&[dc, (1, 63, false, &[0b0101_0101])])), None, "no end");
        // The end of both blocks at once: its code and one more bit.
        assert_eq!(verify(&progressive(&[dc, (1, 63, false, &[0b1100_1111])])), Some(()));
        // The known coefficient of block 1 has a bit there, after the end of both.
        assert_eq!(verify(&progressive(&[dc, ac, (1, 63, true, &[0b1100_1111])])), Some(()));
        assert_eq!(verify(&progressive(&[ac])), Some(()), "coefficients alone");
        assert_eq!(verify(&progressive(&[])), None, "no scan");
        assert_eq!(verify(&progressive(&[(0, 0, false, &[0b1111_1111, 0])])), None, "no such code");
    }

    #[test]
    fn restart_markers_are_followed() {
        let mut file = b"\xff\xd8".to_vec();
        file.extend(segment(0xc0, &[8, 0, 16, 0, 8, 1, 1, 0x11, 0]));
        for class in [0x00, 0x10] {
            file.extend(segment(0xc4, &[&[class, 1][..], &[0; 15], &[0]].concat()));
        }
        file.extend(segment(0xdd, &[0, 1]));
        file.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
        let with = |data: &[u8]| verify(&[&file[..], data, b"\xff\xd9"].concat());
        assert_eq!(with(b"\x3f\xff\xd0\x3f"), Some(()));
        assert_eq!(with(b"\x3f\x3f"), None);
        assert_eq!(with(b"\x3f\xff\xd0"), None);
    }
}
