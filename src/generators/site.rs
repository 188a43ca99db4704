//! Where values are built: what they may refer to and how they will be read.

use std::sync::Arc;

use super::Values;
use super::children::Parents;
use super::index::Index;
use crate::facts::Peer;
use crate::random::{Key, Stream};

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
}

impl<'a> Site<'a> {
    /// A site whose items are read in order, each about once.
    pub fn new(around: &'a dyn Surroundings, shared: Key) -> Site<'a> {
        Site { around, shared, pool: None }
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
        let stream = Stream::new(key, width);
        match self.pool {
            Some(items) => stream.pooled(items),
            None => stream,
        }
    }

    /// Another value of the same row.
    pub fn peer(&self, peer: Peer) -> Arc<dyn Values> {
        self.around.peer(peer, self)
    }
}
