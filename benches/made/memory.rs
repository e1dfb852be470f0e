//! Memory use of a process, as reported by the system.

/// A field of `/proc/<pid>/status` (proc(5)) in bytes, for example `VmRSS:` for resident memory;
/// zero if it is missing.
pub fn said(process: &str, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(what)).unwrap_or_default();
    let kb = line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok());
    kb.unwrap_or_default() * 1024.0
}
