//! Where files come to be before they are moved to their places.
//!
//! [`NAME`] in the target directory holds `new/`, the files of this run, and `old/`, the files they displace, until the
//! run's end. A run that is killed leaves them behind; the next one puts `old/` back and starts afresh. Only one run at a time
//! works in a directory: it holds a lock on it.
//!
//! Others may be able to write to the target directory, so nothing in it is trusted. A run works in a directory that it has
//! made itself, for its user alone. What an earlier run left is looked at without following a link; what it cannot have left
//! is refused, not removed.

use std::fs::{self, DirBuilder, File, FileType, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Error;
use super::place::check_inside;

/// The directory of unfinished work. Readers that look for `*.parquet` or for `column=value` do not look into it.
pub const NAME: &str = ".plotsim-write";
/// The files of a run.
const NEW: &str = "new";
/// The files they displace.
const OLD: &str = "old";
/// The files they displaced, once the new ones are in their places.
const GONE: &str = "gone";

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
        restore(&root)?;
        make_private(&root.join(NAME))?;
        // From here on the directory is this run's to remove.
        staging.root = root;
        for part in [staging.new_files(), staging.old_files()] {
            make_private(&part)?;
        }
        Ok(staging)
    }

    /// Where the files of this run are until they are moved.
    pub fn new_files(&self) -> PathBuf {
        self.root.join(NAME).join(NEW)
    }

    /// Where the files are that new ones displace.
    pub fn old_files(&self) -> PathBuf {
        self.root.join(NAME).join(OLD)
    }

    /// Ends a run whose files are all in their places.
    pub fn settle(mut self) -> Result<(), Error> {
        // From here on the new files are there to stay: no later run puts old ones back.
        let old = self.old_files();
        fs::rename(&old, self.root.join(NAME).join(GONE)).map_err(Error::io("removed", &old))?;
        self.made.clear();
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // No root: another run is at work here, and nothing is ours.
        if !self.root.as_os_str().is_empty() && !holds_files(&self.old_files()) {
            // What stays behind does no harm and is removed by the next run. A link that has taken the directory's place is not
            // followed.
            let _ = fs::remove_dir_all(self.root.join(NAME));
        }
        // Only directories that are empty go.
        for directory in &self.made {
            if fs::remove_dir(directory).is_err() {
                break;
            }
        }
    }
}

/// Puts back what a killed run displaced, and removes its directory.
fn restore(root: &Path) -> Result<(), Error> {
    let work = root.join(NAME);
    match work.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("looked up", &work)(error)),
        Ok(found) if !found.is_dir() => return Err(Error::Foreign(work)),
        Ok(_) => {}
    }
    for (part, kind) in entries(&work)? {
        let ours = kind.is_dir() && [NEW, OLD, GONE].iter().any(|name| part == work.join(name));
        if !ours {
            return Err(Error::Foreign(part));
        }
    }
    let old = work.join(OLD);
    let mut files = Vec::new();
    if old.symlink_metadata().is_ok() {
        collect(&old, &mut files)?;
    }
    for path in files {
        let Ok(relative) = path.strip_prefix(&old) else { continue };
        let place = root.join(relative);
        check_inside(root, relative.parent().unwrap_or(Path::new("")))?;
        make_parent(&place)?;
        fs::rename(&path, &place).map_err(Error::io("put back", &place))?;
    }
    fs::remove_dir_all(&work).map_err(Error::io("removed", &work))
}

/// Whether displaced files are still there, which only the next run can put back.
fn holds_files(directory: &Path) -> bool {
    let mut files = Vec::new();
    directory.symlink_metadata().is_ok() && !(collect(directory, &mut files).is_ok() && files.is_empty())
}

/// All files below a directory, in no order.
///
/// # Errors
/// [`Error::Foreign`] for anything but files and directories, links among it.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    for (path, kind) in entries(directory)? {
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_file() {
            files.push(path);
        } else {
            return Err(Error::Foreign(path));
        }
    }
    Ok(())
}

/// What is in a directory, each with its own kind: a link is a link, wherever it leads.
fn entries(directory: &Path) -> Result<Vec<(PathBuf, FileType)>, Error> {
    let read = || {
        let entries = fs::read_dir(directory)?;
        entries
            .map(|entry| entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))))
            .collect::<io::Result<_>>()
    };
    read().map_err(Error::io("read", directory))
}

/// Makes a directory that only this user can look into or write to; there must be nothing of its name yet.
fn make_private(directory: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(Error::io("made", directory))
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
