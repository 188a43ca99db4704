//! Structures and lists of a known shape.

use super::json::{self, listed, within};
use super::{Rows, Rule, RuleTally, Site};
use crate::config::types::ColumnType;
use crate::facts::{Facts, Json};
use crate::tables::{Values, View};

struct Nested {
    column: usize,
    name: String,
    kind: ColumnType,
    facts: Facts,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let rule = |(column, own): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        if !json::is_nested(own.facts) {
            return None;
        }
        own.facts.json.as_ref()?;
        let (name, kind, facts) = (own.name.to_owned(), own.facts.kind, own.facts.clone());
        Some(Box::new(Nested { column, name, kind, facts }))
    };
    site.columns.iter().enumerate().filter_map(rule).collect()
}

impl Rule for Nested {
    fn check(&self) -> &'static str {
        "nested_shape"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        match &self.facts.json {
            Some(Json::Array { min, max, .. }) => format!("lists of {min} to {max} items in {}", self.name),
            Some(Json::Object(_) | Json::Any) | None => format!("{} in {}", self.kind.sql(), self.name),
        }
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(view) = View::new(&rows.block.columns[self.column], self.kind) else {
            // Another type is told by the reader of blocks.
            return;
        };
        for row in (0..rows.block.rows).filter(|row| view.is_valid(*row)) {
            tally.rows += 1;
            if !fits(&self.facts, &view, row) {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}

/// Whether a value, or a part of one, is what its facts say.
fn fits(facts: &Facts, view: &View, row: usize) -> bool {
    if !view.is_valid(row) {
        return facts.nulls.possible();
    }
    match &view.values {
        Values::Struct { members, .. } => match &facts.json {
            Some(Json::Object(fields)) => {
                fields.len() == members.len()
                    && fields.iter().zip(members).all(|((_, facts), member)| fits(facts, member, row))
            }
            Some(Json::Array { .. } | Json::Any) | None => true,
        },
        Values::List { offsets, items } => match &facts.json {
            Some(Json::Array { item, min, max }) => {
                let own = offsets[row] as usize..offsets[row + 1] as usize;
                (*min as usize..=*max as usize).contains(&own.len())
                    && own.into_iter().all(|at| fits(item, items, at))
            }
            Some(Json::Object(_) | Json::Any) | None => true,
        },
        Values::Bool(flags) => listed(facts, if flags.value(row) { "true" } else { "false" }),
        Values::Int32(numbers) => whole(facts, i64::from(numbers[row])),
        Values::Int64(numbers) => whole(facts, numbers[row]),
        Values::Float64(numbers) => within(facts, numbers[row]),
        Values::Decimal { digits, scale, .. } => {
            within(facts, digits[row] as f64 / libm::pow(10.0, f64::from(*scale)))
        }
        Values::Date(days) => within(facts, f64::from(days[row])),
        Values::Timestamp(micros) | Values::TimestampTz(micros, _) => {
            within(facts, micros[row].div_euclid(1_000_000) as f64)
        }
        Values::Text(texts) => json::fits_text(facts, texts.value(row)),
        Values::Dictionary { keys, texts } => json::fits_text(facts, texts.value(keys[row] as usize)),
        Values::Time(_) | Values::Uuid(_) => true,
    }
}

fn whole(facts: &Facts, number: i64) -> bool {
    within(facts, number as f64) && listed(facts, &number.to_string())
}
