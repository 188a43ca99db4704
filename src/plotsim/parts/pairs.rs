//! Correlated pairs of metrics.

use super::names::METRIC;
use super::phases;
use crate::config::key::Key;
use crate::config::param::Interval;
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{OnInfeasible, Pair, Scope};

const SCOPE_DOC: &str = "Whether a coefficient holds at a fixed position or over the whole table";
const INFEASIBLE_DOC: &str =
    "Whether an unattainable coefficient is replaced by the nearest attainable one, or refused";
const REVERSAL_DOC: &str =
    "Whether a pooled coefficient may turn metrics against it at equal position to come out exactly";

/// What holds for all pairs; each form has its own default.
pub const SCOPE: Key<Scope> = Key::word("correlation_scope").doc(SCOPE_DOC);
pub const INFEASIBLE: Key<OnInfeasible> =
    Key::word("on_infeasible").default_word(OnInfeasible::Nearest as usize).doc(INFEASIBLE_DOC);
pub const REVERSAL: Key<bool> = Key::flag("allow_reversal").default(false).doc(REVERSAL_DOC);

// What one pair may say for itself.
pub const OWN_SCOPE: Key<Option<Scope>> =
    Key::word("correlation_scope").otherwise("the config's").doc(SCOPE_DOC);
pub const SHORT_SCOPE: Key<Option<Scope>> =
    Key::word("scope").otherwise("correlation_scope").doc("Short for correlation_scope");
pub const OWN_INFEASIBLE: Key<Option<OnInfeasible>> =
    Key::word("on_infeasible").otherwise("the config's").doc(INFEASIBLE_DOC);
pub const OWN_REVERSAL: Key<Option<bool>> =
    Key::flag("allow_reversal").otherwise("the config's").doc(REVERSAL_DOC).example("true");

/// Pearson's coefficient.
pub const COEFFICIENT: Key<f64> = Key::float("coefficient", Interval::closed(-1.0, 1.0));

/// What a config decides for all its pairs; `None` marks what could not be read and was reported.
#[derive(Clone, Copy)]
pub struct Choices {
    pub scope: Option<Scope>,
    pub on_infeasible: Option<OnInfeasible>,
    pub allow_reversal: Option<bool>,
}

impl Choices {
    /// Those of a document, by the form's key for the scope.
    pub fn read(document: &Fields<'_>, scope: &Key<Scope>) -> Choices {
        Choices {
            scope: document.read(scope),
            on_infeasible: document.read(&INFEASIBLE),
            allow_reversal: document.read(&REVERSAL),
        }
    }

    /// Those of one pair, which may have its own.
    pub fn of_pair(&self, fields: &Fields<'_>) -> Choices {
        let scope = if fields.at(&SHORT_SCOPE).is_some() { SHORT_SCOPE } else { OWN_SCOPE };
        let own = Choices {
            scope: fields.read(&scope).and_then(|own| own.or(self.scope)),
            on_infeasible: fields.read(&OWN_INFEASIBLE).and_then(|own| own.or(self.on_infeasible)),
            allow_reversal: fields.read(&OWN_REVERSAL).and_then(|own| own.or(self.allow_reversal)),
        };
        if let (Some(Scope::Residual), Some(true), Some(field)) =
            (own.scope, own.allow_reversal, fields.at(&OWN_REVERSAL))
        {
            field.warn("no-effect", "a coefficient at equal position is never reversed", None);
        }
        own
    }
}

/// Warns of choices of the document that no pair reads; `compensated` is another of them.
pub fn warn_unused(
    document: &Fields<'_>,
    choices: Choices,
    regimes: Option<&[phases::Draft<'_>]>,
    compensated: Option<&Field<'_>>,
) {
    let Some(regimes) = regimes else { return };
    let mut pairs = regimes.iter().flat_map(phases::Draft::own).map(|(pair, _)| pair);
    if pairs.clone().next().is_none() {
        let written = [document.at(&SCOPE), document.at(&INFEASIBLE), compensated];
        for field in written.into_iter().flatten() {
            field.warn("no-effect", "has no effect: no metrics are correlated", None);
        }
    }
    let is_pooled = |pair: &Pair| pair.scope == Scope::Pooled;
    if let (Some(true), Some(field)) = (choices.allow_reversal, document.at(&REVERSAL))
        && !pairs.any(is_pooled)
    {
        let message = "has no effect: no pair of metrics is correlated over the whole table";
        field.warn("no-effect", message, None);
    }
}

/// A coefficient, and whether a word said it.
pub type Strength = (f64, bool);

/// One end of a pair: a name and where it stands.
pub struct End<'a> {
    pub field: Field<'a>,
    /// Byte of the field's text where the name begins.
    pub byte: usize,
    pub name: &'a str,
}

/// A pair before its names are looked up.
pub struct Draft<'a> {
    /// The whole item.
    pub at: Field<'a>,
    pub a: End<'a>,
    pub b: End<'a>,
    pub strength: Strength,
    pub scope: Scope,
    pub on_infeasible: OnInfeasible,
    pub allow_reversal: bool,
}

impl<'a> Draft<'a> {
    /// A pair of which everything could be read.
    pub fn new(
        at: &Field<'a>,
        ends: (Option<End<'a>>, Option<End<'a>>),
        strength: Option<Strength>,
        choices: Choices,
    ) -> Option<Draft<'a>> {
        Some(Draft {
            at: at.clone(),
            a: ends.0?,
            b: ends.1?,
            strength: strength?,
            scope: choices.scope?,
            on_infeasible: choices.on_infeasible?,
            allow_reversal: choices.allow_reversal?,
        })
    }
}

/// Pairs of metrics that exist, each once; `None` if one could not be read.
pub fn resolve<'a>(drafts: Vec<Option<Draft<'a>>>, metrics: &[&str]) -> Option<Vec<(Pair, Field<'a>)>> {
    let mut complete = true;
    let mut pairs: Vec<(Pair, Field<'a>)> = Vec::new();
    let mut seen = Vec::new();
    for draft in drafts {
        let Some(pair) = draft.as_ref().and_then(|draft| pair(draft, metrics)) else {
            complete = false;
            continue;
        };
        let Some(draft) = draft else { continue };
        let ends = (pair.a.min(pair.b), pair.a.max(pair.b));
        if seen.contains(&ends) {
            let message = format!("'{}' and '{}' are already a pair", draft.a.name, draft.b.name);
            draft.at.error("duplicate-pair", message, Some("keep one of them".into()));
            complete = false;
            continue;
        }
        seen.push(ends);
        pairs.push((pair, draft.at));
    }
    complete.then_some(pairs)
}

fn pair(draft: &Draft<'_>, metrics: &[&str]) -> Option<Pair> {
    let a = METRIC.find_within(&draft.a.field, draft.a.byte, draft.a.name, metrics);
    let b = METRIC.find_within(&draft.b.field, draft.b.byte, draft.b.name, metrics);
    let (a, b) = (a?, b?);
    if a == b {
        let message = format!("'{}' cannot be paired with itself", draft.b.name);
        draft.b.field.error_within(draft.b.byte, "self-pair", message, None);
        return None;
    }
    let Draft { strength: (coefficient, word), scope, on_infeasible, allow_reversal, .. } = *draft;
    Some(Pair { a, b, coefficient, word, scope, on_infeasible, allow_reversal })
}
