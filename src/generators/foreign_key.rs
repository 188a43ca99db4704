//! `foreign_key`: rows of another dataset.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::NullBuffer;

use super::boolean::coins;
use super::children::Parents;
use super::index::Index;
use super::optional::{INNER, with_nulls};
use super::scope::{Place, Scope, UNIQUE};
use super::sequential_id::numbers;
use super::zipf::Zipf;
use super::{Entry, Site, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{
    Categories, Drawn, Duty, Extent, Facts, Nulls, Order, Pick, Reference, Relation, Tie, Window, int_kind,
};
use crate::random::{self, Items, Stream};
use crate::steps::Steps;

pub const LEAST: Key<i64> = Key::int("min", 0, MOST_CHILDREN).doc("Least children of a parent").example("1");
pub const MOST: Key<i64> =
    Key::int("max", 0, MOST_CHILDREN).doc("Greatest children of a parent").example("5");

/// `per_parent` without `type`.
pub static PER_PARENT: Section = Section::new(
    "datagen.per_parent",
    "docs/datagen.md#rows-that-belong-to-a-parent",
    "Children of each parent, all numbers from min to max equally often",
    &[LEAST.param, MOST.param],
);

/// Most children of one parent.
pub const MOST_CHILDREN: i64 = 1_000_000;

pub const DATASET: Key<&str> = Key::text("dataset").doc("Name of the parent dataset");
const COLUMN: Key<Option<&str>> = Key::text("column")
    .otherwise("the row number")
    .doc("The parent's column to refer to; the parent must come earlier in the file")
    .example("customer_id");
const ZIPF: Key<f64> = Key::float("zipf", Interval::closed(0.0, 20.0))
    .default(0.0)
    .doc("Skew: the parent of rank k is chosen with probability ∝ 1/kˢ");
pub static CHILDREN: Key<Option<Unread>> = Key::of(
    "per_parent",
    Kind::Choice(
        "mapping {min, max}, or a generator of whole numbers",
        &[Kind::Map(&PER_PARENT), Kind::Generator],
    ),
)
.optional()
.doc("Children of each parent; sets the number of rows, so num_rows is left out")
.example("{ min: 1, max: 5 }");
const WITH: Key<Option<&str>> = Key::text("with")
    .otherwise("a draw of its own")
    .doc(
        "An earlier foreign_key column to the same dataset: both name the same row, so together they are one \
     key of several columns",
    )
    .example("customer_id");

pub static ENTRY: Entry = Entry {
    name: "foreign_key",
    section: Section::new(
        "datagen.generator.foreign_key",
        "docs/datagen.md#foreign_key",
        "A row of another dataset, by its number (from 1) or by one of its columns; only rows that exist are named",
        &[DATASET.param, COLUMN.param, ZIPF.param, CHILDREN.param, UNIQUE.param, WITH.param],
    ),
    example: "{ type: foreign_key, dataset: customers }",
    read: |fields, scope| {
        let table = scope.dataset(fields.at(&DATASET)?)?;
        let rows = scope.tables.rows(table)?;
        let column = match fields.at(&COLUMN) {
            Some(field) => Some((field.clone(), scope.parent_column(field, table, false)?)),
            None => None,
        };
        let shown = column.as_ref().map(|(_, (_, column))| column.facts);
        let mut exact = shown.is_none_or(|facts| facts.unique);
        let with = fields.at(&WITH);
        let mut leader = None;
        let draw = if let Some(field) = with {
            for chosen in [ZIPF.param.name, CHILDREN.param.name, UNIQUE.param.name] {
                if let Some(field) = fields.get(chosen) {
                    let message = "with takes the row that the other column chose";
                    field.error("conflicting-keys", message, Some(format!("say {chosen} on that column")));
                    return None;
                }
            }
            let found = scope.leader(field, "with")?;
            found.check_table(field, table, scope)?;
            exact &= found.coins.is_empty();
            leader.insert(found).draw
        } else {
            let zipf = fields.read(&ZIPF)?;
            let unique = scope.unique(fields, rows)?;
            let draw = match (fields.at(&CHILDREN), zipf, unique) {
                (Some(field), 0.0, false) => {
                    scope.check_per_parent(field)?;
                    Draw::Parent
                }
                (None, 0.0, false) => Draw::Uniform,
                (None, 0.0, true) => Draw::Unique,
                (None, s, false) => Draw::Zipf(s),
                _ => {
                    let message = "zipf, per_parent and unique exclude one another";
                    fields.whole.error("conflicting-keys", message, Some("keep one of them".into()));
                    return None;
                }
            };
            // Values of a key of several columns may repeat in each.
            let alone = !exact && !scope.peers.is_completed();
            if let Some((field, (_, column))) = column.as_ref().filter(|_| alone) {
                let name = format!("'{}.{}'", scope.tables.names()[table], column.name);
                let hint = Some("refer to a sequential_id, uuid or unique column".to_owned());
                if unique {
                    let message = format!("{name} can repeat, so its values cannot be unique");
                    fields.at(&UNIQUE)?.error("not-a-key", message, hint);
                    return None;
                }
                let message = format!("{name} can repeat, so a value may stand for several rows");
                field.warn("not-a-key", message, hint);
            }
            draw
        };
        let (with, coins) = leader.map_or((None, Vec::new()), |leader| (Some(leader.index), leader.coins));
        let reference = Reference {
            table,
            column: column.as_ref().map(|(_, (place, _))| *place),
            rows,
            exact,
            pick: draw.pick(),
            drawn: match scope.place {
                Place::Row(_) | Place::Aside => Drawn::EachRow,
                Place::Entity => Drawn::EachEntity,
                Place::PoolEntry => Drawn::EachPoolEntry,
            },
            with,
            coins: Vec::new(),
        };
        let number = int_kind(1, i64::try_from(rows).unwrap_or(i64::MAX));
        let lookup = Lookup {
            table,
            rows,
            column: reference.column,
            kind: shown.map_or(number, |facts| facts.kind),
            draw,
            leader: with.map(|column| (column, coins)),
        };
        let facts = Facts {
            kind: lookup.kind,
            nulls: lookup.nulls(shown),
            range: shown.map_or(Some((1.0, rows as f64)), |facts| facts.range),
            extent: shown.map_or(Extent::NUMBER, |facts| facts.extent.inside()),
            categories: shown.and_then(listed),
            law: None,
            // What a copy holds is text, which JSON quotes.
            json: None,
            unique: exact && reference.pick == Pick::Unique,
            reference: Some(reference),
            relation: Relation::None,
            ties: with.map(Tie::Column).into_iter().collect(),
            order: Order::Any,
            language: shown.and_then(|facts| facts.language.clone()),
            window: Window::Any,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| lookup.build(key, site)))
    },
};

/// The values there may be in a copy of a column that lists them.
pub fn listed(of: &Facts) -> Option<Categories> {
    of.categories.as_ref().map(|categories| Categories::unweighted(Arc::clone(&categories.values)))
}

/// How parent rows are drawn.
#[derive(Clone, Copy, Debug)]
pub enum Draw {
    Uniform,
    /// No parent twice.
    Unique,
    /// The parent of popularity rank k with probability ∝ k⁻ˢ; ranks are spread over the parents in a keyed order.
    Zipf(f64),
    /// The parent whose child the row is.
    Parent,
}

impl Draw {
    fn pick(self) -> Pick {
        match self {
            Draw::Uniform => Pick::Uniform,
            Draw::Unique => Pick::Unique,
            Draw::Zipf(s) => Pick::Zipf(s),
            Draw::Parent => Pick::Parent,
        }
    }

    /// The draw that chooses so, if it is one of these.
    fn of(pick: &Pick) -> Option<Draw> {
        match pick {
            Pick::Uniform => Some(Draw::Uniform),
            Pick::Unique => Some(Draw::Unique),
            Pick::Zipf(s) => Some(Draw::Zipf(*s)),
            Pick::Parent => Some(Draw::Parent),
            Pick::Weighted(_)
            | Pick::Pinned
            | Pick::Entity
            | Pick::Period
            | Pick::OwnMember
            | Pick::Left
            | Pick::Right => None,
        }
    }
}

/// The foreign key of the same row, entity or pool entry from which another column takes its parent row.
pub struct Leader {
    pub index: usize,
    pub table: usize,
    pub rows: u64,
    pub draw: Draw,
    /// The probabilities of the coins without any of which the row is not named.
    pub coins: Vec<f64>,
}

impl Leader {
    /// All columns of one key refer to one table.
    fn check_table(&self, with: &Field<'_>, table: usize, scope: &Scope<'_>) -> Option<()> {
        if self.table == table {
            return Some(());
        }
        let names = scope.tables.names();
        let (other, own, named) = (names[self.table], names[table], with.text()?);
        let message = format!("'{named}' refers to '{other}', but this column refers to '{own}'");
        let hint = "all columns of one key refer to one dataset".to_owned();
        with.error("different-parents", message, Some(hint));
        None
    }
}

impl Scope<'_> {
    /// The earlier foreign key a field names; where that one follows another, the other.
    pub fn leader(&self, field: &Field<'_>, word: &str) -> Option<Leader> {
        if self.in_array {
            let message = format!("{word} cannot stand inside an array: a row names one parent");
            field.error("wrong-place", message, None);
            return None;
        }
        let named = |facts: &Facts| facts.reference.is_some() && facts.relation == Relation::None;
        let (mut index, mut column) = self.peers.find(field, |column| named(column.facts()), &[])?;
        loop {
            let facts = column.facts();
            let drawn = facts.reference.as_ref().filter(|_| named(facts));
            let Some((reference, draw)) = drawn.and_then(|one| Some((one, Draw::of(&one.pick)?))) else {
                let hint = "name a column whose generator is foreign_key, or optional around one".to_owned();
                field.error("wrong-type", format!("'{}' is no foreign key", column.name), Some(hint));
                return None;
            };
            match reference.with {
                // An optional follower leaves rows out that its leader has: what it names is its own.
                Some(leader) if reference.coins.is_empty() => {
                    (index, column) = (leader, &self.peers.earlier[leader])
                }
                Some(_) => {
                    let message =
                        format!("'{}' is optional and takes its row from another column", column.name);
                    field.error("wrong-type", message, Some("name that other column".to_owned()));
                    return None;
                }
                None => {
                    let (table, rows, coins) = (reference.table, reference.rows, reference.coins.clone());
                    return Some(Leader { index, table, rows, draw, coins });
                }
            }
        }
    }
}

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
        let possible = shown.is_some_and(|facts| facts.nulls.possible());
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
        let index = |unique| Rows::Index(Index::new(unique, self.rows, key, site));
        let rows = match self.draw {
            Draw::Uniform => index(false),
            Draw::Unique => index(true),
            Draw::Zipf(s) => Rows::Zipf(Zipf::new(self.rows, s, key)),
            Draw::Parent => match site.around.parents() {
                Some(parents) => Rows::Parents(parents),
                None => index(false),
            },
        };
        match self.column {
            None => Arc::new(RowNumber { rows, kind: self.kind }),
            Some(column) => Arc::new(ValueOf { rows, column: site.around.column_of(self.table, column) }),
        }
    }
}

/// Values that are left out where the column they follow is.
struct Together {
    coins: Vec<(f64, Stream)>,
    values: Arc<dyn Values>,
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
enum Rows {
    Index(Index),
    Zipf(Zipf),
    Parents(Parents),
}

impl Rows {
    /// Explains which parent an item has.
    fn explain(&self, item: u64, steps: &mut Steps) {
        let how = match self {
            Rows::Index(index) => {
                index.explain(item, steps);
                "that number"
            }
            Rows::Zipf(_) => "a rank drawn by Zipf's law, spread over the rows in a keyed order",
            Rows::Parents(_) => "the parent whose children these are, in the parents' order",
        };
        for row in self.of(Items::List(&[item])) {
            steps.number("parent row", row as f64, how);
        }
    }

    /// Parent row numbers, from 0.
    fn of(&self, items: Items<'_>) -> Vec<u64> {
        match self {
            Rows::Index(index) => index.map(items, |row| row),
            Rows::Zipf(zipf) => zipf.of(items),
            Rows::Parents(parents) => parents.of(items),
        }
    }
}

struct RowNumber {
    rows: Rows,
    kind: ColumnType,
}

impl Values for RowNumber {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        numbers(self.kind, self.rows.of(items).into_iter().map(|row| row as i64 + 1))
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
        self.column.array(Items::List(&self.rows.of(items)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.rows.explain(item, steps);
        for row in self.rows.of(Items::List(&[item])) {
            self.column.explain(row, steps);
        }
    }
}
