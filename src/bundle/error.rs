//! Why files could not be written.

use std::io;
use std::path::{Path, PathBuf};

use ::parquet::errors::ParquetError;

/// The reason a run is refused or failed; its text is what the user reads.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system said no.
    #[error("'{}' could not be {action}: {}", path.display(), reason(source))]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    /// The target is a URL.
    #[error(
        "'{0}' is not a directory of this machine, and plotsim_write only writes to those; \
         write each table there with COPY (FROM plotsim_table(…)) TO '…'"
    )]
    Remote(String),
    /// The target directory has no name.
    #[error("the directory to write to must not be empty")]
    NoDirectory,
    /// The host's settings forbid it.
    #[error("plotsim_write may not write to '{}': {words}", path.display())]
    Denied { path: PathBuf, words: String },
    /// A directory is wanted where a file is.
    #[error("'{}' is a file, where a directory is wanted", .0.display())]
    NotADirectory(PathBuf),
    /// A file would be overwritten that is not plotsim's.
    #[error(
        "'{}' is in the way: it was not written by plotsim, or was changed since, and plotsim only overwrites its own \
         files; move it away or choose another directory",
        .0.display()
    )]
    Foreign(PathBuf),
    /// A symbolic link inside the target directory points out of it.
    #[error("'{}' leads out of the target directory through a symbolic link", .0.display())]
    Outside(PathBuf),
    /// Two runs at once.
    #[error("another plotsim_write is writing to '{}'", .0.display())]
    Busy(PathBuf),
    /// A document could not be made.
    #[error("{name} could not be made: {words}")]
    Document { name: String, words: String },
    /// The format or the config does not go with a bundle.
    #[error("{0}")]
    Refused(String),
    /// More rows than one Parquet file can hold.
    #[error("{table} has too many rows for one Parquet file: spread it over days with partition")]
    TooManyRows { table: String },
    /// The run was stopped from outside.
    #[error("the writing was stopped")]
    Cancelled,
    /// A mistake of ours.
    #[error("plotsim met an internal error, please report it: {0}")]
    Internal(String),
}

impl Error {
    /// Wraps an error of the operating system: `path` could not be `action`.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }

    /// Wraps an error of the Parquet writer of `path`: either the operating system's or a mistake of ours.
    pub fn parquet(path: &Path) -> impl FnOnce(ParquetError) -> Error {
        let path = path.to_owned();
        move |error| match error {
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(source) => Error::Io { action: "written", path, source: *source },
                Err(other) => Error::Internal(other.to_string()),
            },
            other => Error::Internal(other.to_string()),
        }
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "the quota of the disk is used up".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is a file".to_owned(),
        io::ErrorKind::CrossesDevices => {
            "it lies on another file system than the target directory".to_owned()
        }
        _ => error.to_string(),
    }
}
