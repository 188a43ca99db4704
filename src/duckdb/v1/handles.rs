//! C handles that free themselves.

use duckdb::ffi;

use crate::config::types::ColumnType;
use crate::functions::{Argument, ParameterKind};

/// A DuckDB type.
pub struct LogicalType(pub ffi::duckdb_logical_type);

impl LogicalType {
    fn new(id: ffi::DUCKDB_TYPE) -> LogicalType {
        // SAFETY: the id is one of DuckDB's simple types.
        LogicalType(unsafe { ffi::duckdb_create_logical_type(id) })
    }

    /// The SQL type of a parameter.
    pub fn of_parameter(kind: ParameterKind) -> LogicalType {
        LogicalType::new(match kind {
            ParameterKind::Text => ffi::DUCKDB_TYPE_DUCKDB_TYPE_VARCHAR,
            ParameterKind::Count => ffi::DUCKDB_TYPE_DUCKDB_TYPE_UBIGINT,
            ParameterKind::Integer => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BIGINT,
            ParameterKind::Number => ffi::DUCKDB_TYPE_DUCKDB_TYPE_DOUBLE,
            ParameterKind::Flag => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BOOLEAN,
        })
    }

    /// The SQL type of a column.
    pub fn of_column(kind: ColumnType) -> LogicalType {
        LogicalType::new(match kind {
            ColumnType::Bool => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BOOLEAN,
            ColumnType::Int32 => ffi::DUCKDB_TYPE_DUCKDB_TYPE_INTEGER,
            ColumnType::Int64 => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BIGINT,
            ColumnType::Float64 => ffi::DUCKDB_TYPE_DUCKDB_TYPE_DOUBLE,
            ColumnType::Text => ffi::DUCKDB_TYPE_DUCKDB_TYPE_VARCHAR,
            ColumnType::Date => ffi::DUCKDB_TYPE_DUCKDB_TYPE_DATE,
            ColumnType::Timestamp => ffi::DUCKDB_TYPE_DUCKDB_TYPE_TIMESTAMP,
            ColumnType::Uuid => ffi::DUCKDB_TYPE_DUCKDB_TYPE_UUID,
        })
    }
}

impl Drop for LogicalType {
    fn drop(&mut self) {
        // SAFETY: the handle is owned and destroyed once.
        unsafe { ffi::duckdb_destroy_logical_type(&mut self.0) }
    }
}

/// A DuckDB value that was handed over for keeps; may be absent.
pub struct Value(pub ffi::duckdb_value);

impl Value {
    /// The value as an argument; `None` for NULL and for an absent value.
    pub fn argument(&self, kind: ParameterKind) -> Option<Argument> {
        // SAFETY: the handle is checked before use; DuckDB has cast the value to the parameter's type.
        unsafe {
            if self.0.is_null() || ffi::duckdb_is_null_value(self.0) {
                return None;
            }
            Some(match kind {
                ParameterKind::Text => Argument::Text(self.text()?),
                ParameterKind::Count => Argument::Count(ffi::duckdb_get_uint64(self.0)),
                ParameterKind::Integer => Argument::Integer(ffi::duckdb_get_int64(self.0)),
                ParameterKind::Number => Argument::Number(ffi::duckdb_get_double(self.0)),
                ParameterKind::Flag => Argument::Flag(ffi::duckdb_get_bool(self.0)),
            })
        }
    }

    /// The value as text.
    pub fn text(&self) -> Option<String> {
        // SAFETY: `duckdb_get_varchar` gives a NUL-terminated copy that is ours to free.
        unsafe {
            let text = ffi::duckdb_get_varchar(self.0);
            if text.is_null() {
                return None;
            }
            let copy = std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned();
            ffi::duckdb_free(text.cast());
            Some(copy)
        }
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: the handle is owned and destroyed once.
            unsafe { ffi::duckdb_destroy_value(&mut self.0) }
        }
    }
}
