//! Prices, together with a payer's account: for members and moderators alike.

use jiff::Timestamp;

use crate::generation::Resolution;
use crate::pipeline::context::PipelineContext;
use crate::quota::Payer;
use crate::service::QuotaAnswer;

/// What a payer may spend, and the price of each model and resolution.
pub fn quota_answer(ctx: &PipelineContext, payer: &Payer, now: Timestamp) -> QuotaAnswer {
    let (catalogue, book) = (&ctx.catalogue, ctx.store.book());
    let unit_price =
        |model: &str, resolution| catalogue.unit_price(model, resolution, ctx.region(model));
    let on_offer = || catalogue.models().iter().filter(|m| m.enabled);
    let first = on_offer().next().map_or("", |m| &m.name);
    QuotaAnswer {
        account: book.view(payer, now),
        policy: book.policy(payer.tenant),
        budgets: book.budgets(payer.tenant, now),
        sample: unit_price(first, Resolution::P720) * 5,
        units: on_offer()
            .flat_map(|m| m.resolutions.iter().map(move |r| (m.name.clone(), *r)))
            .map(|(model, resolution)| {
                let unit = unit_price(&model, resolution);
                (model, resolution, unit)
            })
            .collect(),
    }
}
