//! What JSON a text holds.

use std::sync::Arc;

use super::Facts;

/// The shape of a JSON text.
#[derive(Clone, Debug)]
pub enum Json {
    /// An object with these fields, in this order.
    Object(Vec<(String, Arc<Facts>)>),
    /// An array of `min` to `max` items.
    Array { item: Arc<Facts>, min: u32, max: u32 },
    /// Some JSON, of one shape or another.
    Any,
}
