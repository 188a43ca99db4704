//! `pool:`: one of the texts that an entity's run holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::entity::explain_entity;
use super::values::{chosen, whole};
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::key::{Key, Unread};
use crate::config::param::Kind;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::rows::OfEntity;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::draft::Dtype;
use crate::plotsim::model::Plotsim;
use crate::plotsim::parts::{names, scalar};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::below;
use crate::steps::Steps;

/// The texts that the engine form writes beside `source: pool:<name>`.
pub const VALUE_POOL: Key<Option<Unread>> = Key::of("value_pool", Kind::MapOf(&Kind::SomeOf(&Kind::Scalar)))
    .optional()
    .doc("The texts of each entity, for source: pool:<name>")
    .example("{ harbour: [north, south] }");

pub static ENTRY: Entry = Entry {
    builder: &[Written::open(
        "pool.<attribute>",
        "^pool\\.[\\s\\S]",
        "pool.region",
        "One of the segment's attribute texts",
        attribute,
    )],
    engine: &[Written::open(
        "pool:<name>[:uniform|:trajectory]",
        "^pool:[^:]+$|^pool:[\\s\\S]*:(uniform|trajectory)$",
        "pool:region",
        "One of the entity's texts under value_pool, at random or by its position",
        own,
    )],
    what: "a pool",
    role: Role::Value,
    unique: false,
    stands: |about| about.entity == OfEntity::Entity,
    hint: Some("pools belong to dimensions per entity, facts per entity and period, and events"),
};

fn attribute(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let (field, name, scope) = (reading.field, reading.tail, reading.scope);
    let known: Vec<&str> = scope.pools.iter().map(String::as_str).collect();
    let pool = names::ATTRIBUTE.find_within(field, reading.at, name, &known)?;
    if !scope.everywhere[pool] {
        let message = format!("not every segment has the attribute '{name}'");
        field.error_within(reading.at, "missing-attribute", message, Some("give it to all of them".into()));
        return None;
    }
    Some(Arc::new(Listed::of(pool)))
}

/// Hands each entity its texts.
fn own(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let (tail, at) = (reading.tail, reading.at);
    let (name, pick) = match tail.rsplit_once(':') {
        Some((name, "uniform")) => (name, PoolPick::Uniform),
        Some((name, "trajectory")) => (name, PoolPick::Trajectory),
        Some((name, other)) => {
            let hint = suggest::hint(other, ["uniform", "trajectory"]);
            reading.field.error_within(
                at + name.len() + 1,
                "bad-source",
                format!("'{other}' is not a way to pick"),
                hint,
            );
            return None;
        }
        None => (tail, PoolPick::Uniform),
    };
    let pool = reading.fields.at(&VALUE_POOL)?;
    let entities = reading.entities.as_deref_mut()?;
    let mut lists: Vec<Option<Vec<String>>> = vec![None; entities.runs.len()];
    let mut complete = true;
    for (entity, texts) in pool.entries()? {
        let Some(run) = entities.by_name.get(entity) else {
            let hint = suggest::closest(entity, entities.by_name.keys().copied())
                .map(|name| format!("did you mean '{name}'?"));
            texts.error("unknown-entity", format!("unknown entity '{entity}'"), hint);
            complete = false;
            continue;
        };
        lists[*run] = scalar::texts(&texts);
        complete &= lists[*run].is_some();
    }
    let named = |run: usize| entities.by_name.get(entities.runs[run].name) == Some(&run);
    let missing =
        entities.runs.iter().enumerate().find(|(run, _)| complete && lists[*run].is_none() && named(*run));
    if let Some((_, draft)) = missing.filter(|(_, draft)| !draft.name.is_empty()) {
        pool.error("missing-key", format!("the entity '{}' has no texts", draft.name), None);
        return None;
    }
    if !complete {
        return None;
    }
    // Entities of one name share the texts of that name.
    for run in 0..lists.len() {
        if lists[run].is_none()
            && let Some(first) = entities.by_name.get(entities.runs[run].name)
        {
            lists[run] = lists[*first].clone();
        }
    }
    let texts = || lists.iter().flatten().flatten();
    let whole = (reading.dtype == Some(Dtype::Int))
        .then(|| ColumnType::of_whole_numbers(texts().map(|text| text.parse().ok())));
    let index = entities.pools.len();
    entities.pools.push(name.to_owned());
    for (draft, list) in entities.runs.iter_mut().zip(lists) {
        if let Some(run) = &mut draft.run {
            run.pools.push(list.unwrap_or_default());
        }
    }
    Some(Arc::new(Listed { pool: index, pick, whole: whole.flatten() }))
}

/// A pool by its index, as it is written.
#[derive(Debug)]
pub struct Listed {
    pool: usize,
    pick: PoolPick,
    /// The type of the texts as whole numbers, where whole numbers are asked for and all texts are.
    whole: Option<ColumnType>,
}

impl Listed {
    /// Any of an attribute's texts.
    pub fn of(pool: usize) -> Listed {
        Listed { pool, pick: PoolPick::Uniform, whole: None }
    }
}

impl SourceDraft for Listed {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let kind = self.whole.unwrap_or(ColumnType::Text);
        column.settled(Pool { pool: self.pool, pick: self.pick, kind })
    }
}

/// One of the texts the entity's run holds under a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub pool: usize,
    pub pick: PoolPick,
    /// Text, or a type of whole numbers where every text is one that fits it.
    pub kind: ColumnType,
}

/// How a text of a pool is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolPick {
    Uniform,
    /// By the entity's position: low positions take the first texts.
    Trajectory,
}

impl Source for Pool {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        let name = &config.pools[self.pool];
        match self.pick {
            PoolPick::Uniform => format!("pool:{name}"),
            PoolPick::Trajectory => format!("pool:{name}:trajectory"),
        }
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let runs = place.config.entities.runs.iter();
        let texts: Vec<String> = runs.filter_map(|run| run.pools.get(self.pool)).flatten().cloned().collect();
        let numbers = || texts.iter().filter_map(|text| text.parse::<i64>().ok());
        Stated {
            kind: self.kind,
            nulls: Nulls::Never,
            range: match self.kind {
                ColumnType::Int32 | ColumnType::Int64 => {
                    numbers().min().zip(numbers().max()).map(|(least, most)| (least as f64, most as f64))
                }
                _ => None,
            },
            categories: Some(Categories::unweighted(match self.kind {
                ColumnType::Int32 | ColumnType::Int64 => numbers().map(|number| number.to_string()).collect(),
                _ => texts.into(),
            })),
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: match self.pick {
                PoolPick::Uniform => place.named(),
                PoolPick::Trajectory => {
                    format!("{}, which goes with how the {} is doing", place.named(), place.entity_word())
                }
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn pool(&self) -> Option<usize> {
        (self.pick == PoolPick::Uniform).then_some(self.pool)
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let mut known: BTreeMap<&[String], i32> = BTreeMap::new();
        let mut items: Vec<&str> = Vec::new();
        let runs = &site.engine.config().entities.runs;
        let mut lists = Vec::with_capacity(runs.len());
        for run in runs {
            let own = run.pools.get(self.pool).map_or(&[][..], Vec::as_slice);
            let first = *known.entry(own).or_insert_with(|| {
                let first = items.len() as i32;
                items.extend(own.iter().map(String::as_str));
                first
            });
            lists.push((first, own.len()));
        }
        let items: ArrayRef = match self.kind {
            ColumnType::Int32 | ColumnType::Int64 => {
                whole(self.kind, items.iter().map(|item| item.parse().unwrap_or_default()))
            }
            _ => Arc::new(StringArray::from_iter_values(items)),
        };
        Arc::new(PoolValues {
            engine: Arc::clone(site.engine),
            pool: self.pool,
            pick: self.pick,
            items,
            lists,
            draws: Draws::new(site.key(), 1),
        })
    }
}

struct PoolValues {
    engine: Arc<Engine>,
    pool: usize,
    pick: PoolPick,
    /// The items of every list once.
    items: ArrayRef,
    /// Where each run's list begins among the items, and how long it is.
    lists: Vec<(i32, usize)>,
    draws: Draws,
}

impl PoolValues {
    /// Where in its run's list, of this length, a row's text stands.
    fn place(&self, row: usize, length: usize, word: u64, positions: Option<(&[f64], &[u32])>) -> usize {
        match (self.pick, positions) {
            (PoolPick::Trajectory, Some((positions, places))) => {
                let position = places.get(row).and_then(|place| positions.get(*place as usize));
                let band = position.map_or(0.0, |position| position * length as f64);
                (band as usize).min(length - 1)
            }
            _ => below(word, length as u64) as usize,
        }
    }
}

impl Values for PoolValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let places = rows.places();
        let positions = rows.cells.as_ref().map(|cells| (cells.positions(), places.as_slice()));
        let mut choices = Vec::with_capacity(rows.len);
        let mut row = 0;
        for entity in rows.entities.chunk_by(|a, b| a == b) {
            let run = entity.first().map_or(0, |entity| self.engine.config().entities.run_of(*entity));
            let (first, length) = self.lists.get(run).copied().unwrap_or_default();
            for _ in entity {
                // The config's rules leave no list empty that is read.
                let place = if length == 0 { 0 } else { self.place(row, length, words[row], positions) };
                choices.push(first + place as i32);
                row += 1;
            }
        }
        chosen(&self.items, choices)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
        let run = rows.entities.get(row).map_or(0, |entity| self.engine.config().entities.run_of(*entity));
        let length = self.lists.get(run).map_or(0, |(_, length)| *length);
        let name = site.engine.config().pools.get(self.pool).map_or("", String::as_str);
        let places = rows.places();
        let positions = rows.cells.as_ref().map(|cells| (cells.positions(), places.as_slice()));
        let word = self.draws.of_row(rows, row);
        match self.pick {
            PoolPick::Trajectory => {
                let position = positions.and_then(|(all, places)| all.get(*places.get(row)? as usize));
                steps.number(
                    "position",
                    position.copied().unwrap_or(f64::NAN),
                    "of the entity in this period",
                );
            }
            PoolPick::Uniform => steps.words(&word, "of this row and column"),
        }
        if length > 0 {
            let place = self.place(row, length, word.first().copied().unwrap_or_default(), positions);
            steps.number(
                "item",
                place as f64,
                format!("of the segment's {length} texts under '{name}', from 0"),
            );
        }
    }

    fn reads_positions(&self) -> bool {
        self.pick == PoolPick::Trajectory
    }
}
