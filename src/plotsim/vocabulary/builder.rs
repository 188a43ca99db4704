//! The builder form.

use super::*;
use crate::config::param::{Rule, Section};
use crate::plotsim::builder::{lifecycle, metrics, schema, segments, window};
use crate::plotsim::lexicons;
use crate::plotsim::parts::kinds::{EXCLUSIVE, SAME, SOME_TEXT, WORD};
use crate::plotsim::parts::{document, later, locale, noise, output, season};

pub static DOCUMENT: Section = Section::new(
    "builder",
    "docs/plotsim.md#the-builder-form",
    "Entities by the shape of their behaviour, and the rest follows",
    &[
        required("about", Kind::Form(&SOME_TEXT), "What the data is about")
            .example("Members of a climbing gym"),
        required(
            "unit",
            Kind::Form(&WORD),
            "One entity, singular, as in customer; names dim_<unit> and <unit>_id",
        )
        .example("member"),
        super::super::builder::DESCRIPTION.param,
        window::WINDOW.param,
        metrics::METRICS.param,
        segments::SEGMENTS.param,
        document::SEED_OR_42.param,
        optional("connections", Kind::List(&CONNECTION_KIND), "none", "Correlations between metrics")
            .example("[usage driven_by seats, [usage, -0.3, tickets]]"),
        optional("correlation_scope", Kind::Word(SCOPE), "pooled", SCOPE_DOC),
        INFEASIBLE,
        REVERSAL,
        super::super::builder::BOUNDS.param,
        lifecycle::LIFECYCLE.param,
        lifecycle::STAGES_TOO.param,
        season::SEASONALITY.param,
        noise::NOISE.param,
        schema::DIMENSIONS.param,
        schema::FACTS.param,
        schema::EVENTS.param,
        schema::BRIDGES.param,
        schema::MORE_COLUMNS.param,
        output::MANIFEST.param,
        output::OUTPUT.param,
        output::OUTPUT_FORMAT.param,
        crate::config::run::PARAM,
        locale::LOCALE.param,
        later::PHASES.key("connection_phases"),
        later::QUALITY.key("quality"),
        later::HOLDOUT.key("holdout"),
        later::FEATURES.key("entity_features"),
        later::SYSTEMS.key("sources"),
    ],
)
.rules(&[
    Rule::AtMostOne(&["lifecycle", "stages"], SAME),
    Rule::AtMostOne(&["output", "output_format"], SAME),
]);

const CONNECTION_KIND: Kind = Kind::Choice(
    "text \"a related b\", list [a, 0.4, b] or mapping",
    &[
        Kind::Known(&lexicons::CONNECTION),
        Kind::Tuple(
            3,
            &[
                Kind::Text,
                Kind::Choice("word or number", &[Kind::Known(&lexicons::RELATIONSHIP), COEFFICIENT]),
                Kind::Text,
            ],
        ),
        Kind::Map(&CONNECTION),
    ],
);

pub static CONNECTION: Section = Section::new(
    "builder.connections",
    "docs/plotsim.md#connections",
    "Two metrics that move together or against each other",
    &[
        optional("metric_a", Kind::Text, "required, or a", "One metric").example("usage"),
        optional("metric_b", Kind::Text, "required, or b", "The other metric").example("seats"),
        optional("a", Kind::Text, "metric_a", "Short for metric_a").example("usage"),
        optional("b", Kind::Text, "metric_b", "Short for metric_b").example("seats"),
        optional("relationship", Kind::Known(&lexicons::RELATIONSHIP), "none", "How strongly, in a word")
            .example("driven_by"),
        optional("coefficient", COEFFICIENT, "none", "How strongly, as Pearson's coefficient")
            .example("0.55"),
        OWN_SCOPE,
        SHORT_SCOPE,
        OWN_INFEASIBLE,
        OWN_REVERSAL,
    ],
)
.rules(&[
    Rule::AtLeastOne(&["metric_a", "a"]),
    Rule::AtMostOne(&["metric_a", "a"], SAME),
    Rule::AtLeastOne(&["metric_b", "b"]),
    Rule::AtMostOne(&["metric_b", "b"], SAME),
    Rule::AtLeastOne(&["relationship", "coefficient"]),
    Rule::AtMostOne(&["relationship", "coefficient"], EXCLUSIVE),
    Rule::AtMostOne(&["correlation_scope", "scope"], SAME),
]);
