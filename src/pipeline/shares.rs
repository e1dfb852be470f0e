//! Concurrency limits shared by members or channels: a total, and a limit for each of them, so that
//! one member's slow files delay no other member. A member has the same share across all servers.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::job::UserId;

/// The slots of one resource.
#[derive(Debug)]
pub(super) struct Shares<K: Eq + Hash + Copy = UserId> {
    places: Arc<Semaphore>,
    each: usize,
    /// Users that hold or wait for a slot.
    users: Mutex<HashMap<K, Arc<Semaphore>>>,
}

/// A slot in use, released when dropped.
#[derive(Debug)]
pub(super) struct Share<'a, K: Eq + Hash + Copy = UserId> {
    of: &'a Shares<K>,
    user: K,
    permits: Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

impl<K: Eq + Hash + Copy> Drop for Share<'_, K> {
    fn drop(&mut self) {
        self.permits = None;
        self.of.forget(self.user);
    }
}

impl<K: Eq + Hash + Copy> Shares<K> {
    /// `places` slots in total, at most `each` per user.
    pub(super) fn new(places: usize, each: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), each, users: Mutex::default() }
    }

    /// At most `each` slots per user, and no limit in total.
    pub(super) fn per_user(each: usize) -> Self {
        Self::new(Semaphore::MAX_PERMITS, each)
    }

    /// Waits for a slot: first until the user may have one more, then until one is free.
    pub(super) async fn acquire(&self, user: K) -> Share<'_, K> {
        self.acquire_many(user, 1).await
    }

    /// Waits for several slots at once. What needs more than a user's share waits until the user has
    /// nothing else, and gets it all the same; `count` is at most the total.
    pub(super) async fn acquire_many(&self, user: K, count: u32) -> Share<'_, K> {
        let mut share = Share { of: self, user, permits: None };
        let own = self.own(user);
        let each = u32::try_from(self.each).unwrap_or(u32::MAX);
        // The semaphores are never closed.
        if let Ok(own) = own.acquire_many_owned(count.min(each)).await
            && let Ok(place) = Arc::clone(&self.places).acquire_many_owned(count).await
        {
            share.permits = Some((own, place));
        }
        share
    }

    /// Acquires a slot, if the user may have one more and one is free now.
    pub(super) fn try_acquire(&self, user: K) -> Option<Share<'_, K>> {
        let mut share = Share { of: self, user, permits: None };
        let own = self.own(user).try_acquire_owned().ok()?;
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        share.permits = Some((own, place));
        Some(share)
    }

    fn own(&self, user: K) -> Arc<Semaphore> {
        let fresh = || Arc::new(Semaphore::new(self.each));
        Arc::clone(self.users().entry(user).or_insert_with(fresh))
    }

    /// Removes a user that neither holds nor waits for a slot.
    fn forget(&self, user: K) {
        let mut users = self.users();
        if users.get(&user).is_some_and(|own| Arc::strong_count(own) == 1) {
            users.remove(&user);
        }
    }

    fn users(&self) -> MutexGuard<'_, HashMap<K, Arc<Semaphore>>> {
        // A poisoned lock is safe to use: every change is complete in itself.
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: UserId = UserId(1);
    const BOB: UserId = UserId(2);

    #[tokio::test]
    async fn one_member_does_not_take_all_slots() {
        let shares = Shares::new(3, 2);
        let first = shares.acquire(ANN).await;
        let _second = shares.acquire(ANN).await;
        assert!(shares.try_acquire(ANN).is_none(), "two for one member");
        let _bobs = shares.acquire(BOB).await;
        assert!(shares.try_acquire(BOB).is_none(), "three in all");
        drop(first);
        assert!(shares.try_acquire(ANN).is_some());
    }

    #[tokio::test]
    async fn a_large_piece_waits_for_the_members_own_and_not_for_ever() {
        let shares = Shares::new(4, 2);
        let anns = shares.acquire(ANN).await;
        let mut all = Box::pin(shares.acquire_many(ANN, 4));
        assert!(futures_util::poll!(&mut all).is_pending(), "she holds one");
        let bobs = shares.try_acquire(BOB);
        assert!(bobs.is_some(), "what she waits for takes no slot");
        drop((anns, bobs));
        let all = all.await;
        assert!(shares.try_acquire(BOB).is_none(), "all are hers now");
        drop(all);
        assert!(shares.try_acquire(BOB).is_some());
    }

    #[tokio::test]
    async fn members_who_left_are_forgotten() {
        let shares = Shares::new(1, 1);
        let share = shares.acquire(ANN).await;
        {
            let waiting = shares.acquire(BOB);
            tokio::pin!(waiting);
            assert!(futures_util::poll!(&mut waiting).is_pending());
        }
        drop(share);
        assert!(shares.users().is_empty());
    }
}
