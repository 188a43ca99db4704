//! The table of DuckDB's C functions.

use std::cell::Cell;
use std::ffi::c_void;
use std::mem::{MaybeUninit, offset_of};
use std::ptr;

use duckdb::ffi;

/// The oldest DuckDB whose stable C API holds all that is called here (client context, file system).
pub const VERSION: &str = "v1.5.6";

/// How much of the table a DuckDB of that version fills in. The bindings are made from the header of DuckDB 2.0, whose table
/// goes on behind it with functions that are not called here.
const LENGTH: usize = offset_of!(ffi::duckdb_ext_api_v1, duckdb_create_timestamp_tz_ns);

thread_local! {
    /// The table that the bindings read next.
    static TABLE: Cell<*const ffi::duckdb_ext_api_v1> = const { Cell::new(ptr::null()) };
}

/// Fills in the bindings; false if DuckDB does not have this API, which it tells the user itself.
///
/// The bindings would read a table of their own length from DuckDB, so they get a copy that ends with nothing.
///
/// # Safety
/// Both are what DuckDB called the extension's entry point with.
pub unsafe fn init(
    info: ffi::duckdb_extension_info,
    access: *const ffi::duckdb_extension_access,
) -> Result<bool, String> {
    let version = crate::duckdb::callback::c_string(VERSION);
    // SAFETY: `access` is DuckDB's and lives for the call; what it gives is a table of at least `LENGTH` bytes, or null. All
    // members of a table are pointers, so it may be zero.
    let table = unsafe {
        let get = (*access).get_api.ok_or("DuckDB gave no access to its functions")?;
        let given = get(info, version.as_ptr());
        if given.is_null() {
            return Ok(false);
        }
        let mut table = MaybeUninit::<ffi::duckdb_ext_api_v1>::zeroed();
        ptr::copy_nonoverlapping(given.cast::<u8>(), table.as_mut_ptr().cast::<u8>(), LENGTH);
        table.assume_init()
    };
    // SAFETY: as above. The bindings call `get_api` on this thread, before the table goes.
    unsafe {
        let narrow = ffi::duckdb_extension_access { get_api: Some(get_api), ..*access };
        TABLE.set(&table);
        let ready = ffi::duckdb_rs_extension_api_init(info, &narrow, VERSION);
        TABLE.set(ptr::null());
        Ok(ready?)
    }
}

unsafe extern "C" fn get_api(_: ffi::duckdb_extension_info, _: *const std::ffi::c_char) -> *const c_void {
    TABLE.get().cast()
}
