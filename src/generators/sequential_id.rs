//! `sequential_id`: 1, 2, 3, … or other numbers in a row, plain or behind a prefix.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array};

use super::scope::Scope;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::reader::Fields;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Language, Nulls, Order, Relation, Shape, Window, int_kind};
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::Texts;

const START: Key<i64> = Key::int("start", i64::MIN, i64::MAX).default(1).doc("The first number");
const STEP: Key<i64> = Key::int("step", i64::MIN, i64::MAX)
    .default(1)
    .doc("What each number is more than the one before; less than 0 to count down");
const PREFIX: Key<Option<&str>> = Key::text("prefix")
    .optional()
    .doc("What stands before the number, which makes it a text")
    .example("INV-");
const WIDTH: Key<Option<i64>> = Key::int("width", 1, 20)
    .optional()
    .doc("Digits of the number, with zeros before it, which makes it a text; the last number must fit")
    .example("6");

pub static ENTRY: Entry = Entry {
    name: "sequential_id",
    section: Section::new(
        "datagen.generator.sequential_id",
        "docs/datagen.md#sequential_id",
        "The row's number, from 1; BIGINT where the rows need it or become more. In an entity pool the entity's number, in a linked pool the entry's. \
         With start and step other numbers in a row, with prefix or width a text",
        &[START.param, STEP.param, PREFIX.param, WIDTH.param],
    ),
    example: "{ type: sequential_id }",
    read: |fields, scope| {
        if scope.in_array {
            scope.refuse("sequential_id cannot number the elements of an array");
            return None;
        }
        scope.count_rows();
        let (start, step, prefix, width) =
            (fields.read(&START), fields.read(&STEP), fields.read(&PREFIX), fields.read(&WIDTH));
        let (start, step, prefix, width) = (start?, step?, prefix?, width?);
        let (least, greatest) = ends(fields, scope, start, step)?;
        // The type of a column stays where its rows become more.
        let kind = if scope.arrivals().is_some() { ColumnType::Int64 } else { int_kind(least, greatest) };
        let plain = prefix.is_none() && width.is_none();
        let order = match (start, step) {
            (1, 1) if plain => Order::RowNumber,
            (_, 1..) => Order::Ascending,
            (_, _) => Order::Any,
        };
        let facts = Facts {
            kind,
            nulls: Nulls::Never,
            range: Some((least as f64, greatest as f64)),
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: true,
            order,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        if plain {
            return Some(ENTRY.generator(facts, move |_, _| Arc::new(SequentialId { kind, start, step })));
        }
        let width = width.map_or(0, |width| width as usize);
        fits(fields, width, (least, greatest))?;
        let codes = Arc::new(Codes {
            prefix: prefix.unwrap_or_default().to_owned(),
            width,
            start,
            step,
            least,
            greatest,
        });
        let bytes = codes.prefix.len() as u64 + 20;
        let facts = Facts {
            kind: ColumnType::Text,
            range: None,
            extent: Extent::text(bytes),
            language: Some(Arc::clone(&codes) as Arc<dyn Language>),
            ..facts
        };
        Some(ENTRY.generator(facts, move |_, _| Arc::new(SequentialCode { codes: Arc::clone(&codes) })))
    },
};

/// The least and the greatest number of all items.
fn ends(fields: &Fields<'_>, scope: &Scope<'_>, start: i64, step: i64) -> Option<(i64, i64)> {
    if step == 0 {
        let message = "is 0, which gives every row the same number";
        fields.at(&STEP)?.error("out-of-range", message, None);
        return None;
    }
    let first = i128::from(start);
    let last = first + i128::from(step).saturating_mul(i128::from(scope.items.saturating_sub(1)));
    let Ok(last) = i64::try_from(last) else {
        let message = format!("leads from {start} past what BIGINT holds within {} rows", scope.items);
        fields.place(&STEP).error("out-of-range", message, None);
        return None;
    };
    Some((start.min(last), start.max(last)))
}

/// Texts show numbers that are not negative, in as many digits as there is room for.
fn fits(fields: &Fields<'_>, width: usize, (least, greatest): (i64, i64)) -> Option<()> {
    if least < 0 {
        let message = format!("with prefix or width numbers are at least 0, but these go down to {least}");
        fields.whole.error("out-of-range", message, Some("start higher".to_owned()));
        return None;
    }
    let digits = greatest.to_string().len();
    if width > 0 && digits > width {
        let message = format!("is {width}, but the greatest number, {greatest}, has {digits} digits");
        fields.at(&WIDTH)?.error("not-enough-values", message, Some(format!("write width: {digits}")));
        return None;
    }
    Some(())
}

/// The number of an item; the ends were checked, so that none wraps round.
#[inline(always)]
fn number(start: i64, step: i64, item: u64) -> i64 {
    start.wrapping_add(step.wrapping_mul(item as i64))
}

struct SequentialId {
    kind: ColumnType,
    start: i64,
    step: i64,
}

impl Values for SequentialId {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let (start, step) = (self.start, self.step);
        match items {
            // Counting up is what DuckDB asks for to count rows, so it is worth a loop that vectorises.
            Items::Range { first, len } if self.kind == ColumnType::Int32 => {
                let (first, step) = (number(start, step, first) as i32, step as i32);
                let number = |place: i32| first.wrapping_add(step.wrapping_mul(place));
                Arc::new(Int32Array::from((0..len as i32).map(number).collect::<Vec<i32>>()))
            }
            Items::Range { first, len } => {
                let first = number(start, step, first);
                let number = |place: i64| first.wrapping_add(step.wrapping_mul(place));
                Arc::new(Int64Array::from((0..len as i64).map(number).collect::<Vec<i64>>()))
            }
            Items::List(items) => numbers(self.kind, items.iter().map(|item| number(start, step, *item))),
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        explain(self.start, self.step, item, steps);
    }
}

fn explain(start: i64, step: i64, item: u64, steps: &mut Steps) {
    let detail = match (start, step) {
        (1, 1) => "the row's number from 0; the key counts from 1".to_owned(),
        _ => format!("the row's number from 0, times {step} and {start} more"),
    };
    steps.number("row", item as f64, detail);
}

/// Numbers in a row behind a prefix.
#[derive(Debug)]
struct Codes {
    prefix: String,
    /// Digits at least.
    width: usize,
    start: i64,
    step: i64,
    least: i64,
    greatest: i64,
}

impl Language for Codes {
    fn contains(&self, text: &str) -> bool {
        let Some(digits) = text.strip_prefix(self.prefix.as_str()) else { return false };
        let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
        let Some(number) = digits.parse::<i64>().ok().filter(|_| plain) else { return false };
        let written = digits.len() == number.to_string().len().max(self.width);
        let steps = i128::from(number) - i128::from(self.start);
        written && (self.least..=self.greatest).contains(&number) && steps % i128::from(self.step) == 0
    }

    fn in_words(&self) -> String {
        let last = if self.step > 0 { self.greatest } else { self.least };
        let code = |number: i64| format!("{}{number:0width$}", self.prefix, width = self.width);
        format!("{} to {} in steps of {}", code(self.start), code(last), self.step)
    }

    fn shape(&self) -> Shape {
        let numbers = match self.width {
            0 => Shape::of_numbers(self.least, self.greatest),
            width => Shape { length: Some(width), digits: Some(width), capital: true },
        };
        Shape::of([self.prefix.as_str()]).then(numbers)
    }
}

struct SequentialCode {
    codes: Arc<Codes>,
}

impl Values for SequentialCode {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let Codes { prefix, width, start, step, .. } = &*self.codes;
        let mut texts = Texts::with_capacity(items.len(), prefix.len() + width.max(&8));
        let mut digits = itoa::Buffer::new();
        for position in 0..items.len() {
            texts.push(prefix);
            let number = digits.format(number(*start, *step, items.item(position)));
            for _ in number.len()..*width {
                texts.push("0");
            }
            texts.push(number);
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        explain(self.codes.start, self.codes.step, item, steps);
    }
}

/// Whole numbers as INTEGER or BIGINT; `kind` was chosen so that all fit.
pub fn numbers(kind: ColumnType, values: impl Iterator<Item = i64>) -> ArrayRef {
    if kind == ColumnType::Int32 {
        Arc::new(Int32Array::from_iter_values(values.map(|value| value as i32)))
    } else {
        Arc::new(Int64Array::from_iter_values(values))
    }
}
