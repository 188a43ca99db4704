//! Texts that are read from left to right.
//!
//! The automaton of Thompson (1968): a state for each letter of the expression and one for each fork. As nothing repeats without
//! end, no state leads back to itself, and each leads to states made before it.

use std::collections::BTreeSet;

use super::tree::{Letters, Node};

/// A place in an expression.
#[derive(Debug)]
pub enum State {
    /// The end of a text.
    End,
    /// Before one of these letters, and the place behind it.
    Letter(Letters, usize),
    /// Any of these places.
    Fork(Vec<usize>),
}

/// An expression as states.
#[derive(Debug)]
pub struct Automaton {
    states: Vec<State>,
    start: usize,
}

impl Automaton {
    pub fn new(root: &Node) -> Automaton {
        let mut automaton = Automaton { states: vec![State::End], start: 0 };
        automaton.start = automaton.before(root, 0);
        automaton
    }

    /// The place before a part behind which stands `next`.
    fn before(&mut self, node: &Node, next: usize) -> usize {
        match node {
            Node::Letter(letters) => self.push(State::Letter(letters.clone(), next)),
            Node::Sequence(nodes) => nodes.iter().rev().fold(next, |next, node| self.before(node, next)),
            Node::OneOf(nodes) => {
                let places = nodes.iter().map(|node| self.before(node, next)).collect();
                self.push(State::Fork(places))
            }
            Node::Repeated { node, least, most } => {
                let mut place = next;
                for _ in *least..*most {
                    let once = self.before(node, place);
                    place = self.push(State::Fork(vec![once, next]));
                }
                for _ in 0..*least {
                    place = self.before(node, place);
                }
                place
            }
        }
    }

    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    /// The end and the letters that some places lead to without any letter, by their numbers.
    fn reached(&self, places: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<usize> = places.into_iter().collect();
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            match self.states.get(place) {
                Some(State::Fork(places)) => open.extend(places),
                Some(State::End | State::Letter(..)) => {
                    reached.insert(place);
                }
                None => {}
            }
        }
        reached
    }

    /// Where a text begins.
    pub fn begin(&self) -> BTreeSet<usize> {
        self.reached([self.start])
    }

    /// The letters that may follow at some places, and the place behind each.
    pub fn letters<'a>(&'a self, places: &'a BTreeSet<usize>) -> impl Iterator<Item = (&'a Letters, usize)> {
        places.iter().filter_map(|place| match self.states.get(*place) {
            Some(State::Letter(letters, next)) => Some((letters, *next)),
            Some(State::End | State::Fork(_)) | None => None,
        })
    }

    /// The places behind a letter.
    pub fn after(&self, places: &BTreeSet<usize>, letter: char) -> BTreeSet<usize> {
        let next = self.letters(places).filter(|(letters, _)| letters.contain(letter)).map(|(_, next)| next);
        self.reached(next)
    }

    /// Whether a text can end at some places.
    pub fn ends(&self, places: &BTreeSet<usize>) -> bool {
        places.contains(&0)
    }

    pub fn accepts(&self, text: &str) -> bool {
        let mut places = self.begin();
        for letter in text.chars() {
            if places.is_empty() {
                return false;
            }
            places = self.after(&places, letter);
        }
        self.ends(&places)
    }
}
