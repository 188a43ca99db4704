//! How the values of each metric are distributed, beside what its law says.

use maud::html;

use super::chart::{Scale, USUAL};
use super::number;
use super::page::Section;
use super::parts::{figure, grid, legend};
use crate::checks::MetricMeasure;
use crate::plotsim::model::{Plotsim, Polarity};

mod histogram;

pub use histogram::histogram;

/// A chart for each column that shows a metric.
pub fn section(config: &Plotsim, measured: &[MetricMeasure]) -> Option<Section> {
    let figures = measured.iter().map(|shown| {
        let metric = config.metrics.iter().find(|metric| metric.name == shown.metric);
        let label = metric.map(|metric| metric.label.as_str()).filter(|label| !label.is_empty());
        let name = html! {
            (label.unwrap_or(&shown.metric)) " "
            span.minor { code { (shown.table) "." (shown.column) } }
        };
        let numbers = &shown.numbers;
        let law = metric.map(|metric| {
            let polarity = match metric.polarity {
                Polarity::Positive => "rises",
                Polarity::Negative => "falls",
            };
            format!("{} law, {polarity} with the trajectory", metric.law.law.family().name())
        });
        let cells = numbers.count() + shown.nulls;
        let note = html! {
            @if let Some(law) = law { (law) br; }
            @if numbers.count() > 0 {
                @let within = |value| number::within(value, numbers.least(), numbers.greatest());
                "mean " (within(numbers.mean())) ", standard deviation " (number::short(numbers.deviation()))
                ", " (within(numbers.least())) " to " (within(numbers.greatest()))
            }
            @if shown.nulls > 0 { "; " (number::percent(shown.nulls as f64 / cells.max(1) as f64)) " missing" }
        };
        let title = format!("Distribution of {}", shown.metric);
        figure(&name, &histogram(title, &shown.histogram, USUAL, Scale::Numbers), &note)
    });
    (!measured.is_empty()).then(|| Section {
        id: "metrics",
        title: "Metrics",
        body: html! {
            p {
                "How often each value comes, over all entities and periods, beside what the law of the metric gives "
                "around the positions these entities take."
            }
            (legend(&[("bar", "generated"), ("plan", "law")]))
            (grid(figures, "metrics"))
        },
    })
}
