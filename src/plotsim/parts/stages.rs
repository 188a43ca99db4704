//! Stages, before it is known which fact shows them.

use super::names::METRIC;
use super::wording;
use crate::config::key::Key;
use crate::config::reader::{Field, Fields};
use crate::facts::rows::Metrics;
use crate::plotsim::model::Source;
use crate::plotsim::model::{Stages, Table};
use crate::trajectory::stages::{Stage, StageLadder, StageProblem};

/// A ladder and the metric it stands on.
pub struct Draft<'a> {
    /// The metric's name.
    pub field: Field<'a>,
    pub names: Vec<String>,
    pub ladder: StageLadder,
}

pub const DOC: &str = "Stages that entities pass through";

pub const ENFORCE_ORDER: Key<bool> = Key::flag("enforce_order")
    .default(false)
    .doc("Whether entities climb and fall by rules, not by value alone");
pub const DOWNGRADE_DELAY: Key<Option<u64>> = Key::count("downgrade_delay", 1)
    .optional()
    .doc("Low periods in a row before an entity falls back")
    .example("2");

/// Whether stages climb by rules, and after how many low periods an entity falls back.
pub fn rules(fields: &Fields<'_>, periods: Option<usize>) -> (Option<bool>, Option<Option<u64>>) {
    let (enforce, delay) = (fields.read(&ENFORCE_ORDER), fields.read(&DOWNGRADE_DELAY));
    if let (Some(Some(delay)), Some(n), Some(at)) = (delay, periods, fields.at(&DOWNGRADE_DELAY)) {
        if enforce == Some(false) {
            at.warn("no-effect", "downgrade_delay has no effect without enforce_order: true", None);
        } else if delay >= n as u64 {
            let message = format!("is {delay}, but the window has {n} periods, so no entity ever falls back");
            at.warn("no-effect", message, None);
        }
    }
    (enforce, delay)
}

/// A ladder of stages; `items` are where each stands.
pub fn ladder(
    whole: &Field<'_>,
    items: &[Field<'_>],
    stages: &[Stage],
    enforce: bool,
    delay: Option<u64>,
) -> Option<StageLadder> {
    // A delay beyond any window never ends.
    let delay = delay.map(|delay| u32::try_from(delay).unwrap_or(u32::MAX));
    let problems = match StageLadder::new(stages, enforce, delay) {
        Ok(ladder) => return Some(ladder),
        Err(problems) => problems,
    };
    for problem in problems {
        let place = match &problem {
            StageProblem::RepeatedName { stage, .. }
            | StageProblem::BadEnter { stage, .. }
            | StageProblem::BadExit { stage, .. }
            | StageProblem::NotAscending { stage, .. }
            | StageProblem::MissingExit { stage }
            | StageProblem::ExitOfLast { stage, .. }
            | StageProblem::ExitBeyondNext { stage, .. }
            | StageProblem::ExitBelowPrevious { stage, .. } => items.get(*stage),
            StageProblem::TooFew { .. }
            | StageProblem::MixedModes { .. }
            | StageProblem::ZeroDelay { .. } => None,
        };
        place.unwrap_or(whole).error("bad-stages", wording::of(&problem), None);
    }
    None
}

/// Finds the fact that shows the stages: the first with a column called like the metric, else the first that shows
/// the metric under any name.
pub fn resolve(draft: Draft<'_>, metrics: &[&str], tables: &[Table]) -> Option<Stages> {
    let metric = METRIC.find(&draft.field, metrics)?;
    let facts =
        || tables.iter().enumerate().filter(|(_, table)| table.kind.about().metrics == Metrics::Value);
    let shows = |table: &Table, any_name: bool| {
        let shows = |source: &dyn Source| source.metric() == Some(metric);
        table
            .columns
            .iter()
            .position(|column| shows(column.source.as_ref()) && (any_name || column.name == metrics[metric]))
    };
    let find =
        |any_name| facts().find_map(|(index, table)| shows(table, any_name).map(|column| (index, column)));
    let Some((table, column)) = find(false).or_else(|| find(true)) else {
        let message = format!("no fact per entity and period shows the metric '{}'", metrics[metric]);
        draft.field.error("no-such-column", message, Some("add a column for it to a fact".into()));
        return None;
    };
    if tables[table].column("stage").is_some() {
        let message = format!("'{}' has a column called stage already", tables[table].name);
        draft.field.error("duplicate-name", message, Some("call it something else".into()));
        return None;
    }
    Some(Stages { table, column, metric, names: draft.names, ladder: draft.ladder })
}
