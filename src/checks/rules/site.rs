//! A table's columns and their facts, for whoever makes rules of them.

use std::sync::Arc;

use crate::datagen::model::{Datagen, Origin};
use crate::expressions::Expression;
use crate::facts::{Facts, Peer};
use crate::plotsim::tables::engine::Engine;
use crate::project::{Part, Project};

/// The columns of a table.
pub struct Site<'a> {
    pub project: &'a Project,
    pub columns: Vec<RuleColumn<'a>>,
    /// The rules that the table declares, and the places of the columns that each reads.
    pub rules: Vec<(Arc<Expression>, Vec<usize>)>,
    /// Whether rows come again, so that the order of rows is not that in which they are made.
    pub redelivered: bool,
    /// Its place among the tables.
    pub table: usize,
    /// Fewest and most rows for each row of the parent, if rows are children.
    pub children: Option<(u32, u32)>,
}

/// A column of the table.
pub struct RuleColumn<'a> {
    pub name: &'a str,
    pub facts: &'a Facts,
    /// Among which columns its peers are counted.
    pub group: Group,
    /// Set anew in rows that come again.
    pub is_arrival: bool,
}

/// Columns that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Entity,
    Row,
    Day,
}

impl<'a> Site<'a> {
    /// The columns of a table of a project.
    pub fn of(project: &'a Project, table: usize) -> Site<'a> {
        match project.part(table) {
            Part::Datagen(config, index) => {
                let dataset = &config.datasets[index];
                let facts = project.facts(table);
                let arrival = dataset.redelivery.as_ref().map(|redelivery| Origin::Own(redelivery.arrival));
                let columns = dataset.table_columns.iter().zip(facts).map(|(column, facts)| RuleColumn {
                    name: &column.name,
                    facts,
                    group: match column.origin {
                        Origin::Entity(_) => Group::Entity,
                        Origin::Own(_) => Group::Row,
                        Origin::Day => Group::Day,
                    },
                    is_arrival: arrival == Some(column.origin),
                });
                let rules =
                    dataset.rules.iter().map(|rule| (Arc::clone(&rule.expression), rule.columns.clone()));
                let rules = rules.collect();
                let redelivered = arrival.is_some();
                Site { project, columns: columns.collect(), rules, redelivered, table, children: None }
            }
            Part::Plotsim(engine, table) => {
                let config = engine.config();
                let columns = config.tables[table].columns.iter().zip(config.facts(table));
                let column = |(column, facts): (&'a crate::plotsim::model::Column, &'a Facts)| RuleColumn {
                    name: &column.name,
                    facts,
                    group: Group::Row,
                    is_arrival: false,
                };
                Site {
                    project,
                    columns: columns.map(column).collect(),
                    rules: Vec::new(),
                    redelivered: false,
                    table,
                    children: config.tables[table].kind.children().map(|children| children.counts.bounds()),
                }
            }
        }
    }

    /// The datagen config, of a dataset.
    pub fn datagen(&self) -> Option<&'a Arc<Datagen>> {
        match self.project.part(self.table) {
            Part::Datagen(config, _) => Some(config),
            Part::Plotsim(..) => None,
        }
    }

    /// The plotsim config and what its tables share, of a table of it.
    pub fn plotsim(&self) -> Option<&'a Arc<Engine>> {
        match self.project.part(self.table) {
            Part::Datagen(..) => None,
            Part::Plotsim(engine, _) => Some(engine),
        }
    }

    /// The place of a table as the datasets count tables: their own first.
    pub fn local(&self, table: usize) -> usize {
        let datasets = self.project.datagen().map_or(0, |config| config.datasets.len());
        table.checked_sub(self.project.first_dataset()).unwrap_or(datasets + table)
    }

    /// The place of the column that another one names.
    pub fn peer(&self, column: usize, peer: Peer) -> Option<usize> {
        let (group, place) = match peer {
            Peer::Column(place) => (self.columns[column].group, place),
            Peer::Entity(place) => (Group::Entity, place),
            Peer::Day => (Group::Day, 0),
        };
        self.places(group).nth(place)
    }

    /// The places of the columns of a group, in its order.
    pub fn places(&self, group: Group) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, column)| column.group == group).map(|(place, _)| place)
    }

    /// The key that a foreign key column is or is a part of: its columns here and those they name, all of one table; none for
    /// a column that names rows by their number, or none.
    pub fn key(&self, column: usize) -> Option<Key> {
        let of = |place: usize| self.columns[place].facts.reference.as_ref();
        let own = of(column)?;
        let group = self.columns[column].group;
        let leader = match own.with {
            Some(with) => self.places(group).nth(with)?,
            None => column,
        };
        let place_of_leader = self.places(group).position(|place| place == leader);
        let parts = self.places(group).filter(|place| {
            let with = of(*place).filter(|part| part.table == own.table).map(|part| part.with);
            *place == leader || with.is_some_and(|with| with.is_some() && with == place_of_leader)
        });
        let columns: Vec<usize> = parts.collect();
        let targets = columns.iter().map(|place| Some((own.table, of(*place)?.column?)));
        Some(Key { targets: targets.collect::<Option<_>>()?, columns })
    }
}

/// Columns that name a row of another table together.
pub struct Key {
    pub columns: Vec<usize>,
    /// Table and place of what each of them names.
    pub targets: Vec<(usize, usize)>,
}

/// Names as a tuple is written: `(a, b)`, or `a` alone.
pub fn tuple(names: &[&str]) -> String {
    match names {
        [only] => (*only).to_owned(),
        all => format!("({})", all.join(", ")),
    }
}
