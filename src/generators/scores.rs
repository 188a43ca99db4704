//! Columns that are correlated through normal scores: which generators can be, and the words they draw from then.

use std::cell::Cell;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, NullArray};

use super::children::Parents;
use super::index::Index;
use super::site::{Failures, Kept, Naming, Site, Surroundings, Teller};
use super::{Generator, Values, cell};
use crate::config::types::ColumnType;
use crate::correlation;
use crate::facts::{Peer, Relation};
use crate::random::{Items, Key, Score, Stream, word_of_normal};
use crate::steps::Steps;
use crate::workers::Workers;

/// The words of a correlated column: ranks of weighted sums of normal scores.
#[derive(Clone, Debug)]
pub struct Scores {
    pub sources: Vec<Score>,
    /// Whether greater words give lesser values, so that they are turned round.
    pub turned: bool,
}

impl Scores {
    /// The words.
    pub fn stream(&self) -> Stream {
        Stream::of_scores(&self.sources, self.turned)
    }
}

/// The law of a column as a function of a normal score.
#[derive(Debug)]
pub struct Quantiles {
    /// The values at [`correlation::scores`], ascending.
    pub values: Vec<f64>,
    /// Whether greater words give lesser values.
    pub turned: bool,
    /// Whether the words it draws by itself are those of its own key.
    pub own_words: bool,
}

/// Where only the law of a generator's values is asked for: it draws from the words of given scores and stands alone.
pub struct Probe {
    words: Arc<[u64]>,
    key: Key,
    own_words: Cell<bool>,
    asked: Cell<bool>,
}

impl Probe {
    /// The words for a generator that draws quantiles under a key.
    pub fn quantiles(&self, key: Key) -> Stream {
        self.own_words.set(key == self.key);
        self.correlated()
    }

    /// The same for one that has another way from words to values when it is correlated.
    pub fn correlated(&self) -> Stream {
        self.asked.set(true);
        Stream::listed(Arc::clone(&self.words))
    }
}

/// The quantiles of a generator, or why it has none: nothing but one word decides each value, greater words never give a
/// lesser one (or never a greater one), and values are numbers, dates or booleans.
///
/// The generator is asked for the values themselves, rather than for what it says of them, so that whoever draws by inversion
/// can be correlated without saying so twice.
pub fn quantiles(generator: &Generator) -> Result<Quantiles, &'static str> {
    let facts = &generator.facts;
    let numeric = match facts.kind {
        ColumnType::Bool
        | ColumnType::Int32
        | ColumnType::Int64
        | ColumnType::Float64
        | ColumnType::Decimal { .. }
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz(_) => true,
        ColumnType::Text | ColumnType::Uuid | ColumnType::List(_) | ColumnType::Struct(_) => false,
    };
    if !numeric {
        return Err("its values are not numbers, dates or booleans");
    }
    const NOT_DRAWN: &str = "its values are not drawn from a law of their own";
    if facts.unique || facts.reference.is_some() || facts.relation != Relation::None || !facts.ties.is_empty()
    {
        return Err(NOT_DRAWN);
    }
    let words: Arc<[u64]> = correlation::scores().map(word_of_normal).collect();
    let (first, own_words) = probed(generator, &words, "one").ok_or(NOT_DRAWN)?;
    let (second, _) = probed(generator, &words, "another").ok_or(NOT_DRAWN)?;
    if first.iter().zip(&second).any(|(one, other)| one.to_bits() != other.to_bits()) {
        return Err("more than one random number decides a value");
    }
    let ascends = first.windows(2).all(|pair| pair[0] <= pair[1]);
    let descends = first.windows(2).all(|pair| pair[0] >= pair[1]);
    match (ascends, descends) {
        (true, true) => Err("its values are all alike"),
        (true, false) => Ok(Quantiles { values: first, turned: false, own_words }),
        (false, true) => Ok(Quantiles { values: first.into_iter().rev().collect(), turned: true, own_words }),
        (false, false) => Err("its values are not drawn by inversion"),
    }
}

/// The values at these words, and whether the generator draws under its own key; none if they hang on anything else.
fn probed(generator: &Generator, words: &Arc<[u64]>, name: &str) -> Option<(Vec<f64>, bool)> {
    let key = Key::root(0).child(name);
    let probe = Probe { words: Arc::clone(words), key, own_words: Cell::new(false), asked: Cell::new(false) };
    let alone = Alone { looked_around: Cell::new(false), kept: Kept::default() };
    let site = Site::new(&alone, key.child("draw")).probed(&probe);
    let values = generator.build(key, &site);
    if !probe.asked.get() || alone.looked_around.get() {
        return None;
    }
    let array = values.array(Items::Range { first: 0, len: words.len() });
    let numbers = (0..array.len()).map(|row| cell::number(&array, row)).collect::<Option<Vec<f64>>>()?;
    (numbers.len() == words.len()).then_some((numbers, probe.own_words.get()))
}

/// Surroundings without anything; tells if something was looked for.
struct Alone {
    looked_around: Cell<bool>,
    kept: Kept,
}

impl Alone {
    fn nothing(&self) -> Arc<dyn Values> {
        self.looked_around.set(true);
        Arc::new(Nothing)
    }
}

impl Surroundings for Alone {
    fn peer(&self, _: Peer, _: &Site<'_>) -> Arc<dyn Values> {
        self.nothing()
    }

    fn key(&self, _: usize) -> Key {
        self.looked_around.set(true);
        Key::root(0)
    }

    fn column_of(&self, _: usize, _: usize) -> Arc<dyn Values> {
        self.nothing()
    }

    fn parents(&self) -> Option<Parents> {
        self.looked_around.set(true);
        None
    }

    fn parents_of(&self, _: usize) -> Option<Parents> {
        self.looked_around.set(true);
        None
    }

    fn kept(&self) -> &Kept {
        self.looked_around.set(true);
        &self.kept
    }

    fn workers(&self) -> Workers {
        Workers::single()
    }

    fn teller(&self) -> Teller {
        Teller { failures: Arc::default(), table: String::new(), items: Naming::Number("row") }
    }

    fn with_failures(&self, _: &Arc<Failures>, then: &mut dyn FnMut(&dyn Surroundings)) {
        then(self);
    }

    fn pool(&self, _: usize, _: usize, site: &Site<'_>) -> (Index, Arc<dyn Values>) {
        (Index::new(false, 1, Key::root(0), site), self.nothing())
    }
}

struct Nothing;

impl Values for Nothing {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        Arc::new(NullArray::new(items.len()))
    }

    fn explain(&self, _: u64, _: &mut Steps) {}
}

/// Values of a correlated column, which tell of the scores first.
pub struct Correlated {
    pub values: Arc<dyn Values>,
    /// For each source of scores the column it belongs to, its words, its weight and whether they are turned round.
    pub sources: Vec<Source>,
}

/// A source of scores, as it is told.
pub struct Source {
    pub column: String,
    pub words: Stream,
    pub weight: f64,
    pub turned: bool,
}

impl Values for Correlated {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.values.array(items)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let (mut sum, mut z) = (0.0, Vec::new());
        for source in &self.sources {
            crate::random::normals(&source.words.item(item), &mut z);
            let score = if source.turned { -z[0] } else { z[0] };
            sum += source.weight * score;
            let detail = format!("weight {:.6}, of the word of '{}'", source.weight, source.column);
            steps.number("score", score, detail);
        }
        steps.number(
            "correlated score",
            sum,
            "the scores by their weights; its rank is the word of this column",
        );
        self.values.explain(item, steps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::project::Project;

    fn of(generator: &str) -> Result<Quantiles, &'static str> {
        let yaml = format!(
            "types: native
datasets:
- name: t
  output: t
  num_rows: 9
  columns:
  - {{ name: at, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-02-01T00:00:00 }} }}
  - {{ name: c, generator: {generator} }}
"
        );
        let (project, _) = Project::read("t.yaml", &yaml, Overrides::default()).expect("it reads");
        let Project::Datagen(config) = project else { panic!("it is a datagen config") };
        quantiles(&config.datasets[0].columns[1].generator)
    }

    #[test]
    fn whoever_draws_by_inversion_has_quantiles() {
        let median = |generator: &str| {
            let found = of(generator).unwrap_or_else(|why| panic!("{generator}: {why}"));
            assert!(found.own_words, "{generator}");
            (found.values[found.values.len() / 2], found.turned)
        };
        assert_eq!(median("{ type: uniform_int, min: 0, max: 10 }"), (5.0, false));
        assert_eq!(median("{ type: log_normal, median: 140, sigma: 1, max: 5000 }"), (140.0, false));
        assert_eq!(median("{ type: geometric, p: 0.4, min: null }"), (1.0, true));
        assert_eq!(median("{ type: bool, prob: 0.6 }"), (1.0, true));
        assert_eq!(median("{ type: triangular, min: 1, mode: 2, max: 3 }"), (2.0, false));
        assert_eq!(median("{ type: date, start: 1970-01-01, end: 1970-01-21 }"), (10.0, false));
        let half = median("{ type: uniform_float, min: 0, max: 1 }").0;
        assert!((half - 0.5).abs() < 1e-3, "{half}");
        for (generator, least, half, greatest) in [
            ("{ type: one_of, values: [5, 1, 2] }", 1.0, 2.0, 5.0),
            ("{ type: weighted_choice, values: { 9: 0.6, 2: 0.3, 5: 0.1, 0: 0 } }", 2.0, 9.0, 9.0),
        ] {
            let found = of(generator).unwrap_or_else(|why| panic!("{generator}: {why}"));
            let last = found.values.len() - 1;
            assert_eq!(
                (found.values[0], found.values[last / 2 + 1], found.values[last]),
                (least, half, greatest)
            );
            assert!(!found.own_words && !found.turned);
        }
        let inner =
            of("{ type: optional, prob: 0.1, inner: { type: uniform_int, min: 0, max: 10 } }").expect("one");
        assert!(!inner.own_words && inner.values[0] == 0.0);
    }

    #[test]
    fn others_say_why_not() {
        for (generator, why) in [
            ("{ type: uuid }", "not numbers"),
            ("{ type: sequential_id }", "not drawn"),
            ("{ type: constant, value: 4 }", "not drawn"),
            ("{ type: uniform_int, min: 0, max: 100, unique: true }", "not drawn"),
            ("{ type: uniform_int, min: 0, max: 1 }", "alike"),
            ("{ type: after, column: at, by: { min: 1, max: 2 } }", "not drawn"),
        ] {
            let told = of(generator).err().unwrap_or_else(|| panic!("{generator} has quantiles"));
            assert!(told.contains(why), "{generator}: {told}");
        }
    }
}
