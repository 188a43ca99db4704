//! The table of features, behind all others.

use std::sync::Arc;

use crate::config::types::ColumnType;
use crate::facts::rows::{Metrics, Referred};
use crate::plotsim::kinds::features::Features;
use crate::plotsim::model::{Column, ForeignKey, Holdout, Metric, Pick, Source, SplitRule, Table};
use crate::plotsim::parts::features::Draft;
use crate::plotsim::sources::entity::EntityFact;
use crate::plotsim::sources::feature::{Feature, Label, Statistic};

/// Its name.
const NAME: &str = "_entity_features";

/// Adds the table, if it is asked for. It looks at no period that is held out, nor unasked at what is to be foretold.
pub fn resolve(
    draft: Option<Draft<'_>>,
    tables: &mut Vec<Table>,
    metrics: &[Option<Metric>],
    (periods, held): (usize, Option<&Holdout>),
) -> Option<()> {
    let Some(draft) = draft else { return Some(()) };
    let periods = match held.map(|held| held.rule) {
        Some(SplitRule::From(cutoff)) => 0..cutoff.min(periods),
        Some(SplitRule::Entities(_)) | None => 0..periods,
    };
    let Some(dim) = tables.iter().position(|table| table.kind.about().referred == Referred::Entity) else {
        draft.at.error("no-entity-key", "no dimension has a row per entity", None);
        return None;
    };
    let key = tables.get(dim)?.business_key().first().copied()?;
    let key = (key, tables.get(dim)?.columns.get(key)?);
    let mut columns = vec![column(
        &key.1.name,
        ForeignKey { table: dim, column: key.0, kind: key.1.kind, pick: Pick::Entity },
    )];
    let periods = match &draft.window {
        Some((window, at)) if *window >= periods.len() => {
            let message = format!("is {window}, but there are {} periods to look at", periods.len());
            at.warn("no-effect", message, None);
            periods
        }
        Some((window, _)) => periods.end - window..periods.end,
        None => periods,
    };
    let mut fine = true;
    let listed = draft.metrics.is_some();
    let wanted = match draft.metrics {
        Some(metrics) => metrics.into_iter().map(|(metric, at)| (metric, Some(at))).collect(),
        None => {
            let foretold = held.map(|held| held.target);
            let others = (0..metrics.len()).filter(|metric| Some(*metric) != foretold);
            others.map(|metric| (metric, None)).collect::<Vec<_>>()
        }
    };
    for (metric, at) in wanted {
        let name = &metrics.get(metric)?.as_ref()?.name;
        let Some(kind) = shown(tables, metric) else {
            if let Some(at) = at.filter(|_| listed) {
                let hint = Some("add a column for it to a fact".to_owned());
                at.error("no-such-column", format!("no fact per entity and period shows '{name}'"), hint);
                fine = false;
            }
            continue;
        };
        let whole = matches!(kind, ColumnType::Int32 | ColumnType::Int64);
        columns.extend(Statistic::ALL.map(|statistic| {
            let feature = Feature { metric, statistic, whole, periods: periods.clone() };
            column(&format!("{name}_{}", statistic.word()), feature)
        }));
    }
    if draft.labels {
        columns.push(column("archetype", EntityFact::Archetype));
        columns.extend(Label::ALL.map(|(name, label)| column(name, label.over(periods.clone()))));
    }
    for (place, own) in columns.iter().enumerate() {
        if columns[..place].iter().any(|other| other.name.eq_ignore_ascii_case(&own.name)) {
            let hint = "rename a metric or the key, or leave the labels out".to_owned();
            let message = format!("two columns of {NAME} would be called '{}'", own.name);
            draft.at.error("duplicate-name", message, Some(hint));
            fine = false;
        }
    }
    if tables.iter().any(|table| table.name.eq_ignore_ascii_case(NAME)) {
        draft.at.error("duplicate-name", format!("'{NAME}' is a table already"), None);
        fine = false;
    }
    tables.push(Table {
        name: NAME.to_owned(),
        description: None,
        kind: Arc::new(Features { dim }),
        columns,
        primary_key: vec![0],
    });
    fine.then_some(())
}

/// The type in which the first fact shows a metric.
fn shown(tables: &[Table], metric: usize) -> Option<ColumnType> {
    let facts = tables.iter().filter(|table| table.kind.about().metrics == Metrics::Value);
    let mut columns = facts.flat_map(|table| &table.columns);
    columns.find(|column| column.source.metric() == Some(metric)).map(|column| column.kind)
}

fn column(name: &str, source: impl Source + 'static) -> Column {
    Column {
        name: name.to_owned(),
        kind: source.kind(),
        source: Arc::new(source),
        description: None,
        pii_note: None,
        allow_outside_window: false,
        added: true,
    }
}
