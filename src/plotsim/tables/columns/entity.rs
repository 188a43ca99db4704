//! What is known of a row's entity.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::key::keys;
use super::values::{chosen, whole};
use super::{CellSource, Site};
use crate::config::types::ColumnType;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// Which fact about the entity.
pub enum EntityField {
    Name,
    /// The name of its archetype.
    Archetype,
    /// Members behind it.
    Size,
    /// Entities of its run.
    RunCount,
    /// Its key, of this prefix and width.
    Key(String, usize),
}

pub struct Entity {
    pub engine: Arc<Engine>,
    pub field: EntityField,
    pub kind: ColumnType,
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

impl CellSource for Entity {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        // Rows of one entity stand together: say it once for each, then repeat.
        let mut entities = Vec::new();
        let mut choices = Vec::with_capacity(rows.len);
        for same in rows.entities.chunk_by(|a, b| a == b) {
            choices.extend(std::iter::repeat_n(entities.len() as i32, same.len()));
            entities.extend(same.first());
        }
        let all = self.of(&entities);
        if entities.len() == rows.len { all } else { chosen(&all, choices) }
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
    }
}

impl Entity {
    fn of(&self, entities: &[u64]) -> ArrayRef {
        let config = self.engine.config();
        let runs = &config.entities;
        let run = |entity: &u64| &runs.runs[runs.run_of(*entity)];
        let texts = |of: &dyn Fn(&u64) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(entities.iter().map(of)))
        };
        match &self.field {
            EntityField::Name => texts(&|entity| {
                let run = run(entity);
                run.entity_name(entity - run.first)
            }),
            EntityField::Archetype => texts(&|entity| config.archetypes[run(entity).archetype].name.clone()),
            EntityField::Size => whole(self.kind, entities.iter().map(|entity| run(entity).size as i64)),
            EntityField::RunCount => whole(self.kind, entities.iter().map(|entity| run(entity).count as i64)),
            EntityField::Key(prefix, width) => keys(prefix, *width, entities.iter().copied()),
        }
    }
}
