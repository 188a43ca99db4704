//! What is expected of a table of a plotsim config.

use super::{ColumnPlan, Grain, KeyPlan, Shared, SidePlan, TablePlan};
use crate::checks::keys::Shape;
use crate::config::types::ColumnType;
use crate::describe::TableNote;
use crate::facts::rows::Metrics;
use crate::facts::{Drawn, Facts, OfPeriod, OfVersion, Order, Pick, Relation, Window};
use crate::plotsim::model::{Column, Keys, Plotsim, Split, SplitBy, SplitSide};
use crate::plotsim::tables::engine::Engine;
use crate::tables::RowCount;

pub fn plan(engine: &Engine, index: usize, note: &TableNote) -> TablePlan {
    let config = engine.config();
    let table = &config.tables[index];
    let cells = table.kind.about().metrics == Metrics::Value;
    let columns = table.columns.iter().zip(config.facts(index));
    let columns = columns.map(|(column, facts)| of_column(column, facts, cells, engine.entities())).collect();
    let exact = match note.rows {
        RowCount::Exact(rows) => Some(rows),
        RowCount::Estimate(_) => None,
    };
    TablePlan {
        name: note.name.clone(),
        kind: note.kind,
        columns,
        keys: keys(config, index),
        named_by: table.primary_key.clone(),
        shared_keys: table.kind.versions().map_or(Vec::new(), |versions| versions.key.clone()),
        period_columns: [OfPeriod::Key, OfPeriod::Day]
            .into_iter()
            .filter_map(|of| {
                config.facts(index).iter().position(|facts| facts.relation == Relation::Period(of))
            })
            .collect(),
        primary_rows: exact,
        rows: exact,
        grain: match (cells, table.kind.cause()) {
            (true, _) => Grain::EntityPeriod,
            (false, Some(_)) => Grain::Event,
            (false, None) => Grain::Other,
        },
        side: side(config, index),
        ..TablePlan::default()
    }
}

/// Where the rest of a table is whose rows are held out of it.
fn side(config: &Plotsim, index: usize) -> Option<SidePlan> {
    let own = config.tables[index].kind.split().filter(|split| split.side == SplitSide::Holdout)?;
    let wanted = Split { side: SplitSide::Train, ..*own };
    let other = config.tables.iter().position(|table| table.kind.split() == Some(&wanted))?;
    let period = config.facts(index).iter().position(|facts| {
        facts.reference.as_ref().is_some_and(|reference| reference.pick == Pick::Period)
            || facts.relation == Relation::Period(OfPeriod::Key)
    });
    Some(SidePlan { of: own.of, other, period: period.filter(|_| own.rule.by() == SplitBy::Period) })
}

/// The primary key and the other columns whose values differ.
fn keys(config: &Plotsim, index: usize) -> Vec<KeyPlan> {
    let primary = key(config, index);
    let facts = config.facts(index).iter().enumerate();
    let unique = facts.filter(|(column, facts)| facts.unique && primary.columns != [*column]);
    let others = unique.map(|(column, _)| KeyPlan {
        columns: vec![column],
        ascending: (config.keys == Keys::Dense).then(|| vec![Shape::Numbered]),
        partial: false,
    });
    let begins = |facts: &Facts| facts.relation == Relation::Version(OfVersion::From);
    let from = config.facts(index).iter().position(begins).map(|from| {
        let columns: Vec<usize> = config.tables[index].business_key().iter().copied().chain([from]).collect();
        let ascending = Some(vec![Shape::Numbered; columns.len()]);
        KeyPlan { columns, ascending, partial: false }
    });
    let others: Vec<KeyPlan> = others.chain(from).collect();
    std::iter::once(primary).chain(others).collect()
}

/// The primary key, in the order in which rows ascend.
fn key(config: &Plotsim, index: usize) -> KeyPlan {
    let facts = config.facts(index);
    let mut columns = config.tables[index].primary_key.clone();
    // Rows go entity by entity and then period by period; bridges go by their left rows.
    let goes_first = |facts: &Facts| {
        let reference = facts.reference.as_ref();
        facts.relation == Relation::Entity
            || reference.is_some_and(|reference| matches!(reference.pick, Pick::Entity | Pick::Left))
    };
    let rank = |column: &usize| u8::from(!goes_first(&facts[*column]));
    columns.sort_by_key(rank);
    let shape = |column: &usize| match facts[*column].order {
        Order::ByEntity { skip } => Shape::EntityPeriod { skip },
        Order::Any | Order::RowNumber | Order::Ascending => Shape::Numbered,
    };
    // Keys that say who and when are in the order of rows, but not of texts.
    let ordered = config.keys == Keys::Dense;
    KeyPlan { ascending: ordered.then(|| columns.iter().map(shape).collect()), columns, partial: false }
}

fn of_column(column: &Column, facts: &Facts, cells: bool, entities: u64) -> ColumnPlan {
    let dated = matches!(facts.kind, ColumnType::Date | ColumnType::Timestamp);
    let metric = matches!(facts.relation, Relation::Metric { .. });
    let by_entity = facts.reference.as_ref().is_some_and(|reference| reference.drawn == Drawn::Entity);
    // Entities that start late have fewer rows, which makes shares vary up to twice as much.
    let entries = if by_entity { entities as f64 / 2.0 } else { 0.0 };
    let plan = ColumnPlan::of(&column.name, facts, column.kind, Shared { entries, ..Shared::default() });
    ColumnPlan {
        // Means over entities or periods leave missing values out.
        missing: plan.missing.filter(|_| cells && metric),
        outside_window: dated.then_some(facts.window == Window::Any),
        ..plan
    }
}
