//! Texts that follow a pattern.

use std::sync::Arc;

use arrow::array::{Array, AsArray};

use super::{Rows, Rule, RuleTally, Site};
use crate::config::types::ColumnType;
use crate::expressions;
use crate::facts::{Form, Language, Relation, Shows, Writing};

struct Pattern {
    column: usize,
    name: String,
    language: Arc<dyn Language>,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let rule = |(column, own): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        let name = own.name.to_owned();
        if let Relation::Shows(shows) = &own.facts.relation
            && let Some(columns) = shown(site, column, shows)
        {
            return Some(Box::new(Shown { column, name, form: Arc::clone(&shows.form), columns }));
        }
        let language = Arc::clone(own.facts.language.as_ref()?);
        Some(Box::new(Pattern { column, name, language }))
    };
    site.columns.iter().enumerate().filter_map(rule).collect()
}

impl Rule for Pattern {
    fn check(&self) -> &'static str {
        "text_pattern"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} in {}", self.language.in_words(), self.name)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let values = &rows.values[self.column];
        for row in (0..rows.block.rows).filter(|row| values.is_valid(*row)) {
            tally.rows += 1;
            let fits = match values.text(row) {
                Some(text) => self.language.contains(text),
                None => self.language.contains(&values.words(row)),
            };
            if !fits {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}

/// Texts that show other columns of the row.
struct Shown {
    column: usize,
    name: String,
    form: Arc<dyn Form>,
    columns: Vec<(usize, ColumnType, Writing)>,
}

/// The columns that a text shows; none where one is set anew in rows that come again.
fn shown(site: &Site<'_>, column: usize, shows: &Shows) -> Option<Vec<(usize, ColumnType, Writing)>> {
    let shown = shows.values.iter().map(|(peer, writing)| {
        let place = site.peer(column, *peer)?;
        let own = site.columns.get(place).filter(|own| !own.is_arrival)?;
        Some((place, own.facts.kind, writing.clone()))
    });
    shown.collect()
}

impl Rule for Shown {
    fn check(&self) -> &'static str {
        "text_pattern"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} in {}", self.form.in_words(), self.name)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let native = |(column, kind, writing): &(usize, ColumnType, Writing)| {
            let values = expressions::native(&rows.block.columns[*column], *kind).ok()?;
            let texts = writing.texts(&values);
            Some(texts.as_string_opt::<i32>()?.clone())
        };
        let shown: Option<Vec<_>> = self.columns.iter().map(native).collect();
        let values = &rows.values[self.column];
        let all: Vec<usize> =
            self.columns.iter().map(|(column, _, _)| *column).chain([self.column]).collect();
        for row in 0..rows.block.rows {
            tally.rows += 1;
            let present = shown.iter().flatten().all(|texts| texts.is_valid(row));
            let fits = match (&shown, values.is_valid(row)) {
                (Some(shown), true) if present => {
                    let texts: Vec<&str> = shown.iter().map(|texts| texts.value(row)).collect();
                    values.text(row).is_some_and(|text| self.form.fits(text, &texts))
                }
                // There is a text where there is all that it shows.
                (Some(_), valid) => !valid && !present,
                // Nothing that is not written as its column says can be shown.
                (None, _) => false,
            };
            if !fits {
                tally.offenders.push(|| rows.words(row, &all));
            }
        }
    }
}
