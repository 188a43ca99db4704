//! Correlated pairs of metrics.

use super::names::METRIC;
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{OnInfeasible, Pair, Scope};
use crate::plotsim::vocabulary;

/// The scope under `correlation_scope`.
pub fn scope(fields: &Fields<'_>, default: Scope) -> Option<Scope> {
    let word = fields.word_or("correlation_scope", if default == Scope::Pooled { 1 } else { 0 })?;
    Some(if word == 1 { Scope::Pooled } else { Scope::Residual })
}

/// The scope of a pair, under `correlation_scope` or, for short, `scope`.
pub fn own_scope(fields: &Fields<'_>, default: Scope) -> Option<Scope> {
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
    pub coefficient: f64,
    pub scope: Scope,
    pub on_infeasible: OnInfeasible,
}

/// Pairs of metrics that exist, each once; `None` if one could not be read. Coefficients of 0 are left out.
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
        if pair.coefficient != 0.0 {
            pairs.push((pair, draft.at));
        }
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
    let Draft { coefficient, scope, on_infeasible, .. } = *draft;
    Some(Pair { a, b, coefficient, scope, on_infeasible })
}
