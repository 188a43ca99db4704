//! Reading files the way DuckDB does: `https://`, `s3://`, `~` and `enable_external_access` behave as in `read_csv`.

use std::ptr;
use std::sync::Arc;

use duckdb::ffi;

use super::disk::HostDisk;
use crate::bundle::Disk;
use crate::duckdb::callback::c_string;
use crate::functions::{Files, LARGEST_CONFIG, SEED, UNTIL, too_large};

/// The file system of the client that binds a query.
pub struct HostFiles {
    context: ffi::duckdb_client_context,
    info: ffi::duckdb_bind_info,
}

impl HostFiles {
    /// # Safety
    /// `info` is live; the result must not outlive it.
    pub unsafe fn of_bind(info: ffi::duckdb_bind_info) -> HostFiles {
        let mut context = ptr::null_mut();
        // SAFETY: `info` is live; DuckDB fills in a handle that is ours to destroy.
        unsafe { ffi::duckdb_table_function_get_client_context(info, &mut context) };
        HostFiles { context, info }
    }
}

impl Drop for HostFiles {
    fn drop(&mut self) {
        // SAFETY: the handle is owned and destroyed once.
        unsafe { ffi::duckdb_destroy_client_context(&mut self.context) }
    }
}

impl Files for HostFiles {
    fn disk(&self) -> Arc<dyn Disk> {
        // SAFETY: `info` is live for as long as these files are.
        Arc::new(unsafe { HostDisk::of_bind(self.info) })
    }

    fn seed(&self) -> Option<u64> {
        // SAFETY: as above.
        unsafe { HostDisk::of_bind(self.info) }.count(SEED)
    }

    fn until(&self) -> Option<String> {
        // SAFETY: as above.
        unsafe { HostDisk::of_bind(self.info) }.setting(UNTIL)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        // SAFETY: each handle is checked by DuckDB's own functions and destroyed once, after its last use.
        unsafe {
            let mut system = ffi::duckdb_client_context_get_file_system(self.context);
            let mut options = ffi::duckdb_create_file_open_options();
            ffi::duckdb_file_open_options_set_flag(
                options,
                ffi::duckdb_file_flag_DUCKDB_FILE_FLAG_READ,
                true,
            );
            let mut file = ptr::null_mut();
            let state = ffi::duckdb_file_system_open(system, c_string(path).as_ptr(), options, &mut file);
            let content = if state == ffi::duckdb_state_DuckDBSuccess {
                read_open(file, path)
            } else {
                Err(message(ffi::duckdb_file_system_error_data(system), path))
            };
            if !file.is_null() {
                ffi::duckdb_destroy_file_handle(&mut file);
            }
            ffi::duckdb_destroy_file_open_options(&mut options);
            ffi::duckdb_destroy_file_system(&mut system);
            content
        }
    }
}

/// # Safety
/// `file` is an open handle.
unsafe fn read_open(file: ffi::duckdb_file_handle, path: &str) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let mut part = vec![0u8; 1 << 16];
    loop {
        // SAFETY: `file` is open and the buffer is as long as is said.
        let got = unsafe { ffi::duckdb_file_handle_read(file, part.as_mut_ptr().cast(), part.len() as i64) };
        match usize::try_from(got) {
            // SAFETY: `file` is open, and the error handle it gives is ours.
            Err(_) => return Err(unsafe { message(ffi::duckdb_file_handle_error_data(file), path) }),
            Ok(0) => return Ok(content),
            Ok(got) => content.extend_from_slice(&part[..got]),
        }
        if content.len() as u64 > LARGEST_CONFIG {
            return Err(too_large(path));
        }
    }
}

/// # Safety
/// `error` is an error handle that is ours to destroy.
unsafe fn message(mut error: ffi::duckdb_error_data, path: &str) -> String {
    // SAFETY: the text lives until the handle is destroyed, and is copied before.
    unsafe {
        let text = ffi::duckdb_error_data_message(error);
        let copy = if text.is_null() {
            format!("could not read the file '{path}'")
        } else {
            std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned()
        };
        ffi::duckdb_destroy_error_data(&mut error);
        copy
    }
}
