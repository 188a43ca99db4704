//! Generators of columns, which are read last: each may look at every column before its own.

use std::cell::Cell;
use std::sync::Arc;

use crate::config::calendar;
use crate::config::node::Value;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::rows::Referred;
use crate::facts::{Draw, Extent, Facts, Locales, Nulls, Relation};
use crate::generators::peers::Names;
use crate::generators::scope::{NoTables, People, Place as Standing, Row, Scope};
use crate::generators::{Column, given};
use crate::locales::{self, Locale};
use crate::plotsim::draft::source::settle;
use crate::plotsim::draft::{Dtype, SourceDraft, TableSlot};
use crate::plotsim::model::{Place, Plotsim};
use crate::plotsim::sources::Generated;
use crate::trajectory::time_axis::day_number;

/// Longest text of a column whose source does not say, in bytes.
const LONGEST: u64 = 4096;

/// How many days after the window moments can lie.
const LATE: i32 = 36_525;

/// The columns of a table some of which have generators, in final order.
pub struct Pending<'a> {
    table: String,
    /// What its rows are known by elsewhere.
    referred: Referred,
    /// Whether it has one row for a period.
    each_period: bool,
    columns: Vec<PendingColumn<'a>>,
}

struct PendingColumn<'a> {
    name: String,
    at: Field<'a>,
    source: Arc<dyn SourceDraft>,
    dtype: Option<Dtype>,
}

/// The tables in which columns have generators.
pub fn pending<'a>(slots: &[TableSlot<'a>]) -> Vec<Pending<'a>> {
    let tables = slots.iter().filter_map(|slot| slot.table.as_ref());
    let some = tables.filter(|table| table.columns.iter().any(|column| column.source.generates().is_some()));
    let pending = some.map(|table| Pending {
        table: table.name.clone(),
        referred: table.shape.about().referred,
        each_period: table.shape.about().is_each_period(),
        columns: table
            .columns
            .iter()
            .map(|column| PendingColumn {
                name: column.name.clone(),
                at: column.at.clone(),
                source: Arc::clone(&column.source),
                dtype: column.dtype,
            })
            .collect(),
    });
    pending.collect()
}

/// What the config says of people and places.
pub struct Locality {
    locales: Vec<&'static Locale>,
    /// Whether it names them.
    named: bool,
}

impl Locality {
    pub fn new(names: Option<&[String]>, named: bool) -> Locality {
        let locales = names.unwrap_or_default().iter().filter_map(|name| locales::locale(name));
        Locality { locales: locales.collect(), named }
    }

    /// The locales of places of which nothing is said: those of the config or, if it names none, those of the world.
    fn of_places(&self) -> Vec<&'static Locale> {
        if self.named { self.locales.clone() } else { locales::countries().collect() }
    }
}

/// Reads every generator and puts it where its column waits for it. Without a model, because something else is wrong, each is
/// read for its own mistakes.
pub fn complete(model: Option<&mut Plotsim>, pending: &[Pending<'_>], locality: &Locality) {
    let mut model = model;
    for table in pending {
        of_table(model.as_deref_mut(), table, locality);
    }
}

fn of_table(mut model: Option<&mut Plotsim>, pending: &Pending<'_>, locality: &Locality) {
    let index = model.as_ref().and_then(|model| model.table(&pending.table));
    let rows = model.as_ref().zip(index).and_then(|(model, index)| model.tables[index].kind.things(model));
    // Other rows have no numbers that were known without counting.
    let numbered = matches!(pending.referred, Referred::Entity | Referred::Member | Referred::Listed);
    let draws = draws(pending, locality);
    let names = Names::new(
        pending.columns.iter().map(|column| (Some(column.name.as_str()), column.at.node.get("generator"))),
    );
    let mut earlier: Vec<Column> = Vec::new();
    for (place, column) in pending.columns.iter().enumerate() {
        let Some(generates) = column.source.generates() else {
            if let Some((model, table)) = model.as_deref().zip(index) {
                let facts = seen(model, table, place);
                earlier.push(given::column(&column.name, facts));
            }
            continue;
        };
        let counts = Cell::new(false);
        let scope = Scope {
            field: column.at.clone(),
            // Mistakes are worth telling even where the number of rows is not known.
            items: rows.filter(|_| numbered).unwrap_or(1),
            in_array: false,
            native: true,
            place: Standing::Row(Row { entity: &[], day: None, direct: true, children: None }),
            peers: names.at(place, &earlier),
            pools: Some(&[]),
            hierarchies: &[],
            tables: &NoTables,
            counts: &counts,
            people: People { locales: &locality.locales, draws: &draws },
        };
        let Some(generator) = generates.read(&column.at, &scope) else { continue };
        let Some(generated) =
            Generated::new(generator, &column.at, generates.words(&column.at), (counts.get(), numbered))
        else {
            continue;
        };
        if pending.each_period && model.is_some() {
            // Means over entities are made last, of all rows at once.
            let metric = |place: &usize| pending.columns[*place].source.metric().is_some();
            if let Some(place) = generated.peers().find(metric) {
                let message = format!(
                    "looks at '{}', a mean over entities, which no other column of a fact per period can see",
                    pending.columns[place].name
                );
                column.at.error("wrong-place", message, None);
                continue;
            }
        }
        let growing = matches!(pending.referred, Referred::Entity | Referred::Member);
        if growing && counts.get() && model.as_ref().is_some_and(|model| model.extends()) {
            let message = "counts the rows of its table, which more entities would number anew".to_owned();
            column.at.error(
                "cannot-extend",
                message,
                Some("leave out what makes its values unique".to_owned()),
            );
            continue;
        }
        settle(column.dtype, generated.facts().kind, &column.at);
        earlier.push(given::column(&column.name, Facts::clone(generated.facts())));
        if let Some((model, table)) = model.as_deref_mut().zip(index)
            && let Some(own) = model.tables[table].columns.iter_mut().find(|own| own.name == column.name)
        {
            own.kind = generated.facts().kind;
            own.source = Arc::new(generated);
        }
    }
}

/// What those that follow a column of another source may know of it: what its values are, and not where they come from.
fn seen(model: &Plotsim, table: usize, column: usize) -> Facts {
    let facts = model.tables[table].columns[column].source.facts(&Place { config: model, table, column });
    let extent = if facts.kind == ColumnType::Text { Extent::text(LONGEST) } else { Extent::NUMBER };
    let range = facts.range.or_else(|| moments(model, facts.kind));
    Facts { range, extent, reference: None, relation: Relation::None, ties: Vec::new(), ..facts }
}

/// Between which days or seconds dates and moments lie of which nothing else is said: people are born before the window, and
/// reports of what happened in it can be late.
fn moments(model: &Plotsim, kind: ColumnType) -> Option<(f64, f64)> {
    let first = day_number(model.time.first_day()).min(calendar::parse_date("1900-01-01")?);
    // What is known of values must not hang on how much of the story is shown.
    let end = if model.extends() { model.story.axis } else { model.time };
    let last = day_number(end.last_day()).saturating_add(LATE);
    let seconds = (f64::from(first) * calendar::DAY as f64, f64::from(last) * calendar::DAY as f64);
    match kind {
        ColumnType::Date => Some((f64::from(first), f64::from(last))),
        ColumnType::Timestamp => Some(seconds),
        _ => None,
    }
}

/// The draws of a table that show places on a map, which are of the same countries in all their columns.
fn draws(pending: &Pending<'_>, locality: &Locality) -> Vec<Arc<Draw>> {
    let mut draws: Vec<(Arc<Draw>, bool)> = Vec::new();
    let shown = pending.columns.iter().filter_map(|column| column.source.generates()?.places(&column.at));
    for (name, countries) in shown {
        let said = match &countries {
            None => None,
            Some(field) => match countries_of(field) {
                Some(all) => Some(all),
                // What is wrong with them was reported.
                None => continue,
            },
        };
        let known = draws.iter().position(|(draw, _)| draw.name == name);
        let draw = |all: Vec<&'static Locale>| {
            Arc::new(Draw { name: name.clone(), locales: Locales::ByPeople(all), nulls: Nulls::Never })
        };
        match (known, said) {
            (None, Some(all)) => draws.push((draw(all), true)),
            (None, None) => draws.push((draw(locality.of_places()), false)),
            (Some(place), Some(all)) => {
                let (other, was_said) = &draws[place];
                if *was_said && other.locales != Locales::ByPeople(all.clone()) {
                    if let Some(field) = &countries {
                        let message = "says other countries than another column of the same draw".to_owned();
                        let hint = "leave it out here, or give this column a draw of its own".to_owned();
                        field.error("conflicting-keys", message, Some(hint));
                    }
                } else {
                    draws[place] = (draw(all), true);
                }
            }
            (Some(_), None) => {}
        }
    }
    draws.into_iter().map(|(draw, _)| draw).collect()
}

/// The locales of a list of countries.
fn countries_of(field: &Field<'_>) -> Option<Vec<&'static Locale>> {
    let mut all: Vec<&'static Locale> = Vec::new();
    let mut fine = true;
    for item in field.some_items()? {
        let Value::Text(text) = &item.node.value else {
            item.text();
            fine = false;
            continue;
        };
        match locales::find(text) {
            Some(locale) if all.iter().any(|other| other.country == locale.country) => {
                item.error("duplicate-item", format!("'{text}' is listed twice"), None);
                fine = false;
            }
            Some(locale) => all.push(locale),
            None => {
                let names: Vec<&str> = locales::countries().map(locales::english).collect();
                let hint = suggest::hint(text, names);
                item.error("unknown-locale", format!("there are no places of '{text}'"), hint);
                fine = false;
            }
        }
    }
    fine.then_some(all)
}
