//! The sides of a split, as tables behind all others.

use std::sync::Arc;

use crate::facts::rows::{Metrics, OfEntity, Referred};
use crate::plotsim::draft::RunDraft;
use crate::plotsim::kinds::split::OneSide;
use crate::plotsim::model::{Arrival, Holdout, Split, SplitBy, SplitRule, SplitSide, Table};
use crate::plotsim::parts::holdout::Draft;

/// Adds two tables for each that is split; the inner `None` is nothing held out.
pub fn resolve(
    draft: Option<Draft<'_>>,
    tables: &mut Vec<Table>,
    runs: &[RunDraft<'_>],
) -> Option<Option<Holdout>> {
    let Some(draft) = draft else { return Some(None) };
    let shows = |table: &Table| {
        table.kind.about().metrics == Metrics::Value
            && table.columns.iter().any(|column| column.source.metric() == Some(draft.target))
    };
    let mut fine = true;
    if !tables.iter().any(shows) {
        let hint = "give a fact a column for it, or name another metric".to_owned();
        draft.target_at.error("no-such-column", "no fact shows the metric to be foretold", Some(hint));
        fine = false;
    }
    if let SplitRule::From(cutoff) = draft.rule {
        let start = runs.iter().filter_map(|run| run.run.as_ref()).map(|run| earliest(&run.arrival)).min();
        if start.is_some_and(|start| start >= cutoff) {
            let hint = "hold out fewer periods, or let entities start earlier".to_owned();
            draft.at.error("short-training", "no entity starts before what is held out", Some(hint));
            fine = false;
        }
    }
    let mut added = Vec::new();
    for (of, whole) in tables.iter().enumerate().filter(|(_, table)| is_split(table, draft.rule.by())) {
        for side in SplitSide::ALL {
            let name = format!("{}_{}", whole.name, side.name());
            if tables.iter().any(|other| other.name.eq_ignore_ascii_case(&name)) {
                let message =
                    format!("the rows of '{}' are to be split, but '{name}' is a table already", whole.name);
                draft.at.error("duplicate-name", message, Some("rename that table".to_owned()));
                fine = false;
            }
            let about = whole.kind.about();
            let split = Split { of, rule: draft.rule, side };
            added.push(Table {
                name,
                description: None,
                kind: Arc::new(OneSide { split, of_periods: about.entity == OfEntity::Nobody }),
                columns: whole.columns.clone(),
                primary_key: whole.primary_key.clone(),
            });
        }
    }
    tables.extend(added);
    fine.then_some(Some(Holdout { target: draft.target, rule: draft.rule }))
}

/// Facts and events of periods or, where entities are held out, of entities.
fn is_split(table: &Table, by: SplitBy) -> bool {
    let about = table.kind.about();
    let facts = about.period && !about.calendar && about.referred == Referred::Fact;
    facts && (by == SplitBy::Period || about.entity != OfEntity::Nobody)
}

/// The first period in which an entity can start.
fn earliest(arrival: &Arrival) -> usize {
    match arrival {
        Arrival::At(period) => *period,
        Arrival::Uniform { start, .. } | Arrival::Linear { start, .. } => *start,
        Arrival::Blocks(blocks) => blocks.iter().map(|block| block.period).min().unwrap_or_default(),
        Arrival::Shares(shares) => shares.iter().map(|(period, _)| *period).min().unwrap_or_default(),
        Arrival::Listed(periods) => periods.iter().copied().min().unwrap_or_default(),
    }
}
