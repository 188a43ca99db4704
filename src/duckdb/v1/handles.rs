//! C handles that free themselves.

use std::ffi::CString;

use duckdb::ffi;

use crate::config::types::ColumnType;
use crate::duckdb::callback::c_string;
use crate::functions::{Argument, Parameter, ParameterKind};
use crate::tables::sql::literal;

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
            ParameterKind::Text | ParameterKind::OptionalText => ffi::DUCKDB_TYPE_DUCKDB_TYPE_VARCHAR,
            ParameterKind::Count => ffi::DUCKDB_TYPE_DUCKDB_TYPE_UBIGINT,
            ParameterKind::Integer => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BIGINT,
            ParameterKind::Number => ffi::DUCKDB_TYPE_DUCKDB_TYPE_DOUBLE,
            ParameterKind::Flag => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BOOLEAN,
        })
    }

    /// The SQL type of a column.
    pub fn of_column(kind: ColumnType) -> LogicalType {
        let id = match kind {
            ColumnType::Bool => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BOOLEAN,
            ColumnType::Int32 => ffi::DUCKDB_TYPE_DUCKDB_TYPE_INTEGER,
            ColumnType::Int64 => ffi::DUCKDB_TYPE_DUCKDB_TYPE_BIGINT,
            ColumnType::Float64 => ffi::DUCKDB_TYPE_DUCKDB_TYPE_DOUBLE,
            ColumnType::Text => ffi::DUCKDB_TYPE_DUCKDB_TYPE_VARCHAR,
            ColumnType::Date => ffi::DUCKDB_TYPE_DUCKDB_TYPE_DATE,
            ColumnType::Timestamp => ffi::DUCKDB_TYPE_DUCKDB_TYPE_TIMESTAMP,
            ColumnType::Time => ffi::DUCKDB_TYPE_DUCKDB_TYPE_TIME,
            ColumnType::TimestampTz(_) => ffi::DUCKDB_TYPE_DUCKDB_TYPE_TIMESTAMP_TZ,
            ColumnType::Uuid => ffi::DUCKDB_TYPE_DUCKDB_TYPE_UUID,
            ColumnType::Decimal { precision, scale } => {
                // SAFETY: always safe.
                return LogicalType(unsafe { ffi::duckdb_create_decimal_type(precision, scale) });
            }
            ColumnType::List(item) => {
                let item = LogicalType::of_column(*item);
                // SAFETY: the item's type lives for the call; DuckDB copies it.
                return LogicalType(unsafe { ffi::duckdb_create_list_type(item.0) });
            }
            ColumnType::Struct(fields) => {
                let types: Vec<LogicalType> =
                    fields.iter().map(|field| LogicalType::of_column(field.kind)).collect();
                let names: Vec<CString> = fields.iter().map(|field| c_string(&field.name)).collect();
                let mut handles: Vec<_> = types.iter().map(|kind| kind.0).collect();
                let mut texts: Vec<_> = names.iter().map(|name| name.as_ptr()).collect();
                let count = fields.len() as u64;
                // SAFETY: there are as many types and names as is said; they live for the call, and DuckDB copies them.
                return LogicalType(unsafe {
                    ffi::duckdb_create_struct_type(handles.as_mut_ptr(), texts.as_mut_ptr(), count)
                });
            }
        };
        LogicalType::new(id)
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
    pub fn argument(&self, parameter: &Parameter) -> Result<Option<Argument>, String> {
        // SAFETY: the handle is checked before use; DuckDB has cast the value to the parameter's type.
        unsafe {
            if self.0.is_null() || ffi::duckdb_is_null_value(self.0) {
                return Ok(None);
            }
            Ok(Some(match parameter.kind {
                ParameterKind::Text | ParameterKind::OptionalText => {
                    let text = self.text().ok_or("DuckDB ran out of memory for an argument")?;
                    let cut = self.is_cut(&text);
                    parameter.text(text, cut)?
                }
                ParameterKind::Count => Argument::Count(ffi::duckdb_get_uint64(self.0)),
                ParameterKind::Integer => Argument::Integer(ffi::duckdb_get_int64(self.0)),
                ParameterKind::Number => Argument::Number(ffi::duckdb_get_double(self.0)),
                ParameterKind::Flag => Argument::Flag(ffi::duckdb_get_bool(self.0)),
            }))
        }
    }

    /// Whether `text`, read from this value, lacks what follows a NUL character: the SQL literal of the value, which ends
    /// with a quote, is cut there as well.
    fn is_cut(&self, text: &str) -> bool {
        // SAFETY: the value is a text that is not NULL.
        let shown = unsafe { owned(ffi::duckdb_value_to_string(self.0)) };
        shown != Some(literal(text))
    }

    /// The value as text.
    pub fn text(&self) -> Option<String> {
        // SAFETY: every type that settings and parameters have can be cast to text.
        unsafe { owned(ffi::duckdb_get_varchar(self.0)) }
    }
}

/// A text that DuckDB gave for keeps; `None` if it had no memory for it.
///
/// # Safety
/// `text` is null or ends with a NUL, and is ours to free.
unsafe fn owned(text: *mut std::ffi::c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller vouches for the text.
    unsafe {
        let copy = std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned();
        ffi::duckdb_free(text.cast());
        Some(copy)
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
