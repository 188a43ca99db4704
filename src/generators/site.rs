//! Where values are built: what they may refer to and how they will be read.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::Values;
use super::children::Parents;
use super::index::Index;
use super::scores::{Probe, Scores};
use crate::facts::Peer;
use crate::random::{Key, Stream};
use crate::workers::Workers;

/// What is kept, by a number and a word, and the failures of what it reads.
type Entries = BTreeMap<(usize, &'static str), (Weak<dyn Any + Send + Sync>, Arc<Failures>)>;

/// What passes over tables gave, for as long as anyone holds it.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Entries>);

impl Kept {
    /// What is kept under a number and a word, or what is made for it now; `make` is given the failures to tell of.
    fn get_or_make<T: Send + Sync + 'static>(
        &self,
        key: (usize, &'static str),
        make: impl FnOnce(&Arc<Failures>) -> T,
    ) -> (Arc<T>, Arc<Failures>) {
        let found = self
            .lock()
            .get(&key)
            .and_then(|(one, failures)| Some((one.upgrade()?.downcast().ok()?, Arc::clone(failures))));
        found.unwrap_or_else(|| {
            // Made without the lock, since it may need others. Who makes the same meanwhile has one of his own.
            let failures = Arc::default();
            let made = Arc::new(make(&failures));
            let kept: Arc<dyn Any + Send + Sync> = Arc::clone(&made) as _;
            self.lock().insert(key, (Arc::downgrade(&kept), Arc::clone(&failures)));
            (made, failures)
        })
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rows whose values cannot be made.
#[derive(Debug, Default)]
pub struct Failures(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The first that was told of, by the number of its row, and what it is called.
    first: Option<(u64, String)>,
    /// Those of what was made once for several readings.
    shared: Vec<Arc<Failures>>,
}

impl Failures {
    /// Tells of an item, by its number from 0. Of several, the first is kept.
    fn push(&self, item: u64, words: impl FnOnce() -> String) {
        let first = &mut self.lock().first;
        if first.as_ref().is_none_or(|(known, _)| item < *known) {
            *first = Some((item, words()));
        }
    }

    /// Counts what goes wrong there as gone wrong here.
    pub fn include(&self, shared: &Arc<Failures>) {
        self.lock().shared.push(Arc::clone(shared));
    }

    /// What is wrong with the first of the items.
    pub fn words(&self) -> Option<String> {
        let known = self.lock();
        let own = known.first.as_ref().map(|(_, words)| words.clone());
        own.or_else(|| known.shared.iter().find_map(|shared| shared.words()))
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where values that cannot be made are told.
#[derive(Clone)]
pub struct Teller {
    pub failures: Arc<Failures>,
    /// The table and what it is called, as in `dataset 'orders'`.
    pub table: String,
    pub items: Naming,
}

/// What items are called.
#[derive(Clone)]
pub enum Naming {
    /// By their numbers from 0, as traces count: rows, entities or entries of a pool.
    Number(&'static str),
    /// By what they are about, in words; none for an item that is not known.
    Words(Arc<dyn Fn(u64) -> Option<String> + Send + Sync>),
}

impl Naming {
    /// The words for an item.
    fn of(&self, item: u64) -> Option<String> {
        match self {
            Naming::Number(what) => Some(format!("{what} {item}")),
            Naming::Words(words) => words(item),
        }
    }
}

impl Teller {
    /// Tells of an item of a column.
    pub fn tell(&self, item: u64, column: &str, message: &str) {
        self.failures.push(item, || {
            let item = self.items.of(item).map_or_else(String::new, |words| format!(", {words}"));
            format!("{}, column '{column}'{item}: {message}", self.table)
        });
    }
}

/// The table, or the part of one, for which values are built.
pub trait Surroundings {
    /// Another value of the same row; its items are the site's.
    fn peer(&self, peer: Peer, site: &Site<'_>) -> Arc<dyn Values>;

    /// The key of a column of the same row, entity or pool entry.
    fn key(&self, column: usize) -> Key;

    /// A column that another table shows, of which any row may be asked for.
    fn column_of(&self, table: usize, column: usize) -> Arc<dyn Values>;

    /// Which parent each row belongs to, in a table whose rows follow a parent's.
    fn parents(&self) -> Option<Parents>;

    /// The same of another table.
    fn parents_of(&self, table: usize) -> Option<Parents>;

    /// Whether the rows of another table become more as time goes on.
    fn grows(&self, _table: usize) -> bool {
        false
    }

    /// What is made once for all that need it.
    fn kept(&self) -> &Kept;

    /// The threads of whoever asks for values.
    fn workers(&self) -> Workers;

    /// The number of each item's row, where items are not these numbers.
    fn numbers(&self) -> Option<Arc<dyn Values>> {
        None
    }

    /// Where a value that cannot be made is told.
    fn teller(&self) -> Teller;

    /// Gives the same surroundings, but with these failures: those of what is made once and outlives the reading.
    fn with_failures(&self, failures: &Arc<Failures>, then: &mut dyn FnMut(&dyn Surroundings));

    /// Which entry of a linked pool each row picks, and the values of a field by entry.
    fn pool(&self, pool: usize, field: usize, site: &Site<'_>) -> (Index, Arc<dyn Values>);
}

/// A place at which values are built.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// What values may refer to.
    pub around: &'a dyn Surroundings,
    /// Under which the draws are made that several generators of the site share.
    pub shared: Key,
    /// The number of items if they are read again and again in any order, as those of a pool are.
    pool: Option<u64>,
    quantiles: Quantiles<'a>,
}

/// Where the words come from whose quantiles are drawn.
#[derive(Clone, Copy)]
enum Quantiles<'a> {
    /// The generator's own key.
    Own,
    Correlated(&'a Scores),
    Probed(&'a Probe),
}

impl<'a> Site<'a> {
    /// A site whose items are read in order, each about once.
    pub fn new(around: &'a dyn Surroundings, shared: Key) -> Site<'a> {
        Site { around, shared, pool: None, quantiles: Quantiles::Own }
    }

    /// The same site, read as a pool of `items`.
    pub fn pooled(self, items: u64) -> Site<'a> {
        Site { pool: Some(items), ..self }
    }

    /// The items of arrays in this site, at most `most` for each of its own; `key` is the array's.
    pub fn elements(self, key: Key, most: u64) -> Site<'a> {
        let pool = self.pool.map(|items| items.saturating_mul(most));
        Site { pool, shared: key.child("draw"), ..self }
    }

    /// A stream of words, kept in memory where the site is a pool.
    pub fn stream(&self, key: Key, width: usize) -> Stream {
        self.kept(Stream::new(key, width))
    }

    fn kept(&self, stream: Stream) -> Stream {
        match self.pool {
            Some(items) => stream.pooled(items),
            None => stream,
        }
    }

    /// The site of a column whose words are the ranks of correlated scores, if there are any.
    pub fn correlated<'b>(self, scores: Option<&'b Scores>) -> Site<'b>
    where
        'a: 'b,
    {
        Site { quantiles: scores.map_or(Quantiles::Own, Quantiles::Correlated), ..self }
    }

    /// Whether items are rows, read in order, whose draws are made under this key.
    pub fn is_of_rows(&self, shared: Key) -> bool {
        self.pool.is_none() && self.shared == shared
    }

    /// A site that asks for a law alone.
    pub fn probed<'b>(self, probe: &'b Probe) -> Site<'b>
    where
        'a: 'b,
    {
        Site { quantiles: Quantiles::Probed(probe), ..self }
    }

    /// Whether only the law is asked for, so that no value is to be left out.
    pub fn is_probed(&self) -> bool {
        matches!(self.quantiles, Quantiles::Probed(_))
    }

    /// A stream of one word an item, of which the value is a quantile: u = word/2⁶⁴ gives the value that is not exceeded with
    /// probability u, or with probability 1 − u throughout. In a correlated column the words are those of its scores. So
    /// whoever draws from these can be correlated, and whoever needs more words draws them from [`Site::stream`].
    pub fn quantiles(&self, key: Key) -> Stream {
        match self.quantiles {
            Quantiles::Own => self.stream(key, 1),
            Quantiles::Correlated(scores) => self.kept(scores.stream()),
            Quantiles::Probed(probe) => probe.quantiles(key),
        }
    }

    /// The words of a correlated column, for a generator that inverts its law only there and has a faster way elsewhere.
    pub fn ranks(&self) -> Option<Stream> {
        match self.quantiles {
            Quantiles::Own => None,
            Quantiles::Correlated(scores) => Some(self.kept(scores.stream())),
            Quantiles::Probed(probe) => Some(probe.correlated()),
        }
    }

    /// What is made once for all that need it, under a number and a word. It outlives the reading that makes it, so it has
    /// failures of its own, which every reading counts as its own.
    pub fn shared<T: Send + Sync + 'static>(
        &self,
        key: (usize, &'static str),
        make: impl Fn(&Site<'_>) -> T,
    ) -> Arc<T> {
        let (made, failures) = self.around.kept().get_or_make(key, |failures| {
            let mut made = None;
            self.around.with_failures(failures, &mut |around| made = Some(make(&Site { around, ..*self })));
            made.unwrap_or_else(|| make(self))
        });
        self.around.teller().failures.include(&failures);
        made
    }

    /// Another value of the same row.
    pub fn peer(&self, peer: Peer) -> Arc<dyn Values> {
        self.around.peer(peer, self)
    }
}
