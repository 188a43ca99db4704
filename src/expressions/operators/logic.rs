//! The logic of three values.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute;
use arrow::error::ArrowError;

use super::super::node::{Fault, Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::meeting::constant_cast;

pub(super) fn truth_array(result: Result<BooleanArray, ArrowError>) -> Result<ArrayRef, Fault> {
    // Both arrays are of one type and one length.
    let array = result.map_err(|error| Fault { row: 0, message: error.to_string() })?;
    Ok(Arc::new(array))
}

/// A node as a condition.
pub fn condition(node: Node) -> Result<Node, Refusal> {
    let (at, kind) = (node.at, node.kind);
    let no_cast = || Refusal::At(at, format!("Unimplemented type for cast ({kind} -> BOOLEAN)"));
    constant_cast(node, Type::Boolean)?.ok_or_else(no_cast)
}

/// `left AND right`, or with OR.
pub fn both(and: bool, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    let (left, right) = (condition(left)?, condition(right)?);
    let kernel: Kernel = Arc::new(move |arguments| {
        let (a, b) = (arguments[0].as_boolean(), arguments[1].as_boolean());
        truth_array(if and { compute::and_kleene(a, b) } else { compute::or_kleene(a, b) })
    });
    Ok(Node::call(Type::Boolean, at, vec![left, right], kernel))
}

/// `NOT value`.
pub fn not(value: Node, at: usize) -> Result<Node, Refusal> {
    let value = condition(value)?;
    Ok(Node::call(
        Type::Boolean,
        at,
        vec![value],
        Arc::new(|arguments| truth_array(compute::not(arguments[0].as_boolean()))),
    ))
}

/// `value IS NULL`, or its opposite.
pub fn is_null(value: Node, wanted: bool, at: usize) -> Node {
    let kernel: Kernel = Arc::new(move |arguments| {
        let array = &arguments[0];
        truth_array(if wanted { compute::is_null(array) } else { compute::is_not_null(array) })
    });
    Node::call(Type::Boolean, at, vec![value], kernel).never_null()
}

/// `value IS TRUE` or `value IS FALSE`, or their opposites.
pub fn is_truth(value: Node, truth: bool, wanted: bool, at: usize) -> Result<Node, Refusal> {
    let value = condition(value)?;
    let kernel: Kernel = Arc::new(move |arguments| {
        let a = arguments[0].as_boolean();
        let is = |row: usize| a.is_valid(row) && a.value(row) == truth;
        Ok(Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(a.len(), |row| is(row) == wanted), None)))
    });
    Ok(Node::call(Type::Boolean, at, vec![value], kernel).never_null())
}
