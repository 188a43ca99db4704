//! Choices between values.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::nullif as null_where;

use super::super::node::{Fault, Kernel, Node, Step};
use super::super::operators::{Comparison, Meeting, comparison, condition, unified};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Call, Function};

pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "coalesce",
        aliases: &["ifnull"],
        usage: "coalesce(value, …)",
        result: "the common type",
        doc: "The first value that is not null",
        arity: (1, usize::MAX),
        bind: |call| coalesce(call.arguments, call.at),
    },
    Function {
        name: "nullif",
        aliases: &[],
        usage: "nullif(value, other)",
        result: "as the value",
        doc: "The value, or null where it equals the other",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let mut arguments = call.arguments;
            let (Some(other), Some(value)) = (arguments.pop(), arguments.pop()) else {
                return Err(Refusal::NoMatch);
            };
            if value.kind == Type::Null {
                return Ok(value);
            }
            // The value is made once, shown as it is, and compared as the common type.
            let (kind, bytes, range) = (value.kind, value.bytes, value.range);
            let stand_in = |number: usize, like: &Node| Node {
                step: Step::Operand(number),
                literal: false,
                ..Node::call(like.kind, like.at, Vec::new(), Arc::new(|all| Ok(Arc::clone(&all[0]))))
            };
            let literal = other
                .as_constant()
                .cloned()
                .map(|one| Node { literal: other.literal, ..Node::constant(other.kind, one, other.at) });
            let equal = comparison(
                Comparison::Equal,
                stand_in(0, &value),
                literal.unwrap_or_else(|| stand_in(1, &other)),
                at,
            )?;
            let kernel: Kernel = Arc::new(move |arguments| {
                let equal = equal.run(arguments, arguments[0].len())?;
                let left = null_where(&arguments[0], equal.as_boolean());
                left.map_err(|error| Fault { row: 0, message: error.to_string() })
            });
            let other = if other.kind == Type::Null {
                Node::constant(Type::Boolean, arrow::array::new_null_array(&Type::Boolean.arrow(), 1), at)
            } else {
                other
            };
            Ok(Node::call(kind, at, vec![value, other], kernel).nullable().bytes(bytes).range(range))
        },
    },
    Function {
        name: "greatest",
        aliases: &[],
        usage: "greatest(value, …)",
        result: "the common type",
        doc: "The greatest of the values that are not null",
        arity: (1, usize::MAX),
        bind: |call| extreme(call, Comparison::Greater),
    },
    Function {
        name: "least",
        aliases: &[],
        usage: "least(value, …)",
        result: "the common type",
        doc: "The least of the values that are not null",
        arity: (1, usize::MAX),
        bind: |call| extreme(call, Comparison::Less),
    },
    Function {
        name: "if",
        aliases: &[],
        usage: "if(condition, value, other)",
        result: "the common type",
        doc: "The value where the condition holds, else the other",
        arity: (3, 3),
        bind: |call| {
            let at = call.at;
            let [test, value, other] = call.take()?;
            case(vec![(test, value)], other, at)
        },
    },
];

/// The first value that is not null.
pub fn coalesce(values: Vec<Node>, at: usize) -> Result<Node, Refusal> {
    let (values, kind) = unified(values, Meeting::Coalesce)?;
    Ok(Node {
        kind,
        nullable: values.iter().all(|value| value.nullable),
        bytes: values.iter().map(|value| value.bytes).max().unwrap_or(0),
        range: either(values.iter()),
        step: Step::Coalesce(values),
        at,
        literal: false,
    })
}

/// The value of the first condition that holds.
pub fn case(branches: Vec<(Node, Node)>, otherwise: Node, at: usize) -> Result<Node, Refusal> {
    let (conditions, mut values): (Vec<Node>, Vec<Node>) = branches.into_iter().unzip();
    let conditions: Vec<Node> = conditions.into_iter().map(condition).collect::<Result<_, _>>()?;
    values.push(otherwise);
    let (mut values, kind) = unified(values, Meeting::Case)?;
    let (nullable, bytes) = (
        values.iter().any(|value| value.nullable),
        values.iter().map(|value| value.bytes).max().unwrap_or(0),
    );
    let range = either(values.iter());
    let otherwise = values.pop().ok_or(Refusal::NoMatch)?;
    let branches = conditions.into_iter().zip(values).collect();
    let step = Step::Case(branches, Box::new(otherwise));
    Ok(Node { kind, step, nullable, bytes, range, at, literal: false })
}

/// The range of values that are those of one node or another; NULL has none.
fn either<'a>(nodes: impl Iterator<Item = &'a Node>) -> Option<(f64, f64)> {
    let is_null = |node: &&Node| node.as_constant().is_some_and(|one| one.is_null(0));
    let ranges: Option<Vec<(f64, f64)>> =
        nodes.filter(|node| !is_null(node)).map(|node| node.range).collect();
    ranges?.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

fn extreme(call: Call, better: Comparison) -> Result<Node, Refusal> {
    let at = call.at;
    let (values, kind) = unified(call.arguments, Meeting::Combination)?;
    if matches!(kind, Type::Null) {
        return Err(Refusal::NoMatch);
    }
    let (nullable, bytes) = (
        values.iter().all(|value| value.nullable),
        values.iter().map(|value| value.bytes).max().unwrap_or(0),
    );
    let range = either(values.iter());
    let operand = |number: usize| Node {
        step: Step::Operand(number),
        ..Node::call(kind, at, Vec::new(), Arc::new(|all| Ok(Arc::clone(&all[0]))))
    };
    let test = comparison(better, operand(1), operand(0), at)?;
    let kernel: Kernel = Arc::new(move |arguments| {
        let mut best = Arc::clone(&arguments[0]);
        for next in &arguments[1..] {
            let pair = [Arc::clone(&best), Arc::clone(next)];
            let wins = test.run(&pair, best.len())?;
            let wins = wins.as_boolean();
            // A value wins over one that is not greater or less, and over null.
            let chosen: BooleanArray = (0..best.len())
                .map(|row| {
                    Some(next.is_valid(row) && (best.is_null(row) || (wins.is_valid(row) && wins.value(row))))
                })
                .collect();
            let merged: Result<ArrayRef, _> = arrow::compute::kernels::zip::zip(&chosen, next, &best);
            best = merged.map_err(|error| Fault { row: 0, message: error.to_string() })?;
        }
        Ok(best)
    });
    let node = Node::call(kind, at, values, kernel).bytes(bytes).range(range);
    Ok(Node { nullable, ..node })
}
