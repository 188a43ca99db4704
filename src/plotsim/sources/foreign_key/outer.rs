//! A reference to the row of a table of another language in the same file.

use std::sync::Arc;

use arrow::array::ArrayRef;

use crate::config::types::ColumnType;
use crate::facts::rows::{Metrics, OfEntity};
use crate::facts::words;
use crate::facts::{self, Drawn, Duty, Facts, Nulls, Order, Relation, Window};
use crate::generators::Values as Items;
use crate::generators::outer::Outer;
use crate::plotsim::draft::Reference;
use crate::plotsim::draft::source::Standing;
use crate::plotsim::model::{Place, Plotsim, Site, Source, Values};
use crate::plotsim::sources::Stated;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{below, jump};
use crate::steps::Steps;

/// The value that a column of another language's table has in some row, each row as likely as the others.
#[derive(Clone, Debug)]
pub struct OuterKey {
    outer: Arc<Outer>,
    column: usize,
    kind: ColumnType,
}

/// The key of a row of `outer`; `None` once it is reported why there is none.
pub fn resolve(column: &Standing<'_, '_>, outer: &Arc<Outer>, reference: &Reference) -> Option<OuterKey> {
    let at = &column.draft.source_at;
    let name = &outer.name;
    if outer.unread {
        return None;
    }
    if outer.values.is_none() {
        let message = format!("'{name}' refers to this config's tables itself, or to a dataset that does");
        let hint = "only one of two tables can name rows of the other".to_owned();
        at.error_within(reference.table_byte, "circle", message, Some(hint));
        return None;
    }
    if column.about.is_each_period() {
        let message = format!("{} has no row of '{name}'", column.about.what);
        let hint = "it can only refer to a date dimension".to_owned();
        at.error_within(reference.table_byte, "wrong-place", message, Some(hint));
        return None;
    }
    let choice = &column.draft.choice;
    let told =
        choice.weights.first().map(|(_, _, at)| at).or(choice.weight.as_ref()).or(choice.same.as_ref());
    if let Some(field) = told.or(choice.keys.first()) {
        let message = format!("the rows of dataset '{name}' are all as likely");
        field.error("wrong-place", message, Some("write the rows out in a reference dimension".to_owned()));
        return None;
    }
    let place = match &reference.column {
        Some((wanted, byte)) => {
            let found = outer.columns.iter().position(|(column, _)| column == wanted);
            if found.is_none() {
                let hint =
                    crate::config::suggest::hint(wanted, outer.columns.iter().map(|(name, _)| name.as_str()));
                at.error_within(
                    *byte,
                    "unknown-column",
                    format!("'{wanted}' is not a column of '{name}'"),
                    hint,
                );
            }
            found?
        }
        None => match outer.key {
            Some(key) => key,
            None => {
                let message = format!("no column of dataset '{name}' identifies its rows");
                let hint = "give it a sequential_id, uuid or unique column".to_owned();
                at.error_within(reference.table_byte, "not-a-key", message, Some(hint));
                return None;
            }
        },
    };
    let (shown, facts) = outer.columns.get(place)?;
    if !facts.unique {
        let message = format!("'{name}.{shown}' can repeat, so a value may stand for several rows");
        at.warn("not-a-key", message, None);
    }
    Some(OuterKey { outer: Arc::clone(outer), column: place, kind: facts.kind })
}

impl OuterKey {
    fn column(&self) -> (&str, Option<&Facts>) {
        self.outer.columns.get(self.column).map_or(("", None), |(name, facts)| (name, Some(facts)))
    }
}

impl Source for OuterKey {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("fk:{}.{}", self.outer.name, self.column().0)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let each_entity = place.table().kind.about().metrics == Metrics::Value;
        let nullable = self.column().1.is_some_and(|facts| facts.nulls.possible());
        let other = words::sentence(&words::thing(&self.outer.name));
        Stated {
            kind: self.kind,
            nulls: if nullable { Nulls::Possible } else { Nulls::Never },
            range: None,
            categories: None,
            law: None,
            reference: Some(facts::Reference {
                // Datasets are counted after the tables of this language.
                table: place.config.tables.len() + self.outer.place,
                column: Some(self.column),
                rows: self.outer.rows,
                exact: self.column().1.is_some_and(|facts| facts.unique),
                pick: facts::Pick::Uniform,
                drawn: if each_entity { Drawn::Entity } else { Drawn::Row },
                with: None,
                coins: Vec::new(),
            }),
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("{other} of the {}", place.row_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let about = site.engine.config().tables[site.table].kind.about();
        Arc::new(OuterValues {
            rows: self.outer.rows.max(1),
            grows: self.outer.grows,
            values: self.outer.values.as_ref().map(|make| make(self.column)),
            name: self.outer.name.clone(),
            draws: Draws::new(site.key(), 1),
            once_per_entity: about.metrics == Metrics::Value && about.entity != OfEntity::Nobody,
        })
    }
}

struct OuterValues {
    rows: u64,
    /// Whether the rows become more, so that few references are to move.
    grows: bool,
    values: Option<Arc<dyn Items>>,
    name: String,
    draws: Draws,
    /// Whether all rows of an entity name one row.
    once_per_entity: bool,
}

impl OuterValues {
    /// The row that a word chooses.
    fn row(&self, word: u64) -> u64 {
        if self.grows { jump(word, self.rows) } else { below(word, self.rows) }
    }
}

impl Values for OuterValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let words = self.draws.once(rows, self.once_per_entity);
        let picked: Vec<u64> = words.into_iter().map(|word| self.row(word)).collect();
        match &self.values {
            Some(values) => values.array(crate::random::Items::List(&picked)),
            // No column is resolved without values.
            None => arrow::array::new_null_array(&arrow::datatypes::DataType::Utf8, rows.len),
        }
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let word = self.draws.once(rows, self.once_per_entity).get(row).copied().unwrap_or_default();
        let whose = if self.once_per_entity { "of this entity and column" } else { "of this row and column" };
        steps.words(&[word], whose);
        steps.named("parent row", self.row(word) as f64, &self.name, "any of its rows, at random");
    }
}
