//! The benchmark cases: each can be repeated any number of times.

use std::hint::black_box;

use jiff::Timestamp;
use wanbot::discord::cards;
use wanbot::forecast::{Forecast, OutstandingTask, Phase, PollScheduler, Sample, TaskClass};
use wanbot::generation::catalogue::Interval;
use wanbot::job::{GuildId, Job, JobId, State, Tenant, UserId};
use wanbot::queue::{ExpressSlot, Open, Queue};

use crate::made::{MODEL, job};

/// A case with its name.
pub struct FileRef {
    pub name: String,
    pub once: Box<dyn FnMut()>,
}

fn thing<T>(name: impl Into<String>, mut once: impl FnMut() -> T + 'static) -> FileRef {
    let once = Box::new(move || {
        black_box(once());
    });
    FileRef { name: name.into(), once }
}

/// One of many jobs, by five hundred members of seven servers.
fn one(n: u64) -> Job {
    let at = Timestamp::from_second(1_700_000_000 + n.cast_signed()).expect("a time");
    job(JobId::from_bits(n), n, (Tenant::Server(GuildId(n % 7)), UserId(n % 500)), 5, at)
}

fn queue(jobs: u64) -> Queue {
    let queue = Queue::default();
    (0..jobs).for_each(|n| queue.sync(&one(n)));
    queue
}

fn enter(waiting: u64) -> FileRef {
    let queue = queue(waiting);
    let (new, express) = (one(waiting + 1), ExpressSlot { free: true, again_after: 5 });
    thing(format!("enter a line of {waiting} and learn one's place"), move || {
        queue.sync(&new);
        let place = queue.place(&new, express);
        let mut gone = new.clone();
        gone.state = State::Submitting { since: new.accepted_at };
        queue.sync(&gone);
        place
    })
}

fn dequeue() -> FileRef {
    // Jobs that were dequeued but not submitted are returned, so each repetition finds the same
    // queue.
    let queue = queue(10_000);
    thing("hand out five of 10,000", move || queue.dequeue(MODEL, 5, ExpressSlot::NONE, &mut Open))
}

fn forecast() -> (Forecast, TaskClass) {
    let forecast =
        Forecast::with_priors([(MODEL.to_owned(), Interval { low: 60, high: 300 })].into());
    let kind = TaskClass::of(&one(1).request);
    for n in 0..100 {
        forecast.learn(&kind, Sample { queue: 5.0, run: 90.0 + f64::from(n * 37 % 40) });
    }
    (forecast, kind)
}

fn learn() -> FileRef {
    let (forecast, kind) = forecast();
    thing("learn a task and make its curves anew", move || {
        forecast.learn(&kind, Sample { queue: 5.0, run: 105.0 });
        forecast.curves(&kind)
    })
}

fn plan() -> FileRef {
    let (forecast, kind) = forecast();
    let out = |n: u64| OutstandingTask {
        job: JobId::from_bits(n * 7_919),
        kind: kind.clone(),
        submitted: n as f64 / 10.0,
        phase: Phase::Running { since: n as f64 / 10.0 },
    };
    let outs: Vec<_> = (0..1_000).map(out).collect();
    let (mut scheduler, mut now) = (PollScheduler::new(0.5, true), 100.0);
    thing("plan what to ask of 1,000 tasks", move || {
        now += 0.5;
        scheduler.plan(now, &outs, &forecast)
    })
}

/// All cases.
pub fn all() -> Vec<FileRef> {
    let new = one(1);
    let written = new.clone();
    let text = serde_json::to_string(&new).expect("a job is JSON");
    vec![
        enter(100),
        enter(10_000),
        dequeue(),
        learn(),
        plan(),
        thing("write a card", move || cards::card(&new, None)),
        thing("write a job's document", move || serde_json::to_string(&written)),
        thing("read a job from its document", move || serde_json::from_str::<Job>(&text)),
    ]
}
