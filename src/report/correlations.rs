//! Correlations: what was asked and what came.

use maud::{Markup, html};

use super::number::{signed, whole};
use super::page::Section;
use super::parts::wide;
use crate::checks::{CorrelationMeasure, PairMeasure};

/// Metrics in a matrix at most.
const MOST: usize = 24;

/// Two matrices for each scope that pairs have, then the pairs.
pub fn section(measured: Option<&CorrelationMeasure>) -> Option<Section> {
    let measured = measured?;
    let has = |scope: &str| measured.pairs.iter().any(|pair| pair.scope == scope);
    let scopes = [
        ("residual", &measured.residual, "at equal position: what is left when the trajectory is taken out"),
        ("pooled", &measured.pooled, "over all cells, trajectories included"),
    ];
    // Without pairs there is still something to see: what the trajectories do alone.
    let shown = scopes
        .into_iter()
        .filter(|(scope, ..)| has(scope) || measured.pairs.is_empty() && *scope == "pooled");
    let body = html! {
        p { "Pearson's coefficients between metrics, in the rows as generated." }
        @for (scope, achieved, meaning) in shown {
            h3 { (capital(scope)) " " span.minor { (meaning) } }
            div.pair {
                @if has(scope) {
                    (matrix(&format!("Configured, {scope}"), measured, |row, column| {
                        configured(measured, scope, row, column)
                    }))
                }
                (matrix(&format!("Achieved, {scope}"), measured, |row, column| {
                    achieved.get(row * measured.metrics.len() + column).copied()
                }))
            }
        }
        @if measured.metrics.len() > MOST {
            p.note { "Shown are the first " (MOST) " of " (measured.metrics.len()) " metrics." }
        }
        @if !measured.pairs.is_empty() {
            h3 { "Configured pairs" }
            (wide("Configured pairs", &pairs(&measured.pairs, measured.phases)))
            p.note {
                @if measured.phases { "The matrices are of the periods outside all phases. " }
                "Expected is the number of plotsim_correlations, noise included; the standard error takes the cells of "
                "an entity together."
            }
        }
    };
    (!measured.metrics.is_empty()).then_some(Section { id: "correlations", title: "Correlations", body })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The configured coefficient of two metrics.
fn configured(measured: &CorrelationMeasure, scope: &str, row: usize, column: usize) -> Option<f64> {
    if row == column {
        return Some(1.0);
    }
    let names = (measured.metrics.get(row)?, measured.metrics.get(column)?);
    let joins = |pair: &&PairMeasure| {
        let (a, b) = (&pair.metric_a, &pair.metric_b);
        pair.phase.is_none() && pair.scope == scope && (names == (a, b) || names == (b, a))
    };
    measured.pairs.iter().find(joins).map(|pair| pair.configured)
}

fn matrix(name: &str, measured: &CorrelationMeasure, at: impl Fn(usize, usize) -> Option<f64>) -> Markup {
    let metrics = &measured.metrics[..measured.metrics.len().min(MOST)];
    let table = html! {
        table.matrix {
            caption { (name) }
            thead {
                tr {
                    td {}
                    @for metric in metrics { th scope="col" { span { (metric) } } }
                }
            }
            tbody {
                @for (row, metric) in metrics.iter().enumerate() {
                    tr {
                        th scope="row" { (metric) }
                        @for column in 0..metrics.len() { (cell(at(row, column), row == column)) }
                    }
                }
            }
        }
    };
    wide(name, &table)
}

/// A cell whose ground says sign and size, in tenths.
fn cell(value: Option<f64>, own: bool) -> Markup {
    match value.filter(|value| !value.is_nan()) {
        None => html! { td.none { "·" } },
        Some(_) if own => html! { td.own { "1" } },
        Some(value) => {
            let strength = (libm::round(value.abs().min(1.0) * 10.0) as u32).to_string();
            let class = if value < 0.0 { format!("n{strength}") } else { format!("p{strength}") };
            html! { td.(class) { (signed(value)) } }
        }
    }
}

fn pairs(pairs: &[PairMeasure], phases: bool) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Metric" } th scope="col" { "with" } th scope="col" { "Scope" }
                    @if phases { th scope="col" { "Periods" } }
                    th scope="col" .number { "Configured" } th scope="col" .number { "Expected" }
                    th scope="col" .number { "Achieved" } th scope="col" .number { "Standard error" }
                    th scope="col" .number { "Cells" }
                }
            }
            tbody {
                @for pair in pairs {
                    tr {
                        th scope="row" { (pair.metric_a) }
                        td { (pair.metric_b) }
                        td { (pair.scope) }
                        @if phases {
                            td { (pair.phase.map_or("the others".to_owned(), |phase| phase.in_words())) }
                        }
                        td.number { (signed(pair.configured)) }
                        td.number { (signed(pair.expected)) }
                        td.number { (signed(pair.achieved)) }
                        td.number { (format!("{:.3}", pair.standard_error)) }
                        td.number { (whole(pair.cells)) }
                    }
                }
            }
        }
    }
}
