//! `range:`: uniform numbers.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::values::whole;
use super::{Entry, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Law, Nulls, Order, Relation, UniformReal, UniformWhole, Window};
use crate::plotsim::draft::Dtype;
use crate::plotsim::model::Plotsim;
use crate::plotsim::parts::kinds;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{below, unit};
use crate::steps::Steps;

/// The bounds that the builder form writes beside `type: range`.
pub const BOUNDS: Key<Option<Unread>> =
    Key::of("range", kinds::RANGE).optional().doc("The bounds of a column of type range").example("[1, 5]");

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("range", "A uniform number between the bounds under 'range'", beside)],
    engine: &[Written::open(
        "range:<a>:<b>",
        "^range:[-+0-9.eE]+:[-+0-9.eE]+$",
        "range:18:80",
        "A uniform number; whole if both ends are, and then both included",
        within,
    )],
    what: "a range",
    role: Role::Value,
    unique: false,
    stands: |about| about.is_entity_in_period(),
    hint: Some("ranges belong to facts per entity and period and to events"),
};

fn beside(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let field = reading.fields.at(&BOUNDS)?;
    let (low, high) = kinds::rising(field)?;
    let Value::List(items) = &field.node.value else { return None };
    let whole = |place: usize| match items.get(place).map(|node| &node.value) {
        Some(Value::Int(value)) => i64::try_from(*value).ok(),
        _ => None,
    };
    Some(match (whole(0), whole(1)) {
        (Some(min), Some(max)) => Arc::new(IntRange { min, max }),
        _ => Arc::new(RealRange { min: low, max: high }),
    })
}

fn within(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let (tail, at) = (reading.tail, reading.at);
    let Some((low, high)) = tail.split_once(':') else {
        return reading.bad(at, &format!("'{tail}' is not <min>:<max>"));
    };
    let whole = low.parse::<i64>().ok().zip(high.parse::<i64>().ok());
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let Some((min, max)) = number(low).zip(number(high)) else {
        return reading.bad(at, &format!("'{tail}' is not a pair of numbers"));
    };
    if whole.map_or(min > max, |(min, max)| min > max) {
        return reading.bad(at, &format!("the range runs from {low} to {high}"));
    }
    let wrong = |message: &str| {
        reading.field.error("wrong-type", message, None);
        None
    };
    match (whole, reading.dtype) {
        (_, Some(Dtype::Float)) | (None, None) => Some(Arc::new(RealRange { min, max })),
        (Some((min, max)), Some(Dtype::Int) | None) => Some(Arc::new(IntRange { min, max })),
        (None, Some(Dtype::Int)) => wrong("a range of whole numbers needs whole ends"),
        (
            _,
            Some(Dtype::String | Dtype::Date | Dtype::Boolean | Dtype::Id | Dtype::Struct | Dtype::Array),
        ) => wrong("a range gives numbers, so dtype must be int or float"),
    }
}

impl SourceDraft for IntRange {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(*self))
    }
}

impl SourceDraft for RealRange {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(*self))
    }
}

fn stated(kind: ColumnType, range: (f64, f64), law: Option<Arc<dyn Law>>, description: String) -> Facts {
    Stated {
        kind,
        nulls: Nulls::Never,
        range: Some(range),
        categories: None,
        law,
        reference: None,
        relation: Relation::None,
        unique: false,
        order: Order::Any,
        window: Window::Any,
        description,
        duty: Duty::Judge,
    }
    .into()
}

/// A range and the random words of its rows, one a row.
struct Drawn<T> {
    range: T,
    draws: Draws,
}

/// Whole numbers from `min` to `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntRange {
    pub min: i64,
    pub max: i64,
}

impl Source for IntRange {
    fn kind(&self) -> ColumnType {
        ColumnType::Int64
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("range:{}:{}", self.min, self.max)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        // All numbers of 64 bits are more than 64 bits can count.
        let size = self.max.abs_diff(self.min).checked_add(1);
        let law = size.map(|size| Arc::new(UniformWhole { min: self.min, size }) as Arc<dyn Law>);
        let words = format!("{}, from {} to {}", place.named(), self.min, self.max);
        stated(self.kind(), (self.min as f64, self.max as f64), law, words)
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(Drawn { range: *self, draws: Draws::new(site.key(), 1) })
    }
}

impl Values for Drawn<IntRange> {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let IntRange { min, max } = self.range;
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        // Of the full width of i64 only the size overflows, to 0, and then every word is a value.
        let size = max.wrapping_sub(min).wrapping_add(1) as u64;
        let offset = |word: u64| if size == 0 { word } else { below(word, size) };
        whole(ColumnType::Int64, words.into_iter().map(|word| min.wrapping_add(offset(word) as i64)))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let IntRange { min, max } = self.range;
        steps.words(&self.draws.of_row(rows, row), "of this row and column");
        steps.text("range", format!("{} to {}", min, max), "min + ⌊word·(max − min + 1)/2⁶⁴⌋");
    }
}

/// Numbers from `min` to `max`, the latter excluded unless both are equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RealRange {
    pub min: f64,
    pub max: f64,
}

impl Source for RealRange {
    fn kind(&self) -> ColumnType {
        ColumnType::Float64
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("range:{}:{}", self.min, self.max)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let law = UniformReal { min: self.min, max: self.max };
        let law = (self.max > self.min).then(|| Arc::new(law) as Arc<dyn Law>);
        let words = format!("{}, from {} to {}", place.named(), self.min, self.max);
        stated(self.kind(), (self.min, self.max), law, words)
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(Drawn { range: *self, draws: Draws::new(site.key(), 1) })
    }
}

impl Values for Drawn<RealRange> {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let RealRange { min, max } = self.range;
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let width = max - min;
        let value = |word: u64| {
            let value = min + unit(word) * width;
            // Rounding may reach the end that is excluded.
            if value < max { value } else { min }
        };
        Arc::new(Float64Array::from_iter_values(words.into_iter().map(value)))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let RealRange { min, max } = self.range;
        steps.words(&self.draws.of_row(rows, row), "of this row and column");
        steps.text("range", format!("{} to {}", min, max), "min + word/2⁶⁴·(max − min)");
    }
}
