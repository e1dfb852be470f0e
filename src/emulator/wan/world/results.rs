//! A cache of the newest rendered results; an evicted result is rendered again.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::Semaphore;

/// Bytes to retain; the newest result is always retained.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A rendering in progress. It continues when the client that requested it disconnects, which is
/// what a client does whose timeout is shorter than the rendering.
pub(in crate::emulator::wan) type Rendering = Shared<BoxFuture<'static, Option<Bytes>>>;

/// A cache of files, by task and number.
pub(in crate::emulator::wan) struct Results {
    kept: VecDeque<(String, usize, Bytes)>,
    bytes: usize,
    in_progress: HashMap<(String, usize), Rendering>,
    /// One for each core: more would only make all of them slower.
    slots: Arc<Semaphore>,
}

impl Default for Results {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            kept: VecDeque::new(),
            bytes: 0,
            in_progress: HashMap::new(),
            slots: Arc::new(Semaphore::new(cores)),
        }
    }
}

impl Results {
    /// The rendering of a result: the one in progress, or a new one. `finish` gets the result, or
    /// `None` if the rendering panicked; it must call [`Self::put`] or [`Self::forget`].
    pub(in crate::emulator::wan) fn rendering(
        &mut self,
        task: &str,
        number: usize,
        render: impl FnOnce() -> Vec<u8> + Send + 'static,
        finish: impl FnOnce(Option<&Bytes>) + Send + 'static,
    ) -> Rendering {
        let slots = Arc::clone(&self.slots);
        let start = || {
            let rendering = tokio::spawn(async move {
                let _slot = slots.acquire_owned().await;
                let made = tokio::task::spawn_blocking(render).await.ok().map(Bytes::from);
                finish(made.as_ref());
                made
            });
            rendering.map(|made| made.ok().flatten()).boxed().shared()
        };
        self.in_progress.entry((task.to_owned(), number)).or_insert_with(start).clone()
    }

    /// Ends a rendering without a result.
    pub(in crate::emulator::wan) fn forget(&mut self, task: &str, number: usize) {
        self.in_progress.remove(&(task.to_owned(), number));
    }

    pub(in crate::emulator::wan) fn get(&self, task: &str, number: usize) -> Option<Bytes> {
        let found = self.kept.iter().find(|(id, n, _)| id == task && *n == number);
        found.map(|(_, _, bytes)| bytes.clone())
    }

    pub(in crate::emulator::wan) fn put(&mut self, task: &str, number: usize, bytes: Bytes) {
        self.forget(task, number);
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
