//! What a call may set in place of what the file says.

use super::reader::Field;

/// What a call may set in place of what the file says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overrides {
    /// In place of every seed of the file.
    pub seed: Option<u64>,
    /// In place of `scale_factor`.
    pub scale: Option<f64>,
    /// The last day there is, in days since 1970-01-01: in place of the end of everything that extends in time.
    pub until: Option<i32>,
}

/// Reports that a call says until when a document goes in which nothing extends in time.
pub fn refuse_until(document: &Field<'_>) {
    let message = "nothing in this config extends in time, so until has no effect";
    let hint =
        "leave until out, or give a dataset rate in place of num_rows, or the window a story".to_owned();
    document.error("cannot-extend", message, Some(hint));
}
