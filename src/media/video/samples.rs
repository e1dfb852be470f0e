//! Where the samples of a track are in the file (ISO/IEC 14496-12, 8.7).

use crate::media::Damage;
use crate::media::boxes::find;
use crate::media::integers::{be32, be64};

/// The end of the last sample that a sample table lists, as an offset in the file; 0 if it lists
/// none. Walks every chunk, and every sample once.
pub(super) fn end(stbl: &[u8]) -> Result<u64, Damage> {
    let table = |kind| Ok::<_, Damage>(find(stbl, &[kind])?.unwrap_or_default());
    let mut sizes = Sizes::read(table(b"stsz")?);
    let mut runs = Runs::read(table(b"stsc")?);
    let (short, long) = (table(b"stco")?, table(b"co64")?);
    let short = body(short).chunks_exact(4).map(|entry| be32(entry, 0).map(u64::from));
    let long = body(long).chunks_exact(8).map(|entry| be64(entry, 0));
    let mut end = 0u64;
    for (chunk, offset) in (1u32..).zip(short.chain(long).flatten()) {
        let bytes = sizes.take(runs.samples_of(chunk));
        end = end.max(offset.saturating_add(bytes));
    }
    Ok(end)
}

/// The entries of a table: after version, flags and their number.
fn body(table: &[u8]) -> &[u8] {
    table.get(8..).unwrap_or_default()
}

/// The sizes of the samples, in order.
struct Sizes<'a> {
    /// The size of each, if it is the same for all.
    uniform: u64,
    left: u64,
    listed: std::slice::ChunksExact<'a, u8>,
}

impl<'a> Sizes<'a> {
    fn read(stsz: &'a [u8]) -> Self {
        Self {
            uniform: be32(stsz, 4).map_or(0, u64::from),
            left: be32(stsz, 8).map_or(0, u64::from),
            listed: stsz.get(12..).unwrap_or_default().chunks_exact(4),
        }
    }

    /// The total size of the next samples.
    fn take(&mut self, count: u32) -> u64 {
        let count = u64::from(count).min(self.left);
        self.left -= count;
        if self.uniform > 0 {
            return self.uniform.saturating_mul(count);
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let sizes = self.listed.by_ref().take(count);
        sizes.filter_map(|entry| be32(entry, 0)).map(u64::from).sum()
    }
}

/// How many samples are in each chunk: from a first chunk on, the same number in each.
struct Runs<'a> {
    /// Entries that begin with a later chunk.
    rest: std::iter::Peekable<std::slice::ChunksExact<'a, u8>>,
    samples: u32,
}

impl<'a> Runs<'a> {
    fn read(stsc: &'a [u8]) -> Self {
        Self { rest: body(stsc).chunks_exact(12).peekable(), samples: 0 }
    }

    /// Must be called with rising numbers of chunks, which begin at 1.
    fn samples_of(&mut self, chunk: u32) -> u32 {
        while let Some(entry) =
            self.rest.next_if(|entry| be32(entry, 0).is_some_and(|first| first <= chunk))
        {
            self.samples = be32(entry, 4).unwrap_or(0);
        }
        self.samples
    }
}
