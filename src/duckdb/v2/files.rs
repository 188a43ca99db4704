//! Reading files the way DuckDB does: `https://`, `s3://`, `~` and `enable_external_access` behave as in `read_csv`.

use std::ptr;
use std::sync::Arc;

use duckdb_neo::connection::Context;
use duckdb_neo::{AsRaw, ffi};

use super::disk::HostDisk;
use super::error::{Refusal, call};
use super::settings;
use crate::bundle::Disk;
use crate::functions::{Files, LARGEST_CONFIG, SEED, UNTIL, too_large};

/// The file system of the client that binds a query.
pub struct HostFiles<'a> {
    pub context: &'a Context,
}

impl Files for HostFiles<'_> {
    fn disk(&self) -> Arc<dyn Disk> {
        Arc::new(HostDisk)
    }

    fn seed(&self) -> Option<u64> {
        settings::count(self.context, SEED)
    }

    fn until(&self) -> Option<String> {
        settings::text(self.context, UNTIL)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let words = |refusal: Refusal| match refusal.message {
            message if message.is_empty() => format!("could not read the file '{path}'"),
            message => message,
        };
        let file = OpenFile::open(self.context, path).map_err(words)?;
        let mut content = Vec::new();
        let mut part = vec![0u8; 1 << 16];
        loop {
            match file.read(&mut part).map_err(words)? {
                0 => return Ok(content),
                got => content.extend_from_slice(&part[..got]),
            }
            if content.len() as u64 > LARGEST_CONFIG {
                return Err(too_large(path));
            }
        }
    }
}

/// A file that is open for reading.
pub struct OpenFile(ffi::duckdb_v2_file_handle);

impl OpenFile {
    /// Opens a file through the client's file system.
    pub fn open(context: &Context, path: &str) -> Result<OpenFile, Refusal> {
        // SAFETY: the context is live; the file system is borrowed from it; the options are destroyed once.
        unsafe {
            let mut system = ptr::null_mut();
            call!(duckdb_v2_context_get_file_system, context.get_raw(), &mut system)?;
            let mut options = ptr::null_mut();
            call!(duckdb_v2_file_open_options_create, system, &mut options)?;
            let mut file = ptr::null_mut();
            let read = ffi::DUCKDB_V2_FILE_FLAG::DUCKDB_V2_FILE_FLAG_READ;
            let opened = call!(duckdb_v2_file_open_options_set_flag, options, read)
                .and_then(|()| call!(duckdb_v2_file_system_open, system, &path.into(), options, &mut file));
            ffi::duckdb_v2_file_open_options_destroy(&mut options);
            opened.map(|()| OpenFile(file))
        }
    }

    fn read(&self, buffer: &mut [u8]) -> Result<usize, Refusal> {
        let mut got = 0;
        // SAFETY: the file is open and the buffer is as long as is said.
        unsafe {
            call!(duckdb_v2_file_read, self.0, buffer.as_mut_ptr().cast(), buffer.len() as u64, &mut got)?;
        }
        Ok(got as usize)
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        // SAFETY: the handle is owned and destroyed once.
        unsafe { ffi::duckdb_v2_file_destroy(&mut self.0) };
    }
}
