//! `correlations` of the engine form.

use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Pair, Scope};
use crate::plotsim::parts::kinds::SAME;
use crate::plotsim::parts::pairs::{
    self, Choices, Draft, End, OWN_INFEASIBLE, OWN_REVERSAL, OWN_SCOPE, SHORT_SCOPE,
};
use crate::plotsim::parts::phases;

pub static CORRELATIONS: Key<Option<Items>> = Key::list("correlations", &Kind::Map(&CORRELATION))
    .optional()
    .doc("Correlations between metrics")
    .example("[{ metric_a: usage, metric_b: seats, coefficient: 0.5 }]");
pub const SCOPE: Key<Scope> = pairs::SCOPE.default_word(Scope::Residual as usize);
pub const COMPENSATE: Key<bool> = Key::flag("compensate_correlations")
    .default(false)
    .doc("true is plotsim's word for correlation_scope: pooled");

const METRIC_A: Key<Unread> = Key::of("metric_a", Kind::Text).doc("One metric").example("usage");
const METRIC_B: Key<Unread> = Key::of("metric_b", Kind::Text).doc("The other metric").example("seats");
const COEFFICIENT: Key<f64> = pairs::COEFFICIENT.doc("Pearson's coefficient").example("0.5");

pub static CORRELATION: Section = Section::new(
    "engine.correlations",
    "docs/plotsim.md#correlations-stages-bridges",
    "Two metrics that move together or against each other",
    &[
        METRIC_A.param,
        METRIC_B.param,
        COEFFICIENT.param,
        OWN_SCOPE.param,
        SHORT_SCOPE.param,
        OWN_INFEASIBLE.param,
        OWN_REVERSAL.param,
    ],
)
.rules(&[Rule::AtMostOne(&["correlation_scope", "scope"], SAME)]);

/// `correlation_phases`.
pub static PHASES: Key<Option<Items>> =
    Key::list("correlation_phases", &Kind::Map(&PHASE)).optional().doc(phases::DOC).example(
        "[{ start_period: 6, end_period: 11, correlations: [{ metric_a: usage, metric_b: seats, coefficient: -0.3 }] }]",
    );

pub static PHASE: Section = Section::new(
    "engine.correlation_phases",
    phases::PAGE,
    phases::ONE,
    &[phases::START.param, phases::END.param, CORRELATIONS.param, phases::INHERIT.param],
);

/// The pairs outside all phases and in each; `None` if one could not be read.
pub fn read<'a>(
    document: &Fields<'a>,
    choices: Choices,
    metrics: &[&str],
    window: Option<usize>,
) -> Option<Vec<phases::Draft<'a>>> {
    let form = phases::Form { key: &PHASES, section: &PHASE, pairs: &CORRELATIONS };
    phases::read(document, &form, window, |fields| pairs_of(fields, choices, metrics))
}

/// The pairs of a document or of a phase.
fn pairs_of<'a>(document: &Fields<'a>, choices: Choices, metrics: &[&str]) -> Option<Vec<(Pair, Field<'a>)>> {
    let items = document.read(&CORRELATIONS)?.unwrap_or_default();
    let drafts = items.iter().map(|item| draft(item, choices)).collect();
    pairs::resolve(drafts, metrics)
}

/// What the document decides for all pairs.
pub fn choices(document: &Fields<'_>) -> Choices {
    let choices = Choices::read(document, &SCOPE);
    Choices { scope: choices.scope.and_then(|scope| compensated(document, scope)), ..choices }
}

/// The scope, which `compensate_correlations` may have said too.
fn compensated(document: &Fields<'_>, scope: Scope) -> Option<Scope> {
    match (document.read(&COMPENSATE)?, scope, document.at(&SCOPE), document.at(&COMPENSATE)) {
        (true, Scope::Residual, Some(_), Some(field)) => {
            let message = "compensate_correlations: true means correlation_scope: pooled";
            field.error("conflicting-keys", message, None);
            None
        }
        (true, ..) => Some(Scope::Pooled),
        (false, ..) => Some(scope),
    }
}

fn draft<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    let fields = item.fields(&CORRELATION)?;
    let end = |key: &Key<Unread>| {
        let field = fields.at(key)?;
        Some(End { field: field.clone(), byte: 0, name: field.text()? })
    };
    let ends = (end(&METRIC_A), end(&METRIC_B));
    let strength = fields.read(&COEFFICIENT).map(|coefficient| (coefficient, false));
    Draft::new(item, ends, strength, choices.of_pair(&fields))
}
