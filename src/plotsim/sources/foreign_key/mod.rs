//! `fk:`: the value a column of another table has in some row.

mod end;
mod grown;
mod outer;
mod resolve;
mod row_keys;
mod same;
mod shared;
mod weights;
mod written;

pub use end::{END, End};
use grown::Grown;
use shared::Shared;
pub use written::{
    DISTRIBUTION, ENTRY, REQUIRED, SAME, SAY_THE_SAME, To, WEIGHT, WEIGHTS, WHEN, choice, distribution,
};

use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;
use arrow::buffer::NullBuffer;

use self::row_keys::{Counted, RowKeys};
use super::calendar::explain_period;
use super::entity::explain_entity;
use super::values::chosen;
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::rows::Metrics;
use crate::facts::words;
use crate::facts::{self, Drawn, Duty, Facts, Nulls, Order, Reference, Relation, Window};
use crate::plotsim::model::{ForeignKey, Members, Pick, Plotsim, Weights};
use crate::plotsim::tables::counted::Picks;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Address, Draws, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::random::{Alias, below};
use crate::steps::Steps;
use crate::tables::Interval;
use crate::tables::with_nulls;

impl ForeignKey {
    /// Which row of the other table it names.
    fn meaning(&self, place: &Place<'_>) -> String {
        let own = place.row_word();
        let parent = place.config.tables.get(self.table);
        let other = words::sentence(
            &parent.map_or(String::new(), |parent| parent.kind.row_word(place.config, parent)),
        );
        let fact = !place.table().kind.about().moment;
        match &self.pick {
            Pick::Entity | Pick::Period if fact => format!("{other} that the values are of"),
            Pick::Entity | Pick::Period => format!("{other} of the {own}"),
            Pick::Parent => format!("{other} that the {own} belongs to"),
            Pick::OwnMember => format!("{other} of the {}, for the {own}", place.entity_word()),
            Pick::Version => format!("{other} that holds in the {}", place.period_word()),
            Pick::OwnRow(_) => format!("{other} of the same {} that the {own} is about", place.entity_word()),
            Pick::Above(_) => format!("{other} that the {own} belongs to"),
            Pick::Any(Weights::Uniform | Weights::ByRow(_)) | Pick::Written(_) => {
                format!("{other} of the {own}")
            }
            Pick::Same(same) => {
                let column = parent.and_then(|parent| parent.columns.get(same.column));
                let name = column.map_or(String::new(), |column| words::named(&column.name));
                format!("{other} of the {own}, with the same {name}")
            }
            Pick::Left => format!("{other}, first of the pair"),
            Pick::Right => format!("{other}, second of the pair"),
        }
    }

    /// Whether some entities are given their rows by the config.
    fn is_pinned(&self, place: &Place<'_>) -> bool {
        let own = (place.table, place.column);
        let mut pins = place.config.entities.runs.iter().flat_map(|run| &run.pins);
        pins.any(|pin| (pin.table, pin.column) == own)
    }
}

impl Source for ForeignKey {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        let table = &config.tables[self.table];
        format!("fk:{}.{}", table.name, table.columns[self.column].name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let parent = &place.config.tables[self.table];
        let each_entity = place.table().kind.about().metrics == Metrics::Value;
        Stated {
            kind: self.kind,
            nulls: match self.pick {
                Pick::Same(_) => Nulls::Possible,
                Pick::OwnRow(own) if !own.required => Nulls::Possible,
                _ => Nulls::Never,
            },
            range: None,
            categories: None,
            law: None,
            reference: Some(Reference {
                table: self.table,
                column: Some(self.column),
                rows: parent.kind.things(place.config).unwrap_or(0),
                exact: parent.business_key() == [self.column],
                pick: match &self.pick {
                    Pick::Entity => facts::Pick::Entity,
                    Pick::Period => facts::Pick::Period,
                    Pick::Parent => facts::Pick::Parent,
                    Pick::OwnMember => facts::Pick::OwnMember,
                    Pick::Version => facts::Pick::Version,
                    Pick::OwnRow(own) => facts::Pick::OwnRow { any: own.any },
                    Pick::Above(1) => facts::Pick::Parent,
                    Pick::Above(_) => facts::Pick::Above,
                    Pick::Left => facts::Pick::Left,
                    Pick::Right => facts::Pick::Right,
                    Pick::Written(_) => facts::Pick::Pinned,
                    Pick::Same(_) => facts::Pick::Conditional(Arc::default()),
                    Pick::Any(_) if self.is_pinned(place) => facts::Pick::Pinned,
                    Pick::Any(Weights::Uniform) => facts::Pick::Uniform,
                    Pick::Any(Weights::ByRow(weights)) => facts::Pick::Weighted(weights.clone()),
                },
                drawn: if each_entity { Drawn::Entity } else { Drawn::Row },
                with: None,
                coins: Vec::new(),
            }),
            relation: Relation::None,
            unique: matches!(self.pick, Pick::OwnRow(own) if own.unique && own.required),
            order: Order::Any,
            window: Window::Any,
            description: self.meaning(place),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let config = site.engine.config();
        let parent = &config.tables[self.table];
        let members = parent.kind.members(config);
        let values = Site { table: self.table, column: self.column, ..site }.values();
        let weighted = match &self.pick {
            Pick::Any(Weights::ByRow(weights)) => {
                let (rows, weights): (Vec<u64>, Vec<f64>) = weights.iter().copied().unzip();
                Some((rows, Alias::new(&weights)))
            }
            _ => None,
        };
        let rows = parent.kind.things(config).unwrap_or(0);
        let counted = match self.pick {
            Pick::OwnRow(own) => Picks::new(site, self.table, own).map(Counted::Own),
            Pick::Above(levels) => Some(Counted::Above(levels)),
            _ => None,
        };
        if let Some(pick) = counted {
            let (engine, parent) = (Arc::clone(site.engine), self.table);
            let told = config.tables[self.table].columns[self.column]
                .source
                .key()
                .is_some_and(|key| !key.is_of_number());
            return Arc::new(RowKeys { engine, parent, values, pick, told });
        }
        Arc::new(KeyValues {
            engine: Arc::clone(site.engine),
            own: (site.table, site.column),
            parent: Parent { table: self.table, values, rows, members, whole: OnceLock::new() },
            shared: match &self.pick {
                Pick::Same(same) => Some(Shared::new(same, self.table, site)),
                _ => None,
            },
            pick: self.pick.clone(),
            grown: Grown::of(config, self.table),
            weighted,
            draws: Draws::new(site.key(), 1),
            once_per_entity: config.tables[site.table].kind.about().metrics == Metrics::Value,
        })
    }

    fn reference(&self) -> Option<&ForeignKey> {
        Some(self)
    }

    fn subjects(&self, site: Site<'_>, _: Option<u64>, interval: &Interval) -> Option<Subjects> {
        let parent = &site.engine.config().tables[self.table];
        let told = Site { table: self.table, column: self.column, ..site };
        let told =
            || parent.columns[self.column].source.subjects(told, Some(site.engine.entities()), interval);
        match &self.pick {
            // Row i of the dimension is entity i.
            Pick::Entity | Pick::Parent => match told()? {
                Subjects::Rows(rows) | Subjects::Entities(rows) => Some(Subjects::Entities(rows)),
                Subjects::Periods(_) => None,
            },
            Pick::Period => told(),
            Pick::OwnMember
            | Pick::OwnRow(_)
            | Pick::Above(_)
            | Pick::Any(_)
            | Pick::Written(_)
            | Pick::Same(_)
            | Pick::Version
            | Pick::Left
            | Pick::Right => None,
        }
    }
}

/// Parents of up to so many rows are rendered once, whole.
const WHOLE: u64 = 1 << 16;

struct KeyValues {
    engine: Arc<Engine>,
    /// The table and column that hold the key.
    own: (usize, usize),
    parent: Parent,
    pick: Pick,
    /// Where there may be more rows of the parent one day: what picks among them.
    grown: Option<Grown>,
    /// The weighted rows, if rows have weights.
    weighted: Option<(Vec<u64>, Alias)>,
    /// What draws among the rows that share a value.
    shared: Option<Shared>,
    draws: Draws,
    /// Whether all rows of an entity refer to one row.
    once_per_entity: bool,
}

/// The table and column referred to.
struct Parent {
    table: usize,
    values: Arc<dyn Values>,
    rows: u64,
    members: Option<Members>,
    whole: OnceLock<ArrayRef>,
}

impl KeyValues {
    /// The row of the parent that a word picks among all.
    fn pick(&self, word: u64) -> u64 {
        if let (Some(grown), None) = (&self.grown, &self.weighted) {
            return grown.pick(word);
        }
        match &self.weighted {
            Some((rows, alias)) => rows.get(alias.choose(word) as usize).copied().unwrap_or_default(),
            None => below(word, self.parent.rows.max(1)),
        }
    }

    /// The row that an entity's run gives rather than draws.
    fn pinned(&self, entity: u64) -> Option<u64> {
        let runs = &self.engine.config().entities;
        let pins = &runs.runs.get(runs.run_of(entity))?.pins;
        pins.iter().find(|pin| (pin.table, pin.column) == self.own).map(|pin| pin.row)
    }

    /// The row of the parent for each row, where there is one.
    fn some_rows(&self, rows: &RowSet) -> Vec<Option<u64>> {
        let Some(shared) = &self.shared else { return self.rows(rows).into_iter().map(Some).collect() };
        let words = self.draws.once(rows, self.once_per_entity);
        let drawn = shared.rows(&self.engine, rows, &words);
        let pinned = |row: usize| rows.entities.get(row).and_then(|entity| self.pinned(*entity));
        drawn.into_iter().enumerate().map(|(row, drawn)| pinned(row).or(drawn)).collect()
    }

    /// The row of the parent for each row.
    fn rows(&self, rows: &RowSet) -> Vec<u64> {
        match &self.pick {
            Pick::Written(written) => {
                let own = |row: usize| written.get(rows.number(row) as usize).copied().unwrap_or_default();
                (0..rows.len).map(own).collect()
            }
            Pick::Same(_) => Vec::new(),
            Pick::Entity | Pick::Parent | Pick::Version => rows.entities.clone(),
            Pick::Period => rows.periods.iter().map(|period| u64::from(*period)).collect(),
            Pick::Left => rows.pairs.0.clone(),
            Pick::Right => rows.pairs.1.clone(),
            // These have values of their own.
            Pick::OwnRow(_) | Pick::Above(_) => vec![0; rows.len],
            Pick::OwnMember => {
                let mut words = Vec::new();
                self.draws.words(rows, &mut words);
                let Some(members) = &self.parent.members else { return words };
                let own = |(entity, word): (&u64, u64)| {
                    let own = members.rows(*entity);
                    own.start + below(word, (own.end - own.start).max(1))
                };
                rows.entities.iter().zip(words).map(own).collect()
            }
            Pick::Any(_) if self.once_per_entity => self.any_by_entity(rows),
            Pick::Any(_) => {
                let mut words = Vec::new();
                self.draws.words(rows, &mut words);
                let mut picked: Vec<u64> = words.into_iter().map(|word| self.pick(word)).collect();
                let mut at = 0;
                for same in rows.entities.chunk_by(|a, b| a == b) {
                    if let Some(row) = same.first().and_then(|entity| self.pinned(*entity)) {
                        picked[at..at + same.len()].fill(row);
                    }
                    at += same.len();
                }
                picked
            }
        }
    }

    fn any_by_entity(&self, rows: &RowSet) -> Vec<u64> {
        let Address::Lanes { identities, .. } = &rows.address else { return vec![0; rows.len] };
        let mut each: Vec<u64> = identities.clone();
        each.dedup();
        let mut words = Vec::new();
        self.draws.of_identities(&each, &mut words);
        let mut picked = Vec::with_capacity(rows.len);
        for (same, word) in rows.entities.chunk_by(|a, b| a == b).zip(words) {
            let pinned = same.first().and_then(|entity| self.pinned(*entity));
            picked.extend(std::iter::repeat_n(pinned.unwrap_or_else(|| self.pick(word)), same.len()));
        }
        picked
    }
}

impl KeyValues {
    /// The values of rows of the parent.
    fn named(&self, picked: Vec<u64>) -> ArrayRef {
        if self.parent.rows <= WHOLE {
            let whole = self.parent.whole.get_or_init(|| {
                let all = self.parent.array(&self.engine, (0..self.parent.rows).collect());
                crate::tables::text::decoded(all)
            });
            return chosen(whole, picked.into_iter().map(|row| row as i32).collect());
        }
        // Rows that refer to one parent mostly stand together: render each group once.
        let mut choices = Vec::with_capacity(picked.len());
        let mut groups = Vec::new();
        for same in picked.chunk_by(|a, b| a == b) {
            choices.extend(std::iter::repeat_n(groups.len() as i32, same.len()));
            groups.extend(same.first());
        }
        let apart = groups.len() == picked.len();
        let values = crate::tables::text::decoded(self.parent.array(&self.engine, groups));
        if apart { values } else { chosen(&values, choices) }
    }
}

impl Parent {
    fn array(&self, engine: &Engine, rows: Vec<u64>) -> ArrayRef {
        if let Some(members) = &self.members {
            return self.values.array(&RowSet::of_members(engine, members, rows));
        }
        self.values.array(&engine.config().tables[self.table].kind.row_set(engine, rows))
    }
}

impl Values for KeyValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        if self.shared.is_some() {
            let picked = self.some_rows(rows);
            let present = picked.iter().map(Option::is_some).collect::<NullBuffer>();
            // Where there is no row, any stands in for it.
            let array = self.named(picked.into_iter().map(Option::unwrap_or_default).collect());
            return with_nulls(array, present);
        }
        self.named(self.rows(rows))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let picked = self.some_rows(rows).get(row).copied().flatten();
        let parent = &site.engine.config().tables[self.parent.table];
        let draws = || self.draws.of_row(rows, row);
        let why = match &self.pick {
            Pick::Written(_) => "the row whose key the config writes out for this one",
            Pick::Entity => "the row of the row's entity",
            Pick::Parent => "the entity this is a member of",
            Pick::Version => "the version of the row's entity that holds in its period",
            Pick::Period => "the row of the row's period",
            Pick::Left => "the left row of the pair",
            Pick::Right => "the right row of the pair",
            Pick::OwnRow(_) | Pick::Above(_) => "a row of the entity",
            Pick::OwnMember => {
                steps.words(&draws(), "of this row and column");
                "one of the entity's own rows there, at random"
            }
            Pick::Any(_) | Pick::Same(_)
                if rows.entities.get(row).is_some_and(|own| self.pinned(*own).is_some()) =>
            {
                "given by the config for the row's segment"
            }
            Pick::Any(_) | Pick::Same(_) => {
                let words = match (&rows.address, self.once_per_entity) {
                    (Address::Lanes { identities, .. }, true) => {
                        let mut words = Vec::new();
                        self.draws.of_identities(&identities[row..=row], &mut words);
                        words
                    }
                    _ => draws(),
                };
                steps.words(
                    &words,
                    if self.once_per_entity { "of this entity and column" } else { "of this row and column" },
                );
                match &self.weighted {
                    _ if self.shared.is_some() => {
                        "one of the rows that share its value, by weight if they have any"
                    }
                    Some(_) => "one of the weighted rows, by weight",
                    None => "any of its rows, at random",
                }
            }
        };
        match self.pick {
            Pick::Entity | Pick::Parent => explain_entity(&self.engine, rows, row, steps),
            Pick::Period => explain_period(site, rows, row, steps),
            _ => {}
        }
        match picked {
            Some(picked) => steps.named("parent row", picked as f64, &parent.name, why),
            None => steps.text("parent row", &parent.name, "no row there shares the value"),
        }
    }

    fn metrics(&self) -> Vec<usize> {
        self.shared.as_ref().map_or(Vec::new(), Shared::metrics)
    }

    fn reads_positions(&self) -> bool {
        self.shared.as_ref().is_some_and(Shared::reads_positions)
    }

    fn reads_numbers(&self) -> bool {
        self.shared.as_ref().is_some_and(Shared::reads_numbers)
    }
}
