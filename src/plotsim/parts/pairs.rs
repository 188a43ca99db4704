//! Correlated pairs of metrics.

use super::names::METRIC;
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{OnInfeasible, Pair, Scope};
use crate::plotsim::vocabulary;

/// What a config decides for all its pairs; `None` marks what could not be read and was reported.
#[derive(Clone, Copy)]
pub struct Choices {
    pub scope: Option<Scope>,
    pub on_infeasible: Option<OnInfeasible>,
    pub allow_reversal: Option<bool>,
}

impl Choices {
    /// Those of a document whose form has this scope by default.
    pub fn read(document: &Fields<'_>, scope: Scope) -> Choices {
        Choices {
            scope: self::scope(document, scope),
            on_infeasible: on_infeasible(document, OnInfeasible::Nearest),
            allow_reversal: document.bool_or("allow_reversal", false),
        }
    }

    /// Those of one pair, which may have its own.
    pub fn of_pair(&self, fields: &Fields<'_>) -> Choices {
        let own = Choices {
            scope: self.scope.and_then(|default| own_scope(fields, default)),
            on_infeasible: self.on_infeasible.and_then(|default| on_infeasible(fields, default)),
            allow_reversal: self.allow_reversal.and_then(|default| fields.bool_or("allow_reversal", default)),
        };
        if let (Some(Scope::Residual), Some(true), Some(field)) =
            (own.scope, own.allow_reversal, fields.get("allow_reversal"))
        {
            field.warn("no-effect", "a coefficient at equal position is never reversed", None);
        }
        own
    }
}

/// The scope under `correlation_scope`.
pub fn scope(fields: &Fields<'_>, default: Scope) -> Option<Scope> {
    let word = fields.word_or("correlation_scope", if default == Scope::Pooled { 1 } else { 0 })?;
    Some(if word == 1 { Scope::Pooled } else { Scope::Residual })
}

/// The scope of a pair, under `correlation_scope` or, for short, `scope`.
fn own_scope(fields: &Fields<'_>, default: Scope) -> Option<Scope> {
    match fields.get("scope") {
        Some(field) => {
            Some(if field.word(vocabulary::SCOPE)? == 1 { Scope::Pooled } else { Scope::Residual })
        }
        None => scope(fields, default),
    }
}

/// The choice under `on_infeasible`.
pub fn on_infeasible(fields: &Fields<'_>, default: OnInfeasible) -> Option<OnInfeasible> {
    let word = fields.word_or("on_infeasible", if default == OnInfeasible::Error { 1 } else { 0 })?;
    Some(if word == 1 { OnInfeasible::Error } else { OnInfeasible::Nearest })
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
