//! ffmpeg and ffprobe: where they are, and the arguments that every run shares.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::convert::sandbox::{Limits, MEMORY, Processes, Purpose, RunError, Sandbox};

/// ffmpeg, with the ffprobe that belongs to it if that is installed too.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
    probe: Option<PathBuf>,
    timeout: Duration,
    version: String,
    processes: Processes,
}

impl Ffmpeg {
    /// Returns the program if it runs. ffprobe is expected beside it. The runs of one conversion may
    /// take `timeout` together.
    pub async fn find(program: &Path, timeout: Duration, processes: Processes) -> Option<Self> {
        let version = version(program).await?;
        let probe = program.with_file_name("ffprobe");
        let probe = self::version(&probe).await.map(|_| probe);
        Some(Self { program: program.to_owned(), probe, timeout, version, processes })
    }

    /// The first line of `ffmpeg -version`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The path of ffprobe, if it is installed.
    pub fn probe(&self) -> Option<&Path> {
        self.probe.as_deref()
    }

    /// A directory for the runs on one file.
    pub(super) fn sandbox(&self, purpose: Purpose) -> std::io::Result<Sandbox> {
        Sandbox::new(&self.processes, purpose, self.timeout)
    }

    /// Limits of one run that writes a file of at most `file_size` bytes.
    pub(super) fn limits(&self, file_size: u64) -> Limits {
        Limits { memory: MEMORY, file_size, time: self.timeout }
    }

    /// Runs ffmpeg on a file of the sandbox, and returns its standard output.
    pub(super) async fn run(
        &self,
        sandbox: &Sandbox,
        input: Source<'_>,
        arguments: &[&str],
        limits: &Limits,
    ) -> Result<Vec<u8>, RunError> {
        let mut all = vec!["-hide_banner", "-loglevel", "error", "-nostdin", "-y"];
        all.extend(input.before);
        // One thread decodes: with several, whether a concealed frame is reported as corrupt depends
        // on which thread is faster. Each would also keep large frames of its own.
        all.extend(["-threads", "1"]);
        all.extend(["-protocol_whitelist", "file,pipe", "-f", input.demuxer, "-i", input.file]);
        all.extend(arguments);
        sandbox.run(&self.program, all, limits).await
    }
}

/// The input file of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    /// Its name in the sandbox.
    pub file: &'a str,
    /// ffmpeg's name of the format. It is always stated, so that ffmpeg never takes a file for a
    /// playlist or a script that names other files.
    pub demuxer: &'a str,
    /// Options before the input, such as where to begin.
    pub before: &'a [&'a str],
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a str, demuxer: &'a str) -> Self {
        Self { file, demuxer, before: &[] }
    }
}

/// The first line of a program's `-version`.
async fn version(program: &Path) -> Option<String> {
    let output = Command::new(program)
        .arg("-version")
        // The child process gets neither token nor key.
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .ok()
        .filter(|o| o.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}
