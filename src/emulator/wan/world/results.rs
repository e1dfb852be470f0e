//! A cache of the newest rendered results; an evicted result is rendered again.

use std::collections::VecDeque;

use bytes::Bytes;

/// Bytes to retain; the newest result is always retained.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A cache of files, by task and number.
#[derive(Default)]
pub(in crate::emulator::wan) struct Results {
    kept: VecDeque<(String, usize, Bytes)>,
    bytes: usize,
}

impl Results {
    pub(in crate::emulator::wan) fn get(&self, task: &str, number: usize) -> Option<Bytes> {
        let found = self.kept.iter().find(|(id, n, _)| id == task && *n == number);
        found.map(|(_, _, bytes)| bytes.clone())
    }

    pub(in crate::emulator::wan) fn put(&mut self, task: &str, number: usize, bytes: Bytes) {
        if self.get(task, number).is_some() {
            return;
        }
        self.bytes += bytes.len();
        self.kept.push_back((task.to_owned(), number, bytes));
        while self.bytes > MOST_BYTES && self.kept.len() > 1 {
            if let Some((_, _, oldest)) = self.kept.pop_front() {
                self.bytes -= oldest.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept() {
        let mut results = Results::default();
        let third = Bytes::from(vec![0; MOST_BYTES / 3]);
        for task in ["a", "b", "c", "d"] {
            results.put(task, 0, third.clone());
        }
        assert!(results.get("a", 0).is_none() && results.get("b", 0).is_some());
        results.put("large", 1, vec![0; MOST_BYTES + 1].into());
        assert!(results.get("large", 1).is_some() && results.get("d", 0).is_none());
        assert_eq!(results.bytes, MOST_BYTES + 1);
    }
}
