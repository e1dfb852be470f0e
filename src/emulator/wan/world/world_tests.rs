//! The lifecycle of tasks, with a clock that is moved by hand.

use serde_json::json;

use super::*;

fn world() -> (Wan, Clock) {
    let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
    let timing = Timing::Fixed { queue: 1.0, run: 60.0 };
    (Wan::new(clock.clone(), "sk-1", timing), clock)
}

fn new(model: &str) -> NewTask {
    NewTask {
        caller: Caller { account: DEFAULT.into(), key_id: 1 },
        model: model.to_owned(),
        api: "video-generation",
        body: json!({}),
        outcome: Outcome::Succeed,
    }
}

fn create(wan: &Wan, model: &str) -> String {
    let mut world = wan.lock();
    let id = world.create(new(model)).0;
    world.found(&id, Ok(Inputs::default()), false);
    id
}

fn count(wan: &Wan, status: TaskStatus) -> usize {
    wan.tasks().iter().filter(|t| t.status == status).count()
}

#[test]
fn five_of_a_model_run_at_once_and_the_rest_waits() {
    let (wan, clock) = world();
    for _ in 0..7 {
        create(&wan, "wan2.7-t2v");
    }
    create(&wan, "wan2.7-i2v");
    assert_eq!(count(&wan, TaskStatus::Pending), 8);
    clock.advance(Duration::from_secs(2));
    assert_eq!(count(&wan, TaskStatus::Running), 6);
    clock.advance(Duration::from_secs(60));
    assert_eq!((count(&wan, TaskStatus::Succeeded), count(&wan, TaskStatus::Running)), (6, 2));
    // However far the clock jumps, the second batch started when the first one ended.
    clock.advance(Duration::from_secs(3600));
    let last = wan.tasks().into_iter().rfind(|t| t.model == "wan2.7-t2v");
    let last = last.unwrap();
    assert_eq!(last.ended_at.unwrap().duration_since(last.submitted_at).as_secs(), 121);
}

#[test]
fn only_waiting_tasks_can_be_cancelled() {
    let (wan, clock) = world();
    let id = create(&wan, "m");
    assert!(wan.cancel(&id) && !wan.cancel(&id));
    let id = create(&wan, "m");
    clock.advance(Duration::from_secs(2));
    assert!(!wan.cancel(&id));
}

#[test]
fn a_day_later_nothing_is_known() {
    let (wan, clock) = world();
    let id = create(&wan, "m");
    clock.advance(LIFE + Duration::from_secs(1));
    assert!(wan.lock().query(DEFAULT, &id).is_none());
    assert_eq!(wan.lock().listed(DEFAULT).count(), 0);
}

#[test]
fn no_task_begins_before_it_was_looked_at() {
    let (wan, clock) = world();
    let inside = wan.lock().create(new("m")).0;
    let from_elsewhere = wan.lock().create(new("m")).0;
    clock.advance(Duration::from_secs(30));
    assert_eq!(count(&wan, TaskStatus::Pending), 2);
    wan.lock().found(&inside, Ok(Inputs::default()), false);
    wan.lock().found(&from_elsewhere, Ok(Inputs::default()), true);
    let waited = |id: &str| {
        let task = wan.tasks().into_iter().find(|t| t.id == id).unwrap();
        task.scheduled_at.unwrap().duration_since(task.submitted_at).as_secs()
    };
    assert_eq!((waited(&inside), waited(&from_elsewhere)), (1, 30));
}

#[test]
fn a_faulty_task_fails_at_once_and_takes_no_slot() {
    let (wan, clock) = world();
    for _ in 0..5 {
        create(&wan, "m");
    }
    let id = wan.lock().create(new("m")).0;
    wan.lock().found(&id, Err(("InvalidParameter".into(), "no".into())), false);
    clock.advance(Duration::from_secs(2));
    let running = count(&wan, TaskStatus::Running);
    assert_eq!((running, count(&wan, TaskStatus::Failed)), (5, 1));
    let failed = wan.tasks().pop().unwrap();
    assert_eq!(failed.ended_at.unwrap().duration_since(failed.submitted_at).as_millis(), 500);
}

#[test]
fn three_hours_of_work_are_too_many() {
    let (wan, clock) = world();
    wan.set_timing(Timing::Fixed { queue: 1.0, run: 4.0 * 3600.0 });
    create(&wan, "m");
    clock.advance(Duration::from_secs(3 * 3600));
    assert_eq!(count(&wan, TaskStatus::Running), 1);
    clock.advance(Duration::from_secs(2));
    let task = wan.tasks().pop().unwrap();
    assert_eq!(task.status, TaskStatus::Failed);
    assert!(matches!(&task.outcome, Outcome::Fail { code: Some(c), .. }
        if c == "InternalError.Timeout"));
    assert_eq!(task.ended_at.unwrap().duration_since(task.submitted_at).as_secs(), 10_801);
}

#[test]
fn what_is_over_for_a_day_is_forgotten_but_for_what_was_asked() {
    let (wan, clock) = world();
    let old = create(&wan, "old");
    clock.advance(Duration::from_secs(20 * 3600));
    create(&wan, "young");
    clock.advance(Duration::from_secs(5 * 3600));
    let models: Vec<_> = wan.tasks().into_iter().map(|t| t.model).collect();
    assert_eq!(models, ["old", "young"]);
    let world = wan.lock();
    assert!(!world.tasks.contains_key(&old) && world.past.contains_key(&old));
    assert_eq!(world.tasks.len(), 1);
}

#[test]
fn request_ids_look_like_the_providers() {
    let id = request_id();
    assert_eq!(id.len(), 36);
    assert_eq!(id.split('-').nth(2).unwrap().chars().next(), Some('9'), "{id}");
}
