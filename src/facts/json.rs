//! What a JSON text, a structure or a list holds.

use std::sync::Arc;

use super::Facts;

/// The shape of a JSON text, a structure or a list.
#[derive(Clone, Debug)]
pub enum Json {
    /// An object or structure with these fields, in this order.
    Object(Vec<(String, Arc<Facts>)>),
    /// An array or list of `min` to `max` items.
    Array { item: Arc<Facts>, min: u32, max: u32 },
    /// Some JSON, of one shape or another.
    Any,
}
