//! `stage`: the rung of the config's ladder that an entity stands on.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::values::chosen;
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::maths::nearest_even;
use crate::plotsim::model::{Plotsim, Stages};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;
use crate::trajectory::stages::{StageCursor, StageLadder};

/// The name of the stage; see [`Stages`].
#[derive(Clone, Debug)]
pub struct Stage {
    metric: usize,
    ladder: StageLadder,
    names: Arc<[String]>,
    /// Whether the ladder reads whole numbers, because the column that decides shows them.
    rounded: bool,
}

impl Stage {
    /// The stages of a ladder; `decides` is the type of the column that it reads.
    pub fn new(stages: &Stages, decides: ColumnType) -> Stage {
        Stage {
            metric: stages.metric,
            ladder: stages.ladder.clone(),
            names: stages.names.clone().into(),
            rounded: matches!(decides, ColumnType::Int32 | ColumnType::Int64),
        }
    }
}

impl Source for Stage {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        "stage".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: Some(Categories::unweighted(Arc::clone(&self.names))),
            law: None,
            reference: None,
            relation: Relation::Stage,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("Stage that the {} has reached", place.entity_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        let names: ArrayRef = Arc::new(StringArray::from_iter_values(self.names.iter()));
        Arc::new(StageValues { stage: self.clone(), names })
    }
}

struct StageValues {
    stage: Stage,
    names: ArrayRef,
}

impl Values for StageValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut rungs = Vec::with_capacity(rows.len);
        if let Some(cells) = &rows.cells {
            let values = cells.metric(self.stage.metric);
            for place in 0..cells.starts().len() {
                let mut cursor = StageCursor::default();
                rungs.extend(values[cells.active(place)].iter().map(|value| {
                    let shown = if self.stage.rounded { nearest_even(*value) } else { *value };
                    self.stage.ladder.advance(&mut cursor, Some(shown)) as i32
                }));
            }
        }
        chosen(&self.names, rungs)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(cells), Some(entity), Some(period)) =
            (&rows.cells, rows.entities.get(row), rows.periods.get(row))
        else {
            return;
        };
        let place = (entity - cells.entities().start) as usize;
        let mut cursor = StageCursor::default();
        let (mut before, mut reached) = (None, None);
        let first = cells.active(place).start - cells.entity(place).start;
        for value in &cells.metric(self.stage.metric)[cells.active(place)][..=*period as usize - first] {
            let shown = if self.stage.rounded { value.round_ties_even() } else { *value };
            before = reached;
            reached = Some(self.stage.ladder.advance(&mut cursor, Some(shown)));
        }
        let metric = &site.engine.config().metrics[self.stage.metric].name;
        let value = cells.value(self.stage.metric, *entity, *period as usize);
        let shown = if self.stage.rounded { value.round_ties_even() } else { value };
        steps.number("decides", shown, format!("'{metric}' in this period"));
        if let Some(before) = before {
            steps.number("stage before", before as f64, "the stage of the period before, from 0");
        }
        let rule = match self.stage.ladder.enforces_order() {
            true => "the ladder's next step from there: up at once, down as its rules allow",
            false => "the highest stage whose entry the value reaches",
        };
        steps.number("stage", reached.unwrap_or_default() as f64, rule);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.stage.metric]
    }
}
