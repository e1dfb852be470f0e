//! Small things that happen often: `cargo bench --bench hot`.

#[path = "made/job.rs"]
mod made;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use wanbot::discord::cards;
use wanbot::forecast::{Forecast, Kind, Out, Phase, Sample, Watch};
use wanbot::generation::catalogue::Band;
use wanbot::job::{GuildId, Job, JobId, UserId};
use wanbot::queue::{Open, Queue, Quick};

use made::{MODEL, job};

/// One of many jobs, of five hundred members of seven servers.
fn one(n: u64) -> Job {
    let at = Timestamp::from_second(1_700_000_000 + n as i64).expect("a time");
    job(JobId::from_bits(n), n, (GuildId(n % 7), UserId(n % 500)), 5, at)
}

fn queue(jobs: u64) -> Queue {
    let queue = Queue::default();
    (0..jobs).for_each(|n| queue.follow(&one(n)));
    queue
}

fn forecast() -> (Forecast, Kind) {
    let forecast = Forecast::with_priors([(MODEL.to_owned(), Band { low: 60, high: 300 })].into());
    let kind = Kind::of(&one(1).request);
    for n in 0..100 {
        forecast.learn(&kind, Sample { queue: 5.0, run: 90.0 + f64::from(n * 37 % 40) });
    }
    (forecast, kind)
}

fn hot(c: &mut Criterion) {
    for waiting in [100, 10_000] {
        let queue = queue(waiting);
        let (new, quick) = (one(waiting + 1), Quick { free: true, again_after: 5 });
        c.bench_function(&format!("enter a line of {waiting} and learn one's place"), |b| {
            b.iter(|| {
                queue.follow(&new);
                let place = queue.place(&new, quick);
                let mut gone = new.clone();
                gone.state = wanbot::job::State::Submitting { since: new.accepted_at };
                queue.follow(&gone);
                black_box(place)
            });
        });
    }
    c.bench_function("hand out five of 10,000", |b| {
        b.iter_batched(
            || queue(10_000),
            |queue| black_box(queue.hand_out(MODEL, 5, Quick::NONE, &mut Open)),
            BatchSize::LargeInput,
        );
    });
    let (forecast, kind) = forecast();
    c.bench_function("learn a task and make its curves anew", |b| {
        b.iter(|| {
            forecast.learn(&kind, Sample { queue: 5.0, run: 105.0 });
            black_box(forecast.curves(&kind))
        });
    });
    let outs: Vec<_> = (0..1_000)
        .map(|n| Out {
            job: JobId::from_bits(n * 7_919),
            kind: kind.clone(),
            submitted: n as f64 / 10.0,
            phase: Phase::Running { since: n as f64 / 10.0 },
        })
        .collect();
    let mut watch = Watch::new(0.5);
    let mut now = 100.0;
    c.bench_function("plan what to ask of 1,000 tasks", |b| {
        b.iter(|| {
            now += 0.5;
            black_box(watch.plan(now, &outs, &forecast))
        });
    });
    let job = one(1);
    c.bench_function("write a card", |b| b.iter(|| black_box(cards::card(&job, None))));
    let text = serde_json::to_string(&job).expect("a job is JSON");
    c.bench_function("read a job from its document", |b| {
        b.iter(|| black_box(serde_json::from_str::<Job>(&text)));
    });
}

criterion_group!(benches, hot);
criterion_main!(benches);
