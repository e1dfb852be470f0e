//! Metrics of this process, read from /proc.

use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Clock ticks per second: Linux counts CPU time in hundredths of a second on every platform that
/// Rust supports (`USER_HZ`, proc(5)).
const TICKS: f64 = 100.0;
/// /proc/self/status reports memory in kB.
const KB: f64 = 1024.0;

/// Metrics of this process.
#[derive(Debug, Default)]
pub(super) struct Figures {
    memory: Gauge<f64, AtomicU64>,
    cpu: Gauge<f64, AtomicU64>,
    files: Gauge,
    threads: Gauge,
}

impl Figures {
    pub(super) fn register(&self, registry: &mut Registry) {
        let r = registry.sub_registry_with_prefix("process");
        r.register("resident_memory_bytes", "Resident memory", self.memory.clone());
        r.register("cpu_seconds", "Time of the processor, user and system", self.cpu.clone());
        r.register("open_fds", "Open files and sockets", self.files.clone());
        r.register("threads", "Threads", self.threads.clone());
    }

    /// Updates the metrics; without /proc they stay at zero.
    pub(super) fn read(&self) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field =
            |name: &str| status.lines().find(|l| l.starts_with(name))?.split_whitespace().nth(1);
        if let Some(kb) = field("VmRSS:").and_then(|kb| kb.parse::<f64>().ok()) {
            self.memory.set(kb * KB);
        }
        if let Some(threads) = field("Threads:").and_then(|threads| threads.parse().ok()) {
            self.threads.set(threads);
        }
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The process name in parentheses may contain spaces.
        let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let times: Vec<f64> =
            after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
        if times.len() == 2 {
            self.cpu.set(times.iter().sum::<f64>() / TICKS);
        }
        if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
            self.files.set(i64::try_from(files.count()).unwrap_or(i64::MAX));
        }
    }
}
