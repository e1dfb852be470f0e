//! Runs converters: each in a process of its own, with limits, because it reads untrusted files.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::try_join;
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::convert::failure::{Failure, last_bytes};
use crate::spool::{Spooled, TemporaryDirectory};

/// Files that a converter may have open. ffmpeg needs about twenty.
const MAX_OPEN_FILES: u32 = 64;

/// Memory of its own that a converter may use, in bytes (docs/performance.md, "Conversions").
pub(super) const MEMORY: u64 = 512 * 1024 * 1024;

/// Longest standard output that is read, in bytes. ffprobe writes about 35 bytes for each packet, of
/// which an hour with audio at 60 frames per second has 385,000.
const MAX_OUTPUT: u64 = 16 * 1024 * 1024;

/// Conversions that run concurrently, each of which may use two cores.
const CONVERSIONS: usize = 2;

/// Checks that run concurrently beside them.
const CHECKS: usize = 2;

/// Large files that are measured concurrently beside both, each in a few hundred milliseconds.
const MEASUREMENTS: usize = 2;

/// What the runs in a sandbox are for. A member who needs no conversion does not wait for
/// those of others, so each purpose has processes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Measuring a large file without decoding it: a fraction of a second.
    Measurement,
    /// Looking into a file, decoding it to its end, and preparing an image: at most a few seconds.
    Check,
    /// Converting a member's file or a result: up to minutes.
    Conversion,
}

/// Limits how many converters run concurrently, for members' files and results together.
#[derive(Debug, Clone)]
pub struct Processes {
    measurements: Arc<Semaphore>,
    checks: Arc<Semaphore>,
    conversions: Arc<Semaphore>,
}

impl Default for Processes {
    fn default() -> Self {
        let slots = |count| Arc::new(Semaphore::new(count));
        Self {
            measurements: slots(MEASUREMENTS),
            checks: slots(CHECKS),
            conversions: slots(CONVERSIONS),
        }
    }
}

impl Processes {
    fn slots(&self, purpose: Purpose) -> &Arc<Semaphore> {
        match purpose {
            Purpose::Measurement => &self.measurements,
            Purpose::Check => &self.checks,
            Purpose::Conversion => &self.conversions,
        }
    }
}

/// What one process may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Memory of its own in bytes, without shared libraries (`RLIMIT_DATA`, where the system has
    /// it).
    pub memory: u64,
    /// Largest file that it may write, in bytes.
    pub file_size: u64,
    /// Time on the clock. The time on the processor is limited to twice that, since it may use two
    /// cores.
    pub time: Duration,
}

/// Why a process gave no result.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be started.
    #[error("not started")]
    NotStarted(#[from] io::Error),
    /// It did not end in time.
    #[error("stopped after {0:?}")]
    TimedOut(Duration),
    /// It ended without success.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// A working directory of its own for the runs of one conversion, removed when dropped.
#[derive(Debug)]
pub struct Sandbox {
    directory: TemporaryDirectory,
    /// Limits how many of its kind run.
    slots: Arc<Semaphore>,
    /// How long all runs together may take.
    time: Duration,
    /// How long they have taken, in microseconds.
    used: AtomicU64,
}

impl Sandbox {
    /// Creates the directory, which only this user can read. Its runs may take `time` together, not
    /// counted what they wait for others.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn new(processes: &Processes, purpose: Purpose, time: Duration) -> io::Result<Self> {
        let directory = TemporaryDirectory::new()?;
        let slots = Arc::clone(processes.slots(purpose));
        Ok(Self { directory, slots, time, used: AtomicU64::new(0) })
    }

    /// The path of a file in the directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Puts a file into the directory. A large one is not copied.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn store(&self, name: &str, file: &Spooled) -> io::Result<()> {
        file.place(&self.path(name)).await
    }

    /// Takes a file that a run wrote out of the directory. A large one stays on disk.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn take(&self, name: &str) -> io::Result<Spooled> {
        Spooled::take(&self.path(name)).await
    }

    /// Runs a program in the directory, after those that wait already, and returns its standard
    /// output, of which at most 16 MB are read.
    ///
    /// # Errors
    /// When it does not end with success within its limits.
    pub async fn run<A: AsRef<OsStr>>(
        &self,
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
        limits: &Limits,
    ) -> Result<Vec<u8>, RunError> {
        let mut command = self.command(program, limits);
        command.args(arguments);
        let _slot = self.slots.acquire().await;
        let used = Duration::from_micros(self.used.load(Ordering::Relaxed));
        let time = limits.time.min(self.time.saturating_sub(used));
        if time.is_zero() {
            return Err(RunError::TimedOut(self.time));
        }
        let began = Instant::now();
        let ended = tokio::time::timeout(time, output(command)).await;
        let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.used.fetch_add(took, Ordering::Relaxed);
        ended.map_err(|_| RunError::TimedOut(limits.time.min(self.time)))?
    }

    /// The program under a shell that sets the limits, and kills it when the shell's standard input
    /// closes, which happens when this process dies, however it dies.
    fn command(&self, program: &Path, limits: &Limits) -> Command {
        let processor_seconds = (limits.time.as_secs() + 1) * 2;
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISE, "sh"])
            .arg((limits.memory / 1024).to_string())
            .arg(processor_seconds.to_string())
            // POSIX counts in blocks of 512 bytes.
            .arg((limits.file_size / 512 + 1).to_string())
            .arg(MAX_OPEN_FILES.to_string())
            .arg(program)
            .current_dir(self.directory.path())
            // The process gets none of our secrets.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Not killed when dropped: its standard input closes, and the shell then ends everything in
        // order.
        command
    }
}

async fn output(mut command: Command) -> Result<Vec<u8>, RunError> {
    let mut child = command.spawn()?;
    // Held until the program ends: dropping it ends the program too.
    let _alive = child.stdin.take();
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let answer = async {
        let mut read = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(MAX_OUTPUT).read_to_end(&mut read).await?;
        }
        Ok::<_, io::Error>(read)
    };
    let messages = async {
        match stderr {
            Some(stderr) => last_bytes(stderr).await,
            None => Ok(Vec::new()),
        }
    };
    // Together: a program waits while the pipe of either is full.
    let (answer, messages) = try_join(answer, messages).await?;
    let status = child.wait().await?.code();
    match status {
        Some(0) => Ok(answer),
        // What a shell answers for a program that is not there or that it may not run.
        Some(126 | 127) => {
            Err(io::Error::new(io::ErrorKind::NotFound, "the program cannot be executed").into())
        }
        _ => Err(Failure::of(status, &messages).into()),
    }
}

/// Sets the limits, and runs a program beside a watcher that waits for the end of standard input
/// and then kills it. The shell waits for both: in a container no other process would. Where a
/// system lacks a limit, the others still apply.
const SUPERVISE: &str = r#"ulimit -c 0
ulimit -d "$1"; ulimit -t "$2"; ulimit -f "$3"; ulimit -n "$4"
shift 4
command -v nice >/dev/null && set -- nice -n 10 "$@"
exec 3<&0
"$@" </dev/null 3<&- & child=$!
{ read -r _ <&3; kill -9 $child; } >/dev/null 2>&1 & watch=$!
exec 3<&- >&-
wait $child; status=$?
kill -9 $watch 2>/dev/null
wait $watch 2>/dev/null
exit $status"#;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { memory: 64 << 20, file_size: 1 << 20, time: Duration::from_secs(30) };

    async fn shell(script: &str, limits: &Limits) -> Result<String, RunError> {
        let sandbox = Sandbox::new(&Processes::default(), Purpose::Check, LIMITS.time).unwrap();
        let output = sandbox.run(Path::new("/bin/sh"), ["-c", script], limits).await?;
        Ok(String::from_utf8(output).unwrap())
    }

    #[tokio::test]
    async fn a_program_gets_no_environment_and_a_directory_of_its_own() {
        let said = shell("env | grep -vE '^(PATH|PWD|SHLVL|_|OLDPWD)=' ; pwd", &LIMITS).await;
        let said = said.unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("wanbot-files-"), "{said}");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_not_the_files_fault() {
        let sandbox = Sandbox::new(&Processes::default(), Purpose::Check, LIMITS.time).unwrap();
        let missing = sandbox.run(Path::new("/no/such/program"), ["x"], &LIMITS).await;
        assert!(matches!(missing, Err(RunError::NotStarted(_))), "{missing:?}");
    }

    #[tokio::test]
    async fn a_file_that_grows_without_end_ends_its_program() {
        let failed = shell("cat /dev/zero > full", &LIMITS).await;
        let expected = matches!(failed, Err(RunError::Failed(Failure::LimitReached)));
        assert!(expected, "{failed:?}");
    }

    #[tokio::test]
    async fn a_program_that_hangs_is_stopped() {
        let limits = Limits { time: Duration::from_millis(50), ..LIMITS };
        let hung = shell("sleep 600", &limits).await;
        assert!(matches!(hung, Err(RunError::TimedOut(_))), "{hung:?}");
    }

    #[tokio::test]
    async fn an_answer_without_end_is_not_read_to_its_end() {
        let limits = Limits { time: Duration::from_secs(5), ..LIMITS };
        // The pipe closes after the last byte that is read, which ends the writer.
        let said = shell("cat /dev/zero", &limits).await;
        assert!(matches!(said, Err(RunError::Failed(_))), "{said:?}");
    }

    #[tokio::test]
    async fn messages_without_end_neither_stop_a_program_nor_hide_the_last() {
        let many = "head -c 1000000 /dev/zero >&2; echo Cannot allocate memory >&2; exit 1";
        let failed = shell(many, &LIMITS).await;
        let expected = matches!(failed, Err(RunError::Failed(Failure::LimitReached)));
        assert!(expected, "{failed:?}");
        let loud = shell("head -c 1000000 /dev/zero >&2; echo done", &LIMITS).await;
        assert_eq!(loud.unwrap(), "done\n");
    }

    #[tokio::test]
    async fn a_program_that_uses_its_processor_time_is_ended_by_a_limit() {
        let busy = shell("ulimit -t 1; while :; do :; done", &LIMITS).await;
        let expected = matches!(busy, Err(RunError::Failed(Failure::LimitReached)));
        assert!(expected, "{busy:?}");
    }

    async fn script_in(sandbox: &Sandbox, script: &str) -> Result<Vec<u8>, RunError> {
        sandbox.run(Path::new("/bin/sh"), ["-c", script], &LIMITS).await
    }

    #[tokio::test]
    async fn a_third_conversion_waits_for_one_of_two_and_a_check_for_none() {
        let processes = Processes::default();
        let sandbox = |purpose| Sandbox::new(&processes, purpose, LIMITS.time).unwrap();
        let [first, second, third] = [Purpose::Conversion; 3].map(sandbox);
        let open = first.path("open").display().to_string();
        let waits = format!("until [ -e {open} ]; do sleep 0.05; done; echo done");
        let mut two = Box::pin(futures_util::future::join(
            script_in(&first, &waits),
            script_in(&second, &waits),
        ));
        let mut waiting = Box::pin(script_in(&third, "echo done"));
        assert!(futures_util::poll!(&mut two).is_pending());
        tokio::select! {
            _ = &mut two => panic!("they end when the file is there"),
            _ = &mut waiting => panic!("there are two already"),
            () = tokio::time::sleep(Duration::from_millis(300)) => {}
        }
        assert_eq!(script_in(&sandbox(Purpose::Check), "echo done").await.unwrap(), b"done\n");
        std::fs::write(open, "").unwrap();
        let (one, other) = two.await;
        assert_eq!(one.unwrap(), b"done\n");
        assert_eq!(other.unwrap(), b"done\n");
        assert_eq!(waiting.await.unwrap(), b"done\n");
    }

    #[tokio::test]
    async fn all_runs_of_a_conversion_have_one_time() {
        let time = Duration::from_millis(50);
        let sandbox = Sandbox::new(&Processes::default(), Purpose::Check, time).unwrap();
        for script in ["sleep 600", "echo done"] {
            let ended = sandbox.run(Path::new("/bin/sh"), ["-c", script], &LIMITS).await;
            assert!(matches!(ended, Err(RunError::TimedOut(_))), "{script}: {ended:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn memory_beyond_the_limit_is_refused() {
        // A shell that doubles a text 40 times.
        let grows = "x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 \
                     20 21 22 23 24; do x=$x$x; done; echo done";
        let failed = shell(grows, &LIMITS).await;
        assert!(matches!(failed, Err(RunError::Failed(_))), "{failed:?}");
    }
}
