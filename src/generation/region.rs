//! The provider's regions.

use serde::{Deserialize, Serialize};

/// A Model Studio region. Key, host and model must belong to the same region; other calls fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Region {
    /// Beijing.
    #[serde(rename = "cn-beijing")]
    Beijing,
    /// Singapore.
    #[serde(rename = "ap-southeast-1")]
    Singapore,
    /// Virginia: no Wan 2.7 documented.
    #[serde(rename = "us-east-1")]
    Virginia,
    /// Hong Kong: Wan 3.0 only.
    #[serde(rename = "cn-hongkong")]
    HongKong,
    /// Frankfurt: workspace hosts only, no Wan 2.7 documented.
    #[serde(rename = "eu-central-1")]
    Frankfurt,
    /// Tokyo: workspace hosts only, a price row exists but the API page does not list it.
    #[serde(rename = "ap-northeast-1")]
    Tokyo,
}

impl Region {
    /// Every region, in display order.
    pub const ALL: [Region; 6] = [
        Region::Beijing,
        Region::Singapore,
        Region::Virginia,
        Region::HongKong,
        Region::Frankfurt,
        Region::Tokyo,
    ];

    /// The provider's ID of the region.
    pub fn id(self) -> &'static str {
        match self {
            Region::Beijing => "cn-beijing",
            Region::Singapore => "ap-southeast-1",
            Region::Virginia => "us-east-1",
            Region::HongKong => "cn-hongkong",
            Region::Frankfurt => "eu-central-1",
            Region::Tokyo => "ap-northeast-1",
        }
    }

    /// The display name.
    pub fn name(self) -> &'static str {
        match self {
            Region::Beijing => "Beijing",
            Region::Singapore => "Singapore",
            Region::Virginia => "Virginia",
            Region::HongKong => "Hong Kong",
            Region::Frankfurt => "Frankfurt",
            Region::Tokyo => "Tokyo",
        }
    }
}
