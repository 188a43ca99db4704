//! Errors of callbacks and of DuckDB's C functions.

use duckdb_neo::error::DuckDBError;
use duckdb_neo::{Error, ffi};

use crate::duckdb::callback::caught;

/// Runs a callback's body; an error or a panic becomes an error of the class that `code` stands for.
pub fn guarded<T>(code: DuckDBError, body: impl FnOnce() -> Result<T, String>) -> Result<T, Error> {
    // DuckDB reads the message as text of its own, which has no NUL.
    caught(body).map_err(|message| Error { code, message: message.replace('\0', "") })
}

/// An error of the bindings as a message.
pub fn text(error: Error) -> String {
    error.message
}

/// Calls a C function with the arguments given and a place for its error; the error is its class and DuckDB's words.
macro_rules! call {
    ($function:ident $(, $argument:expr)* $(,)?) => {{
        let mut error = std::ptr::null_mut();
        let code = duckdb_neo::ffi::$function($($argument,)* &mut error);
        if code == duckdb_neo::ffi::DUCKDB_V2_ERROR::DUCKDB_V2_ERROR_NONE {
            Ok(())
        } else {
            Err($crate::duckdb::v2::error::Refusal::take(code, error))
        }
    }};
}
pub(crate) use call;

/// An error that a C function gave.
#[derive(Debug)]
pub struct Refusal {
    pub code: ffi::DUCKDB_V2_ERROR,
    /// DuckDB's words, without the name of the error's class.
    pub message: String,
}

impl Refusal {
    /// # Safety
    /// `error` is null or an error handle that is ours to destroy.
    pub unsafe fn take(code: ffi::DUCKDB_V2_ERROR, mut error: ffi::duckdb_v2_error_info_handle) -> Refusal {
        let mut message = String::new();
        if !error.is_null() {
            let mut words = ffi::duckdb_v2_str::default();
            // SAFETY: the words live until the handle is destroyed, and are copied before.
            unsafe {
                ffi::duckdb_v2_error_info_get_raw_text(error, &mut words);
                if words.ptr.is_null() {
                    ffi::duckdb_v2_error_info_get_text(error, &mut words);
                }
                if !words.ptr.is_null() {
                    let bytes = std::slice::from_raw_parts(words.ptr.cast::<u8>(), words.len as usize);
                    message = String::from_utf8_lossy(bytes).into_owned();
                }
                ffi::duckdb_v2_error_info_destroy(&mut error);
            }
        }
        Refusal { code, message }
    }
}

impl From<Refusal> for String {
    fn from(refusal: Refusal) -> String {
        refusal.message
    }
}
