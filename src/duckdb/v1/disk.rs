//! The client's settings on files that are written without DuckDB.
//!
//! The stable API can write files but neither make directories nor rename, so files are written past it. Whether that is
//! allowed is still DuckDB's to say: it is asked to open a file below the directory, which it refuses before it looks for the
//! file if `enable_external_access`, `allowed_directories` or `disabled_filesystems` forbid it.

use std::ffi::CStr;
use std::path::Path;
use std::ptr;

use duckdb::ffi;

use super::handles::Value;
use crate::bundle::Disk;
use crate::duckdb::callback::c_string;
use crate::functions::THREADS;
use crate::workers::Workers;

/// The settings of one client.
pub struct HostDisk {
    context: ffi::duckdb_client_context,
}

// SAFETY: the handle is only read, and only while a query of its client is bound or runs.
unsafe impl Send for HostDisk {}
// SAFETY: as above; DuckDB guards its settings and its file system itself.
unsafe impl Sync for HostDisk {}

impl HostDisk {
    /// # Safety
    /// `info` is live. The result may be kept with the bound query: the client outlives its queries.
    pub unsafe fn of_bind(info: ffi::duckdb_bind_info) -> HostDisk {
        let mut context = ptr::null_mut();
        // SAFETY: `info` is live; DuckDB fills in a handle that is ours to destroy.
        unsafe { ffi::duckdb_table_function_get_client_context(info, &mut context) };
        HostDisk { context }
    }

    /// The value of a setting as text; none if it is not set.
    pub fn setting(&self, name: &str) -> Option<String> {
        let mut scope = 0;
        // SAFETY: the client lives; the value, null for an unknown setting, is ours to destroy.
        let value = unsafe {
            Value(ffi::duckdb_client_context_get_config_option(
                self.context,
                c_string(name).as_ptr(),
                &mut scope,
            ))
        };
        // SAFETY: the handle is checked before use.
        let known = unsafe { !value.0.is_null() && !ffi::duckdb_is_null_value(value.0) };
        known.then(|| value.text()).flatten().filter(|text| !text.is_empty())
    }

    /// The workers that a call may use.
    pub fn workers(&self) -> Workers {
        let threads = self.count("threads").unwrap_or(1);
        Workers::new(threads.min(self.count(THREADS).unwrap_or(u64::MAX)) as usize)
    }

    /// The value of a setting that is a whole number.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.setting(name)?.parse().ok()
    }
}

impl Drop for HostDisk {
    fn drop(&mut self) {
        // SAFETY: the handle is owned and destroyed once.
        unsafe { ffi::duckdb_destroy_client_context(&mut self.context) }
    }
}

impl Disk for HostDisk {
    fn home(&self) -> Option<String> {
        let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        self.setting("home_directory").or_else(|| std::env::var(variable).ok())
    }

    fn may_write(&self, directory: &Path) -> Result<(), String> {
        let probe = directory.join(".plotsim-write").join("probe");
        // SAFETY: each handle is destroyed once, after its last use; the text is copied before its owner goes.
        unsafe {
            let mut system = ffi::duckdb_client_context_get_file_system(self.context);
            let mut options = ffi::duckdb_create_file_open_options();
            ffi::duckdb_file_open_options_set_flag(
                options,
                ffi::duckdb_file_flag_DUCKDB_FILE_FLAG_READ,
                true,
            );
            let mut file = ptr::null_mut();
            let path = c_string(&probe.to_string_lossy());
            let opened = ffi::duckdb_file_system_open(system, path.as_ptr(), options, &mut file);
            let mut allowed = Ok(());
            if opened != ffi::duckdb_state_DuckDBSuccess {
                let mut error = ffi::duckdb_file_system_error_data(system);
                // That there is no such file is what is hoped for.
                if ffi::duckdb_error_data_error_type(error) == ffi::duckdb_error_type_DUCKDB_ERROR_PERMISSION
                {
                    let words = CStr::from_ptr(ffi::duckdb_error_data_message(error)).to_string_lossy();
                    allowed = Err(words.into_owned());
                }
                ffi::duckdb_destroy_error_data(&mut error);
            }
            if !file.is_null() {
                ffi::duckdb_destroy_file_handle(&mut file);
            }
            ffi::duckdb_destroy_file_open_options(&mut options);
            ffi::duckdb_destroy_file_system(&mut system);
            allowed
        }
    }
}
