//! `plotsim_correlations(config)`: what was asked of each pair, what can be had, and what is to be expected.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::rows::Listing;
use super::{Function, config};
use crate::correlation::Solved;
use crate::datagen::model::{Datagen, Dataset};
use crate::plotsim::model::{Pair, Phase, Scope};
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;

pub static FUNCTION: Function = Function {
    name: "plotsim_correlations",
    doc: "Every configured correlation. Of metrics: its scope, what the trajectory alone gives, what is left at equal position, the attainable interval, what the table will show, and the phase it is of. Of columns of a dataset: the attainable interval and what the table will show",
    example: "FROM plotsim_correlations('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let listing = match config::project(call)? {
            // Those of datasets have other columns: a config of both languages shows its metrics'.
            Project::Both(both) => metrics(&both.plotsim),
            Project::Plotsim(engine) => metrics(&engine),
            Project::Datagen(config) => columns(&config),
        };
        Ok(listing.table())
    },
};

fn metrics(engine: &Engine) -> Listing {
    let model = engine.config();
    let pairs = || model.correlation.pairs();
    let all: Vec<(&Pair, &Solved)> = pairs().map(|(_, pair, solved)| (pair, solved)).collect();
    let phases: Vec<Option<Phase>> = pairs().map(|(regime, ..)| regime.phase).collect();
    let of_phase =
        |of: fn(Phase) -> usize| phases.iter().map(move |phase| phase.map(|phase| of(phase) as i64));
    let name = |metric: usize| model.metrics.get(metric).map(|metric| metric.name.as_str());
    let scope = |pair: &Pair| match pair.scope {
        Scope::Residual => "residual",
        Scope::Pooled => "pooled",
    };
    Listing::default()
        .text("metric_a", all.iter().map(|(pair, _)| name(pair.a)))
        .text("metric_b", all.iter().map(|(pair, _)| name(pair.b)))
        .text("scope", all.iter().map(|(pair, _)| Some(scope(pair))))
        .real("configured", all.iter().map(|(pair, _)| pair.coefficient))
        .real("trajectory", all.iter().map(|(_, solved)| solved.alone))
        .real("residual", all.iter().map(|(_, solved)| solved.residual))
        .real("attainable_low", all.iter().map(|(_, solved)| solved.attainable.0))
        .real("attainable_high", all.iter().map(|(_, solved)| solved.attainable.1))
        .real_or_null(
            "expected",
            engine
                .expected_correlations()
                .into_iter()
                .map(|expected| Some(expected).filter(|known| !known.is_nan())),
        )
        .real("expected_before_noise", all.iter().map(|(_, solved)| solved.expected))
        .text("status", all.iter().map(|(_, solved)| Some(solved.status.name())))
        .number("phase", of_phase(|phase| phase.index))
        .number("first_period", of_phase(|phase| phase.first))
        .number("last_period", of_phase(|phase| phase.last))
}

fn columns(config: &Datagen) -> Listing {
    let all: Vec<(&Dataset, &crate::datagen::model::Pair)> = config
        .datasets
        .iter()
        .flat_map(|dataset| dataset.correlation.pairs.iter().map(move |pair| (dataset, pair)))
        .collect();
    Listing::default()
        .text("dataset", all.iter().map(|(dataset, _)| Some(dataset.name.as_str())))
        .text("column_a", all.iter().map(|(dataset, pair)| dataset.correlated_name(pair.a)))
        .text("column_b", all.iter().map(|(dataset, pair)| dataset.correlated_name(pair.b)))
        .real("configured", all.iter().map(|(_, pair)| pair.coefficient))
        .real("attainable_low", all.iter().map(|(_, pair)| pair.solved.attainable.0))
        .real("attainable_high", all.iter().map(|(_, pair)| pair.solved.attainable.1))
        .real("expected", all.iter().map(|(_, pair)| pair.solved.expected))
        .text("status", all.iter().map(|(_, pair)| Some(pair.solved.status.name())))
}
