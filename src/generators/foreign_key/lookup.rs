//! The rows that a foreign key names, and what is shown of them.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::NullBuffer;

use super::candidates::{Indexed, Sources};
use super::chooser::{Avoided, Chooser, Distinct, Law, Places, TreeRows, WORDS};
use super::leader::{Choice, Draw, Leader};
use super::ranks::Ranked;
use crate::config::calendar;
use crate::config::types::ColumnType;
use crate::distributions::zipf::Zipf;
use crate::facts::{Allowed, Conditions, Facts, Grouping, Nulls, Other};
use crate::generators::boolean::coins;
use crate::generators::children::Parents;
use crate::generators::index::Index;
use crate::generators::optional::INNER;
use crate::generators::sequential_id::numbers;
use crate::generators::site::Teller;
use crate::generators::{Site, Values};
use crate::random::{self, Items, Stream};
use crate::steps::Steps;
use crate::tables::with_nulls;
use crate::tables::{hash_int, hash_text};

/// What a column shows of the parent's row, and how it comes to that row.
pub struct Lookup {
    pub table: usize,
    pub rows: u64,
    /// The place, among the columns the parent shows, of the one whose value is given; none for the row's number.
    pub column: Option<usize>,
    pub kind: ColumnType,
    pub draw: Draw,
    /// The column that drew the row, and the coins without which it names none.
    pub leader: Option<(usize, Vec<f64>)>,
}

impl Lookup {
    /// Nulls of the values, which are those of the column `shown` where a row is named.
    pub fn nulls(&self, shown: Option<&Facts>) -> Nulls {
        // A share of the parent's rows is not one of the rows that name them.
        let missing = match &self.draw {
            Draw::Uniform | Draw::Unique | Draw::Zipf(_) | Draw::Parent => false,
            Draw::Chosen(choice) => !choice.conditions.certain && !choice.conditions.required,
        };
        let possible = missing || shown.is_some_and(|facts| facts.nulls.possible());
        let own = if possible { Nulls::Possible } else { Nulls::Never };
        let coins = self.leader.iter().flat_map(|(_, coins)| coins);
        coins.fold(own, |nulls, probability| nulls.and(1.0 - probability))
    }

    /// The values under `key`, or under that of the column that drew the row.
    pub fn build(&self, key: random::Key, site: &Site<'_>) -> Arc<dyn Values> {
        let Some((leader, probabilities)) = &self.leader else { return self.values(key, site) };
        let mut key = site.around.key(*leader);
        let mut coins = Vec::new();
        for probability in probabilities {
            coins.push((*probability, site.stream(key, 1)));
            key = key.child(INNER);
        }
        let values = self.values(key, site);
        if coins.is_empty() { values } else { Arc::new(Together { coins, values }) }
    }

    fn values(&self, key: random::Key, site: &Site<'_>) -> Arc<dyn Values> {
        let rows = Rows::new(&self.draw, self.table, self.rows, key, site);
        match self.column {
            None => Arc::new(RowNumber { rows, kind: self.kind }),
            Some(column) => Arc::new(ValueOf { rows, column: site.around.column_of(self.table, column) }),
        }
    }
}

/// Values that are left out where the column they follow is.
pub struct Together {
    pub coins: Vec<(f64, Stream)>,
    pub values: Arc<dyn Values>,
}

impl Values for Together {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let values = self.values.array(items);
        self.coins.iter().fold(values, |values, (prob, words)| {
            with_nulls(values, NullBuffer::new(coins(words, *prob, items)))
        })
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for (prob, words) in &self.coins {
            steps.words(&words.item(item), "the coin of the column it goes with");
            steps.number("probability", *prob, "NULL unless word/2⁶⁴ is below it");
        }
        self.values.explain(item, steps);
    }
}

/// The parent row of each item.
pub enum Rows {
    Index(Index),
    Zipf(Zipf),
    Parents(Parents),
    Chosen {
        chooser: Box<Chooser>,
        /// Told where a row must have a parent and has none.
        required: Option<(Teller, String)>,
    },
    Tree(TreeRows),
}

/// Parent row numbers, from 0; those under a null mean nothing, but are rows that exist.
pub struct Named {
    pub rows: Vec<u64>,
    pub nulls: Option<NullBuffer>,
}

impl Named {
    fn all(rows: Vec<u64>) -> Named {
        Named { rows, nulls: None }
    }

    fn some(rows: &[Option<u64>]) -> Named {
        let nulls = rows.iter().any(Option::is_none).then(|| rows.iter().map(Option::is_some).collect());
        Named { rows: rows.iter().map(|row| row.unwrap_or(0)).collect(), nulls }
    }

    /// The row of each item.
    pub fn each(&self) -> impl Iterator<Item = Option<u64>> {
        let named = |position: usize| self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(position));
        self.rows.iter().enumerate().map(move |(position, row)| named(position).then_some(*row))
    }

    /// The same values, null where no row is named.
    fn mask(self, values: ArrayRef) -> ArrayRef {
        match self.nulls {
            Some(nulls) => with_nulls(values, nulls),
            None => values,
        }
    }
}

impl Rows {
    /// The rows that a column draws under `key`.
    fn new(draw: &Draw, table: usize, parents: u64, key: random::Key, site: &Site<'_>) -> Rows {
        let index = |unique| Rows::Index(Index::new(unique, parents, key, site));
        match draw {
            Draw::Uniform if site.around.grows(table) => Rows::Index(Index::jumping(parents, key, site)),
            Draw::Uniform => index(false),
            Draw::Unique => index(true),
            Draw::Zipf(s) => Rows::Zipf(Zipf::new(parents, *s, key)),
            Draw::Parent => match site.around.parents() {
                Some(parents) => Rows::Parents(parents),
                None => index(false),
            },
            Draw::Chosen(choice) => match choice.conditions.tree {
                Some(tree) => Rows::Tree(TreeRows {
                    tree,
                    rows: parents,
                    groups: if choice.conditions.matches.is_empty() {
                        None
                    } else {
                        site.around.parents().map(Parents::pooled)
                    },
                    words: site.stream(key, 1),
                }),
                None => chosen(choice, table, parents, key, site),
            },
        }
    }

    /// The rows that another column of the same row, entity or pool entry names, whether or not it shows them.
    fn of_leader(leader: &Leader, site: &Site<'_>) -> Rows {
        let key = leader.coins.iter().fold(site.around.key(leader.index), |key, _| key.child(INNER));
        Rows::new(&leader.draw, leader.table, leader.rows, key, site)
    }

    /// Explains which parent an item has.
    fn explain(&self, item: u64, steps: &mut Steps) {
        let how = match self {
            Rows::Index(index) => {
                index.explain(item, steps);
                "that number"
            }
            Rows::Zipf(_) => "a rank drawn by Zipf's law, spread over the rows in a keyed order",
            Rows::Parents(_) => "the parent whose children these are, in the parents' order",
            Rows::Chosen { chooser, .. } => {
                chooser.explain(item, steps);
                "one of the candidates"
            }
            Rows::Tree(tree) => {
                steps.words(&tree.words.item(item), "of this row and column");
                "a row of the level above, each as likely as the others"
            }
        };
        for row in self.of(Items::List(&[item])).each() {
            match row {
                Some(row) => steps.number("parent row", row as f64, how),
                None => steps.text("parent row", "NULL", "a root of the tree, or a row without candidates"),
            }
        }
    }

    /// Parent row numbers.
    pub fn of(&self, items: Items<'_>) -> Named {
        match self {
            Rows::Index(index) => Named::all(index.map(items, |row| row)),
            Rows::Zipf(zipf) => Named::all(zipf.of(items)),
            Rows::Parents(parents) => Named::all(parents.of(items)),
            Rows::Tree(tree) => Named::some(&tree.of(items)),
            Rows::Chosen { chooser, required } => {
                let rows = chooser.of(items);
                if let Some((teller, column)) = required
                    && let Some(position) = rows.iter().position(Option::is_none)
                    && !chooser.workers.is_stopped()
                {
                    let message = "required, but no row of its parent keeps its conditions";
                    teller.tell(items.item(position), column, message);
                }
                Named::some(&rows)
            }
        }
    }
}

fn chosen(choice: &Choice, table: usize, parents: u64, key: random::Key, site: &Site<'_>) -> Rows {
    let conditions = &choice.conditions;
    let places = match conditions.grouping {
        Grouping::Whole => Places::Whole(parents),
        Grouping::Children => match (site.around.parents_of(table), conditions.matches.first()) {
            (Some(parents), Some(one)) => {
                Places::Children { parents: parents.pooled(), of: site.peer(one.own) }
            }
            _ => Places::Whole(parents),
        },
        Grouping::Index => Places::Index {
            index: index(conditions, table, parents, site),
            own: conditions.matches.iter().map(|one| site.peer(one.own)).collect(),
            bounds: conditions.open_bounds().map(|bound| (site.peer(bound.own), *bound)).collect(),
        },
    };
    let other = conditions.other.map(|other| match (other, &choice.avoided) {
        (Other::Named(_), Some(leader)) => Avoided::Named(Box::new(Rows::of_leader(leader, site))),
        (Other::Named(_), None) | (Other::Itself(_), _) => Avoided::Itself,
    });
    let distinct = conditions.within.and_then(|within| {
        if within.children {
            return site.around.parents().map(Distinct::Children);
        }
        let make = |site: &Site<'_>| Ranked::new(site.peer(within.own), within.rows);
        let ranks = site.shared((Arc::as_ptr(conditions) as usize, "ranks"), make);
        Some(Distinct::Ranked { ranks, own: site.peer(within.own) })
    });
    let distinct = distinct.or(conditions.unique.then_some(Distinct::Whole));
    let law = match (conditions.weight, conditions.zipf) {
        (Some(_), _) => Law::Weighted,
        (None, 0.0) => Law::Uniform,
        (None, s) => Law::Zipf(s),
    };
    let spread = key.child("spread").bytes();
    let spread = spread.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let required = conditions.required && !conditions.certain;
    Rows::Chosen {
        chooser: Box::new(Chooser {
            places,
            law,
            other,
            distinct,
            arrival: conditions.arrival.clone(),
            words: site.stream(key, 1),
            again: Stream::new(key.child("again"), WORDS),
            spread,
            workers: site.around.workers(),
        }),
        required: required.then(|| (site.around.teller(), choice.column.clone())),
    }
}

/// The index that these conditions take, shared by all columns that choose by them.
fn index(conditions: &Arc<Conditions>, table: usize, parents: u64, site: &Site<'_>) -> Arc<Indexed> {
    let make = |site: &Site<'_>| {
        let column = |column: usize| site.around.column_of(table, column);
        let sources = Sources {
            matches: conditions.matches.iter().map(|one| column(one.column)).collect(),
            allowed: conditions.allowed.iter().map(|one| (column(one.column), hashes(one))).collect(),
            bounds: conditions.open_bounds().map(|bound| (column(bound.column), bound.side)).collect(),
            by_number: conditions.arrival.is_some(),
            weight: conditions.weight.map(column),
        };
        Indexed::new(sources, parents)
    };
    site.shared((Arc::as_ptr(conditions) as usize, "index"), make)
}

/// The hashes of the values a column may have, in its natural type. Those that are none of its type have none.
pub fn hashes(allowed: &Allowed) -> Vec<u64> {
    let hash = |text: &String| match allowed.kind {
        ColumnType::Text => Some(hash_text(text.as_bytes())),
        ColumnType::Int32 | ColumnType::Int64 => text.parse().ok().map(hash_int),
        ColumnType::Float64 => text.parse::<f64>().ok().map(|number| hash_int(number.to_bits() as i64)),
        ColumnType::Bool => text.parse::<bool>().ok().map(|flag| hash_int(flag.into())),
        ColumnType::Date => calendar::parse_date(text).map(|day| hash_int(day.into())),
        ColumnType::Timestamp => calendar::parse_timestamp(text).map(|second| hash_int(second * 1_000_000)),
        ColumnType::Decimal { .. }
        | ColumnType::Time
        | ColumnType::TimestampTz(_)
        | ColumnType::Uuid
        | ColumnType::List(_)
        | ColumnType::Struct(_) => None,
    };
    allowed.values.iter().filter_map(hash).collect()
}

struct RowNumber {
    rows: Rows,
    kind: ColumnType,
}

impl Values for RowNumber {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let named = self.rows.of(items);
        let values = numbers(self.kind, named.rows.iter().map(|row| *row as i64 + 1));
        named.mask(values)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.rows.explain(item, steps);
    }
}

/// The value that a column of the parent has in the row.
struct ValueOf {
    rows: Rows,
    column: Arc<dyn Values>,
}

impl Values for ValueOf {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let named = self.rows.of(items);
        let values = self.column.array(Items::List(&named.rows));
        named.mask(values)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.rows.explain(item, steps);
        for row in self.rows.of(Items::List(&[item])).each().flatten() {
            self.column.explain(row, steps);
        }
    }
}
