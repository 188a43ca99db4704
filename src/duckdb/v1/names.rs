//! Tables as file names: the call behind a name that DuckDB does not know.

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;

use duckdb::ffi;

use super::handles::Value;
use crate::duckdb::callback::{c_string, contain};
use crate::functions;

/// Has DuckDB ask for every table that it does not find, on all connections and until the database closes.
///
/// # Safety
/// `database` is open, and no other thread binds a query.
pub unsafe fn register(database: ffi::duckdb_database) {
    // SAFETY: as promised. There is no state to keep or to free.
    unsafe { ffi::duckdb_add_replacement_scan(database, Some(replace), ptr::null_mut(), None) }
}

/// DuckDB's callback for a table that it does not find.
///
/// # Safety
/// Called by DuckDB with a name that ends with a NUL.
unsafe extern "C" fn replace(info: ffi::duckdb_replacement_scan_info, name: *const c_char, _: *mut c_void) {
    // SAFETY: `info` lives for the call.
    let report = |message: CString| unsafe { ffi::duckdb_replacement_scan_set_error(info, message.as_ptr()) };
    contain(report, || {
        // SAFETY: the name lives for the call.
        let Ok(name) = unsafe { CStr::from_ptr(name) }.to_str() else { return Ok(()) };
        let Some(named) = functions::named(name) else { return Ok(()) };
        let function = c_string(named.function);
        // SAFETY: `info`, the name and the values live for their calls; DuckDB copies the latter two.
        unsafe {
            ffi::duckdb_replacement_scan_set_function_name(info, function.as_ptr());
            for argument in named.arguments {
                let value = Value(ffi::duckdb_create_varchar(c_string(argument).as_ptr()));
                ffi::duckdb_replacement_scan_add_parameter(info, value.0);
            }
        }
        Ok(())
    });
}
