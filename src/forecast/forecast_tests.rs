use super::*;
use crate::job::JobId;

fn kind(size: u32) -> TaskClass {
    TaskClass { model: "m".into(), mode: Mode::TextToVideo, resolution: Resolution::P720, size }
}

fn forecast() -> Forecast {
    Forecast::with_priors([("m".to_owned(), Interval { low: 60, high: 300 })].into())
}

fn learn(forecast: &Forecast, kind: &TaskClass, runs: impl IntoIterator<Item = f64>) {
    for run in runs {
        forecast.learn(kind, Sample { queue: 5.0, run });
    }
}

/// Runs around a middle, the same every time.
fn around(middle: f64, n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| middle * (1.0 + 0.1 * ((i * 37 % 21) as f64 / 10.0 - 1.0)))
}

#[test]
fn nobody_knowing_better_the_published_band_is_said() {
    let curves = forecast().curves(&kind(5));
    assert!((curves.run.quantile(0.1) - 60.0).abs() < 6.0, "{}", curves.run.quantile(0.1));
    assert!((curves.run.quantile(0.9) - 300.0).abs() < 30.0, "{}", curves.run.quantile(0.9));
}

#[test]
fn a_curve_is_a_distribution_and_its_parts_agree() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 40));
    let run = &forecast.curves(&kind(5)).run;
    assert!((run.mean() - 105.0).abs() < 5.0, "{}", run.mean());
    let mut last = 1.0;
    for t in 0..1000 {
        let lasts = run.lasts(f64::from(t));
        assert!(lasts <= last && run.hazard(f64::from(t)) >= 0.0);
        last = lasts;
    }
    for share in [0.1, 0.5, 0.9] {
        assert!((1.0 - run.lasts(run.quantile(share)) - share).abs() < 0.02);
    }
    assert!(run.remaining(110.0, 0.5) >= 110.0);
}

#[test]
fn kinds_lean_on_each_other_until_they_know_themselves() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 40));
    let other = forecast.curves(&kind(10)).run.quantile(0.5);
    assert!((90.0..160.0).contains(&other), "{other}");
    learn(&forecast, &kind(10), around(700.0, 20));
    let own = forecast.curves(&kind(10)).run.quantile(0.5);
    assert!((650.0..750.0).contains(&own), "{own}");
}

#[test]
fn three_surprises_in_a_row_and_the_past_is_not_believed() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 100));
    learn(&forecast, &kind(5), [200.0, 205.0, 198.0]);
    assert_eq!(forecast.seen(&kind(5)), 3);
    let middle = forecast.curves(&kind(5)).run.quantile(0.5);
    assert!((180.0..230.0).contains(&middle), "{middle}");
}

fn out(n: u64, phase: Phase) -> OutstandingTask {
    OutstandingTask { job: JobId::from_bits(n), kind: kind(5), submitted: 0.0, phase }
}

/// The times at which a task alone that runs from 0 to `end` is asked for.
fn asked(forecast: &Forecast, end: f64) -> Vec<f64> {
    let mut scheduler = PollScheduler::new(0.5);
    let mut times = Vec::new();
    for step in 0..100_000 {
        let now = f64::from(step) * 0.5;
        let plan = scheduler.plan(now, &[out(1, Phase::Pending)], forecast);
        assert!(!plan.list, "one task is not worth the list");
        if plan.single.is_empty() {
            continue;
        }
        times.push(now);
        if now >= end {
            return times;
        }
        scheduler.observed(JobId::from_bits(1), now, Observation::Running { since: Some(0.0) });
    }
    panic!("never heard of its end");
}

#[test]
fn it_asks_when_there_is_something_to_hear() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let times = asked(&forecast, 105.0);
    assert!(times.len() <= 9, "{times:?}");
    assert!(times.iter().filter(|t| (20.0..85.0).contains(*t)).count() <= 1, "{times:?}");
    assert!(times[times.len() - 1] < 112.0, "{times:?}");
    // And goes on to ask, though ever more seldom, when a task takes longer than any did.
    let times = asked(&forecast, 4000.0);
    assert!(times.windows(2).all(|w| w[1] - w[0] <= 140.0), "{times:?}");
}

#[test]
fn a_look_at_the_beginning_is_made_where_tasks_fail_there() {
    let forecast = forecast();
    let early = |forecast: &Forecast| asked(forecast, 105.0)[0] < 20.0;
    assert!(early(&forecast), "nobody knows yet");
    learn(&forecast, &kind(5), around(105.0, 60));
    assert!(!early(&forecast), "none of sixty failed");
    forecast.failed(&kind(5), 80.0);
    assert!(!early(&forecast), "that was no failure at once");
    for _ in 0..2 {
        forecast.failed(&kind(5), 3.0);
    }
    assert!(early(&forecast));
    // Waits that differ more than the work does are worth a look too.
    let other = kind(10);
    for n in 0..60 {
        forecast.learn(&other, Sample { queue: f64::from(n) * 3.0, run: 100.0 });
    }
    let out = OutstandingTask { kind: other, ..out(1, Phase::Pending) };
    let first = (0..200).map(|step| f64::from(step) * 0.5);
    let mut scheduler = PollScheduler::new(0.5);
    let mut first = first.filter(|now| {
        !scheduler.plan(*now, std::slice::from_ref(&out), &forecast).single.is_empty()
    });
    assert!(first.next().is_some_and(|at| at < 20.0));
}

#[test]
fn of_several_the_list_tells_and_a_list_that_lags_is_not_believed() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let mut scheduler = PollScheduler::new(0.5);
    let outs: Vec<_> = (1..=6).map(|n| out(n, Phase::Running { since: 0.0 })).collect();
    let all: std::collections::HashSet<_> = outs.iter().map(|o| o.job).collect();
    let (mut lists, mut singles, mut now) = (0, 0, 0.0);
    let mut left = outs.clone();
    while now < 300.0 && !left.is_empty() {
        now += 0.5;
        let plan = scheduler.plan(now, &left, &forecast);
        singles += plan.single.len();
        for job in plan.single {
            // They ended long ago, and the list still says that they run.
            scheduler.observed(job, now, Observation::Over { took: Some(40.0) });
            left.retain(|o| o.job != job);
        }
        if plan.list {
            lists += 1;
            assert!(scheduler.listed(now, &all, 1).is_empty());
        }
    }
    assert!(lists > 3, "{lists}");
    assert!(singles > 0 || now >= 300.0);
    let mut scheduler = PollScheduler::new(0.5);
    scheduler.plan(0.0, &outs, &forecast);
    for _ in 0..2 {
        scheduler.listed(90.0, &all, 1);
        scheduler.observed(outs[0].job, 95.0, Observation::Over { took: Some(50.0) });
        assert!(scheduler.believes_list(95.0));
        scheduler.plan(96.0, &outs, &forecast);
    }
    scheduler.listed(97.0, &all, 1);
    scheduler.observed(outs[0].job, 98.0, Observation::Over { took: Some(50.0) });
    assert!(!scheduler.believes_list(99.0) && scheduler.believes_list(99.0 + 700.0));
    let plan = scheduler.plan(200.0, &outs[1..], &forecast);
    assert!(!plan.list && !plan.single.is_empty(), "one by one");
}

#[test]
fn no_two_tasks_keep_step() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let mut scheduler = PollScheduler::new(0.5);
    let outs: Vec<_> = (1..=2).map(|n| out(n, Phase::Pending)).collect();
    let mut together = 0;
    let mut asked = 0;
    for step in 0..1_200 {
        let now = f64::from(step) * 0.1;
        let plan = scheduler.plan(now, &outs, &forecast);
        together += usize::from(plan.single.len() == 2);
        for job in plan.single {
            asked += 1;
            scheduler.observed(job, now, Observation::Running { since: Some(5.0) });
        }
    }
    assert!(asked > 10 && together < 3, "{together} of {asked}");
}

#[test]
fn one_that_waits_is_looked_after_while_the_others_only_begin() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(3_000.0, 60));
    // Of these, now and then one fails at once.
    forecast.failed(&kind(5), 3.0);
    let mut scheduler = PollScheduler::new(0.5);
    let mut outs: Vec<_> = (1..=5).map(|n| out(n, Phase::Running { since: 0.0 })).collect();
    scheduler.plan(1.0, &outs, &forecast);
    scheduler.listed(1.5, &outs.iter().map(|o| o.job).collect(), 1);
    outs.push(OutstandingTask { submitted: 2.0, ..out(6, Phase::Pending) });
    let asked = (4..120).map(|step| f64::from(step) * 0.5).find(|now| {
        let plan = scheduler.plan(*now, &outs, &forecast);
        assert!(!plan.list, "nothing of the others can have ended");
        plan.single.contains(&outs[5].job)
    });
    assert!(asked.is_some_and(|at| at < 25.0), "{asked:?}");
}
