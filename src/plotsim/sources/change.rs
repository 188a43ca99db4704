//! `cdc`: when a row of a fact came, when it last changed, and by what.

use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, StringArray};

use super::calendar::{every_period, explain_period};
use super::values::chosen;
use super::{Entry, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, OfPeriod, Order, Relation, Window};
use crate::plotsim::draft::ColumnDraft;
use crate::plotsim::model::{CalendarField, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

static ENTRY: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "a change column",
    role: Role::Value,
    unique: false,
    stands: |about| about.period,
    hint: None,
};

/// What a column tells of a row's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The label of the row's period.
    Inserted,
    /// That of the period in which the row last changed.
    Updated,
    /// `I` for a row as it was inserted, `U` for one that changed since.
    Op,
}

/// The columns, in their order.
pub const COLUMNS: [(&str, Change); 3] =
    [("_inserted_at", Change::Inserted), ("_updated_at", Change::Updated), ("_op", Change::Op)];

/// What a change can be.
const OPS: [&str; 2] = ["I", "U"];

/// The change columns of a fact that asks for them at a place.
pub fn columns<'a>(at: &Field<'a>) -> impl Iterator<Item = ColumnDraft<'a>> {
    COLUMNS.into_iter().map(move |(name, change)| ColumnDraft {
        added: true,
        ..ColumnDraft::unwritten(name, &ENTRY, change, at)
    })
}

impl SourceDraft for Change {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(*self)
    }
}

impl Source for Change {
    fn kind(&self) -> ColumnType {
        ColumnType::Text
    }

    fn words(&self, _: &Plotsim) -> String {
        match self {
            Change::Inserted => "cdc:inserted",
            Change::Updated => "cdc:updated",
            Change::Op => "cdc:op",
        }
        .to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let time = &place.config.time;
        let labels = || (0..time.len()).filter_map(|period| time.label(period)).collect();
        let (own, period) = (place.row_word(), place.period_word());
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: match self {
                Change::Inserted => None,
                Change::Updated => Some(Categories::unweighted(labels())),
                Change::Op => Some(Categories::unweighted(OPS.map(str::to_owned).into())),
            },
            law: None,
            reference: None,
            relation: match self {
                Change::Inserted => Relation::Period(OfPeriod::Label),
                Change::Updated | Change::Op => Relation::None,
            },
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: match self {
                Change::Inserted => format!("Label of the {period} in which the {own} was inserted"),
                Change::Updated => format!("Label of the {period} in which the {own} last changed"),
                Change::Op => "I for a row as it was inserted, U for one that changed since".to_owned(),
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(ChangeValues { engine: Arc::clone(site.engine), change: *self, all: OnceLock::new() })
    }
}

struct ChangeValues {
    engine: Arc<Engine>,
    change: Change,
    /// The label of every period, or what changes can be.
    all: OnceLock<ArrayRef>,
}

impl ChangeValues {
    /// The period in which each row last changed, if it did. Nothing but quality issues changes a row, and those are made
    /// on top of this table.
    fn changed(&self, rows: &RowSet) -> Vec<Option<u32>> {
        vec![None; rows.len]
    }
}

impl Values for ChangeValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let labels =
            || every_period(&self.engine.config().time, CalendarField::PeriodLabel, ColumnType::Text);
        let ops = || Arc::new(StringArray::from_iter_values(OPS)) as ArrayRef;
        let own = rows.periods.iter().copied();
        let choices: Vec<i32> = match self.change {
            Change::Inserted => own.map(|period| period as i32).collect(),
            Change::Updated => {
                own.zip(self.changed(rows)).map(|(own, changed)| changed.unwrap_or(own) as i32).collect()
            }
            Change::Op => {
                self.changed(rows).into_iter().map(|changed| i32::from(changed.is_some())).collect()
            }
        };
        let all = self.all.get_or_init(|| if self.change == Change::Op { ops() } else { labels() });
        debug_assert!(choices.iter().all(|choice| (*choice as usize) < all.len()));
        chosen(all, choices)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_period(site, rows, row, steps);
        match self.changed(rows).get(row).copied().flatten() {
            Some(period) => {
                steps.number("changed", f64::from(period), "the period in which the row last changed")
            }
            None => steps.text("changed", "no", "the row is as it was inserted"),
        }
    }
}
