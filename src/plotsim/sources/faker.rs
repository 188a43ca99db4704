//! `generated:faker.<method>`: realistic names, places and values.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::faker::{self, FakerCall, WIDTH, Words, language};
use crate::plotsim::draft::Dtype;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Address, Draws, RowSet};
use crate::steps::Steps;
use crate::trajectory::time_axis::day_number;

const DOC: &str = "Realistic text, number or date of a faker method, with its arguments";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open("faker.<method>", "", "faker.name", DOC, read)],
    engine: &[Written::open("generated:faker.<method>", "", "generated:faker.name", DOC, read)],
    what: "faker text",
    role: Role::Value,
    unique: true,
    stands: |about| !about.calendar,
    hint: None,
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let call = faker::read(reading.field, reading.at, reading.tail, reading.unique, reading.scope.today)?;
    Some(Arc::new(Call(call)))
}

/// A call of a faker method, as it is written.
#[derive(Debug)]
pub struct Call(pub FakerCall);

impl SourceDraft for Call {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let natural = self.0.method.kind;
        let kind = match column.draft.dtype {
            Some(Dtype::String | Dtype::Id) => ColumnType::Text,
            Some(Dtype::Float) if natural == ColumnType::Int64 => ColumnType::Float64,
            Some(Dtype::Float | Dtype::Int | Dtype::Date | Dtype::Boolean | Dtype::Struct | Dtype::Array)
            | None => column.settle(natural),
        };
        Some(Arc::new(Faker { call: self.0.clone(), kind }))
    }

    fn identifies(&self, _: &Standing<'_, '_>) -> bool {
        self.0.unique
    }
}

/// What a call of a faker method gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Faker {
    pub call: FakerCall,
    /// The method's own type, text, or DOUBLE for whole numbers.
    pub kind: ColumnType,
}

impl Source for Faker {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("generated:faker.{}", self.call.method.name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let language = match self.kind {
            ColumnType::Text => language(&self.call, &place.config.locales),
            _ => None,
        };
        let facts: Facts = Stated {
            kind: self.kind,
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            // Versions of an entity have its values.
            unique: self.call.unique && place.table().kind.versions().is_none(),
            order: Order::Any,
            // A birthday lies before any window.
            window: if self.call.method.name == "date_of_birth" { Window::Any } else { place.window() },
            description: place.named(),
            duty: match self.kind {
                ColumnType::Text if language.is_none() => {
                    Duty::Unchecked("what texts of this faker method look like is not told")
                }
                _ => Duty::Judge,
            },
        }
        .into();
        Facts { language, ..facts }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let config = site.engine.config();
        let key = site.key();
        let end = if config.extends() { config.story.axis } else { config.time };
        let today = day_number(end.last_day());
        Arc::new(FakerValues {
            words: Words::new(&self.call, &config.locales, today, self.kind, key),
            draws: Draws::new(key, WIDTH),
            periods: site.engine.periods() as u64,
            engine: Arc::clone(site.engine),
            each: config.tables[site.table].kind.members(config).map_or(1, |members| members.most()),
        })
    }
}

/// A column of a faker method.
struct FakerValues {
    words: Words,
    draws: Draws,
    /// Periods of the window, to number the rows of facts.
    periods: u64,
    engine: Arc<Engine>,
    /// Rows of an entity at most, in dimensions.
    each: u64,
}

impl FakerValues {
    /// A number that only this row has.
    fn serial(&self, rows: &RowSet, row: usize) -> u64 {
        if self.engine.config().extends()
            && let Some(entity) = rows.entities.get(row)
        {
            // More entities of a segment must not number others anew.
            let member = match &rows.address {
                Address::Lanes { items, .. } => items.get(row).copied(),
                Address::Rows | Address::Entities(_) | Address::Counted { .. } => None,
            };
            return self.engine.config().entities.serial(*entity, member.unwrap_or_default(), self.each);
        }
        match (rows.is_numbered(), rows.entities.get(row), rows.periods.get(row)) {
            (false, Some(entity), Some(period)) => {
                entity.saturating_mul(self.periods).saturating_add(u64::from(*period))
            }
            _ => rows.number(row),
        }
    }
}

impl Values for FakerValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        self.words.array(&words, |row| self.serial(rows, row))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        steps.words(
            &self.draws.of_row(rows, row),
            "of this row and column; further choices go on from the last",
        );
        if self.words.is_unique() {
            let detail = "a number that only this row has, which a keyed permutation turns into the choices";
            steps.number("serial", self.serial(rows, row) as f64, detail);
        }
        let method = self.words.method();
        let locales = site.engine.config().locales.join(", ");
        steps.text("method", method.name, format!("faker, locales {locales}: {}", method.doc));
    }

    fn reads_numbers(&self) -> bool {
        self.words.is_unique()
    }
}
