//! The colours of a HEIC or AVIF as its header states them, by codes (ISO/IEC 23008-12, 6.5.5;
//! ISO/IEC 14496-12, 12.1.5).

use crate::media::boxes::{Boxes, find};
use crate::media::integers::{be16, be32};

/// The codes of transfer functions with a high dynamic range (ISO/IEC 23091-2, table 3): PQ, HLG.
const HDR: [u16; 2] = [16, 18];

/// The code of the main image's transfer function, if it has a high dynamic range.
pub(super) fn hdr_transfer(bytes: &[u8]) -> Option<u16> {
    let (_, meta) = Boxes::new(bytes).map_while(Result::ok).find(|(kind, _)| kind == b"meta")?;
    // Version and flags.
    let meta = meta.get(4..)?;
    let primary = primary_item(find(meta, &[b"pitm"]).ok()??)?;
    let properties = find(meta, &[b"iprp"]).ok()??;
    let associations = find(properties, &[b"ipma"]).ok()??;
    let list = find(properties, &[b"ipco"]).ok()??;
    let list: Vec<_> = Boxes::new(list).map_while(Result::ok).collect();
    let of_primary = indexes(associations, primary)?.into_iter();
    let own = of_primary.filter_map(|index| list.get(index.checked_sub(1)?));
    let colours = own.filter(|(kind, body)| kind == b"colr" && body.starts_with(b"nclx"));
    let mut codes = colours.filter_map(|(_, body)| be16(body, 6));
    codes.next().filter(|code| HDR.contains(code))
}

/// An item's ID, which has 16 or 32 bits.
fn item(bytes: &[u8], at: usize, is_long: bool) -> Option<u32> {
    if is_long { be32(bytes, at) } else { be16(bytes, at).map(u32::from) }
}

fn primary_item(pitm: &[u8]) -> Option<u32> {
    item(pitm, 4, *pitm.first()? > 0)
}

/// The numbers of an item's properties, from 1.
fn indexes(ipma: &[u8], of: u32) -> Option<Vec<usize>> {
    let is_long = *ipma.first()? > 0;
    let is_wide = ipma.get(3)? & 1 == 1;
    let entries = be32(ipma, 4)?;
    let mut at = 8;
    for _ in 0..entries {
        let id = item(ipma, at, is_long)?;
        at += if is_long { 4 } else { 2 };
        let count = usize::from(*ipma.get(at)?);
        at += 1;
        let width = if is_wide { 2 } else { 1 };
        let own = ipma.get(at..at + count * width)?;
        if id == of {
            // The first bit says whether a reader must know the property.
            let index = |entry: &[u8]| match *entry {
                [high, low] => usize::from(high & 0x7f) << 8 | usize::from(low),
                [only] => usize::from(only & 0x7f),
                _ => 0,
            };
            return Some(own.chunks_exact(width).map(index).collect());
        }
        at += count * width;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
    }

    /// A header of two images: the second, which is the main one, has the last property.
    fn header(transfer: u16, is_long: bool) -> Vec<u8> {
        let version = [u8::from(is_long), 0, 0, u8::from(is_long)];
        let id = |n: u16| {
            if is_long { u32::from(n).to_be_bytes().to_vec() } else { n.to_be_bytes().to_vec() }
        };
        let index = |n: u8| if is_long { vec![0x80, n] } else { vec![0x80 | n] };
        let nclx = |transfer: u16| {
            let codes = [9, transfer, 9].map(u16::to_be_bytes).concat();
            boxed(b"colr", &[&b"nclx"[..], &codes, &[0]].concat())
        };
        let list = [nclx(16), boxed(b"colr", b"prof...."), nclx(transfer)].concat();
        let first = [id(1), vec![1], index(1)].concat();
        let second = [id(2), vec![2], index(2), index(3)].concat();
        let ipma = [&version[..], &2u32.to_be_bytes(), &first, &second].concat();
        let iprp = [boxed(b"ipco", &list), boxed(b"ipma", &ipma)].concat();
        let pitm = boxed(b"pitm", &[&version[..], &id(2)].concat());
        let meta = [vec![0; 4], pitm, boxed(b"iprp", &iprp)].concat();
        [boxed(b"ftyp", b"avif\0\0\0\0"), boxed(b"meta", &meta), boxed(b"mdat", &[0; 9])].concat()
    }

    #[test]
    fn the_colours_of_the_main_image_count() {
        for is_long in [false, true] {
            for (code, expected) in [(16, Some(16)), (18, Some(18)), (13, None), (1, None)] {
                assert_eq!(hdr_transfer(&header(code, is_long)), expected, "{is_long}");
            }
            let whole = header(18, is_long);
            for end in 0..whole.len() - 17 {
                assert_eq!(hdr_transfer(&whole[..end]), None, "{end}");
            }
        }
    }
}
