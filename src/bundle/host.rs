//! What writing asks of the host.

use std::path::Path;

/// The host's settings on local files, asked when a call is bound and again when it runs: they may change in between.
pub trait Disk: Send + Sync {
    /// What `~` stands for.
    fn home(&self) -> Option<String>;

    /// Whether files below this directory may be written.
    ///
    /// # Errors
    /// The host's words on why not.
    fn may_write(&self, directory: &Path) -> Result<(), String>;
}
