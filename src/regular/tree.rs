//! An expression as a tree of choices.

use crate::random::Dice;

/// A part of an expression, which makes at least one text.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Letter(Letters),
    Sequence(Vec<Node>),
    OneOf(Vec<Node>),
    Repeated { node: Box<Node>, least: u32, most: u32 },
}

/// A class of letters, as ranges that rise and do not touch; not empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Letters {
    ranges: Box<[(char, char)]>,
    size: u64,
}

/// The gap in the numbers of letters, which stands for none.
const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

impl Letters {
    /// The letters of some ranges, which rise and do not touch; none if there is no letter.
    pub fn new(ranges: impl IntoIterator<Item = (char, char)>) -> Option<Letters> {
        let mut apart = Vec::new();
        for (first, last) in ranges {
            if u32::from(first) < SURROGATES.0 && u32::from(last) > SURROGATES.1 {
                apart.extend([(first, '\u{D7FF}'), ('\u{E000}', last)]);
            } else {
                apart.push((first, last));
            }
        }
        let size = apart.iter().map(|range| Letters::number(*range)).sum();
        (size > 0).then(|| Letters { ranges: apart.into(), size })
    }

    fn number((first, last): (char, char)) -> u64 {
        (u64::from(u32::from(last)) + 1).saturating_sub(u64::from(u32::from(first)))
    }

    pub fn ranges(&self) -> &[(char, char)] {
        &self.ranges
    }

    /// How many there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The letter of this number, from 0.
    pub fn nth(&self, mut place: u64) -> char {
        for range in &self.ranges {
            let number = Letters::number(*range);
            if place < number {
                return char::from_u32(u32::from(range.0) + place as u32).unwrap_or(range.0);
            }
            place -= number;
        }
        self.ranges.last().map_or(' ', |range| range.1)
    }

    pub fn contain(&self, letter: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter))
    }
}

impl Node {
    /// Writes a text behind what is there.
    pub fn draw(&self, dice: &mut Dice<'_>, out: &mut String) {
        match self {
            Node::Letter(letters) => {
                let place = if letters.size > 1 { dice.below(letters.size) } else { 0 };
                out.push(letters.nth(place));
            }
            Node::Sequence(nodes) => nodes.iter().for_each(|node| node.draw(dice, out)),
            Node::OneOf(nodes) => {
                if let Some(node) = dice.pick(nodes) {
                    node.draw(dice, out);
                }
            }
            Node::Repeated { node, least, most } => {
                let more = if most > least { dice.below(u64::from(most - least) + 1) } else { 0 };
                for _ in 0..u64::from(*least) + more {
                    node.draw(dice, out);
                }
            }
        }
    }

    /// The letters of all alternatives and repetitions.
    pub fn letters(&self) -> u64 {
        match self {
            Node::Letter(_) => 1,
            // Each alternative counts, even an empty one.
            Node::Sequence(nodes) => nodes.iter().map(Node::letters).fold(0, u64::saturating_add),
            Node::OneOf(nodes) => nodes.iter().map(|node| node.letters().max(1)).fold(0, u64::saturating_add),
            Node::Repeated { node, most, .. } => node.letters().max(1).saturating_mul(u64::from(*most)),
        }
    }

    /// Most bytes of a text.
    pub fn longest(&self) -> u64 {
        match self {
            Node::Letter(letters) => letters.ranges.last().map_or(0, |range| range.1.len_utf8() as u64),
            Node::Sequence(nodes) => nodes.iter().map(Node::longest).fold(0, u64::saturating_add),
            Node::OneOf(nodes) => nodes.iter().map(Node::longest).max().unwrap_or(0),
            Node::Repeated { node, most, .. } => node.longest().saturating_mul(u64::from(*most)),
        }
    }

    /// Most choices that a text takes.
    pub fn choices(&self) -> u64 {
        match self {
            Node::Letter(letters) => u64::from(letters.size > 1),
            Node::Sequence(nodes) => nodes.iter().map(Node::choices).fold(0, u64::saturating_add),
            Node::OneOf(nodes) => 1 + nodes.iter().map(Node::choices).max().unwrap_or(0),
            Node::Repeated { node, least, most } => {
                u64::from(most > least) + node.choices().saturating_mul(u64::from(*most))
            }
        }
    }
}
