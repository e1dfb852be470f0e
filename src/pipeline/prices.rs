//! Prices, together with a payer's account: for members and moderators alike.

use jiff::Timestamp;

use crate::generation::{Catalogue, Region, Resolution};
use crate::quota::{Payer, QuotaBook};
use crate::service::QuotaAnswer;

/// What a payer may spend, and the price of each model and resolution.
pub fn quota_answer(
    catalogue: &Catalogue,
    region: Region,
    book: &QuotaBook,
    payer: &Payer,
    now: Timestamp,
) -> QuotaAnswer {
    let on_offer = || catalogue.models().iter().filter(|m| m.enabled);
    let first = on_offer().next().map_or("", |m| &m.name);
    QuotaAnswer {
        account: book.view(payer, now),
        policy: book.policy(payer.tenant),
        budgets: book.budgets(payer.tenant, now),
        sample: catalogue.unit_price(first, Resolution::P720, region) * 5,
        units: on_offer()
            .flat_map(|m| m.resolutions.iter().map(move |r| (m.name.clone(), *r)))
            .map(|(model, resolution)| {
                let unit = catalogue.unit_price(&model, resolution, region);
                (model, resolution, unit)
            })
            .collect(),
    }
}
