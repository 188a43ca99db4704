//! Where files come to be before they are moved to their places.
//!
//! [`NAME`] in the target directory holds `new/`, the files of this run, and `old/`, the files they displace, until the
//! run's end. A run that is killed leaves them behind; the next one puts `old/` back and starts afresh. Only one run at a time
//! works in a directory: it holds a lock on it.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Error;

/// The directory of unfinished work. Readers that look for `*.parquet` or for `column=value` do not look into it.
pub const NAME: &str = ".plotsim-write";

/// The unfinished work of a run; removed when the run ends, however it does.
pub struct Staging {
    /// The target directory, free of links.
    pub root: PathBuf,
    /// Directories that were made to have the target directory, the innermost first.
    made: Vec<PathBuf>,
    /// Kept open for its lock.
    _lock: Option<File>,
}

impl Staging {
    /// Makes the target directory if need be, and room in it.
    pub fn open(directory: &Path) -> Result<Staging, Error> {
        let missing = |part: &&Path| part.symlink_metadata().is_err() && !part.as_os_str().is_empty();
        let made: Vec<PathBuf> = directory.ancestors().take_while(missing).map(Path::to_owned).collect();
        if directory.metadata().is_ok_and(|found| !found.is_dir()) {
            return Err(Error::NotADirectory(directory.to_owned()));
        }
        fs::create_dir_all(directory).map_err(Error::io("made", directory))?;
        let mut staging = Staging { root: PathBuf::new(), made, _lock: None };
        let root = directory.canonicalize().map_err(Error::io("looked up", directory))?;
        staging._lock = lock(&root)?;
        staging.root = root;
        staging.restore()?;
        for part in [staging.new_files(), staging.old_files()] {
            fs::create_dir_all(&part).map_err(Error::io("made", &part))?;
        }
        Ok(staging)
    }

    /// Where the files of this run are until they are moved.
    pub fn new_files(&self) -> PathBuf {
        self.root.join(NAME).join("new")
    }

    /// Where the files are that new ones displace.
    pub fn old_files(&self) -> PathBuf {
        self.root.join(NAME).join("old")
    }

    /// Ends a run whose files are all in their places.
    pub fn settle(mut self) -> Result<(), Error> {
        // From here on the new files are there to stay: no later run puts old ones back.
        let old = self.old_files();
        fs::rename(&old, self.root.join(NAME).join("gone")).map_err(Error::io("removed", &old))?;
        self.made.clear();
        Ok(())
    }

    /// Puts back what a killed run displaced.
    fn restore(&self) -> Result<(), Error> {
        let old = self.old_files();
        for path in files_below(&old)? {
            let place = self.root.join(path.strip_prefix(&old).unwrap_or(&path));
            make_parent(&place)?;
            fs::rename(&path, &place).map_err(Error::io("put back", &place))?;
        }
        self.clear();
        Ok(())
    }

    fn clear(&self) {
        // What stays behind does no harm and is removed by the next run.
        for part in ["new", "old", "gone"] {
            let _ = fs::remove_dir_all(self.root.join(NAME).join(part));
        }
        let _ = fs::remove_dir(self.root.join(NAME));
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // No root: another run is at work here, and nothing is ours.
        if !self.root.as_os_str().is_empty() {
            self.clear();
        }
        // Only directories that are empty go.
        for directory in &self.made {
            if fs::remove_dir(directory).is_err() {
                break;
            }
        }
    }
}

/// Locks a directory for as long as the file is open. The system releases the lock of a process that dies.
#[cfg(unix)]
fn lock(directory: &Path) -> Result<Option<File>, Error> {
    let file = File::open(directory).map_err(Error::io("opened", directory))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Busy(directory.to_owned())),
        // Some network file systems have no locks; two runs at once are then up to the user.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Elsewhere directories cannot be opened, so nothing keeps two runs apart.
#[cfg(not(unix))]
fn lock(_: &Path) -> Result<Option<File>, Error> {
    Ok(None)
}

/// Makes the directory a file is to be in.
pub fn make_parent(path: &Path) -> Result<(), Error> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(Error::io("made", parent)),
        None => Ok(()),
    }
}

/// All files below a directory, in no order; none if there is no such directory.
fn files_below(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries.collect::<io::Result<Vec<_>>>(),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => Err(error),
        };
        for entry in entries.map_err(Error::io("read", &directory))? {
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_directory { &mut open } else { &mut files }.push(entry.path());
        }
    }
    Ok(files)
}
