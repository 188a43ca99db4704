//! `lag:`: a metric's value some periods ago.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::metric::{self, explain_metric, value_at};
use super::values::{explain_rounding, numbers};
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::rows::Metrics;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

const DOC: &str =
    "The value of a metric k periods before; in an entity's first k periods null or the current value";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open(
        "lag.<metric>:periods:<k>[:initial:current]",
        "^lag\\.[\\s\\S]*:periods:\\+?0*[1-9][0-9]*(:initial:(null|current))?$",
        "lag.usage:periods:3",
        DOC,
        read,
    )],
    engine: &[Written::open(
        "lag:<metric>:periods:<k>[:initial:current]",
        "^lag:[\\s\\S]*:periods:\\+?0*[1-9][0-9]*(:initial:(null|current))?$",
        "lag:usage:periods:3",
        DOC,
        read,
    )],
    what: "a lagged metric",
    role: Role::Value,
    unique: false,
    stands: |about| about.metrics == Metrics::Value,
    hint: Some("it belongs to facts per entity and period"),
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let (tail, at) = (reading.tail, reading.at);
    let (body, initial) = match tail.rsplit_once(":initial:") {
        Some((body, word)) => (body, Some(word)),
        None => (tail, None),
    };
    let Some((name, periods)) = body.rsplit_once(":periods:") else {
        return reading.bad(at, &format!("'{tail}' is not <metric>:periods:<n>"));
    };
    let number: Option<usize> = periods.parse().ok().filter(|number| *number >= 1);
    if number.is_none() {
        let place = at + name.len() + ":periods:".len();
        reading.bad::<()>(place, &format!("'{periods}' is not a whole number of periods ≥ 1"));
    }
    let initial = match initial {
        None | Some("null") => Some(LagInitial::Null),
        Some("current") => Some(LagInitial::Current),
        Some(other) => {
            let place = at + body.len() + ":initial:".len();
            let hint = suggest::hint(other, ["null", "current"]);
            let message = format!("'{other}' is not what the first periods can show");
            reading.field.error_within(place, "bad-source", message, hint);
            None
        }
    };
    let metric = METRIC.find_within(reading.field, at, name, reading.scope.metrics);
    Some(Arc::new(Lagged { metric: metric?, periods: number?, initial: initial? }))
}

/// A metric's value so many periods before, as it is written.
#[derive(Debug)]
struct Lagged {
    metric: usize,
    periods: usize,
    initial: LagInitial,
}

impl SourceDraft for Lagged {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let kind = metric::number_kind(column, self.metric)?;
        Some(Arc::new(Lag { metric: self.metric, periods: self.periods, initial: self.initial, kind }))
    }
}

/// A metric's value so many periods before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    pub metric: usize,
    pub periods: usize,
    pub initial: LagInitial,
    pub kind: ColumnType,
}

/// What there is while an entity is younger than the lag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LagInitial {
    Null,
    /// The metric's value in the row's own period.
    Current,
}

impl Source for Lag {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        let initial = match self.initial {
            LagInitial::Null => "",
            LagInitial::Current => ":initial:current",
        };
        format!("lag:{}:periods:{}{initial}", config.metrics[self.metric].name, self.periods)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let metric = &place.config.metrics[self.metric];
        Stated {
            kind: self.kind,
            nulls: match self.initial {
                LagInitial::Null => Nulls::Possible,
                LagInitial::Current => metric::nulls(metric),
            },
            range: Some(metric::range(metric, self.kind)),
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Lag { metric: self.metric, periods: self.periods },
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: {
                let metric = &place.config.metrics[self.metric].label;
                let before =
                    format!("{metric} of the {} {} before", place.entity_word(), place.periods(self.periods));
                match self.initial {
                    LagInitial::Null => before,
                    LagInitial::Current => format!("{before}; at first the current value"),
                }
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(*self)
    }
}

impl Values for Lag {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let Some(cells) = &rows.cells else { return numbers(self.kind, vec![f64::NAN; rows.len]) };
        let values = cells.metric(self.metric);
        let mut shown = Vec::with_capacity(rows.len);
        for place in 0..cells.starts().len() {
            let own = &values[cells.active(place)];
            let young = self.periods.min(own.len());
            match self.initial {
                LagInitial::Null => shown.extend(std::iter::repeat_n(f64::NAN, young)),
                LagInitial::Current => shown.extend_from_slice(&own[..young]),
            }
            shown.extend_from_slice(&own[..own.len() - young]);
        }
        numbers(self.kind, shown)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(entity), Some(period)) = (rows.entities.get(row), rows.periods.get(row)) else { return };
        let start = site.engine.starts(*entity..entity + 1).first().copied().unwrap_or_default();
        let age = (*period as usize).saturating_sub(start);
        let name = &site.engine.config().metrics[self.metric].name;
        let back = match (age < self.periods, self.initial) {
            (false, _) => self.periods,
            (true, LagInitial::Current) => 0,
            (true, LagInitial::Null) => {
                let detail = format!("the entity is younger than the {} periods of the lag", self.periods);
                steps.text("lag column", "NULL", detail);
                return;
            }
        };
        let detail = match back {
            0 => format!("'{name}' of the same period: the entity is younger than {} periods", self.periods),
            _ => format!("'{name}' {back} periods before"),
        };
        steps.number("lag column", f64::from(*period) - back as f64, detail);
        explain_metric(site, rows, row, self.metric, back, steps);
        explain_rounding(self.kind, value_at(rows, row, self.metric, back), steps);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}
