//! What a simulation does around transactions.

use async_trait::async_trait;

/// Hooks around every transaction of a simulation. Both may wait, and be dropped while waiting.
#[async_trait]
pub trait FaultHooks: Send + Sync {
    /// Before the transaction; `Err` simulates a disk error, and nothing is written.
    async fn before(&self) -> Result<(), String>;

    /// After the transaction is durable, but before the caller learns of it.
    async fn after(&self);
}
