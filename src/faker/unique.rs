//! Values of which none comes twice.

use std::borrow::Cow;

use super::lists::Lists;
use super::method::Method;
use crate::random::Dice;
use crate::random::{Key, Permutation};

/// Which choices make the value of each row, in one locale.
pub struct Unique {
    lists: Cow<'static, Lists>,
    /// How many values the method has, each made of choices of its own; what is beyond 2⁶⁴ − 1 is left out.
    values: u64,
    order: Permutation,
}

impl Unique {
    pub fn new(method: Option<&Method>, lists: Cow<'static, Lists>, key: Key) -> Unique {
        let values = method.map_or(1, |method| values_of(method, &lists));
        Unique { lists, values, order: Permutation::new(key, values) }
    }

    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The choices of a row; `words` say what the row's number leaves open.
    pub fn dice<'a>(&self, words: &'a [u64], serial: u64) -> Dice<'a> {
        let number = self.order.apply(serial % self.values);
        Dice::spelled(words, number, self.values, serial / self.values)
    }
}

/// The number of values of a method: the product of the numbers of alternatives, found by making a value.
fn values_of(method: &Method, lists: &Lists) -> u64 {
    let mut dice = Dice::counting();
    match method {
        Method::Choice(list) => {
            dice.below(list(lists).len() as u64);
        }
        Method::Text(write) => write(lists, &mut dice, &mut String::new()),
        Method::Int(make) => {
            make(&mut dice);
        }
        Method::Float(make) => {
            make(&mut dice);
        }
        Method::Bool(make) => {
            make(&mut dice);
        }
        Method::Day(make) => {
            make(&mut dice);
        }
        Method::Second(make) => {
            make(&mut dice);
        }
    }
    dice.counted()
}
