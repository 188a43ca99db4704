//! `correlations` of the engine form.

use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{Pair, Scope};
use crate::plotsim::parts::pairs::{self, Choices, Draft, End};
use crate::plotsim::vocabulary;

/// Every pair; `None` if one could not be read.
pub fn correlations<'a>(
    document: &Fields<'a>,
    choices: Choices,
    metrics: &[&str],
) -> Option<Vec<(Pair, Field<'a>)>> {
    let items = document.get("correlations").map_or(Some(Vec::new()), |field| field.items())?;
    let drafts = items.iter().map(|item| draft(item, choices)).collect();
    pairs::resolve(drafts, metrics)
}

/// What the document decides for all pairs.
pub fn choices(document: &Fields<'_>) -> Choices {
    Choices { scope: default_scope(document), ..Choices::read(document, Scope::Residual) }
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

fn draft<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    let fields = item.fields(&vocabulary::engine::CORRELATION)?;
    let end = |key: &str| {
        let field = fields.get(key)?;
        Some(End { field: field.clone(), byte: 0, name: field.text()? })
    };
    let ends = (end("metric_a"), end("metric_b"));
    let strength = fields.float("coefficient").map(|coefficient| (coefficient, false));
    Draft::new(item, ends, strength, choices.of_pair(&fields))
}
