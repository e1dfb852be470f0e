//! Bots that take turns, and the table of their results.

use std::process::Command;

use wanbot::emulator::Running;

use crate::bot::Bot;
use crate::world::Outcome;

/// A bot.
pub enum Subject {
    This,
    /// Another program of ours, by its path.
    Other(String),
    /// A bot in `benches/peers`.
    Peer(String),
}

impl Subject {
    /// This one and those in the environment variable `PEER`.
    pub fn all() -> Vec<Self> {
        let peers = std::env::var("PEER").unwrap_or_default();
        let peers = peers.split(',').map(str::trim).filter(|p| !p.is_empty()).map(|peer| {
            let peer = peer.to_owned();
            if peer.contains('/') { Self::Other(peer) } else { Self::Peer(peer) }
        });
        std::iter::once(Self::This).chain(peers).collect()
    }

    pub fn name(&self) -> &str {
        match self {
            Self::This => "wanbot",
            Self::Other(name) | Self::Peer(name) => name,
        }
    }

    pub fn start(&self, world: &Running) -> Bot {
        match self {
            Self::This => Bot::start(world),
            Self::Other(path) => {
                Bot::start_as(world, Command::new(path).arg("run").env_clear(), &[])
            }
            Self::Peer(name) => Bot::start_peer(world, name),
        }
    }
}

type Figures = [f64; Outcome::NAMES.len()];

/// The results of all rounds.
#[derive(Default)]
pub struct Table {
    rows: Vec<(String, String, Vec<Figures>)>,
}

impl Table {
    pub fn add(&mut self, load: &str, subject: &Subject, outcome: &Outcome) {
        let figures = outcome.figures();
        let row = self.rows.iter_mut().find(|(l, s, _)| l == load && s == subject.name());
        match row {
            Some((.., all)) => all.push(figures),
            None => {
                self.rows.push((load.to_owned(), subject.name().to_owned(), vec![figures]));
            }
        }
    }

    /// Prints medians, with minima and maxima where there are several rounds.
    pub fn print(mut self) {
        self.rows.sort_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| a.0.cmp(&b.0)));
        println!("\n| commands | bot | {} |", Outcome::NAMES.join(" | "));
        println!("|---|---{}|", "|---".repeat(Outcome::NAMES.len()));
        for (load, subject, rounds) in &self.rows {
            let cells = (0..Outcome::NAMES.len()).map(|n| {
                let mut all: Vec<_> = rounds.iter().map(|figures| figures[n]).collect();
                all.sort_by(f64::total_cmp);
                let tell = |v: f64| match v {
                    v if v >= 100.0 || v == 0.0 => format!("{v:.0}"),
                    v if v >= 10.0 => format!("{v:.1}"),
                    v => format!("{v:.2}"),
                };
                let (median, least, most) = (all[all.len() / 2], all[0], all[all.len() - 1]);
                if all.len() == 1 || least == most {
                    return tell(median);
                }
                format!("{} ({} to {})", tell(median), tell(least), tell(most))
            });
            println!("| {load} | {subject} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }
}
