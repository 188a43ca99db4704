//! The engine form.

use super::*;
use crate::config::param::{Rule, Section};
use crate::plotsim::engine::{archetypes, domain, entities, metrics, stages, tables};
use crate::plotsim::parts::kinds::SAME;
use crate::plotsim::parts::{document, later, locale, noise, output, season};

pub static DOCUMENT: Section = Section::new(
    "engine",
    "docs/plotsim.md#the-engine-form",
    "Everything written out: distributions, curves, entities, tables",
    &[
        domain::DOMAIN.param,
        domain::TIME_WINDOW.param,
        document::SEED.param,
        metrics::METRICS.param,
        archetypes::ARCHETYPES.param,
        entities::ENTITIES.param,
        tables::TABLES.param,
        optional(
            "correlations",
            Kind::List(&Kind::Map(&CORRELATION)),
            "none",
            "Correlations between metrics",
        )
        .example("[{ metric_a: usage, metric_b: seats, coefficient: 0.5 }]"),
        optional("correlation_scope", Kind::Word(SCOPE), "residual", SCOPE_DOC),
        INFEASIBLE,
        REVERSAL,
        super::super::engine::BOUNDS.param,
        noise::NOISE.param,
        output::OUTPUT.param,
        output::OUTPUT_FORMAT.param,
        crate::config::run::PARAM,
        stages::STAGES.param,
        locale::LOCALE.param,
        tables::BRIDGES.param,
        season::SEASONAL_EFFECTS.param,
        output::MANIFEST.param,
        optional(
            "compensate_correlations",
            Kind::Bool,
            "false",
            "true is plotsim's word for correlation_scope: pooled",
        ),
        super::super::engine::GENERATION_MODE.param,
        later::PHASES.key("correlation_phases"),
        later::QUALITY.key("quality"),
        later::HOLDOUT.key("holdout"),
        later::FEATURES.key("entity_features"),
        later::SYSTEMS.key("multi_source"),
    ],
)
.rules(&[Rule::AtMostOne(&["output", "output_format"], SAME)]);

pub static CORRELATION: Section = Section::new(
    "engine.correlations",
    "docs/plotsim.md#correlations-stages-bridges",
    "Two metrics that move together or against each other",
    &[
        required("metric_a", Kind::Text, "One metric").example("usage"),
        required("metric_b", Kind::Text, "The other metric").example("seats"),
        required("coefficient", COEFFICIENT, "Pearson's coefficient").example("0.5"),
        OWN_SCOPE,
        SHORT_SCOPE,
        OWN_INFEASIBLE,
        OWN_REVERSAL,
    ],
)
.rules(&[Rule::AtMostOne(&["correlation_scope", "scope"], SAME)]);
