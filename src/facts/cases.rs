//! Which of several ways a value is made in, by the other values of its row.

use std::sync::Arc;

use super::{Facts, Peer};

/// The branches of a value and the values of the row that choose among them.
///
/// Each deciding column is split into classes of values that no entry tells apart; for each class a mask tells which branches
/// it lets through. The first branch that all columns let through is taken, and the last one where there is none.
#[derive(Debug)]
pub struct Cases {
    pub of: Vec<Decider>,
    /// In the order of the config; what holds otherwise comes last.
    pub branches: Vec<Branch>,
    /// 64-bit words of a mask.
    words: usize,
}

/// A column that decides.
#[derive(Debug)]
pub struct Decider {
    pub name: String,
    pub peer: Peer,
    pub split: Split,
    /// A mask for each class, one after the other.
    masks: Vec<u64>,
}

/// A way to make the value.
#[derive(Debug)]
pub struct Branch {
    /// When it is taken, in words.
    pub when: String,
    /// What is known of its values; none where it is null.
    pub facts: Option<Arc<Facts>>,
}

/// What an entry of a case accepts.
#[derive(Clone, Debug, PartialEq)]
pub enum Accepts {
    /// Every value, null included.
    Any,
    Null,
    Text(String),
    Bool(bool),
    /// A number; a date in days and a timestamp in seconds since 1970.
    Number(f64),
    /// Numbers from the first up to, but not including, the second.
    Between(f64, f64),
}

/// The classes of a column's values; the last one is null.
#[derive(Clone, Debug, PartialEq)]
pub enum Split {
    /// Each of these texts, which are sorted, and all others.
    Texts(Vec<String>),
    /// False, and true.
    Bools,
    /// Each of these numbers, which ascend, and those before, between and after them.
    Numbers(Vec<f64>),
}

impl Split {
    /// Classes, null included.
    pub fn classes(&self) -> usize {
        match self {
            Split::Texts(texts) => texts.len() + 2,
            Split::Bools => 3,
            Split::Numbers(points) => 2 * points.len() + 2,
        }
    }

    /// The class of null.
    pub fn null(&self) -> usize {
        self.classes() - 1
    }

    /// The class of a text.
    pub fn text(&self, text: &str) -> usize {
        match self {
            Split::Texts(texts) => {
                texts.binary_search_by(|known| known.as_str().cmp(text)).unwrap_or(texts.len())
            }
            Split::Bools | Split::Numbers(_) => self.null(),
        }
    }

    /// The class of a boolean.
    pub fn bool(&self, value: bool) -> usize {
        if *self == Split::Bools { usize::from(value) } else { self.null() }
    }

    /// The class of a number.
    pub fn number(&self, number: f64) -> usize {
        let Split::Numbers(points) = self else { return self.null() };
        let below = points.partition_point(|point| *point < number);
        2 * below + usize::from(points.get(below) == Some(&number))
    }

    /// Whether what an entry accepts holds all of a class.
    pub fn accepts(&self, accepts: &Accepts, class: usize) -> bool {
        match accepts {
            Accepts::Any => true,
            Accepts::Null => class == self.null(),
            Accepts::Text(text) => {
                matches!(self, Split::Texts(texts) if texts.binary_search(text) == Ok(class))
            }
            Accepts::Bool(value) => class == self.bool(*value) && *self == Split::Bools,
            Accepts::Number(number) => {
                class % 2 == 1 && class != self.null() && class == self.number(*number)
            }
            Accepts::Between(least, end) => {
                class != self.null() && (self.number(*least)..self.number(*end)).contains(&class)
            }
        }
    }
}

impl Decider {
    /// A column split into classes, and what each of the branches but the last accepts of it.
    pub fn new(name: &str, peer: Peer, split: Split, accepts: &[Vec<Accepts>]) -> Decider {
        let words = words(accepts.len() + 1);
        let mut masks = vec![0; split.classes() * words];
        for class in 0..split.classes() {
            for (branch, accepts) in accepts.iter().enumerate() {
                if accepts.iter().any(|one| split.accepts(one, class)) {
                    masks[class * words + branch / 64] |= 1 << (branch % 64);
                }
            }
        }
        Decider { name: name.to_owned(), peer, split, masks }
    }

    /// The mask of a class, of `words` words.
    pub fn mask(&self, class: usize, words: usize) -> &[u64] {
        &self.masks[class * words..(class + 1) * words]
    }
}

/// Words of a mask of so many branches.
pub fn words(branches: usize) -> usize {
    branches.div_ceil(64)
}

impl Cases {
    /// The branches, the last of which holds otherwise, and the columns that decide among them.
    pub fn new(of: Vec<Decider>, branches: Vec<Branch>) -> Cases {
        Cases { words: words(branches.len()), of, branches }
    }

    /// The branch of a row, by the class of each deciding column.
    #[inline]
    pub fn branch(&self, class: impl Fn(usize) -> usize) -> usize {
        for word in 0..self.words {
            let through = |mask: u64, (place, decider): (usize, &Decider)| {
                mask & decider.masks[class(place) * self.words + word]
            };
            let mask = self.of.iter().enumerate().fold(u64::MAX, through);
            if mask != 0 {
                return word * 64 + mask.trailing_zeros() as usize;
            }
        }
        self.branches.len() - 1
    }
}

/// Two are the same only where they are one.
impl PartialEq for Cases {
    fn eq(&self, other: &Cases) -> bool {
        std::ptr::eq(self, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_belongs_to_one_class() {
        let split = Split::Numbers(vec![1.0, 5.0]);
        let classes: Vec<usize> = [0.0, 1.0, 3.0, 5.0, 9.0].map(|number| split.number(number)).to_vec();
        assert_eq!((classes, split.null()), (vec![0, 1, 2, 3, 4], 5));
        let between = Accepts::Between(1.0, 5.0);
        let taken: Vec<usize> =
            (0..split.classes()).filter(|class| split.accepts(&between, *class)).collect();
        assert_eq!(taken, [1, 2], "min is in, max is not");
    }

    #[test]
    fn the_first_branch_that_all_columns_let_through_is_taken() {
        let text = |text: &str| Accepts::Text(text.to_owned());
        let colour = Split::Texts(vec!["blue".to_owned(), "red".to_owned()]);
        let size = Split::Numbers(vec![10.0]);
        // More branches than a word has bits: 70 that never match, then three that can.
        let mut colours = vec![vec![text("none")]; 70];
        colours.extend([vec![text("red")], vec![Accepts::Null], vec![text("red"), text("blue")]]);
        let mut sizes = vec![vec![Accepts::Any]; 70];
        sizes.extend([vec![Accepts::Number(10.0)], vec![Accepts::Any], vec![Accepts::Any]]);
        let branches = (0..74).map(|place| Branch { when: place.to_string(), facts: None }).collect();
        let cases = Cases::new(
            vec![
                Decider::new("colour", Peer::Column(0), colour.clone(), &colours),
                Decider::new("size", Peer::Column(1), size.clone(), &sizes),
            ],
            branches,
        );
        let branch = |own: Option<&str>, number: f64| {
            let class = own.map_or(colour.null(), |own| colour.text(own));
            cases.branch(|place| if place == 0 { class } else { size.number(number) })
        };
        assert_eq!(branch(Some("red"), 10.0), 70);
        assert_eq!(branch(Some("red"), 11.0), 72);
        assert_eq!(branch(Some("blue"), 10.0), 72);
        assert_eq!(branch(None, 0.0), 71);
        assert_eq!(branch(Some("green"), 10.0), 73);
    }
}
