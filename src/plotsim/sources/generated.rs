//! `generator:` in place of a type: any generator of the datagen language that looks at nothing but its own row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, Int64Array, NullArray};

use super::{Entry, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::Kind;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Peer, Relation, Window};
use crate::generators::children::Parents;
use crate::generators::given::Given;
use crate::generators::index::Index;
use crate::generators::scope::Scope;
use crate::generators::site::{Failures, Kept, Naming, Teller};
use crate::generators::{self, Generator, Surroundings};
use crate::plotsim::draft::Generates;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::random::{self, Items};
use crate::steps::Steps;
use crate::workers::Workers;

pub const GENERATOR: Key<Option<Unread>> = Key::of("generator", Kind::Generator)
    .optional()
    .doc("What fills it in place of a type: any generator of the datagen language")
    .example("{ type: log_normal, median: 20, sigma: 0.5, max: 500 }");

/// No text says it: it is a key of its own.
pub static ENTRY: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "a generator",
    role: Role::Value,
    unique: false,
    stands: |about| !about.calendar,
    hint: Some("columns of a calendar follow from its days"),
};

/// The generator under [`GENERATOR`], as it is written.
#[derive(Debug)]
pub struct WrittenOut;

impl SourceDraft for WrittenOut {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(Awaited))
    }

    fn generates(&self) -> Option<&dyn Generates> {
        Some(self)
    }
}

impl Generates for WrittenOut {
    fn read(&self, column: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
        let field = column.written(&GENERATOR)?;
        generators::column("", &field, scope).map(|column| column.generator)
    }

    fn words(&self, column: &Field<'_>) -> String {
        let kind = column.node.get(GENERATOR.param.name).and_then(|node| node.get("type"));
        format!("generator:{}", kind.and_then(|kind| kind.written()).unwrap_or_default())
    }
}

/// What holds the place of a generator until it is read; no table is made of it.
#[derive(Debug)]
pub struct Awaited;

impl Source for Awaited {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        "generator".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Possible,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: place.named(),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(Awaited)
    }
}

impl Values for Awaited {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        arrow::array::new_null_array(&arrow::datatypes::DataType::Utf8, rows.len)
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, _: &mut Steps) {}
}

/// A generator in a column.
#[derive(Clone, Debug)]
pub struct Generated {
    generator: Arc<Generator>,
    words: String,
    /// Whether draws go by the numbers of rows, because no two may be alike or because values count rows.
    by_number: bool,
    /// Whether values show the numbers of rows.
    shows_number: bool,
    /// The places of the other columns that values hang on.
    peers: Arc<BTreeSet<usize>>,
}

impl Generated {
    /// The generator of a column: whether it counts rows, and whether the rows of its table have numbers that are known without
    /// counting.
    pub fn new(
        generator: Generator,
        column: &Field<'_>,
        words: String,
        (counts, numbered): (bool, bool),
    ) -> Option<Generated> {
        // A person is the same whether or not an address of hers tells her from others.
        let shows_number = counts && matches!(generator.facts.relation, Relation::PartOf { .. });
        let by_number = counts && !shows_number;
        if counts && !numbered {
            let field = column.written(&GENERATOR).unwrap_or_else(|| column.clone());
            let message =
                format!("{} counts the rows of its table, which only dimensions have numbered", words);
            let hint = "a column of type id tells the rows of facts and events apart".to_owned();
            field.error("wrong-place", message, Some(hint));
            return None;
        }
        let asked = Asked::default();
        let root = random::Key::root(0);
        generator.build(root, &generators::Site::new(&asked, root));
        let peers = Arc::new(asked.wanted.into_inner().unwrap_or_else(PoisonError::into_inner));
        Some(Generated { generator: Arc::new(generator), words, by_number, shows_number, peers })
    }

    /// The places of the other columns that values hang on.
    pub fn peers(&self) -> impl Iterator<Item = usize> {
        self.peers.iter().copied()
    }

    /// What is known of its values.
    pub fn facts(&self) -> &Facts {
        &self.generator.facts
    }
}

impl Source for Generated {
    fn kind(&self) -> ColumnType {
        self.generator.facts.kind
    }

    fn words(&self, _: &Plotsim) -> String {
        self.words.clone()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let facts = Facts::clone(&self.generator.facts);
        let description = facts.description.clone().unwrap_or_else(|| place.named());
        // Versions of an entity have its values.
        let once = place.table().kind.versions().is_none();
        let order = if once { facts.order } else { Order::Any };
        Facts { description: Some(description), unique: facts.unique && once, order, ..facts }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let around = Around::new(site);
        let alone = self.peers.is_empty() && !self.shows_number;
        let peer = |column: &usize| (*column, Site { column: *column, ..site }.values());
        Arc::new(GeneratedValues {
            alone: alone.then(|| self.generator.build(site.key(), &around.site())),
            peers: self.peers.iter().map(peer).collect(),
            own: self.clone(),
            failures: Arc::clone(&around.failures),
            engine: Arc::clone(site.engine),
            table: site.table,
            column: site.column,
        })
    }
}

struct GeneratedValues {
    own: Generated,
    /// What makes the values, where they hang on no other column.
    alone: Option<Arc<dyn generators::Values>>,
    /// The other columns that they hang on.
    peers: BTreeMap<usize, Arc<dyn Values>>,
    failures: Arc<Failures>,
    engine: Arc<Engine>,
    table: usize,
    column: usize,
}

impl GeneratedValues {
    /// What makes the values of some rows, and the numbers by which it knows them.
    fn of(&self, rows: &RowSet) -> (Arc<dyn generators::Values>, Vec<u64>) {
        let items = match self.own.by_number {
            true => (0..rows.len).map(|row| rows.number(row)).collect(),
            false => rows.items(),
        };
        if let Some(alone) = &self.alone {
            return (Arc::clone(alone), items);
        }
        let site = Site { engine: &self.engine, table: self.table, column: self.column };
        let given = self.peers.iter().map(|(column, values)| (*column, values.array(rows))).collect();
        let numbers = (self.own.shows_number).then(|| {
            Arc::new(Int64Array::from_iter_values((0..rows.len).map(|row| rows.number(row) as i64)))
                as ArrayRef
        });
        let failures = Arc::clone(&self.failures);
        let words = Some(Arc::new(RowWords::new(&self.engine, &items, rows)));
        let around = Around { given, items, numbers, rows: words, failures, ..Around::new(site) };
        let values = self.own.generator.build(site.key(), &around.site());
        (values, around.items)
    }
}

impl Values for GeneratedValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let (values, items) = self.of(rows);
        values.array(Items::List(&items))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (values, items) = self.of(rows);
        if let Some(item) = items.get(row) {
            values.explain(*item, steps);
        }
    }

    fn metrics(&self) -> Vec<usize> {
        self.peers.values().flat_map(|peer| peer.metrics()).collect()
    }

    fn reads_positions(&self) -> bool {
        self.peers.values().any(|peer| peer.reads_positions())
    }

    fn reads_numbers(&self) -> bool {
        self.own.by_number || self.own.shows_number || self.peers.values().any(|peer| peer.reads_numbers())
    }

    fn failure(&self) -> Option<String> {
        self.failures.words().or_else(|| self.peers.values().find_map(|peer| peer.failure()))
    }
}

/// The other columns of some rows.
struct Around {
    engine: Arc<Engine>,
    table: usize,
    /// The values of other columns, by their places.
    given: BTreeMap<usize, ArrayRef>,
    /// What generators know each row by.
    items: Vec<u64>,
    numbers: Option<ArrayRef>,
    rows: Option<Arc<RowWords>>,
    failures: Arc<Failures>,
    kept: Kept,
}

/// What rows are called in messages: by their numbers, or by the entity and the period that they are about.
struct RowWords {
    engine: Arc<Engine>,
    items: Vec<u64>,
    numbers: Vec<u64>,
    entities: Vec<u64>,
    periods: Vec<u32>,
}

impl RowWords {
    fn new(engine: &Arc<Engine>, items: &[u64], rows: &RowSet) -> RowWords {
        let numbered = if rows.is_numbered() { rows.len } else { 0 };
        RowWords {
            engine: Arc::clone(engine),
            items: items.to_vec(),
            numbers: (0..numbered).map(|row| rows.number(row)).collect(),
            entities: rows.entities.clone(),
            periods: rows.periods.clone(),
        }
    }

    fn words(&self, item: u64) -> Option<String> {
        let row = self.items.iter().position(|own| *own == item)?;
        if let Some(number) = self.numbers.get(row) {
            return Some(format!("row {number}"));
        }
        let config = self.engine.config();
        let entity = self.entities.get(row).map(|entity| {
            let run = &config.entities.runs[config.entities.run_of(*entity)];
            format!("entity '{}'", run.entity_name(entity - run.first))
        });
        let period = self.periods.get(row).and_then(|period| config.time.label(*period as usize));
        let period = period.map(|label| format!("period {label}"));
        let words: Vec<String> = entity.into_iter().chain(period).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

impl Around {
    fn new(site: Site<'_>) -> Around {
        Around {
            engine: Arc::clone(site.engine),
            table: site.table,
            given: BTreeMap::new(),
            items: Vec::new(),
            numbers: None,
            rows: None,
            failures: Arc::default(),
            kept: Kept::default(),
        }
    }

    fn site(&self) -> generators::Site<'_> {
        let tables = self.engine.key().child("table");
        let name = self.engine.config().tables.get(self.table).map_or("", |table| table.name.as_str());
        generators::Site::new(self, tables.child(name).child("draw"))
    }
}

/// Surroundings in which a generator is built to see which columns it asks for.
#[derive(Default)]
struct Asked {
    wanted: Mutex<BTreeSet<usize>>,
    kept: Kept,
}

impl Surroundings for Asked {
    fn peer(&self, peer: Peer, _: &generators::Site<'_>) -> Arc<dyn generators::Values> {
        if let Peer::Column(column) = peer {
            self.wanted.lock().unwrap_or_else(PoisonError::into_inner).insert(column);
        }
        Arc::new(Nothing)
    }

    fn key(&self, _: usize) -> random::Key {
        random::Key::root(0)
    }

    fn column_of(&self, _: usize, _: usize) -> Arc<dyn generators::Values> {
        Arc::new(Nothing)
    }

    fn parents(&self) -> Option<Parents> {
        None
    }

    fn parents_of(&self, _: usize) -> Option<Parents> {
        None
    }

    fn kept(&self) -> &Kept {
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

    fn pool(&self, _: usize, _: usize, site: &generators::Site<'_>) -> (Index, Arc<dyn generators::Values>) {
        (Index::new(false, 1, random::Key::root(0), site), Arc::new(Nothing))
    }
}

/// Values that nobody reads: what makes them is built to see what it asks for.
struct Nothing;

impl generators::Values for Nothing {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        Arc::new(NullArray::new(items.len()))
    }

    fn explain(&self, _: u64, _: &mut Steps) {}
}

/// Generators that look at other tables or at pools found none when they were read, so nobody asks for these.
impl Surroundings for Around {
    fn peer(&self, peer: Peer, _: &generators::Site<'_>) -> Arc<dyn generators::Values> {
        let Peer::Column(column) = peer else { return Arc::new(Nothing) };
        match self.given.get(&column) {
            Some(array) => Arc::new(Given::new(&self.items, Arc::clone(array))),
            None => Arc::new(Nothing),
        }
    }

    fn key(&self, column: usize) -> random::Key {
        Site { engine: &self.engine, table: self.table, column }.key()
    }

    fn column_of(&self, _: usize, _: usize) -> Arc<dyn generators::Values> {
        Arc::new(Nothing)
    }

    fn parents(&self) -> Option<Parents> {
        None
    }

    fn parents_of(&self, _: usize) -> Option<Parents> {
        None
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }

    fn workers(&self) -> Workers {
        Workers::single()
    }

    fn numbers(&self) -> Option<Arc<dyn generators::Values>> {
        let numbers = Arc::clone(self.numbers.as_ref()?);
        Some(Arc::new(Given::new(&self.items, numbers)))
    }

    fn teller(&self) -> Teller {
        let name = self.engine.config().tables.get(self.table).map_or("", |table| table.name.as_str());
        let rows = self.rows.clone();
        let words = move |item| rows.as_ref().and_then(|rows| rows.words(item));
        Teller {
            failures: Arc::clone(&self.failures),
            table: format!("table '{name}'"),
            items: Naming::Words(Arc::new(words)),
        }
    }

    fn with_failures(&self, _: &Arc<Failures>, then: &mut dyn FnMut(&dyn Surroundings)) {
        then(self);
    }

    fn pool(&self, _: usize, _: usize, site: &generators::Site<'_>) -> (Index, Arc<dyn generators::Values>) {
        (Index::new(false, 1, random::Key::root(0), site), Arc::new(Nothing))
    }
}

/// Reads the key; no text of a type says it.
pub fn draft(fields: &crate::config::reader::Fields<'_>) -> Option<(&'static Entry, Arc<dyn SourceDraft>)> {
    fields.at(&GENERATOR).map(|_| (&ENTRY, Arc::new(WrittenOut) as Arc<dyn SourceDraft>))
}
