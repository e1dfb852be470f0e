//! The lock file beside a journal. While a process has the journal open, the file names the
//! process; afterwards it says how the journal's file was left.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::journal::error::JournalError;
use crate::journal::sqlite::file::{SidecarFiles, beside, file_error};

/// Number of attempts to take the lock, and the pause between them.
const ATTEMPTS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// Longer than the steps in which file systems count the times of changes.
const TIME_STEP: Duration = Duration::from_millis(20);

/// Before the description of a file that was closed in order.
const CLOSED: &str = "closed ";

/// The lock of a journal, held until this is dropped. The operating system releases it when the
/// process dies, however it dies.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    journal: PathBuf,
    /// The journal's file is as the last process left it, which had checked its pages and closed it
    /// in order.
    pub(super) is_unchanged: bool,
}

impl Lock {
    pub(super) fn take(journal: &Path) -> Result<Self, JournalError> {
        let path = beside(journal, ".lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(file_error(&path))?;
        // A process that is exiting, or a child of it that has not yet called `exec`, holds the lock
        // slightly longer.
        let locked = (0..ATTEMPTS).any(|n| {
            if n > 0 {
                std::thread::sleep(PAUSE);
            }
            file.try_lock().is_ok()
        });
        let mut text = String::new();
        let _ = file.read_to_string(&mut text);
        if !locked {
            let holder = if text.is_empty() { "another process".into() } else { text };
            return Err(JournalError::InUse { path: journal.display().to_string(), holder });
        }
        let left = text.strip_prefix(CLOSED);
        let is_unchanged = left.is_some() && left == description(journal).as_deref();
        let mut lock = Self { file, journal: journal.to_owned(), is_unchanged };
        lock.write(&format!("process {}", std::process::id())).map_err(file_error(&path))?;
        Ok(lock)
    }

    /// Notes how the journal's file is left, after its pages were checked and it was closed.
    pub(super) fn close(mut self) {
        // A change right after this would otherwise have the time of the last one.
        std::thread::sleep(TIME_STEP);
        if let Some(left) = description(&self.journal) {
            // Without the note, the next start checks the file.
            let _ = self.write(&format!("{CLOSED}{left}"));
        }
    }

    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

/// What tells a file from every copy and later version of it; `None` if not everything is in it.
fn description(journal: &Path) -> Option<String> {
    let SidecarFiles::None(path) = SidecarFiles::of(journal) else { return None };
    let file = std::fs::metadata(path).ok()?;
    let (size, inode) = (file.len(), file.ino());
    Some(format!("{size} bytes, inode {inode}, at {}.{:09}", file.mtime(), file.mtime_nsec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(journal: &Path) -> bool {
        Lock::take(journal).expect("nobody holds it").is_unchanged
    }

    #[test]
    fn a_file_is_unchanged_until_it_is_written_replaced_or_not_closed() {
        let dir = tempfile::tempdir().expect("a directory");
        let journal = dir.path().join("j.sqlite");
        let close = || Lock::take(&journal).expect("nobody holds it").close();
        std::fs::write(&journal, "pages").expect("written");
        assert!(!left(&journal), "nobody has closed it");

        close();
        assert!(left(&journal));
        assert!(!left(&journal), "a process that held the lock did not close it");

        close();
        std::fs::write(&journal, "PAGES").expect("written");
        assert!(!left(&journal), "it was written");

        close();
        let copy = dir.path().join("copy");
        std::fs::copy(&journal, &copy).expect("copied");
        let time = std::fs::metadata(&journal).and_then(|file| file.modified()).expect("a time");
        File::options()
            .write(true)
            .open(&copy)
            .and_then(|file| file.set_modified(time))
            .expect("set");
        std::fs::rename(&copy, &journal).expect("replaced");
        assert!(!left(&journal), "it was replaced by a copy with the same time");

        close();
        std::fs::write(beside(&journal, "-wal"), "pages").expect("written");
        assert!(!left(&journal), "there is a log beside it");
    }
}
