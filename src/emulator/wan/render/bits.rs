//! A bit writer for ITU-T H.264 (clauses 7.2 and 9.1).

/// A writer of single bits and Exp-Golomb codes.
#[derive(Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

impl Bits {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), ..Self::default() }
    }

    /// Writes `n` bits of a value, `n` at most 32.
    pub(super) fn u(&mut self, n: u32, value: u32) {
        self.pending = (self.pending << n) | u64::from(value);
        self.count += n;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.pending >> self.count) as u8);
        }
        self.pending &= (1 << self.count) - 1;
    }

    /// Unsigned Exp-Golomb.
    pub(super) fn ue(&mut self, value: u32) {
        let code = value + 1;
        let length = 32 - code.leading_zeros();
        if length <= 16 {
            // As many zeros as there are further digits, and the digits.
            self.u(2 * length - 1, code);
        } else {
            self.u(length - 1, 0);
            self.u(length, code);
        }
    }

    /// Signed Exp-Golomb.
    pub(super) fn se(&mut self, value: i32) {
        self.ue(if value > 0 { 2 * value as u32 - 1 } else { 2 * value.unsigned_abs() });
    }

    /// Pads with zeros to the next byte.
    pub(super) fn align(&mut self) {
        if self.count > 0 {
            self.u(8 - self.count, 0);
        }
    }

    /// Appends whole bytes; the writer must be aligned.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        debug_assert_eq!(self.count, 0);
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes written so far; the writer must be aligned.
    pub(super) fn bytes_so_far(self) -> Vec<u8> {
        debug_assert_eq!(self.count, 0);
        self.bytes
    }

    /// Adds the stop bit and the padding that end every unit (7.3.2.11).
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.u(1, 1);
        self.align();
        self.bytes
    }
}
