//! A whole number in [0, n), drawn or dealt.

use std::sync::Arc;

use super::Site;
use crate::random::{Alias, Items, Key, Permutation, Stream, below, jump};
use crate::steps::Steps;

/// Gives each item a number in [0, n): uniform or weighted draws, or (unique) a keyed permutation in which none comes twice.
pub enum Index {
    Draw {
        n: u64,
        words: Stream,
    },
    Weighed {
        alias: Alias,
        words: Stream,
    },
    /// The first number whose bound a word does not reach, in the order of values.
    Ranked {
        bounds: Vec<u64>,
        order: Vec<u64>,
        words: Stream,
    },
    Deal(Permutation),
    /// Among things that become more: few numbers move where n grows.
    Jump {
        n: u64,
        words: Stream,
    },
    /// Among as many things as there are for the item.
    Among {
        count: Counts,
        words: Stream,
    },
}

/// How many things there are for an item.
pub type Counts = Arc<dyn Fn(u64) -> u64 + Send + Sync>;

impl Index {
    /// Uniform draws that move as seldom as they can where n grows.
    pub fn jumping(n: u64, key: Key, site: &Site<'_>) -> Index {
        Index::Jump { n, words: site.stream(key, 1) }
    }

    /// Uniform draws among as many things as there are for each item.
    pub fn among(count: Counts, key: Key, site: &Site<'_>) -> Index {
        Index::Among { count, words: site.stream(key, 1) }
    }

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

    /// Draws by weight, ascending with `values` of the numbers where they are correlated and by the quicker `otherwise` elsewhere.
    /// Weights are as in [`Index::weighed`].
    pub fn ranked(
        weights: &[f64],
        values: impl Fn(usize) -> Option<f64>,
        site: &Site<'_>,
        otherwise: impl FnOnce() -> Index,
    ) -> Index {
        let Some(words) = site.ranks() else { return otherwise() };
        let value = |place: &usize| values(*place).unwrap_or(f64::NAN);
        let mut order: Vec<usize> = (0..weights.len()).filter(|place| weights[*place] > 0.0).collect();
        order.sort_by(|a, b| value(a).total_cmp(&value(b)));
        let total: f64 = order.iter().map(|place| weights[*place]).sum();
        const WORDS: f64 = (1u128 << 64) as f64;
        let mut sum = 0.0;
        let bounds = order.iter().map(|place| {
            sum += weights[*place];
            // The conversion saturates.
            (sum / total * WORDS) as u64
        });
        Index::Ranked {
            bounds: bounds.collect(),
            order: order.iter().map(|place| *place as u64).collect(),
            words,
        }
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
            Index::Ranked { words, .. } => {
                steps.words(&words.item(item), "of this row and column");
                "by weight, ascending with the values".to_owned()
            }
            Index::Jump { n, words } => {
                steps.words(&words.item(item), "of this row and column");
                format!("among {n} by jump consistent hashing, so that few move where there are more")
            }
            Index::Among { count, words } => {
                steps.words(&words.item(item), "of this row and column");
                format!("⌊word·{}/2⁶⁴⌋, among those there are by then", count(item))
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
            Index::Ranked { bounds, order, words } => {
                let mut drawn = Vec::new();
                words.words(items, &mut drawn);
                let place = |word: &u64| bounds.partition_point(|bound| bound <= word).min(bounds.len() - 1);
                drawn.iter().map(|word| value(order[place(word)])).collect()
            }
            Index::Jump { n, words } => {
                let mut drawn = Vec::new();
                words.words(items, &mut drawn);
                drawn.iter().map(|word| value(jump(*word, *n))).collect()
            }
            Index::Among { count, words } => {
                let mut drawn = Vec::new();
                words.words(items, &mut drawn);
                let among =
                    |(position, word): (usize, &u64)| below(*word, count(items.item(position)).max(1));
                drawn.iter().enumerate().map(|drawn| value(among(drawn))).collect()
            }
            Index::Deal(permutation) => {
                (0..items.len()).map(|position| value(permutation.apply(items.item(position)))).collect()
            }
        }
    }
}
