//! `correlations` of the engine form.

use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{OnInfeasible, Pair, Scope};
use crate::plotsim::parts::pairs::{self, Draft, End};
use crate::plotsim::vocabulary;

/// Every pair; `None` if one could not be read.
pub fn correlations<'a>(
    document: &Fields<'a>,
    choice: Option<OnInfeasible>,
    metrics: &[&str],
) -> Option<Vec<(Pair, Field<'a>)>> {
    let scope = default_scope(document);
    let items = document.get("correlations").map_or(Some(Vec::new()), |field| field.items())?;
    let drafts = items.iter().map(|item| draft(item, scope, choice)).collect();
    pairs::resolve(drafts, metrics)
}

/// `correlation_scope`, or what plotsim calls `compensate_correlations`.
fn default_scope(document: &Fields<'_>) -> Option<Scope> {
    let compensated = document.bool_or("compensate_correlations", false)?;
    let default = if compensated { Scope::Pooled } else { Scope::Residual };
    let scope = pairs::scope(document, default)?;
    if let (true, Scope::Residual, Some(field)) =
        (compensated, scope, document.get("compensate_correlations"))
    {
        field.error(
            "conflicting-keys",
            "compensate_correlations: true means correlation_scope: pooled",
            None,
        );
        return None;
    }
    Some(scope)
}

fn draft<'a>(item: &Field<'a>, scope: Option<Scope>, choice: Option<OnInfeasible>) -> Option<Draft<'a>> {
    let fields = item.fields(&vocabulary::engine::CORRELATION)?;
    let end = |key: &str| {
        let field = fields.get(key)?;
        Some(End { field: field.clone(), byte: 0, name: field.text()? })
    };
    let (a, b) = (end("metric_a"), end("metric_b"));
    let coefficient = fields.float("coefficient");
    if let (Some(0.0), Some(field)) = (coefficient, fields.get("coefficient")) {
        field.warn("no-effect", "a coefficient of 0 is the same as no entry", None);
    }
    let scope = scope.and_then(|default| pairs::own_scope(&fields, default));
    let on_infeasible = choice.and_then(|default| pairs::on_infeasible(&fields, default));
    Some(Draft {
        at: item.clone(),
        a: a?,
        b: b?,
        coefficient: coefficient?,
        scope: scope?,
        on_infeasible: on_infeasible?,
    })
}
