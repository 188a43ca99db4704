//! What systems know of entities: keys of their own, names written otherwise, and other values of attributes.

mod known;
mod spelling;

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray, StringArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field};

use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order as Ordered, Relation, Window};
use crate::plotsim::model::{ForeignKey, Known, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;
use known::OneSystem;

/// What is drawn for a row of a system: coin and kind of its name's drift, coin and row of its attribute's.
const WORDS: usize = 4;

/// A column of a system's table.
#[derive(Clone, Debug)]
pub enum SystemColumn {
    /// The system's own key.
    Key(Known),
    /// A column of the dimension, as the system has it.
    Own(Known, usize, ColumnType),
    /// Of all systems in a row: the system's name, its key, and which columns differ from the dimension.
    Name(Vec<Known>),
    Keys(Vec<Known>),
    Drifted(Vec<Known>),
}

impl SystemColumn {
    fn all(&self) -> &[Known] {
        match self {
            SystemColumn::Key(known) | SystemColumn::Own(known, ..) => std::slice::from_ref(known),
            SystemColumn::Name(all) | SystemColumn::Keys(all) | SystemColumn::Drifted(all) => all,
        }
    }
}

impl Source for SystemColumn {
    fn kind(&self) -> ColumnType {
        match self {
            SystemColumn::Own(_, _, kind) => *kind,
            SystemColumn::Key(_) | SystemColumn::Name(_) | SystemColumn::Keys(_) => ColumnType::Text,
            SystemColumn::Drifted(_) => ColumnType::list(ColumnType::Text),
        }
    }

    fn words(&self, config: &Plotsim) -> String {
        match self {
            SystemColumn::Own(known, column, _) => {
                let own = config.tables.get(known.dim).and_then(|dim| dim.columns.get(*column));
                own.map_or(String::new(), |own| own.source.words(config))
            }
            SystemColumn::Key(_) => "source:key".to_owned(),
            SystemColumn::Name(_) => "source:name".to_owned(),
            SystemColumn::Keys(_) => "source:source_key".to_owned(),
            SystemColumn::Drifted(_) => "source:drifted_fields".to_owned(),
        }
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let stated =
            |description: String, unique: bool, duty: Duty, categories: Option<Categories>| -> Facts {
                Stated {
                    kind: self.kind(),
                    nulls: Nulls::Never,
                    range: None,
                    categories,
                    law: None,
                    reference: None,
                    relation: Relation::None,
                    unique,
                    order: Ordered::Any,
                    window: Window::Any,
                    description,
                    duty,
                }
                .into()
            };
        let name =
            |known: &Known| place.config.systems.get(known.system).map_or("", |system| system.name.as_str());
        match self {
            SystemColumn::Own(known, column, _) => {
                let dim = Place { table: known.dim, column: *column, ..*place };
                let facts = dim.column().source.facts(&dim);
                let drifts = known.name == Some(*column);
                Facts {
                    unique: false,
                    order: Ordered::Any,
                    law: None,
                    relation: Relation::None,
                    language: facts.language.filter(|_| !drifts),
                    categories: facts
                        .categories
                        .filter(|_| !drifts)
                        .map(|categories| Categories::unweighted(categories.values)),
                    duty: if drifts {
                        Duty::Unchecked("a system may write it otherwise")
                    } else {
                        facts.duty
                    },
                    ..facts
                }
            }
            SystemColumn::Key(known) => {
                stated(format!("Key of the row in {}", name(known)), true, Duty::Judge, None)
            }
            SystemColumn::Name(all) => {
                let names: Vec<String> = all.iter().map(|known| name(known).to_owned()).collect();
                let listed = Categories::unweighted(names.into());
                stated("The system that knows it".to_owned(), false, Duty::Judge, Some(listed))
            }
            SystemColumn::Keys(_) => stated(
                "Its key in the system".to_owned(),
                false,
                Duty::Unchecked("it is unique within a system"),
                None,
            ),
            SystemColumn::Drifted(_) => stated(
                "Columns in which the system's row differs from the dimension".to_owned(),
                false,
                Duty::Unchecked("the two tables are not compared"),
                None,
            ),
        }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let all = self.all().iter().filter_map(|known| OneSystem::new(site.engine, known)).collect();
        Arc::new(SystemValues { engine: Arc::clone(site.engine), column: self.clone(), all })
    }

    fn reference(&self) -> Option<&ForeignKey> {
        None
    }
}

struct SystemValues {
    engine: Arc<Engine>,
    column: SystemColumn,
    all: Vec<OneSystem>,
}

impl SystemValues {
    /// The system of a row of all systems one after the other, and the row there.
    fn find(&self, row: u64) -> Option<(&OneSystem, u64)> {
        let mut row = row;
        for one in &self.all {
            match row.checked_sub(one.order.total) {
                None => return Some((one, row)),
                Some(rest) => row = rest,
            }
        }
        None
    }
}

impl Values for SystemValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let config = self.engine.config();
        let numbers = || (0..rows.len).map(|row| rows.number(row));
        match &self.column {
            SystemColumn::Own(known, column, _) => {
                let drifts = known.name == Some(*column) || known.attribute == Some(*column);
                let (true, Some(one)) = (drifts, self.all.first()) else {
                    let Some(dim) = config.tables.get(known.dim) else {
                        return Arc::new(StringArray::new_null(rows.len));
                    };
                    let own = dim.kind.row_set(&self.engine, rows.entities.clone());
                    return Site { engine: &self.engine, table: known.dim, column: *column }
                        .values()
                        .array(&own);
                };
                let numbers: Vec<u64> = numbers().collect();
                let texts = one.texts(&self.engine, *column, &numbers).into_iter();
                Arc::new(texts.map(|(dirty, _)| dirty).collect::<StringArray>())
            }
            SystemColumn::Key(_) | SystemColumn::Keys(_) => {
                let key = |row: u64| self.find(row).map(|(one, row)| one.key(config, row));
                Arc::new(numbers().map(key).collect::<StringArray>())
            }
            SystemColumn::Name(_) => {
                let name = |row: u64| {
                    let (one, _) = self.find(row)?;
                    config.systems.get(one.known.system).map(|system| system.name.as_str())
                };
                Arc::new(numbers().map(name).collect::<StringArray>())
            }
            SystemColumn::Drifted(_) => {
                let mut all: Vec<Vec<String>> = Vec::with_capacity(rows.len);
                let found: Vec<Option<(&OneSystem, u64)>> = numbers().map(|row| self.find(row)).collect();
                let same = |a: &Option<(&OneSystem, u64)>, b: &Option<(&OneSystem, u64)>| {
                    a.map(|(one, _)| one.known.system) == b.map(|(one, _)| one.known.system)
                };
                for group in found.chunk_by(same) {
                    let own: Vec<u64> = group.iter().flatten().map(|(_, row)| *row).collect();
                    match group.first().copied().flatten() {
                        Some((one, _)) => all.extend(one.differs(&self.engine, &own)),
                        None => all.resize(all.len() + group.len(), Vec::new()),
                    }
                }
                let names = StringArray::from_iter_values(all.iter().flatten());
                let item = Arc::new(Field::new_list_field(DataType::Utf8, true));
                let offsets = OffsetBuffer::from_lengths(all.iter().map(Vec::len));
                Arc::new(ListArray::new(item, offsets, Arc::new(names), None))
            }
        }
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let Some((one, own)) = self.find(rows.number(row)) else { return };
        let config = self.engine.config();
        let name = config.systems.get(one.known.system).map_or("", |system| system.name.as_str());
        steps.text("system", name, format!("row {own} of what it knows"));
        if let SystemColumn::Own(known, column, _) = &self.column
            && (known.name == Some(*column) || known.attribute == Some(*column))
            && let Some((_, clean)) = one.texts(&self.engine, *column, &[own]).pop()
        {
            steps.words(
                &one.row_words(own),
                "coin and kind of the name's drift, coin and row of the attribute's",
            );
            steps.text("canonical", clean.unwrap_or_default(), "what the dimension has");
        }
    }

    fn reads_numbers(&self) -> bool {
        true
    }
}
