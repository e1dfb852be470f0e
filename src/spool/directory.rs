//! Temporary directories that only this user can read. Each is locked as long as this process
//! lives, so that the next start removes those of a process that was killed, and no others.

use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// Prefix of our temporary directories.
const PREFIX: &str = "wanbot-files-";

/// A directory that is removed when dropped.
#[derive(Debug)]
pub struct TemporaryDirectory {
    directory: TempDir,
    /// The lock ends when this process ends, however it ends.
    _lock: File,
}

impl TemporaryDirectory {
    /// Creates one.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn new() -> io::Result<Self> {
        Self::within(&std::env::temp_dir())
    }

    fn within(parent: &Path) -> io::Result<Self> {
        loop {
            let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            // Before it is locked, the start of another process can remove it.
            match File::open(directory.path()) {
                Ok(lock) => {
                    // On a file system without locks, no start removes directories either.
                    while lock.lock().is_err_and(|e| e.kind() == io::ErrorKind::Interrupted) {}
                    if directory.path().is_dir() {
                        return Ok(Self { directory, _lock: lock });
                    }
                }
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// Removes the directories of processes that were killed.
pub fn sweep_temporary_directories() {
    sweep(&std::env::temp_dir());
}

fn sweep(within: &Path) {
    let Ok(entries) = std::fs::read_dir(within) else { return };
    for entry in entries.flatten() {
        // Opening a pipe that somebody left in a shared directory would never return.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        // A directory that is locked belongs to a process that lives, and one that cannot be opened
        // to another user.
        if let Ok(lock) = File::open(entry.path())
            && lock.try_lock().is_ok()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_directories_that_no_process_uses_are_removed() {
        let within = tempfile::tempdir().unwrap();
        let used = TemporaryDirectory::within(within.path()).unwrap();
        for name in ["wanbot-files-left", "other"] {
            std::fs::create_dir(within.path().join(name)).unwrap();
            std::fs::write(within.path().join(name).join("in"), "x").unwrap();
        }
        let pipe = within.path().join("wanbot-files-pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let left = || {
            let entries = std::fs::read_dir(within.path()).unwrap();
            let mut left: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
            left.sort();
            left
        };
        sweep(within.path());
        let other = within.path().join("other");
        let mut expected = vec![other.clone(), pipe.clone(), used.path().to_owned()];
        expected.sort();
        assert_eq!(left(), expected);
        drop(used);
        assert_eq!(left(), [other, pipe]);
    }
}
