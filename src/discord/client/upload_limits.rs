//! The largest file that may be posted, from what Discord states and from what it refused.

use std::hash::Hash;

use dashmap::DashMap;

use crate::job::{ChannelId, GuildId, Tenant};

/// Discord's file size limit without boosts, in bytes: 20 MB since September 2026. It is not
/// settled whether that is MB or MiB, so the smaller is assumed (docs/reference/discord.md, added
/// 2026-11-25).
const DEFAULT_LIMIT: u64 = 20_000_000;

/// Limits that Discord has or had; after a 413 the next lower one is assumed.
const KNOWN_LIMITS: [u64; 5] =
    [100 * 1024 * 1024, 50 * 1024 * 1024, DEFAULT_LIMIT, 10 * 1024 * 1024, 8_000_000];

/// Servers and direct messages of which a learned limit is remembered.
const MOST_LEARNED: usize = 10_000;

/// Where a file size limit applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    Server(GuildId),
    Direct(ChannelId),
}

impl Scope {
    fn of(tenant: Tenant, channel: ChannelId) -> Self {
        match tenant {
            Tenant::Direct => Self::Direct(channel),
            Tenant::Server(guild) => Self::Server(guild),
        }
    }
}

/// File size limits, in bytes.
#[derive(Debug, Default)]
pub(in crate::discord) struct UploadLimits {
    /// What servers' boosts allow.
    tiers: DashMap<GuildId, u64>,
    /// The lowest limit that interactions in a server stated. They include their members' own
    /// subscriptions, so that the lowest is the closest to the server's.
    claims: DashMap<GuildId, u64>,
    /// Limits learned from refused files. A limit applies to a whole server, or to one channel of
    /// direct messages.
    learned: DashMap<Scope, u64>,
}

impl UploadLimits {
    /// Sets a server's boost tier; if its limit changed, what was learned is discarded.
    pub(in crate::discord) fn set_tier(&self, guild: GuildId, tier: u8) {
        let bytes = tier_limit(tier);
        if self.tiers.insert(guild, bytes).is_some_and(|before| before != bytes) {
            self.learned.remove(&Scope::Server(guild));
            self.claims.remove(&guild);
        }
    }

    /// Learns from an interaction's `attachment_size_limit`, for requests that state none.
    pub(in crate::discord) fn learn_claim(&self, guild: GuildId, bytes: u64) {
        if bytes == 0 {
            return;
        }
        make_room(&self.claims);
        let mut claim = self.claims.entry(guild).or_insert(bytes);
        *claim = bytes.min(*claim);
    }

    /// The largest file that may be posted in a channel, in bytes: the limit claimed by the
    /// interaction, else by others in the server, else the one that the server's boosts allow, and
    /// never more than a refusal taught.
    pub(in crate::discord) fn limit(
        &self,
        tenant: Tenant,
        channel: ChannelId,
        claimed: Option<u64>,
    ) -> u64 {
        let of_server =
            |limits: &DashMap<GuildId, u64>| limits.get(&tenant.server()?).map(|limit| *limit);
        let tier = || of_server(&self.tiers).unwrap_or(DEFAULT_LIMIT);
        let earlier = || of_server(&self.claims);
        let learned = self.learned.get(&Scope::of(tenant, channel)).map_or(u64::MAX, |l| *l);
        let claimed = claimed.filter(|bytes| *bytes > 0).or_else(earlier);
        claimed.unwrap_or_else(tier).min(learned)
    }

    /// Learns from a 413: files of this size are too large there, whatever limit was claimed. One
    /// more attempt is made at the next lower limit that Discord is known to have.
    pub(in crate::discord) fn learn_refusal(&self, tenant: Tenant, channel: ChannelId, bytes: u64) {
        let lower = KNOWN_LIMITS.into_iter().find(|limit| *limit < bytes).unwrap_or(bytes / 2);
        make_room(&self.learned);
        let mut learned = self.learned.entry(Scope::of(tenant, channel)).or_insert(lower);
        *learned = lower.min(*learned);
    }
}

/// Keeps what was learned bounded. What is forgotten costs one refused upload.
fn make_room<K: Eq + Hash>(learned: &DashMap<K, u64>) {
    if learned.len() >= MOST_LEARNED {
        learned.clear();
    }
}

/// The file size limit that a server's boost tier allows. 50 MB and 100 MB at tiers 2 and 3 are
/// common knowledge, not documented; a 413 corrects them.
fn tier_limit(tier: u8) -> u64 {
    match tier {
        2 => 50 * 1024 * 1024,
        3.. => 100 * 1024 * 1024,
        _ => DEFAULT_LIMIT,
    }
}
