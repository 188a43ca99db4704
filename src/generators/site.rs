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

/// What is kept, by a number and a word.
type Entries = BTreeMap<(usize, &'static str), Weak<dyn Any + Send + Sync>>;

/// What passes over tables gave, for as long as anyone holds it.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Entries>);

impl Kept {
    /// What is kept under a number and a word, or what is made for it now.
    pub fn get_or_make<T: Send + Sync + 'static>(
        &self,
        key: (usize, &'static str),
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        let found = self.lock().get(&key).and_then(Weak::upgrade).and_then(|one| one.downcast().ok());
        found.unwrap_or_else(|| {
            // Made without the lock, since it may need others. Who makes the same meanwhile has one of his own.
            let made = Arc::new(make());
            let kept: Arc<dyn Any + Send + Sync> = Arc::clone(&made) as _;
            self.lock().insert(key, Arc::downgrade(&kept));
            made
        })
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rows whose values cannot be made.
#[derive(Debug, Default)]
pub struct Failures(Mutex<Option<(u64, String)>>);

impl Failures {
    /// Tells of a row, by its number from 0. Of several, the first row is kept.
    pub fn push(&self, row: u64, message: &str) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(known, _)| row < *known) {
            *first = Some((row, message.to_owned()));
        }
    }

    /// What is wrong with the first of the rows.
    pub fn words(&self) -> Option<String> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.as_ref().map(|(row, message)| format!("row {}: {message}", row + 1))
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

    /// What is made once for all that need it.
    fn kept(&self) -> &Kept;

    /// The threads of whoever asks for values.
    fn workers(&self) -> Workers;

    /// The number of each item's row, where items are not these numbers.
    fn numbers(&self) -> Option<Arc<dyn Values>> {
        None
    }

    /// Where a value that cannot be made is told.
    fn failures(&self) -> Arc<Failures>;

    /// Which entry of a linked pool each row picks, and the values of a field by entry.
    fn pool(&self, pool: usize, field: usize, site: &Site<'_>) -> (Index, Arc<dyn Values>);
}

/// A place at which values are built.
#[derive(Clone, Copy)]
pub struct Site<'a> {
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

    /// Another value of the same row.
    pub fn peer(&self, peer: Peer) -> Arc<dyn Values> {
        self.around.peer(peer, self)
    }
}
