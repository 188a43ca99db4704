//! Where values of different types meet, and where constants are folded.

use super::super::cast::cast;
use super::super::node::{Node, Step};
use super::super::refusal::Refusal;
use super::super::types::Type;

/// Where values of different types meet, and what DuckDB says if they cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// Compared, for which text turns into the other type.
    Comparison,
    Case,
    Coalesce,
    /// As arguments of `greatest`, `least` and `nullif`.
    Combination,
}

/// The nodes as one type.
pub fn unified(nodes: Vec<Node>, meeting: Meeting) -> Result<(Vec<Node>, Type), Refusal> {
    let is_text = |node: &&Node| node.kind == Type::Varchar && node.literal;
    let mut common = Type::Null;
    for node in nodes.iter().filter(|node| !is_text(node)) {
        common = match (common.common(node.kind), common, node.kind) {
            (Some(kind), _, _) => kind,
            (None, Type::Varchar, other) | (None, other, Type::Varchar)
                if meeting == Meeting::Comparison && other != Type::Interval =>
            {
                other
            }
            (None, one, two) => return Err(Refusal::At(node.at, apart(meeting, one, two))),
        };
    }
    if common == Type::Null && nodes.iter().any(|node| is_text(&node)) {
        common = Type::Varchar;
    }
    let cast_all = nodes.into_iter().map(|node| {
        let (at, from) = (node.at, node.kind);
        constant_cast(node, common)?.ok_or_else(|| Refusal::At(at, apart(meeting, from, common)))
    });
    Ok((cast_all.collect::<Result<_, _>>()?, common))
}

fn apart(meeting: Meeting, one: Type, two: Type) -> String {
    match meeting {
        Meeting::Comparison => {
            format!("Cannot compare values of type {one} and {two} - an explicit cast is required")
        }
        Meeting::Case => format!(
            "Cannot mix values of type {one} and {two} in CASE expression - an explicit cast is required"
        ),
        Meeting::Coalesce => {
            format!(
                "Cannot mix values of type {one} and {two} in COALESCE operator - an explicit cast is required"
            )
        }
        Meeting::Combination => {
            format!("Cannot combine types of {one} and {two} - an explicit cast is required")
        }
    }
}

/// A cast whose value, of a constant, is made at once, so that a text that cannot be cast is found here.
pub fn constant_cast(node: Node, to: Type) -> Result<Option<Node>, Refusal> {
    let was_constant = node.as_constant().is_some();
    let Some(node) = cast(node, to) else { return Ok(None) };
    if was_constant { folded(node).map(Some) } else { Ok(Some(node)) }
}

/// The value of a node whose arguments are constant, as a constant.
pub fn folded(node: Node) -> Result<Node, Refusal> {
    let arguments = match &node.step {
        Step::Call(_, arguments) => arguments,
        Step::Operand(_) | Step::Constant(_) | Step::Case(..) | Step::Coalesce(_) => return Ok(node),
    };
    if arguments.is_empty() || !arguments.iter().all(|argument| argument.as_constant().is_some()) {
        return Ok(node);
    }
    match node.run(&[], 1) {
        Ok(one) => Ok(Node::constant(node.kind, one, node.at)),
        Err(fault) => Err(Refusal::At(node.at, fault.message)),
    }
}
