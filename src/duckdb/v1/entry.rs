//! Where DuckDB enters the library: registering every function and setting.

use std::ffi::{CString, c_void};
use std::ptr;

use duckdb::ffi;

use super::handles::LogicalType;
use super::{api, bind, names, scan, settings};
use crate::duckdb::callback::{c_string, contain};
use crate::functions::{self, Function};

/// The entry point of the stable C API. Gives true once every function is registered.
///
/// # Safety
/// Called by DuckDB on `LOAD`, with its own structures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn plotsim_init_c_api(
    info: ffi::duckdb_extension_info,
    access: *const ffi::duckdb_extension_access,
) -> bool {
    let mut ready = false;
    let report = |message: CString| {
        // SAFETY: `access` is DuckDB's and lives for the call.
        if let Some(set_error) = unsafe { (*access).set_error } {
            // SAFETY: the message outlives the call, and DuckDB copies it.
            unsafe { set_error(info, message.as_ptr()) }
        }
    };
    contain(report, || {
        // SAFETY: `info` and `access` are DuckDB's and live for the call.
        ready = unsafe { load(info, access)? };
        Ok(())
    });
    ready
}

/// # Safety
/// As for [`plotsim_init_c_api`].
unsafe fn load(
    info: ffi::duckdb_extension_info,
    access: *const ffi::duckdb_extension_access,
) -> Result<bool, String> {
    // SAFETY: the C API is filled in first and the connection is closed last; both handles are DuckDB's.
    unsafe {
        if !api::init(info, access)? {
            // DuckDB itself tells the user that the API version does not fit.
            return Ok(false);
        }
        let get_database = (*access).get_database.ok_or("DuckDB gave no access to the database")?;
        let database = get_database(info);
        if database.is_null() {
            return Ok(false);
        }
        let mut connection: ffi::duckdb_connection = ptr::null_mut();
        if ffi::duckdb_connect(*database, &mut connection) != ffi::duckdb_state_DuckDBSuccess {
            return Err("could not connect to the database to register plotsim's functions".into());
        }
        let registered = functions::registered()
            .try_for_each(|function| register(connection, function))
            .and_then(|()| settings::register(connection));
        ffi::duckdb_disconnect(&mut connection);
        names::register(*database);
        registered.map(|()| true)
    }
}

/// # Safety
/// `connection` is open.
unsafe fn register(connection: ffi::duckdb_connection, function: &'static Function) -> Result<(), String> {
    // SAFETY: the handle is ours until it is destroyed; names and types live for their calls, and DuckDB copies them.
    unsafe {
        let mut handle = ffi::duckdb_create_table_function();
        ffi::duckdb_table_function_set_name(handle, c_string(function.name).as_ptr());
        for parameter in function.positional {
            ffi::duckdb_table_function_add_parameter(handle, LogicalType::of_parameter(parameter.kind).0);
        }
        for parameter in function.named {
            let name = c_string(parameter.name);
            let kind = LogicalType::of_parameter(parameter.kind);
            ffi::duckdb_table_function_add_named_parameter(handle, name.as_ptr(), kind.0);
        }
        // The function is static, so there is nothing to free.
        let extra: *const Function = function;
        ffi::duckdb_table_function_set_extra_info(handle, extra as *mut c_void, None);
        ffi::duckdb_table_function_set_bind(handle, Some(bind::bind));
        ffi::duckdb_table_function_set_init(handle, Some(scan::init));
        ffi::duckdb_table_function_set_local_init(handle, Some(scan::local_init));
        ffi::duckdb_table_function_set_function(handle, Some(scan::function));
        ffi::duckdb_table_function_supports_projection_pushdown(handle, true);
        let state = ffi::duckdb_register_table_function(connection, handle);
        ffi::duckdb_destroy_table_function(&mut handle);
        if state != ffi::duckdb_state_DuckDBSuccess {
            return Err(format!("could not register the function {}", function.name));
        }
        Ok(())
    }
}
