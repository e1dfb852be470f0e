//! Bits and Huffman codes of a JPEG's scan (ITU-T T.81, annex F.2.2).

/// A Huffman table.
#[derive(Debug, Clone)]
pub(super) struct Huffman {
    /// The codes of each length, from one bit.
    codes: [Codes; 16],
    symbols: Vec<u8>,
}

/// The codes of one length, which are consecutive.
#[derive(Debug, Clone, Copy)]
struct Codes {
    first: u32,
    count: u32,
    /// Where their symbols begin.
    index: usize,
}

impl Huffman {
    /// Reads a table from its 16 counts and its symbols; returns what follows it.
    pub(super) fn read(body: &[u8]) -> Option<(Self, &[u8])> {
        let (counts, rest) = body.split_first_chunk::<16>()?;
        let total = counts.iter().map(|n| usize::from(*n)).sum();
        let (symbols, rest) = rest.split_at_checked(total)?;
        let (mut first, mut index) = (0, 0);
        let codes = counts.map(|count| {
            first <<= 1;
            let codes = Codes { first, count: u32::from(count), index };
            first += u32::from(count);
            index += usize::from(count);
            codes
        });
        Some((Self { codes, symbols: symbols.to_vec() }, rest))
    }
}

/// Reads the bits of a scan. Every method returns `None` if they run out, at the end or at a marker.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The lowest `left` bits are to come.
    buffer: u64,
    left: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, buffer: 0, left: 0 }
    }

    fn fill(&mut self) {
        while self.left <= 48 {
            let Some(byte) = self.data.get(self.at) else { return };
            // A byte FF is followed by 00, a marker by something else.
            match (byte, self.data.get(self.at + 1)) {
                (0xff, Some(0)) => self.at += 2,
                (0xff, _) => return,
                _ => self.at += 1,
            }
            self.buffer = self.buffer << 8 | u64::from(*byte);
            self.left += 8;
        }
    }

    /// The next bits, at most 16, as a number.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        if self.left < count {
            self.fill();
        }
        self.left = self.left.checked_sub(count)?;
        Some(lowest(self.buffer >> self.left, count))
    }

    /// The symbol of the next code; `None` also if there is no such code.
    pub(super) fn symbol(&mut self, table: &Huffman) -> Option<u8> {
        if self.left < 16 {
            self.fill();
        }
        for (length, codes) in (1..=self.left).zip(&table.codes) {
            let code = lowest(self.buffer >> (self.left - length), length);
            if let Some(nth) = code.checked_sub(codes.first).filter(|nth| *nth < codes.count) {
                self.left -= length;
                return table.symbols.get(codes.index + nth as usize).copied();
            }
        }
        None
    }

    /// Goes on after the next restart marker.
    pub(super) fn restart(&mut self) -> Option<()> {
        (self.buffer, self.left) = (0, 0);
        let rest = self.data.get(self.at..)?;
        let marker = rest.windows(2).position(|pair| matches!(pair, [0xff, 0xd0..=0xd7]))?;
        self.at += marker + 2;
        Some(())
    }
}

/// The lowest bits, at most 16, as a number.
#[expect(clippy::cast_possible_truncation, reason = "higher bits are not wanted")]
fn lowest(bits: u64, count: u32) -> u32 {
    bits as u32 & ((1 << count) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_bits_follow_each_other() {
        // Codes 0, 10, 110 for the symbols 5, 6, 7.
        let mut table = vec![1, 1, 1];
        table.resize(16, 0);
        table.extend([5, 6, 7, 99]);
        let (table, rest) = Huffman::read(&table).unwrap();
        assert_eq!(rest, [99]);
        let mut bits = Bits::new(&[0b0101_1010, 0xff, 0, 0b1000_0000, 0xff, 0xd3, 0b0100_0000]);
        assert_eq!(bits.symbol(&table), Some(5));
        assert_eq!(bits.symbol(&table), Some(6));
        assert_eq!(bits.symbol(&table), Some(7));
        assert_eq!(bits.take(2), Some(0b10));
        assert_eq!(bits.take(9), Some(0b1_1111_1111));
        assert_eq!(bits.symbol(&table), Some(5));
        assert_eq!(bits.take(7), None, "a marker");
        assert_eq!(bits.restart(), Some(()));
        assert_eq!(bits.symbol(&table), Some(5));
        assert_eq!(bits.restart(), None);
    }
}
