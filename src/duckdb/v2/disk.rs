//! The client's settings on files that are written without DuckDB, asked as `v1` asks them.

use std::cell::Cell;
use std::path::Path;
use std::ptr;

use duckdb_neo::connection::Context;
use duckdb_neo::{AsRaw, FromRaw, ffi};

use super::files::OpenFile;
use super::settings;
use crate::bundle::Disk;

/// The settings of the client whose callback runs on this thread. Unlike v1, this API lends a client for a callback only.
pub struct HostDisk;

thread_local! {
    static CLIENT: Cell<ffi::duckdb_v2_context_handle> = const { Cell::new(ptr::null_mut()) };
}

/// Runs the body of a callback so that [`HostDisk`] finds its client.
pub fn lend<T>(context: &Context, body: impl FnOnce() -> T) -> T {
    struct Restore(ffi::duckdb_v2_context_handle);
    impl Drop for Restore {
        fn drop(&mut self) {
            CLIENT.set(self.0);
        }
    }
    // SAFETY: the handle is only used while `body` runs, so while the context lives.
    let _restore = Restore(CLIENT.replace(unsafe { context.get_raw() }));
    body()
}

fn client<T>(ask: impl FnOnce(&Context) -> T) -> Option<T> {
    let handle = CLIENT.get();
    // SAFETY: a handle that is not null is that of the callback that runs on this thread.
    (!handle.is_null()).then(|| ask(&unsafe { Context::from_raw(handle) }))
}

impl Disk for HostDisk {
    fn home(&self) -> Option<String> {
        let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        client(|context| settings::text(context, "home_directory"))
            .flatten()
            .or_else(|| std::env::var(variable).ok())
    }

    fn may_write(&self, directory: &Path) -> Result<(), String> {
        let probe = directory.join(".plotsim-write").join("probe");
        let denied = ffi::DUCKDB_V2_ERROR::DUCKDB_V2_ERROR_CONFIGURATION_PERMISSION;
        match client(|context| OpenFile::open(context, &probe.to_string_lossy())) {
            None => Err("DuckDB is not there to be asked".into()),
            Some(Err(refusal)) if refusal.code == denied => Err(refusal.message),
            // That there is no such file is what is hoped for.
            Some(_) => Ok(()),
        }
    }
}
