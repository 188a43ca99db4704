//! What a call may set in place of what the file says.

/// What a call may set in place of what the file says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Overrides {
    /// In place of every seed of the file.
    pub seed: Option<u64>,
    /// In place of `scale_factor`.
    pub scale: Option<f64>,
}
