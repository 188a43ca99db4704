//! Texts of a regular expression.

use std::sync::Arc;

use arrow::array::ArrayRef;

use crate::config::key::Key;
use crate::config::reader::Fields;
use crate::facts::{Extent, Language};
use crate::generators::Values;
use crate::generators::scope::{Scope, UNIQUE};
use crate::random::{Dice, Items, Permutation, Stream};
use crate::regular::{Problem, Ranks, Regular};
use crate::steps::Steps;
use crate::tables::text::Texts;

pub const REGEX: Key<Option<&str>> = Key::text("regex")
    .otherwise("template")
    .doc(
        "A regular expression whose texts end: each alternative, number of repetitions and letter of a class is as likely as \
         its fellows, and with unique each text is",
    )
    .example("\"[A-Z]{2}-\\\\d{4}\"");

/// An expression, and its texts by number where none may come twice.
pub struct Expression {
    pub regular: Arc<Regular>,
    pub ranks: Option<Arc<Ranks>>,
}

pub fn read(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<Expression> {
    let field = fields.at(&REGEX)?;
    let regular = match Regular::new(field.text()?) {
        Ok(regular) => Arc::new(regular),
        Err(problems) => {
            for Problem { at, code, message, hint } in problems {
                field.error_within(at, code, message, hint);
            }
            return None;
        }
    };
    let ranks = match fields.read(&UNIQUE)? {
        false => None,
        true => match Ranks::new(&regular) {
            Some(ranks) => Some(Arc::new(ranks)),
            None => {
                let message = "has texts in so many forms that numbering them would take too much memory";
                field.error("too-large", message, Some("simplify it, or leave unique out".to_owned()));
                return None;
            }
        },
    };
    scope.unique(fields, ranks.as_ref().map_or(u64::MAX, |ranks| ranks.numbers()))?;
    Some(Expression { regular, ranks })
}

impl Expression {
    pub fn extent(&self) -> Extent {
        Extent::text(self.regular.longest())
    }

    /// Random words an item: further choices go on from the last.
    pub fn width(&self) -> usize {
        self.regular.choices().clamp(1, 4) as usize
    }
}

impl Language for Regular {
    fn contains(&self, text: &str) -> bool {
        Regular::contains(self, text)
    }

    fn in_words(&self) -> String {
        self.written().to_owned()
    }
}

pub struct Matching {
    pub regular: Arc<Regular>,
    pub words: Stream,
    /// Of each item.
    pub width: usize,
    /// Where no text may come twice.
    pub deal: Option<(Arc<Ranks>, Permutation)>,
}

impl Matching {
    fn write(&self, item: u64, words: &[u64], out: &mut String) {
        match &self.deal {
            None => self.regular.draw(&mut Dice::drawn(words), out),
            Some((ranks, order)) => ranks.write(order.apply(item), &mut Dice::drawn(words), out),
        }
    }
}

impl Values for Matching {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let mut texts = Texts::with_capacity(items.len(), 16);
        for (position, words) in words.chunks_exact(self.width).enumerate() {
            self.write(items.item(position), words, texts.buffer());
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column; further choices go on from the last");
        if let Some((_, order)) = &self.deal {
            let detail = format!("row {item} in a keyed permutation of all texts, so that none comes twice");
            steps.number("number", order.apply(item) as f64, detail);
        }
        steps.text("regex", self.regular.written(), "its choices from left to right");
    }
}
