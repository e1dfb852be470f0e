//! Microbenchmarks of frequent operations: `cargo bench --bench hot` measures their time, with `--
//! --count` their instructions.

mod cases;
mod counts;
#[path = "../made/job.rs"]
mod made;

use criterion::Criterion;

fn main() {
    let mut arguments = std::env::args().skip(1);
    if std::env::args().any(|a| a == "--count") {
        return counts::count();
    }
    if arguments.next().as_deref() == Some(counts::INNER) {
        return counts::work(arguments);
    }
    let mut criterion = Criterion::default().configure_from_args();
    for mut thing in cases::all() {
        criterion.bench_function(&thing.name, |b| b.iter(&mut thing.once));
    }
    criterion.final_summary();
}
