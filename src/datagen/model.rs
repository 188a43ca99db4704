//! A datagen config with every default filled, every name an index and every rule checked.

use std::sync::Arc;

use super::layout::Starts;
use super::rate::Rate;
use crate::config::finding::At;
use crate::config::types::ColumnType;
use crate::correlation::Solved;
use crate::expressions::Expression;
use crate::facts::{Arrivals, Duty, Extent, Facts, Nulls, Order, Relation, Window};
use crate::generators::children::Children;
use crate::generators::hierarchy::Hierarchy;
use crate::generators::outer::Outer;
use crate::generators::pool::Pool;
use crate::generators::scope::TableColumn;
use crate::generators::site::Kept;
use crate::generators::{Column, Generator};
use crate::random::Key;
use crate::rhythm::{Days, apportion};

/// A whole config.
#[derive(Debug)]
pub struct Datagen {
    pub datasets: Vec<Dataset>,
    /// Tables of another language in the same file, which come after the datasets where tables are counted.
    pub outer: Vec<Arc<Outer>>,
    /// The seed of datasets without one of their own: the call's, else the config's, else 42.
    pub seed: u64,
    /// What numbers of rows were multiplied by: the call's, else the config's, else 1.
    pub scale: f64,
    pub hierarchies: Vec<Arc<Hierarchy>>,
    pub native_types: bool,
    /// What the config says it is.
    pub description: Option<String>,
    /// What passes over datasets gave, while somebody reads by it.
    pub kept: Kept,
}

impl Datagen {
    /// The table of another language at a place among all tables.
    pub fn outer(&self, table: usize) -> Option<&Arc<Outer>> {
        self.outer.get(table.checked_sub(self.datasets.len())?)
    }

    /// The name of a table: a dataset, or a table of another language.
    pub fn table_name(&self, table: usize) -> &str {
        let outer = || self.outer(table).map_or("", |outer| outer.name.as_str());
        self.datasets.get(table).map_or_else(outer, |dataset| dataset.name.as_str())
    }

    /// The name of a column of a table.
    pub fn column_name(&self, table: usize, column: usize) -> Option<&str> {
        match self.datasets.get(table) {
            Some(dataset) => dataset.table_columns.get(column).map(|column| column.name.as_str()),
            None => self.outer(table)?.columns.get(column).map(|(name, _)| name.as_str()),
        }
    }

    /// Whether some dataset extends in time.
    pub fn extends(&self) -> bool {
        self.datasets.iter().any(|dataset| dataset.arrivals.is_some())
    }

    /// The primary rows of a table.
    pub fn table_rows(&self, table: usize) -> u64 {
        match self.datasets.get(table) {
            Some(dataset) => super::layout::rows(dataset),
            None => self.outer(table).map_or(0, |outer| outer.rows),
        }
    }
}

/// One dataset.
#[derive(Debug)]
pub struct Dataset {
    pub name: String,
    /// What the config says it is.
    pub description: Option<String>,
    /// Where `plotsim_write` puts it, relative to the target directory.
    pub output: String,
    /// Where the config says so.
    pub output_at: At,
    /// The seed in force: the call's, else the dataset's own, else the config's.
    pub seed: u64,
    pub rows: Rows,
    /// When its rows come, where it extends in time.
    pub arrivals: Option<Arc<Arrivals>>,
    pub partition: Option<Partition>,
    pub entity: Option<Entity>,
    pub pools: Vec<Pool>,
    pub redelivery: Option<Redelivery>,
    pub correlation: Correlation,
    pub columns: Vec<Column>,
    /// What every row has to keep.
    pub rules: Vec<RowRule>,
    /// What is known of each column the table shows, late duplicates aside: the entity's, the dataset's own, then the
    /// partition's day.
    pub table_columns: Vec<DatasetColumn>,
}

/// A column that a dataset's table shows.
#[derive(Debug)]
pub struct DatasetColumn {
    pub name: String,
    pub facts: Arc<Facts>,
    pub origin: Origin,
}

/// Where a column's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The entity of the row; the place among the entity's columns.
    Entity(usize),
    /// The row itself; the place among the dataset's own columns.
    Own(usize),
    /// The partition.
    Day,
}

/// How many primary rows a dataset has and where they come from.
#[derive(Debug)]
pub enum Rows {
    /// A number of their own.
    Own(u64),
    /// Some for each row of a parent, in the parent's order.
    Children(Children),
}

impl Dataset {
    /// Days over which rows are spread, 1 without a partition.
    pub fn days(&self) -> u64 {
        self.partition.as_ref().map_or(1, |partition| u64::from(partition.days))
    }

    /// The name of a column by its place among the correlated ones.
    pub fn correlated_name(&self, place: usize) -> Option<&str> {
        let origin = self.correlation.columns.get(place)?.origin;
        let column = self.table_columns.iter().find(|column| column.origin == origin)?;
        Some(&column.name)
    }

    /// The generator of a column; none of the partition's day.
    pub fn generator(&self, origin: Origin) -> Option<&Generator> {
        match origin {
            Origin::Entity(place) => Some(&self.entity.as_ref()?.columns.get(place)?.generator),
            Origin::Own(place) => Some(&self.columns.get(place)?.generator),
            Origin::Day => None,
        }
    }
}

impl DatasetColumn {
    /// The columns of a table, from its parts.
    pub fn all(entity: Option<&Entity>, own: &[Column], partition: Option<&Partition>) -> Vec<DatasetColumn> {
        let column = |origin: fn(usize) -> Origin| {
            move |(place, column): (usize, &Column)| DatasetColumn {
                name: column.name.clone(),
                facts: Arc::clone(&column.generator.facts),
                origin: origin(place),
            }
        };
        let shared = entity.iter().flat_map(|entity| &entity.columns).enumerate();
        let mut all: Vec<DatasetColumn> = shared.map(column(Origin::Entity)).collect();
        // Rows share entities, so what differs between these need not differ between rows.
        for column in &mut all {
            let facts = Arc::make_mut(&mut column.facts);
            (facts.unique, facts.order) = (false, Order::Any);
        }
        all.extend(own.iter().enumerate().map(column(Origin::Own)));
        all.extend(partition.map(|partition| DatasetColumn {
            name: partition.column.clone(),
            facts: Arc::new(partition.facts()),
            origin: Origin::Day,
        }));
        all
    }

    /// The column as references know it.
    pub fn as_seen(&self) -> TableColumn<'_> {
        TableColumn { name: &self.name, facts: &self.facts, is_day: self.origin == Origin::Day }
    }
}

/// The parent whose days a partition takes.
#[derive(Clone, Copy, Debug)]
pub struct Follows {
    /// The column that names the parent, among the dataset's own.
    pub key: usize,
    /// The parent, and the place of its day among the columns that it shows.
    pub table: usize,
    pub column: usize,
}

/// Rows spread over days: evenly, the first `rows mod days` days getting one more, or by what the days weigh.
#[derive(Debug)]
pub struct Partition {
    pub column: String,
    /// Days since 1970-01-01.
    pub start: i32,
    pub days: u32,
    /// Whose days these are, where rows lie on the day of their parent.
    pub follows: Option<Follows>,
    /// What the days weigh and how much noise there is to it; none where they are alike.
    pub weights: Option<(Days, f64)>,
    /// Where the rows of each day start; none where days are alike.
    pub starts: Option<Arc<Starts>>,
}

impl Partition {
    /// The days of a rate.
    pub fn of_rate(rate: &Rate) -> Partition {
        Partition {
            column: rate.column.clone(),
            start: rate.arrivals.first_day(),
            days: rate.arrivals.days() as u32,
            follows: None,
            weights: None,
            starts: None,
        }
    }

    /// The rows of each day by what the days weigh, of so many rows in all; noise is drawn under the key. None where days are alike.
    pub fn weighed(&self, rows: u64, key: Key) -> Option<Vec<u64>> {
        let (days, noise) = self.weights.as_ref()?;
        Some(apportion(rows, &days.clone().with_noise(*noise, key).weights))
    }

    /// What is known of its days.
    pub fn facts(&self) -> Facts {
        let first = f64::from(self.start);
        Facts {
            kind: ColumnType::Date,
            nulls: Nulls::Never,
            range: Some((first, first + f64::from(self.days) - 1.0)),
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: match self.follows {
                Some(Follows { key, table, column }) => Relation::CopyOf { key, table, column },
                None => Relation::None,
            },
            ties: Vec::new(),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        }
    }
}

/// A pool of entities that rows share.
#[derive(Debug)]
pub struct Entity {
    pub size: u64,
    /// Entities per row.
    pub ratio: f64,
    pub columns: Vec<Column>,
}

impl Entity {
    /// How many entities so many rows have.
    pub fn size_of(rows: u64, ratio: f64) -> u64 {
        (rows as f64 * ratio).trunc().max(1.0) as u64
    }

    /// Among how many entities, each as likely, rows would vary as much: 1/Σp², p being how likely a row is to be an entity's. Those
    /// that come early are likelier, since rows of each day choose among those there by then.
    pub fn alike(&self, arrivals: Option<&Arrivals>) -> f64 {
        let Some(arrivals) = arrivals else { return self.size as f64 };
        let mut days = Vec::new();
        let mut rows = 0;
        for of_day in arrivals.each_day() {
            rows += of_day;
            days.push((of_day as f64, Entity::size_of(rows, self.ratio) as f64));
        }
        let (mut chance, mut sum) = (0.0, 0.0);
        for (place, (of_day, there)) in days.iter().enumerate().rev() {
            chance += of_day / there / rows as f64;
            let before = place.checked_sub(1).map_or(0.0, |before| days[before].1);
            sum += (there - before) * chance * chance;
        }
        if sum > 0.0 { 1.0 / sum } else { self.size as f64 }
    }
}

/// An assertion about each row.
#[derive(Debug)]
pub struct RowRule {
    /// A truth; null holds.
    pub expression: Arc<Expression>,
    /// The columns it reads, in the order of its operands: indices into [`Dataset::table_columns`].
    pub columns: Vec<usize>,
}

/// Columns that are drawn together, and the coefficients they have.
#[derive(Debug, Default)]
pub struct Correlation {
    /// Those that some pair names: the entity's, then the dataset's own.
    pub columns: Vec<Correlated>,
    /// In the order of the file.
    pub pairs: Vec<Pair>,
    /// Whether no correlation matrix held the solved coefficients together.
    pub repaired: bool,
}

/// A column that is drawn together with others.
#[derive(Debug)]
pub struct Correlated {
    pub origin: Origin,
    /// Whether greater words give lesser values.
    pub turned: bool,
    /// Whether it draws from the words of its own key where it is alone.
    pub own_words: bool,
    /// The mean of its law.
    pub mean: f64,
    /// Its score as a weighted sum of independent ones: places in [`Correlation::columns`] up to its own, and weights.
    pub factor: Vec<(usize, f64)>,
}

/// Two columns by their places in [`Correlation::columns`], the coefficient asked for and what came of it.
#[derive(Debug)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    pub coefficient: f64,
    pub solved: Solved,
}

/// Late duplicates of rows.
#[derive(Debug)]
pub struct Redelivery {
    pub fraction: f64,
    /// Index into [`Dataset::columns`].
    pub arrival: usize,
    pub delay: Generator,
}
