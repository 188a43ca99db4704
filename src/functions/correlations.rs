//! `plotsim_correlations(config)`: what was asked of each pair, what can be had, and what is to be expected.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED};
use super::rows::Listing;
use super::{Failure, Function, config};
use crate::correlation::Solved;
use crate::plotsim::model::{Pair, Scope};
use crate::project::Project;

pub static FUNCTION: Function = Function {
    name: "plotsim_correlations",
    doc: "Every configured correlation: its scope, what the trajectory alone gives, what is left at equal position, the attainable interval, and what the table will show",
    example: "FROM plotsim_correlations('template:saas');",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR],
    bind: |call| {
        let engine = match config::project(call)? {
            Project::Plotsim(engine) => engine,
            Project::Datagen(_) => {
                let message = "a datagen config has no correlations; only plotsim configs do";
                return Err(Failure::Argument(message.to_owned()));
            }
        };
        let model = engine.config();
        let correlation = &model.correlation;
        let all: Vec<(&Pair, &Solved)> = correlation.pairs.iter().zip(&correlation.solution.pairs).collect();
        let name = |metric: usize| model.metrics.get(metric).map(|metric| metric.name.as_str());
        let scope = |pair: &Pair| match pair.scope {
            Scope::Residual => "residual",
            Scope::Pooled => "pooled",
        };
        Ok(Listing::default()
            .text("metric_a", all.iter().map(|(pair, _)| name(pair.a)))
            .text("metric_b", all.iter().map(|(pair, _)| name(pair.b)))
            .text("scope", all.iter().map(|(pair, _)| Some(scope(pair))))
            .real("configured", all.iter().map(|(pair, _)| pair.coefficient))
            .real("trajectory", all.iter().map(|(_, solved)| solved.alone))
            .real("residual", all.iter().map(|(_, solved)| solved.residual))
            .real("attainable_low", all.iter().map(|(_, solved)| solved.attainable.0))
            .real("attainable_high", all.iter().map(|(_, solved)| solved.attainable.1))
            .real("expected", engine.expected_correlations().into_iter())
            .real("expected_before_noise", all.iter().map(|(_, solved)| solved.expected))
            .text("status", all.iter().map(|(_, solved)| Some(solved.status.name())))
            .table())
    },
};
