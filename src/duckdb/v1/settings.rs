//! Adding plotsim's settings to the database.

use duckdb::ffi;

use super::handles::{LogicalType, Value};
use crate::duckdb::callback::c_string;
use crate::functions::{SETTINGS, Setting};

/// Adds every setting. They are NULL until they are set.
///
/// # Safety
/// `connection` is open.
pub unsafe fn register(connection: ffi::duckdb_connection) -> Result<(), String> {
    // SAFETY: the caller vouches for the connection.
    SETTINGS.iter().try_for_each(|setting| unsafe { add(connection, setting) })
}

/// # Safety
/// `connection` is open.
unsafe fn add(connection: ffi::duckdb_connection, setting: &Setting) -> Result<(), String> {
    // SAFETY: the handles are ours until they are destroyed; texts live for their calls, and DuckDB copies them.
    unsafe {
        let mut option = ffi::duckdb_create_config_option();
        ffi::duckdb_config_option_set_name(option, c_string(setting.name).as_ptr());
        ffi::duckdb_config_option_set_type(option, LogicalType::of_parameter(setting.kind).0);
        ffi::duckdb_config_option_set_default_value(option, Value(ffi::duckdb_create_null_value()).0);
        let scope = ffi::duckdb_config_option_scope_DUCKDB_CONFIG_OPTION_SCOPE_SESSION;
        ffi::duckdb_config_option_set_default_scope(option, scope);
        ffi::duckdb_config_option_set_description(option, c_string(setting.doc).as_ptr());
        let state = ffi::duckdb_register_config_option(connection, option);
        ffi::duckdb_destroy_config_option(&mut option);
        if state != ffi::duckdb_state_DuckDBSuccess {
            return Err(format!("could not register the setting {}", setting.name));
        }
        Ok(())
    }
}
