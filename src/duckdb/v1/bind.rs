//! Binding: from a call's arguments to a table and its result columns.

use std::sync::Arc;

use duckdb::ffi;

use super::disk::HostDisk;
use super::files::HostFiles;
use super::handles::{LogicalType, Value};
use crate::duckdb::callback::{c_string, contain, drop_boxed};
use crate::functions::{Argument, Call, Function};
use crate::tables::{RowCount, Table};

/// What `bind` leaves for `init`.
pub struct Bound {
    pub table: Arc<dyn Table>,
    /// What messages call it.
    pub subject: String,
    pub settings: HostDisk,
}

/// DuckDB's bind callback for every function.
///
/// # Safety
/// Called by DuckDB with the function's own extra info.
pub unsafe extern "C" fn bind(info: ffi::duckdb_bind_info) {
    // SAFETY: `info` lives for the call.
    let report = |message: std::ffi::CString| unsafe { ffi::duckdb_bind_set_error(info, message.as_ptr()) };
    contain(report, || {
        // SAFETY: the extra info is the `&'static Function` given at registration.
        let function: &'static Function = unsafe { &*ffi::duckdb_bind_get_extra_info(info).cast() };
        // SAFETY: `info` lives for the call.
        let files = unsafe { HostFiles::of_bind(info) };
        // SAFETY: as above.
        let call = unsafe { read_call(info, function, &files)? };
        let table = (function.bind)(&call).map_err(|failure| failure.to_string())?;
        for column in table.columns() {
            let name = c_string(&column.name);
            // SAFETY: name and type live for the call; DuckDB copies both.
            unsafe {
                ffi::duckdb_bind_add_result_column(info, name.as_ptr(), LogicalType::of_column(column.kind).0)
            }
        }
        let (rows, exact) = match table.rows() {
            RowCount::Exact(rows) => (rows, true),
            RowCount::Estimate(rows) => (rows, false),
        };
        let subject = function.subject(&call);
        // SAFETY: `info` lives for the call, and the client outlives what is bound.
        let settings = unsafe { HostDisk::of_bind(info) };
        let bound = Box::into_raw(Box::new(Bound { table, subject, settings }));
        // SAFETY: the box is handed over with the function that frees it.
        unsafe {
            ffi::duckdb_bind_set_cardinality(info, rows, exact);
            ffi::duckdb_bind_set_bind_data(info, bound.cast(), Some(drop_boxed::<Bound>));
        }
        Ok(())
    });
}

/// # Safety
/// `info` is the bind info of a call of `function`.
unsafe fn read_call<'a>(
    info: ffi::duckdb_bind_info,
    function: &'static Function,
    files: &'a HostFiles,
) -> Result<Call<'a>, String> {
    let positional = function.positional.iter().enumerate().map(|(index, parameter)| {
        // SAFETY: DuckDB gives as many positional arguments as were registered; the value is ours to destroy.
        Value(unsafe { ffi::duckdb_bind_get_parameter(info, index as u64) }).argument(parameter)
    });
    let positional: Result<Vec<Option<Argument>>, String> = positional.collect();
    let named = function.named.iter().filter_map(|parameter| {
        let name = c_string(parameter.name);
        // SAFETY: as above; an argument that was not given comes back as null.
        let value = Value(unsafe { ffi::duckdb_bind_get_named_parameter(info, name.as_ptr()) });
        let named = |argument| (parameter.name, argument);
        value.argument(parameter).transpose().map(|argument| argument.map(named))
    });
    let named: Result<Vec<(&'static str, Argument)>, String> = named.collect();
    Ok(Call { positional: positional?, named: named?, files })
}
