//! What things cost, beside what somebody has: for members and moderators alike.

use jiff::Timestamp;

use crate::discord::QuotaAnswer;
use crate::generation::catalogue::Draft;
use crate::generation::{Catalogue, Region, Resolution};
use crate::quota::{Payer, QuotaBook};

/// What somebody may spend, and what it is good for.
pub fn quota_answer(
    catalogue: &Catalogue,
    region: Region,
    book: &QuotaBook,
    payer: &Payer,
    now: Timestamp,
) -> QuotaAnswer {
    let price = |model: &str, resolution, seconds| {
        let draft = Draft {
            model: model.to_owned(),
            prompt: String::new(),
            negative: None,
            resolution,
            ratio: None,
            seconds,
            roles: Vec::new(),
        };
        catalogue.least_price(&draft, region)
    };
    let on_offer = || catalogue.models().iter().filter(|m| m.enabled);
    let first = on_offer().next().map_or("", |m| &m.name);
    QuotaAnswer {
        account: book.view(payer, now),
        policy: book.policy(payer.guild),
        budgets: book.budgets(payer.guild, now),
        sample: price(first, Resolution::P720, 5),
        seconds: on_offer()
            .flat_map(|m| m.resolutions.iter().map(move |r| (m.name.clone(), *r)))
            .map(|(model, resolution)| {
                let second = price(&model, resolution, 1);
                (model, resolution, second)
            })
            .collect(),
    }
}
