//! A whole number in [0, n), drawn or dealt.

use super::Site;
use crate::random::{Alias, Items, Key, Permutation, Stream, below};
use crate::steps::Steps;

/// Gives each item a number in [0, n): uniform or weighted draws, or (unique) a keyed permutation in which none comes twice.
pub enum Index {
    Draw { n: u64, words: Stream },
    Weighed { alias: Alias, words: Stream },
    Deal(Permutation),
}

impl Index {
    pub fn new(unique: bool, n: u64, key: Key, site: &Site<'_>) -> Index {
        if unique {
            Index::Deal(Permutation::new(key, n))
        } else {
            Index::Draw { n, words: site.stream(key, 1) }
        }
    }

    /// As [`Index::new`]; greater words give greater numbers, so that they can be correlated where they are drawn.
    pub fn of_quantiles(unique: bool, n: u64, key: Key, site: &Site<'_>) -> Index {
        if unique {
            Index::Deal(Permutation::new(key, n))
        } else {
            Index::Draw { n, words: site.quantiles(key) }
        }
    }

    /// Draws by weight; the weights are at least one, none negative, with a positive, finite sum.
    pub fn weighed(weights: &[f64], key: Key, site: &Site<'_>) -> Index {
        Index::Weighed { alias: Alias::new(weights), words: site.stream(key, 1) }
    }

    /// Tells the number of an item.
    pub fn explain(&self, item: u64, steps: &mut Steps) {
        let how = match self {
            Index::Draw { n, words } => {
                steps.words(&words.item(item), "of this row and column");
                format!("⌊word·{n}/2⁶⁴⌋")
            }
            Index::Weighed { words, .. } => {
                steps.words(&words.item(item), "of this row and column");
                "by weight (alias method)".to_owned()
            }
            Index::Deal(_) => format!("row {item} in a keyed permutation, so that none comes twice"),
        };
        for number in self.map(Items::List(&[item]), |number| number) {
            steps.number("number", number as f64, how.as_str());
        }
    }

    /// The items' numbers, mapped.
    pub fn map<T>(&self, items: Items<'_>, value: impl Fn(u64) -> T) -> Vec<T> {
        match self {
            Index::Draw { n, words } => {
                let mut drawn = Vec::new();
                words.words(items, &mut drawn);
                drawn.iter().map(|word| value(below(*word, *n))).collect()
            }
            Index::Weighed { alias, words } => {
                let mut drawn = Vec::new();
                words.words(items, &mut drawn);
                drawn.iter().map(|word| value(u64::from(alias.choose(*word)))).collect()
            }
            Index::Deal(permutation) => {
                (0..items.len()).map(|position| value(permutation.apply(items.item(position)))).collect()
            }
        }
    }
}
