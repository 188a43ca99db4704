//! `joined_at` and `left_at`: when an entity came, and when it left.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array};

use super::entity::{by_entity, explain_entity};
use super::{Entry, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::types::ColumnType;
use crate::facts::rows::OfEntity;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::draft::{EventDraft, TableDraft};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;
use crate::trajectory::time_axis::date_of;

const JOINED: &str = "First day of the period in which the entity arrives";
const LEFT: &str = "Last day of the period in which an event has ended the entity; null if it stays";

pub static ENTRY: Entry = Entry {
    builder: &[
        Written::word("joined_at", JOINED, |_| Some(Arc::new(Lifetime::Joined))),
        Written::word("left_at", LEFT, |_| Some(Arc::new(Lifetime::Left))),
    ],
    engine: &[
        Written::word("derived:joined_at", JOINED, |_| Some(Arc::new(Lifetime::Joined))),
        Written::word("derived:left_at", LEFT, |_| Some(Arc::new(Lifetime::Left))),
    ],
    what: "a date of the entity",
    role: Role::Value,
    unique: false,
    stands: |about| about.entity != OfEntity::Nobody,
    hint: Some("its rows must belong to entities"),
};

/// Which end of an entity's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lifetime {
    Joined,
    Left,
}

impl SourceDraft for Lifetime {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let ends = |table: Option<&TableDraft<'_>>| match table.and_then(|table| table.event.as_ref()) {
            Some(EventDraft::Threshold { rule, .. }) => rule.ends.is_some(),
            Some(EventDraft::Proportional { .. } | EventDraft::Nothing) | None => false,
        };
        let tables = 0..column.catalog.slots.len();
        if *self == Lifetime::Left && !tables.into_iter().any(|table| ends(column.catalog.table(table))) {
            let hint = "say 'ends: true' in a threshold event".to_owned();
            column.draft.at.warn("no-effect", "is always null: no event ends an entity", Some(hint));
        }
        column.settled(*self)
    }
}

impl Source for Lifetime {
    fn kind(&self) -> ColumnType {
        ColumnType::Date
    }

    fn words(&self, _: &Plotsim) -> String {
        match self {
            Lifetime::Joined => "joined_at",
            Lifetime::Left => "left_at",
        }
        .to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: match self {
                Lifetime::Joined => Nulls::Never,
                Lifetime::Left => Nulls::Possible,
            },
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: false,
            order: Order::Any,
            window: if place.config.extends() { Window::Any } else { Window::Config },
            description: match self {
                Lifetime::Joined => format!("First day of the {} in the data", place.entity_word()),
                Lifetime::Left => format!("Last day of the {} in the data, if it left", place.entity_word()),
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(LifetimeValues { engine: Arc::clone(site.engine), end: *self })
    }
}

struct LifetimeValues {
    engine: Arc<Engine>,
    end: Lifetime,
}

impl LifetimeValues {
    /// The periods that decide, of consecutive entities.
    fn periods(&self, entities: std::ops::Range<u64>) -> Vec<Option<usize>> {
        let latest = self.engine.periods().saturating_sub(1);
        match self.end {
            // Who never starts would have started last.
            Lifetime::Joined => {
                let extends = self.engine.config().extends();
                let first = |start: usize| if extends { start } else { start.min(latest) };
                self.engine.starts(entities).into_iter().map(|start| Some(first(start))).collect()
            }
            Lifetime::Left => self.engine.departures(entities),
        }
    }

    /// The day that a period gives.
    fn day(&self, period: usize) -> Option<i32> {
        let config = self.engine.config();
        // Who comes later than the window ends is known to come.
        let inside = config.time.period(period).or_else(|| config.story.axis.period(period))?.inside;
        Some(match self.end {
            Lifetime::Joined => inside.0,
            Lifetime::Left => inside.1,
        })
    }

    fn days(&self, entities: &[u64]) -> Vec<Option<i32>> {
        let mut days = Vec::with_capacity(entities.len());
        for together in entities.chunk_by(|a, b| *b == a + 1) {
            let (Some(first), Some(last)) = (together.first(), together.last()) else { continue };
            let periods = self.periods(*first..last + 1).into_iter();
            days.extend(periods.map(|period| period.and_then(|period| self.day(period))));
        }
        days
    }
}

impl Values for LifetimeValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        by_entity(rows, |entities| Arc::new(Date32Array::from(self.days(entities))))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
        let Some(entity) = rows.entities.get(row) else { return };
        let period = self.periods(*entity..entity + 1).pop().flatten();
        let day = period.and_then(|period| date_of(self.day(period)?));
        let day = day.map_or_else(|| "NULL".to_owned(), |day| day.to_string());
        let detail = match (self.end, period) {
            (Lifetime::Joined, period) => {
                format!("first day of the entity's first period, {} from 0", period.unwrap_or_default())
            }
            (Lifetime::Left, None) => "no event ended the entity within the window".to_owned(),
            (Lifetime::Left, Some(period)) => {
                format!("last day of the entity's last period, {period} from 0, after an event ended it")
            }
        };
        steps.text("date", day, detail);
    }
}
