//! `pair.<metric>`: a value of a metric drawn for each pair of a bridge.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::entity::explain_entity;
use super::metric;
use super::values::numbers;
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::normals;
use crate::steps::Steps;

const DOC: &str = "A draw from the law of a metric for the pair, around the mean position of its left entity";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open("pair.<metric>", "^pair\\.[\\s\\S]", "pair.usage", DOC, read)],
    engine: &[Written::open("pair:<metric>", "^pair:[\\s\\S]", "pair:usage", DOC, read)],
    what: "a metric of a pair",
    role: Role::Value,
    unique: false,
    stands: |about| about.pair,
    hint: Some("it belongs to bridges"),
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let metric = METRIC.find_within(reading.field, reading.at, reading.tail, reading.scope.metrics)?;
    Some(Arc::new(Drawn(metric)))
}

/// A metric by its index, as it is written.
#[derive(Debug)]
struct Drawn(usize);

impl SourceDraft for Drawn {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(PairDraw { metric: self.0, kind: metric::value_kind(column, self.0)? }))
    }
}

/// A value of a metric for each pair, without noise, seasons, lag and treatment, which belong to periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PairDraw {
    metric: usize,
    kind: ColumnType,
}

impl Source for PairDraw {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        format!("pair:{}", config.metrics[self.metric].name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let own = &place.config.metrics[self.metric];
        Stated {
            kind: self.kind,
            nulls: Nulls::Never,
            range: Some(metric::bounds(own, self.kind)),
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("{} of the {} with this partner", own.label, place.entity_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(PairValues {
            engine: Arc::clone(site.engine),
            draw: *self,
            draws: Draws::new(site.key(), 1),
        })
    }
}

struct PairValues {
    engine: Arc<Engine>,
    draw: PairDraw,
    draws: Draws,
}

impl PairValues {
    /// The mean position of each row's left entity.
    fn positions(&self, rows: &RowSet) -> Vec<f64> {
        let Some(cells) = &rows.cells else { return vec![f64::NAN; rows.len] };
        let first = cells.entities().start;
        let mut positions = Vec::with_capacity(rows.len);
        for same in rows.entities.chunk_by(|a, b| a == b) {
            let place = same.first().map_or(0, |entity| (entity - first) as usize);
            let own = cells.positions().get(cells.since_start(place)).unwrap_or_default();
            let mean = super::mean::mean(own).unwrap_or_default();
            positions.extend(std::iter::repeat_n(mean, same.len()));
        }
        positions
    }

    fn drawn(&self, rows: &RowSet) -> (Vec<f64>, Vec<f64>) {
        let (mut words, mut scores) = (Vec::new(), Vec::new());
        self.draws.words(rows, &mut words);
        normals(&words, &mut scores);
        self.engine.at_positions(self.draw.metric, &rows.entities, &self.positions(rows), &scores)
    }
}

impl Values for PairValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        numbers(self.draw.kind, self.drawn(rows).1)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
        let position = self.positions(rows).get(row).copied().unwrap_or(f64::NAN);
        steps.number("mean position", position, "of the left entity over its periods");
        let (centres, values) = self.drawn(rows);
        let number = |all: &[f64]| all.get(row).copied().unwrap_or(f64::NAN);
        steps.number("centre", number(&centres), "of the metric at that position");
        steps.words(&self.draws.of_row(rows, row), "of the pair");
        steps.number(
            "draw",
            number(&values),
            "the metric's law around the centre, at the word's probability",
        );
    }

    fn reads_positions(&self) -> bool {
        true
    }
}
