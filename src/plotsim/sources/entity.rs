//! What is known of a row's entity.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::values::{chosen, whole};
use super::{Entry, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::types::ColumnType;
use crate::facts::rows::{OfEntity, Referred};
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::{Plotsim, Run};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("segment.count", "Entities of the segment", |_| {
        Some(Arc::new(EntityFact::RunCount))
    })],
    engine: &[
        Written::word("generated:entity_name", "Name of the entity", |_| Some(Arc::new(EntityFact::Name))),
        Written::word("derived:size", "Members of the entity", |_| Some(Arc::new(EntityFact::Size))),
        Written::word("derived:archetype", "Name of the archetype", |_| {
            Some(Arc::new(EntityFact::Archetype))
        }),
        Written::word("derived:name", "Name of the entity", |_| Some(Arc::new(EntityFact::Name))),
        Written::word("derived:entity_name", "Name of the entity", |_| Some(Arc::new(EntityFact::Name))),
    ],
    what: "a property of the entity",
    role: Role::Value,
    unique: false,
    stands: |about| about.entity != OfEntity::Nobody,
    hint: Some("its rows must belong to entities"),
};

impl SourceDraft for EntityFact {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(*self)
    }
}

/// Which fact about the entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityFact {
    Name,
    /// The name of its archetype.
    Archetype,
    /// [`Run::size`].
    Size,
    /// Entities of its run.
    RunCount,
}

impl Source for EntityFact {
    fn kind(&self) -> ColumnType {
        match self {
            EntityFact::Name | EntityFact::Archetype => ColumnType::Text,
            EntityFact::Size | EntityFact::RunCount => ColumnType::Int64,
        }
    }

    fn words(&self, _: &Plotsim) -> String {
        match self {
            EntityFact::Name => "generated:entity_name",
            EntityFact::Archetype => "derived:archetype",
            EntityFact::Size => "derived:size",
            EntityFact::RunCount => "segment.count",
        }
        .to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let runs = || place.config.entities.runs.iter();
        let between = |of: fn(&Run) -> u64| {
            let least = runs().map(of).min().unwrap_or(0) as f64;
            Some((least, runs().map(of).max().unwrap_or(0) as f64))
        };
        let archetypes = || place.config.archetypes.iter().map(|archetype| archetype.name.clone()).collect();
        let kind = &place.table().kind;
        let a_row_each = kind.about().referred == Referred::Entity && kind.versions().is_none();
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: match self {
                EntityFact::Size => between(|run| run.size),
                EntityFact::RunCount => between(|run| run.count),
                EntityFact::Name | EntityFact::Archetype => None,
            },
            categories: matches!(self, EntityFact::Archetype).then(|| Categories::unweighted(archetypes())),
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: a_row_each && *self == EntityFact::Name && place.config.entities.names_differ(),
            order: Order::Any,
            window: Window::Any,
            description: match self {
                EntityFact::Name => format!("Name of the {}", place.entity_word()),
                EntityFact::Archetype => format!("How the {} behaves over time", place.entity_word()),
                EntityFact::Size => format!("How many the {} stands for", place.entity_word()),
                EntityFact::RunCount => {
                    format!("How many there are in the segment of the {}", place.entity_word())
                }
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(EntityValues { engine: Arc::clone(site.engine), fact: *self })
    }
}

struct EntityValues {
    engine: Arc<Engine>,
    fact: EntityFact,
}

/// Tells who a row is about.
pub fn explain_entity(engine: &Engine, rows: &RowSet, row: usize, steps: &mut Steps) {
    let Some(entity) = rows.entities.get(row) else { return };
    let entities = &engine.config().entities;
    let run = &entities.runs[entities.run_of(*entity)];
    let place = entity - run.first;
    let detail = format!(
        "number {place} of the {} of segment '{}', archetype '{}'",
        run.count,
        run.name,
        engine.config().archetypes[run.archetype].name
    );
    steps.named("entity", *entity as f64, run.entity_name(place), detail);
}

/// An array of what each row's entity has. Rows of one entity stand together, so it is made once for each and repeated.
pub fn by_entity(rows: &RowSet, of: impl FnOnce(&[u64]) -> ArrayRef) -> ArrayRef {
    let mut entities = Vec::new();
    let mut choices = Vec::with_capacity(rows.len);
    for same in rows.entities.chunk_by(|a, b| a == b) {
        choices.extend(std::iter::repeat_n(entities.len() as i32, same.len()));
        entities.extend(same.first());
    }
    let all = of(&entities);
    if entities.len() == rows.len { all } else { chosen(&all, choices) }
}

impl Values for EntityValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        by_entity(rows, |entities| self.of(entities))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
    }
}

impl EntityValues {
    fn of(&self, entities: &[u64]) -> ArrayRef {
        let config = self.engine.config();
        let runs = &config.entities;
        let run = |entity: &u64| &runs.runs[runs.run_of(*entity)];
        let texts = |of: &dyn Fn(&u64) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(entities.iter().map(of)))
        };
        match self.fact {
            EntityFact::Name => texts(&|entity| {
                let run = run(entity);
                run.entity_name(entity - run.first)
            }),
            EntityFact::Archetype => texts(&|entity| config.archetypes[run(entity).archetype].name.clone()),
            EntityFact::Size => {
                whole(self.fact.kind(), entities.iter().map(|entity| run(entity).size as i64))
            }
            EntityFact::RunCount => {
                whole(self.fact.kind(), entities.iter().map(|entity| run(entity).count as i64))
            }
        }
    }
}
