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

/// Reproducible durations around a middle.
fn around(middle: f64, n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| middle * (1.0 + 0.1 * ((i * 37 % 21) as f64 / 10.0 - 1.0)))
}

#[test]
fn without_samples_the_published_interval_is_used() {
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
        let survival = run.survival(f64::from(t));
        assert!(survival <= last && run.hazard(f64::from(t)) >= 0.0);
        last = survival;
    }
    for share in [0.1, 0.5, 0.9] {
        assert!((1.0 - run.survival(run.quantile(share)) - share).abs() < 0.02);
    }
    assert!(run.remaining(110.0, 0.5) >= 110.0);
}

#[test]
fn classes_share_samples_until_they_have_their_own() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 40));
    let other = forecast.curves(&kind(10)).run.quantile(0.5);
    assert!((90.0..160.0).contains(&other), "{other}");
    learn(&forecast, &kind(10), around(700.0, 20));
    let own = forecast.curves(&kind(10)).run.quantile(0.5);
    assert!((650.0..750.0).contains(&own), "{own}");
}

#[test]
fn three_surprises_in_a_row_drop_older_samples() {
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

/// The times at which a single task that runs from 0 to `end` is polled.
fn poll_times(forecast: &Forecast, end: f64) -> Vec<f64> {
    let mut scheduler = PollScheduler::new(0.5, true);
    let mut times = Vec::new();
    for step in 0..100_000 {
        let now = f64::from(step) * 0.5;
        let plan = scheduler.plan(now, &[out(1, Phase::Pending)], forecast);
        assert!(!plan.list, "the list is not used for one task");
        if plan.single.is_empty() {
            continue;
        }
        times.push(now);
        if now >= end {
            return times;
        }
        scheduler.observed(JobId::from_bits(1), now, Observation::Running { since: Some(0.0) });
    }
    panic!("its end was never found");
}

#[test]
fn it_polls_when_a_task_may_have_ended() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let times = poll_times(&forecast, 105.0);
    assert!(times.len() <= 9, "{times:?}");
    assert!(times.iter().filter(|t| (20.0..85.0).contains(*t)).count() <= 1, "{times:?}");
    assert!(times[times.len() - 1] < 112.0, "{times:?}");
    // Polling continues, though less often, when a task takes longer than any before.
    let times = poll_times(&forecast, 4000.0);
    assert!(times.windows(2).all(|w| w[1] - w[0] <= 140.0), "{times:?}");
}

#[test]
fn an_early_poll_is_made_where_tasks_fail_early() {
    let forecast = forecast();
    let early = |forecast: &Forecast| poll_times(forecast, 105.0)[0] < 20.0;
    assert!(early(&forecast), "no samples yet");
    learn(&forecast, &kind(5), around(105.0, 60));
    assert!(!early(&forecast), "none of sixty failed");
    forecast.failed(&kind(5), 80.0);
    assert!(!early(&forecast), "that was no early failure");
    for _ in 0..2 {
        forecast.failed(&kind(5), 3.0);
    }
    assert!(early(&forecast));
    // Waits that vary more than the run also justify an early poll.
    let other = kind(10);
    for n in 0..60 {
        forecast.learn(&other, Sample { queue: f64::from(n) * 3.0, run: 100.0 });
    }
    let out = OutstandingTask { kind: other, ..out(1, Phase::Pending) };
    let first = (0..200).map(|step| f64::from(step) * 0.5);
    let mut scheduler = PollScheduler::new(0.5, true);
    let mut first = first.filter(|now| {
        !scheduler.plan(*now, std::slice::from_ref(&out), &forecast).single.is_empty()
    });
    assert!(first.next().is_some_and(|at| at < 20.0));
}

#[test]
fn without_a_list_each_of_several_tasks_is_polled() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let tasks: Vec<_> = (1..=20).map(|n| out(n, Phase::Running { since: 0.0 })).collect();
    let mut scheduler = PollScheduler::new(0.5, false);
    let mut polled = std::collections::BTreeSet::new();
    for second in 0..150 {
        let now = f64::from(second);
        let plan = scheduler.plan(now, &tasks, &forecast);
        assert!(!plan.list, "there is none");
        for job in plan.single {
            scheduler.observed(job, now, Observation::Running { since: Some(0.0) });
            polled.insert(job);
        }
    }
    assert_eq!(polled.len(), 20, "around the time at which they end");
}

#[test]
fn several_tasks_are_polled_by_list_and_a_lagging_list_is_distrusted() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let mut scheduler = PollScheduler::new(0.5, true);
    let outstanding: Vec<_> = (1..=6).map(|n| out(n, Phase::Running { since: 0.0 })).collect();
    let all: std::collections::HashSet<_> = outstanding.iter().map(|o| o.job).collect();
    let (mut lists, mut singles, mut now) = (0, 0, 0.0);
    let mut left = outstanding.clone();
    while now < 300.0 && !left.is_empty() {
        now += 0.5;
        let plan = scheduler.plan(now, &left, &forecast);
        singles += plan.single.len();
        for job in plan.single {
            // They ended long ago, but the list still contains them.
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
    let mut scheduler = PollScheduler::new(0.5, true);
    scheduler.plan(0.0, &outstanding, &forecast);
    for _ in 0..2 {
        scheduler.listed(90.0, &all, 1);
        scheduler.observed(outstanding[0].job, 95.0, Observation::Over { took: Some(50.0) });
        assert!(scheduler.believes_list(95.0));
        scheduler.plan(96.0, &outstanding, &forecast);
    }
    scheduler.listed(97.0, &all, 1);
    scheduler.observed(outstanding[0].job, 98.0, Observation::Over { took: Some(50.0) });
    assert!(!scheduler.believes_list(99.0) && scheduler.believes_list(99.0 + 700.0));
    let plan = scheduler.plan(200.0, &outstanding[1..], &forecast);
    assert!(!plan.list && !plan.single.is_empty(), "individually");
}

#[test]
fn two_tasks_are_not_polled_in_step() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(105.0, 60));
    let mut scheduler = PollScheduler::new(0.5, true);
    let outstanding: Vec<_> = (1..=2).map(|n| out(n, Phase::Pending)).collect();
    let mut together = 0;
    let mut polls = 0;
    for step in 0..1_200 {
        let now = f64::from(step) * 0.1;
        let plan = scheduler.plan(now, &outstanding, &forecast);
        together += usize::from(plan.single.len() == 2);
        for job in plan.single {
            polls += 1;
            scheduler.observed(job, now, Observation::Running { since: Some(5.0) });
        }
    }
    assert!(polls > 10 && together < 3, "{together} of {polls}");
}

#[test]
fn a_waiting_task_is_polled_while_the_others_just_run() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(3_000.0, 60));
    // Some tasks of the class fail early.
    forecast.failed(&kind(5), 3.0);
    let mut scheduler = PollScheduler::new(0.5, true);
    let mut outstanding: Vec<_> = (1..=5).map(|n| out(n, Phase::Running { since: 0.0 })).collect();
    scheduler.plan(1.0, &outstanding, &forecast);
    scheduler.listed(1.5, &outstanding.iter().map(|o| o.job).collect(), 1);
    outstanding.push(OutstandingTask { submitted: 2.0, ..out(6, Phase::Pending) });
    let polled = (4..120).map(|step| f64::from(step) * 0.5).find(|now| {
        let plan = scheduler.plan(*now, &outstanding, &forecast);
        assert!(!plan.list, "none of the others can have ended");
        plan.single.contains(&outstanding[5].job)
    });
    assert!(polled.is_some_and(|at| at < 25.0), "{polled:?}");
}

#[test]
fn until_a_class_is_learned_no_result_waits_long_whatever_the_prior_says() {
    // A few seconds, a quarter of what the prior says, as it says, and four times as long.
    for end in [3.0, 33.0, 134.0, 536.0] {
        let forecast = forecast();
        for earlier in 0..30 {
            for end in [0.9 * end, end, 1.1 * end] {
                let times = poll_times(&forecast, end);
                let found = times[times.len() - 1];
                let most = if earlier < 5 { 6.0 } else { 8.0 };
                assert!(found - end <= most, "after {earlier}: {end} found at {found}");
            }
            // Shorter ones than ever are found a little later.
            let times = poll_times(&forecast, 0.8 * end);
            assert!(times[times.len() - 1] - 0.8 * end <= 8.0 + 0.1 * end, "{times:?}");
            forecast
                .learn(&kind(5), Sample { queue: 0.0, run: end * [1.0, 0.95, 1.05][earlier % 3] });
        }
    }
}

#[test]
fn a_class_of_short_tasks_is_learned_with_few_polls() {
    let forecast = forecast();
    let mut polls = 0;
    for end in around(33.0, 30) {
        polls += poll_times(&forecast, end).len();
        learn(&forecast, &kind(5), [end]);
    }
    assert!(polls <= 8 * 30, "{polls}");
}

#[test]
fn what_was_learned_is_doubted_after_two_surprises_and_learned_anew() {
    let forecast = forecast();
    let bound = |forecast: &Forecast| forecast.curves(&kind(5)).bound;
    assert_eq!(bound(&forecast).map(|b| b.from), Some(0.0), "no samples yet");
    learn(&forecast, &kind(5), around(105.0, 60));
    assert_eq!(bound(&forecast), None);
    learn(&forecast, &kind(5), [30.0]);
    assert_eq!(bound(&forecast), None, "one can be an exception");
    learn(&forecast, &kind(5), [30.0]);
    let doubted = bound(&forecast).expect("two are not");
    assert!((24.0..28.0).contains(&doubted.from), "{doubted:?}");
    learn(&forecast, &kind(5), [30.0]);
    assert_eq!(forecast.seen(&kind(5)), 3);
    assert!(bound(&forecast).is_some_and(|b| b.interval <= doubted.interval));
    learn(&forecast, &kind(5), around(30.0, 30));
    assert_eq!(bound(&forecast), None);
}

#[test]
fn a_task_in_progress_is_polled_by_what_was_learned_meanwhile() {
    let forecast = forecast();
    learn(&forecast, &kind(5), around(3_000.0, 60));
    let mut scheduler = PollScheduler::new(0.5, true);
    let task = [out(1, Phase::Running { since: 0.0 })];
    let mut polled = |forecast: &Forecast, from: u32, until: u32| {
        let mut times = Vec::new();
        for now in from..until {
            if !scheduler.plan(f64::from(now), &task, forecast).single.is_empty() {
                times.push(now);
                let running = Observation::Running { since: None };
                scheduler.observed(JobId::from_bits(1), f64::from(now), running);
            }
        }
        times
    };
    assert!(polled(&forecast, 0, 100).len() <= 2, "nothing ends that early");
    // Others of its class have ended.
    learn(&forecast, &kind(5), [30.0, 30.0]);
    assert!(polled(&forecast, 100, 200).len() >= 15);
}

#[test]
fn the_list_is_requested_often_until_a_class_is_learned() {
    let forecast = forecast();
    let mut scheduler = PollScheduler::new(0.5, true);
    let outstanding: Vec<_> = (1..=6).map(|n| out(n, Phase::Running { since: 0.0 })).collect();
    let all: std::collections::HashSet<_> = outstanding.iter().map(|o| o.job).collect();
    let (mut last, mut longest) = (0.0, 0.0_f64);
    for step in 1..1_200 {
        let now = f64::from(step) * 0.5;
        if scheduler.plan(now, &outstanding, &forecast).list {
            scheduler.listed(now, &all, 1);
            longest = longest.max(now - last);
            last = now;
        }
    }
    assert!(longest <= 5.0 && last > 590.0, "{longest} {last}");
}
