//! Nothing unwinds into DuckDB.
//!
//! Every callback runs inside [`caught`] or [`contain`], which turn an error or a panic into a message for DuckDB. State
//! handed to DuckDB is a `Box` freed by [`drop_boxed`], which contains panics of destructors.

use std::any::Any;
use std::ffi::{CString, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a callback's body; a panic becomes an error.
pub fn caught<T>(body: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        Err(format!("plotsim met an internal error, please report it: {}", panic_message(panic)))
    })
}

/// Runs a callback's body; on an error or panic, `report` gets the message.
pub fn contain(report: impl FnOnce(CString), body: impl FnOnce() -> Result<(), String>) {
    if let Err(message) = caught(body) {
        report(c_string(&message));
    }
}

/// Text as a C string; NUL characters, which C strings cannot hold, are left out.
pub fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', "")).unwrap_or_default()
}

fn panic_message(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text =
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".into());
    // A payload whose destructor panics again must not unwind either.
    let _ = catch_unwind(AssertUnwindSafe(move || drop(panic)));
    text
}

/// Frees a `Box<T>` that was handed to DuckDB.
///
/// # Safety
/// `state` came from `Box::<T>::into_raw` and is freed once.
pub unsafe extern "C" fn drop_boxed<T>(state: *mut c_void) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: DuckDB hands back, once, the pointer it was given together with this function.
        drop(unsafe { Box::from_raw(state.cast::<T>()) })
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_panics_become_messages() {
        let mut heard = None;
        contain(|message| heard = Some(message), || Err("no\0 good".into()));
        assert_eq!(heard.unwrap().to_str().unwrap(), "no good");
        let mut heard = None;
        contain(|message| heard = Some(message), || panic!("oh"));
        assert!(heard.unwrap().to_str().unwrap().ends_with("oh"));
        contain(|_| panic!("nothing to report"), || Ok(()));
    }
}
