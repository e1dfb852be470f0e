//! Collects the gauges of the bot when its metrics are scraped.

use std::sync::Arc;

use crate::app::health::Readiness;
use crate::clock::Clock;
use crate::http;
use crate::pipeline::PipelineContext;
use crate::quota::Period;
use crate::telemetry::Snapshot;

pub(super) struct MetricsEndpoint {
    pub(super) ctx: Arc<PipelineContext>,
    pub(super) readiness: Arc<Readiness>,
    pub(super) clock: Clock,
}

impl http::MetricsSource for MetricsEndpoint {
    fn text(&self) -> String {
        let (ctx, now) = (&self.ctx, self.clock.now());
        let queue = ctx.store.queue();
        let waiting = queue.waiting().into_iter();
        let queues = waiting.map(|(model, n)| {
            let fairness = queue.fairness(&model);
            (model, n, fairness)
        });
        let budgets = ctx.store.book().global_budgets(now).into_iter().map(|b| {
            let period = match b.period {
                Period::Day => "day",
                Period::Month => "month",
            };
            (period, b.used, b.limit)
        });
        let shards = self.readiness.shard_count();
        ctx.metrics.text(&Snapshot {
            states: ctx.store.states(),
            queues: queues.collect(),
            oldest: ctx.store.oldest(now),
            budgets: budgets.collect(),
            shards: (shards.connected, shards.all),
            providers: ctx.accounts.all().map(|a| (a.name, a.breaker.outage().is_none())).collect(),
        })
    }
}
