//! The checks, one per file, and the list of all of them.

mod after_order;
mod between_bounds;
mod bridge_integrity;
mod calendar_fields;
mod case_branches;
mod causal_coherence;
mod child_counts;
mod child_number;
mod children_values;
mod composite_fk;
mod computed_value;
mod correlation_fit;
mod correlation_psd;
mod coverage;
mod cross_dim_fk_cardinality;
mod date_spine;
mod draw_agreement;
mod empty_event_table;
mod entity_reference;
mod entity_stickiness;
mod event_coherence;
mod fact_grain;
mod fk_integrity;
mod hierarchy_membership;
mod holdout_split;
mod json_shape;
mod marginal_fit;
mod nested_shape;
mod null_policy;
mod only_when;
mod parent_value;
mod partition_days;
mod pk_uniqueness;
mod pool_membership;
mod quality_rate;
mod reference_bounds;
mod reference_differs;
mod reference_match;
mod reference_tree;
mod reference_weights;
mod rhythm;
mod row_count;
mod row_rules;
mod rows_made;
mod scd_integrity;
mod split_sums;
mod stage_order;
mod temporal_coherence;
mod text_pattern;
mod value_range;
mod value_set;
mod value_weights;

pub use rows_made::NAME as ROWS_MADE;

use super::Judged;
use super::columns::{ColumnPlan, ColumnTally, TablePlan, TableTally};
use super::keys::Examples;
use super::outcome::Status;

/// A check: what it is called, what it is about and how it judges.
pub struct Check {
    /// The word under which its outcomes stand.
    pub name: &'static str,
    /// What it finds out, in one sentence.
    pub doc: &'static str,
    /// What is compared with what, thresholds included.
    pub rule: &'static str,
    /// The languages of configs it is asked for.
    pub languages: &'static [Language],
    /// What it judges by.
    pub needs: &'static [Need],
    pub(super) judge: fn(&Judged<'_>) -> Vec<Finding>,
}

/// A config language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Trajectories and a star schema.
    Plotsim,
    /// Datasets of generators.
    Datagen,
}

impl Language {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Language::Plotsim => "plotsim",
            Language::Datagen => "datagen",
        }
    }
}

/// What a check judges by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The config alone.
    Config,
    /// Numbers of rows.
    Rows,
    /// Keys and what refers to them.
    Keys,
    /// Columns one by one.
    Columns,
    /// Cells of facts per entity and period.
    Cells,
    /// Rows of event tables.
    Events,
    /// Pairs of bridge tables.
    Bridges,
    /// Entities and linked pools.
    Pools,
}

impl Need {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Need::Config => "config",
            Need::Rows => "rows",
            Need::Keys => "keys",
            Need::Columns => "columns",
            Need::Cells => "cells",
            Need::Events => "events",
            Need::Bridges => "bridges",
            Need::Pools => "pools",
        }
    }
}

/// An outcome that does not name its check yet.
pub struct Finding {
    pub table: Option<String>,
    /// The columns of the table whose values it judges; their names also stand in its texts.
    pub columns: Vec<String>,
    pub status: Status,
    pub expected: String,
    pub observed: String,
    pub detail: String,
}

/// Every check, in the order of rows.
pub static ALL: &[&Check] = &[
    &rows_made::CHECK,
    &row_count::CHECK,
    &correlation_psd::CHECK,
    &pk_uniqueness::CHECK,
    &fk_integrity::CHECK,
    &date_spine::CHECK,
    &fact_grain::CHECK,
    &causal_coherence::CHECK,
    &event_coherence::CHECK,
    &entity_reference::CHECK,
    &child_counts::CHECK,
    &split_sums::CHECK,
    &null_policy::CHECK,
    &empty_event_table::CHECK,
    &cross_dim_fk_cardinality::CHECK,
    &temporal_coherence::CHECK,
    &bridge_integrity::CHECK,
    &scd_integrity::CHECK,
    &stage_order::CHECK,
    &only_when::CHECK,
    &marginal_fit::CHECK,
    &correlation_fit::CHECK,
    &value_weights::CHECK,
    &rhythm::CHECK,
    &reference_weights::CHECK,
    &value_range::CHECK,
    &value_set::CHECK,
    &entity_stickiness::CHECK,
    &pool_membership::CHECK,
    &partition_days::CHECK,
    &composite_fk::CHECK,
    &parent_value::CHECK,
    &reference_match::CHECK,
    &reference_bounds::CHECK,
    &reference_differs::CHECK,
    &reference_tree::CHECK,
    &after_order::CHECK,
    &between_bounds::CHECK,
    &case_branches::CHECK,
    &computed_value::CHECK,
    &row_rules::CHECK,
    &hierarchy_membership::CHECK,
    &draw_agreement::CHECK,
    &child_number::CHECK,
    &children_values::CHECK,
    &text_pattern::CHECK,
    &json_shape::CHECK,
    &nested_shape::CHECK,
    &calendar_fields::CHECK,
    &holdout_split::CHECK,
    &quality_rate::CHECK,
    &coverage::CHECK,
];

const BOTH: &[Language] = &[Language::Plotsim, Language::Datagen];
const PLOTSIM: &[Language] = &[Language::Plotsim];
const DATAGEN: &[Language] = &[Language::Datagen];

/// Less likely than this, and data contradict a law, if they are also off by [`APART`].
pub const UNLIKELY: f64 = 1e-7;
/// Distance from a law, as a share of all values, that is let pass however sure it is.
pub const APART: f64 = 0.02;

/// The names of some columns of a table.
fn named(table: &TablePlan, columns: impl IntoIterator<Item = usize>) -> Vec<String> {
    let column = |column| table.columns.get(column);
    columns.into_iter().filter_map(column).map(|column| column.name.clone()).collect()
}

/// A finding of one kind about some columns of a table, by whether there are offenders.
fn by_examples(
    table: &TablePlan,
    columns: impl IntoIterator<Item = usize>,
    offenders: &Examples,
    expected: impl FnOnce(&str) -> String,
    what: &str,
) -> Finding {
    let columns = named(table, columns);
    Finding {
        table: Some(table.name.clone()),
        status: if offenders.count == 0 { Status::Pass } else { Status::Fail },
        expected: expected(&columns.join(", ")),
        columns,
        observed: format!("{} {what}", offenders.count),
        detail: offenders.words(),
    }
}

/// A finding about the columns of a table together: none if no column is concerned.
fn by_columns(
    (plan, tally): (&TablePlan, &TableTally),
    concerned: impl Fn(&ColumnPlan) -> bool,
    offenders: impl Fn(&ColumnTally) -> &Examples,
    expected: &str,
    what: &str,
) -> Option<Finding> {
    let all: Vec<(&ColumnPlan, &ColumnTally)> =
        plan.columns.iter().zip(&tally.columns).filter(|(plan, _)| concerned(plan)).collect();
    if all.is_empty() {
        return None;
    }
    let wrong: Vec<String> = all
        .iter()
        .filter(|(_, tally)| offenders(tally).count > 0)
        .map(|(plan, tally)| {
            format!("{}: {} {}", plan.name, offenders(tally).count, offenders(tally).words())
        })
        .collect();
    let count: u64 = all.iter().map(|(_, tally)| offenders(tally).count).sum();
    let names: Vec<String> = all.iter().map(|(plan, _)| plan.name.clone()).collect();
    Some(Finding {
        table: Some(plan.name.clone()),
        status: if count == 0 { Status::Pass } else { Status::Fail },
        expected: format!("{expected} in {}", names.join(", ")),
        columns: names,
        observed: format!("{count} {what}"),
        detail: wrong.join("; "),
    })
}

/// Findings of all rules that the check tells of.
fn by_rules(judged: &Judged<'_>) -> Vec<Finding> {
    let mut all = Vec::new();
    for (plan, tally) in tables(judged) {
        let pairs = plan.rules.iter().zip(&tally.rules);
        all.extend(pairs.filter(|(rule, _)| rule.check() == judged.check).map(|(rule, own)| {
            // Nothing was looked at, although there was something to look at.
            let idle = own.rows == 0 && tally.rows > 0 && !rule.needs().is_empty();
            Finding {
                table: Some(plan.name.clone()),
                columns: named(plan, rule.columns()),
                status: match (own.offenders.count, idle) {
                    (0, false) => Status::Pass,
                    (0, true) => Status::Unchecked,
                    _ => Status::Fail,
                },
                expected: rule.expected(),
                observed: match idle {
                    false => format!("{} of {} rows otherwise", own.offenders.count, own.rows),
                    true => "not looked up: the parent is too large, or its key does not tell rows apart"
                        .to_owned(),
                },
                detail: own.offenders.words(),
            }
        }));
    }
    all
}

/// Plans and tallies of the tables to judge.
fn tables<'a>(judged: &'a Judged<'_>) -> impl Iterator<Item = (&'a TablePlan, &'a TableTally)> {
    let all = judged.evidence.plans.iter().zip(&judged.evidence.tallies).enumerate();
    all.filter(|(table, _)| judged.only.is_none_or(|only| only.contains(table))).map(|(_, pair)| pair)
}
