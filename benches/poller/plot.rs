//! Charts: calls per task against mean delay, one for each kind of tasks and number of outstanding
//! tasks.

use std::fmt::Write;
use std::path::Path;

use crate::tasks::Tasks;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 250.0;
const COLOURS: [&str; 6] = ["#d7263d", "#1b5e9b", "#4b9fea", "#2e8b57", "#a06cd5", "#8c6d31"];
/// Both axes are logarithmic.
const CALLS: (f64, f64) = (1.0, 60.0);
const DELAY: (f64, f64) = (0.3, 60.0);

struct Point {
    tasks: Tasks,
    out: usize,
    name: &'static str,
    calls: f64,
    mean: f64,
}

/// The data of the charts.
#[derive(Default)]
pub struct Charts {
    points: Vec<Point>,
    frontiers: Vec<(Tasks, Vec<(f64, f64)>)>,
}

fn x(calls: f64) -> f64 {
    let share = (calls.clamp(CALLS.0, CALLS.1) / CALLS.0).ln() / (CALLS.1 / CALLS.0).ln();
    45.0 + share * (WIDTH - 60.0)
}

fn y(delay: f64) -> f64 {
    let share = (delay.clamp(DELAY.0, DELAY.1) / DELAY.0).ln() / (DELAY.1 / DELAY.0).ln();
    HEIGHT - 40.0 - share * (HEIGHT - 70.0)
}

impl Charts {
    pub fn add(&mut self, tasks: Tasks, out: usize, name: &'static str, calls: f64, mean: f64) {
        self.points.push(Point { tasks, out, name, calls, mean });
    }

    pub fn frontier(&mut self, tasks: Tasks, points: Vec<(f64, f64)>) {
        self.frontiers.push((tasks, points));
    }

    /// Writes one image with all charts.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        let outs: Vec<usize> = crate::OUT.to_vec();
        let (columns, rows) = (Tasks::ALL.len() as f64, outs.len() as f64);
        let (width, height) = (columns * WIDTH, rows * HEIGHT + 60.0);
        let mut svg = String::new();
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"sans-serif\" font-size=\"11\"><title>Calls a task against mean delay of \
             polling schedules</title><rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
        );
        for (row, out) in outs.iter().enumerate() {
            for (column, tasks) in Tasks::ALL.iter().enumerate() {
                let (left, top) = (column as f64 * WIDTH, row as f64 * HEIGHT);
                let _ = write!(svg, "<g transform=\"translate({left} {top})\">");
                self.chart(&mut svg, *tasks, *out);
                svg.push_str("</g>");
            }
        }
        let mut left = 45.0;
        let y = height - 25.0;
        for (n, name) in self.names().iter().enumerate() {
            let _ = write!(
                svg,
                "<circle cx=\"{left}\" cy=\"{y}\" r=\"5\" fill=\"{}\"/><text x=\"{}\" \
                 y=\"{}\">{name}</text>",
                COLOURS[n % COLOURS.len()],
                left + 9.0,
                y + 4.0
            );
            left += 30.0 + 6.6 * name.len() as f64;
        }
        let _ = write!(
            svg,
            "<line x1=\"{left}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#555\" \
             stroke-dasharray=\"4 3\"/><text x=\"{}\" y=\"{}\">optimum, alone</text></svg>",
            left + 25.0,
            left + 31.0,
            y + 4.0
        );
        std::fs::write(folder.join("poller.svg"), svg)
    }

    fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for point in &self.points {
            if !names.contains(&point.name) {
                names.push(point.name);
            }
        }
        names
    }

    fn chart(&self, svg: &mut String, tasks: Tasks, out: usize) {
        let _ = write!(
            svg,
            "<text x=\"45\" y=\"16\" font-size=\"13\" font-weight=\"bold\">{}, {out} out</text>",
            tasks.name()
        );
        for calls in [1.0, 2.0, 5.0, 10.0, 20.0, 50.0] {
            let _ = write!(
                svg,
                "<line x1=\"{0}\" x2=\"{0}\" y1=\"25\" y2=\"{1}\" stroke=\"#eee\"/><text \
                 x=\"{0}\" y=\"{2}\" text-anchor=\"middle\">{calls}</text>",
                x(calls),
                HEIGHT - 40.0,
                HEIGHT - 26.0
            );
        }
        for delay in [0.5, 1.0, 2.0, 5.0, 10.0, 30.0] {
            let _ = write!(
                svg,
                "<line x1=\"45\" x2=\"{0}\" y1=\"{1}\" y2=\"{1}\" stroke=\"#eee\"/><text x=\"40\" \
                 y=\"{2}\" text-anchor=\"end\">{delay} s</text>",
                WIDTH - 15.0,
                y(delay),
                y(delay) + 4.0
            );
        }
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">calls a task</text>",
            WIDTH / 2.0 + 15.0,
            HEIGHT - 12.0
        );
        for (_, points) in self.frontiers.iter().filter(|(t, _)| *t == tasks && out == 1) {
            let line: Vec<_> =
                points.iter().map(|(c, d)| format!("{:.1},{:.1}", x(*c), y(*d))).collect();
            let _ = write!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"#555\" stroke-dasharray=\"4 3\"/>",
                line.join(" ")
            );
        }
        let names = self.names();
        for p in self.points.iter().filter(|p| p.tasks == tasks && p.out == out) {
            let n = names.iter().position(|name| *name == p.name).unwrap_or_default();
            let _ = write!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"5\" fill=\"{}\"><title>{}: {:.1} calls, \
                 {:.2} s</title></circle>",
                x(p.calls),
                y(p.mean),
                COLOURS[n % COLOURS.len()],
                p.name,
                p.calls,
                p.mean
            );
        }
    }
}
