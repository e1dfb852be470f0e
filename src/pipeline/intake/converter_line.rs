//! The line in front of the converters, and the place of each request in it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::job::{InteractionId, UserId};
use crate::pipeline::shares::{Share, Shares};

/// Slots for converters, and the requests that wait for one.
#[derive(Debug)]
pub(super) struct ConverterLine {
    slots: Shares,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    last_number: u64,
    by_number: BTreeMap<u64, InteractionId>,
}

/// A request in the line; it leaves the line when this is dropped.
struct Ticket<'a> {
    of: &'a ConverterLine,
    number: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.of.waiting().by_number.remove(&self.number);
    }
}

impl ConverterLine {
    /// `places` slots in total, at most `each` per member.
    pub(super) fn new(places: usize, each: usize) -> Self {
        Self { slots: Shares::new(places, each), waiting: Mutex::default() }
    }

    /// Acquires a slot, if one is free now.
    pub(super) fn try_acquire(&self, user: UserId) -> Option<Share<'_>> {
        self.slots.try_acquire(user)
    }

    /// Waits for a slot.
    pub(super) async fn acquire(&self, user: UserId, of: InteractionId) -> Share<'_> {
        let _ticket = self.enter(of);
        self.slots.acquire(user).await
    }

    /// The place of a request in the line, from 1. Those ahead came before it; one that may run
    /// only one conversion at a time can still be overtaken, so that a place never grows.
    pub(super) fn place(&self, of: InteractionId) -> Option<usize> {
        let waiting = self.waiting();
        waiting.by_number.values().position(|other| *other == of).map(|ahead| ahead + 1)
    }

    fn enter(&self, of: InteractionId) -> Ticket<'_> {
        let mut waiting = self.waiting();
        waiting.last_number += 1;
        let number = waiting.last_number;
        waiting.by_number.insert(number, of);
        Ticket { of: self, number }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A poisoned lock is safe to use: every change is complete in itself.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    const ANN: UserId = UserId(1);
    const BOB: UserId = UserId(2);

    #[tokio::test]
    async fn a_place_counts_those_who_came_before_and_never_grows() {
        let line = ConverterLine::new(1, 1);
        let running = line.acquire(ANN, InteractionId(1)).await;
        assert_eq!(line.place(InteractionId(1)), None, "it runs");
        let mut second = Box::pin(line.acquire(ANN, InteractionId(2)));
        let mut third = Box::pin(line.acquire(BOB, InteractionId(3)));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        assert_eq!(line.place(InteractionId(2)), Some(1));
        assert_eq!(line.place(InteractionId(3)), Some(2));
        drop(second);
        assert_eq!(line.place(InteractionId(3)), Some(1), "one gave up");
        drop(running);
        let _share = third.await;
        assert_eq!(line.place(InteractionId(3)), None);
    }
}
