//! Comparisons, and what is made of them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute;
use arrow::compute::kernels::cmp;
use arrow::datatypes::{Float64Type, IntervalMonthDayNanoType};

use super::super::calendar::Span;
use super::super::kernels::truths;
use super::super::node::{Fault, Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::logic::truth_array;
use super::meeting::{Meeting, unified};

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Distinct,
    NotDistinct,
}

/// `left op right`.
pub fn comparison(op: Comparison, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    let (nodes, kind) = unified(vec![left, right], Meeting::Comparison)?;
    let node = Node::call(Type::Boolean, at, nodes, compared(op, kind));
    Ok(if matches!(op, Comparison::Distinct | Comparison::NotDistinct) { node.never_null() } else { node })
}

fn compared(op: Comparison, kind: Type) -> Kernel {
    match kind {
        Type::Double => ordered::<Float64Type, _>(op, double_order),
        Type::Interval => ordered::<IntervalMonthDayNanoType, _>(op, |value| Span::from(value).normalized()),
        _ => Arc::new(move |arguments| {
            let (a, b) = (&arguments[0], &arguments[1]);
            let result = match op {
                Comparison::Equal => cmp::eq(a, b),
                Comparison::NotEqual => cmp::neq(a, b),
                Comparison::Less => cmp::lt(a, b),
                Comparison::LessOrEqual => cmp::lt_eq(a, b),
                Comparison::Greater => cmp::gt(a, b),
                Comparison::GreaterOrEqual => cmp::gt_eq(a, b),
                Comparison::Distinct => cmp::distinct(a, b),
                Comparison::NotDistinct => cmp::not_distinct(a, b),
            };
            truth_array(result)
        }),
    }
}

/// A double as a whole number in the same order: NaN is equal to itself and above all, and −0 is 0.
#[inline(always)]
fn double_order(value: f64) -> i64 {
    if value.is_nan() {
        return i64::MAX;
    }
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn ordered<T, K>(op: Comparison, key: fn(T::Native) -> K) -> Kernel
where
    T: ArrowPrimitiveType,
    K: Ord + 'static,
{
    Arc::new(move |arguments| {
        let (a, b) = (arguments[0].as_primitive::<T>(), arguments[1].as_primitive::<T>());
        let (x, y) = (a.values(), b.values());
        let by = |holds: fn(&K, &K) -> bool| truths(arguments, |row| holds(&key(x[row]), &key(y[row])));
        Ok(match op {
            Comparison::Equal => by(K::eq),
            Comparison::NotEqual => by(K::ne),
            Comparison::Less => by(K::lt),
            Comparison::LessOrEqual => by(K::le),
            Comparison::Greater => by(K::gt),
            Comparison::GreaterOrEqual => by(K::ge),
            Comparison::Distinct | Comparison::NotDistinct => {
                let same = |row: usize| match (a.is_valid(row), b.is_valid(row)) {
                    (true, true) => key(x[row]) == key(y[row]),
                    (one, two) => one == two,
                };
                let wanted = op == Comparison::NotDistinct;
                let all = BooleanBuffer::collect_bool(a.len(), |row| same(row) == wanted);
                Arc::new(BooleanArray::new(all, None)) as ArrayRef
            }
        })
    })
}

/// `value IN (…)`; the value is the first of the nodes.
pub fn among(nodes: Vec<Node>, at: usize) -> Result<Node, Refusal> {
    let (nodes, kind) = unified(nodes, Meeting::Comparison)?;
    let equal = compared(Comparison::Equal, kind);
    let kernel: Kernel = Arc::new(move |arguments| {
        let mut found: Option<BooleanArray> = None;
        for item in &arguments[1..] {
            let one = equal(&[Arc::clone(&arguments[0]), Arc::clone(item)])?;
            found = Some(match found {
                None => one.as_boolean().clone(),
                Some(found) => compute::or_kleene(&found, one.as_boolean())
                    .map_err(|error| Fault { row: 0, message: error.to_string() })?,
            });
        }
        let none = || BooleanArray::from(vec![false; arguments[0].len()]);
        Ok(Arc::new(found.unwrap_or_else(none)))
    });
    Ok(Node::call(Type::Boolean, at, nodes, kernel))
}

/// `value BETWEEN low AND high`, in this order.
pub fn between(nodes: Vec<Node>, at: usize) -> Result<Node, Refusal> {
    let (nodes, kind) = unified(nodes, Meeting::Comparison)?;
    let (above, below) =
        (compared(Comparison::GreaterOrEqual, kind), compared(Comparison::LessOrEqual, kind));
    let kernel: Kernel = Arc::new(move |arguments| {
        let [value, low, high] = [0, 1, 2].map(|place: usize| Arc::clone(&arguments[place]));
        let above = above(&[Arc::clone(&value), low])?;
        let below = below(&[value, high])?;
        truth_array(compute::and_kleene(above.as_boolean(), below.as_boolean()))
    });
    Ok(Node::call(Type::Boolean, at, nodes, kernel))
}
