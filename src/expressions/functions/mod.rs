//! The functions that expressions may call, one entry each: its name, its arguments, its result, what it does.
//!
//! Binding, messages and the reference read this list, which is closed: what is not here is refused.

mod conditions;
mod logarithms;
mod moments;
mod parts;
mod rounding;
mod text_parts;
mod texts;

use super::node::Node;
use super::operators::constant_cast;
use super::refusal::Refusal;
use super::types::Type;

pub(crate) use conditions::case;
pub(crate) use moments::to_unit;
pub(crate) use parts::{Unit, date_part, unit};
pub(crate) use text_parts::{like, trim};
pub(crate) use texts::joined;

/// A function.
pub struct Function {
    /// In small letters.
    pub name: &'static str,
    /// Other names of the same.
    pub aliases: &'static [&'static str],
    /// A call as one would write it, with the types of its arguments.
    pub usage: &'static str,
    /// The type of the result.
    pub result: &'static str,
    /// One sentence without a full stop.
    pub doc: &'static str,
    /// Least and greatest number of arguments.
    pub arity: (usize, usize),
    pub(super) bind: fn(Call) -> Result<Node, Refusal>,
}

/// A call of a function.
pub struct Call {
    /// In their order, of any type.
    pub arguments: Vec<Node>,
    /// Where it is written.
    pub at: usize,
}

/// All functions, by theme.
pub static GROUPS: &[(&str, &[Function])] = &[
    ("Numbers", rounding::FUNCTIONS),
    ("Powers, logarithms, angles", logarithms::FUNCTIONS),
    ("Text", texts::FUNCTIONS),
    ("Parts of text", text_parts::FUNCTIONS),
    ("Dates and times", moments::FUNCTIONS),
    ("Parts of dates and times", parts::FUNCTIONS),
    ("Conditions", conditions::FUNCTIONS),
];

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Function> {
    let mut all = GROUPS.iter().flat_map(|(_, functions)| functions.iter());
    all.find(|function| function.name == name || function.aliases.contains(&name))
}

/// All names, the other ones too.
pub fn names() -> impl Iterator<Item = &'static str> {
    let all = GROUPS.iter().flat_map(|(_, functions)| functions.iter());
    all.flat_map(|function| std::iter::once(function.name).chain(function.aliases.iter().copied()))
}

impl Call {
    /// The arguments, which are as many.
    fn take<const N: usize>(self) -> Result<[Node; N], Refusal> {
        <[Node; N]>::try_from(self.arguments).map_err(|_| Refusal::NoMatch)
    }
}

/// The node as a type that its own widens to; text and NULL that are written out become any.
pub fn widen(node: Node, to: Type) -> Result<Node, Refusal> {
    let free = node.kind == Type::Null || (node.literal && node.kind == Type::Varchar);
    if !(free || node.kind.widens_to(to)) {
        return Err(Refusal::NoMatch);
    }
    constant_cast(node, to)?.ok_or(Refusal::NoMatch)
}

/// The node as a text, whatever it is.
fn shown(node: Node) -> Result<Node, Refusal> {
    constant_cast(node, Type::Varchar)?.ok_or(Refusal::NoMatch)
}

/// The node as a whole number of 32 bits, which counts characters, digits or units.
fn count(node: Node) -> Result<Node, Refusal> {
    widen(node, Type::BigInt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut all: Vec<&str> = names().collect();
        let many = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), many);
    }
}
