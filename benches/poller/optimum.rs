//! The optimal schedule for one task with a known distribution: the problem of Barlow, Hunter and
//! Proschan (1963), solved by dynamic programming on a grid of a quarter of a second.

use crate::tasks::Tasks;

const STEP: f64 = 0.25;
const DRAWS: usize = 200_000;

/// The results of a schedule.
#[derive(Debug, Clone, Copy)]
pub struct Best {
    pub calls: f64,
    pub mean: f64,
}

/// The probability of each step, from samples.
fn distribution(tasks: Tasks) -> Vec<f64> {
    let mut chances = Vec::new();
    for n in 0..DRAWS {
        let task = tasks.draw(n);
        let step = ((task.queue + task.run) / STEP) as usize;
        if chances.len() <= step {
            chances.resize(step + 1, 0.0);
        }
        chances[step] += 1.0 / DRAWS as f64;
    }
    chances
}

/// The cheapest schedule when a call costs the given number of seconds.
pub fn of(tasks: Tasks, call: f64) -> Best {
    solve(&distribution(tasks), call)
}

fn solve(chances: &[f64], call: f64) -> Best {
    let n = chances.len();
    // The probability of having ended before a step, the delay at a step for all of that, and the
    // probability of still running.
    let (mut ended, mut moment) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    for k in 0..n {
        ended[k + 1] = ended[k] + chances[k];
        moment[k + 1] = moment[k] + chances[k] * (k as f64 + 0.5);
    }
    // From step i on, if the task has not ended before: the minimum cost, and the next call.
    let (mut cost, mut next) = (vec![0.0; n + 1], vec![n; n + 1]);
    for i in (0..n).rev() {
        let mut least = f64::INFINITY;
        for j in i + 1..=n {
            let late = (j as f64 * (ended[j] - ended[i]) - (moment[j] - moment[i])) * STEP;
            // Not divided by the survival probability at i: all costs from i on are weighted by it.
            let going = 1.0 - ended[i];
            let all = call * going + late + cost[j];
            if all < least {
                (least, next[i]) = (all, j);
            }
            // Later calls only add delay for tasks that ended earlier.
            if late > least {
                break;
            }
        }
        cost[i] = least;
    }
    let (mut calls, mut mean, mut i) = (0.0, 0.0, 0);
    while i < n {
        let j = next[i];
        calls += 1.0 - ended[i];
        mean += (j as f64 * (ended[j] - ended[i]) - (moment[j] - moment[i])) * STEP;
        i = j;
    }
    Best { calls, mean }
}

/// The minimum mean delay for the given number of calls.
pub fn frontier(tasks: Tasks) -> Vec<(f64, f64)> {
    let chances = distribution(tasks);
    [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 4.0, 8.0]
        .into_iter()
        .map(|call| solve(&chances, call))
        .map(|best| (best.calls, best.mean))
        .collect()
}
