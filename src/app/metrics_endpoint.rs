//! What is true of the bot at the moment at which its metrics are asked for.

use std::sync::Arc;

use crate::app::health::Readiness;
use crate::clock::Clock;
use crate::http;
use crate::pipeline::PipelineContext;
use crate::quota::Period;
use crate::telemetry::Snapshot;

pub(super) struct MetricsEndpoint {
    pub(super) parts: Arc<PipelineContext>,
    pub(super) condition: Arc<Readiness>,
    pub(super) clock: Clock,
}

impl http::MetricsSource for MetricsEndpoint {
    fn text(&self) -> String {
        let (parts, now) = (&self.parts, self.clock.now());
        let queue = parts.records.queue();
        let waiting = queue.waiting().into_iter();
        let queues = waiting.map(|(model, n)| {
            let fairness = queue.fairness(&model);
            (model, n, fairness)
        });
        let budgets = parts.records.book().house_budgets(now).into_iter().map(|b| {
            let period = match b.period {
                Period::Day => "day",
                Period::Month => "month",
            };
            (period, b.used, b.limit)
        });
        parts.metrics.text(&Snapshot {
            states: parts.records.states(),
            queues: queues.collect(),
            oldest: parts.records.oldest(now),
            budgets: budgets.collect(),
            connected: self.condition.is_connected(),
            provider_open: parts.circuit.trouble().is_none(),
        })
    }
}
