//! When events happen.

use maud::html;

use super::chart::{Axis, Chart, Ink, Layer, USUAL};
use super::number::whole;
use super::page::Section;
use super::parts::{figure, grid, grouped, legend};
use crate::checks::EventMeasure;
use crate::trajectory::time_axis::TimeAxis;

/// Bars of a timeline at most.
const BARS: usize = 80;

/// A timeline for each table of events.
pub fn section(time: &TimeAxis, events: &[EventMeasure]) -> Option<Section> {
    let figures = events.iter().map(|event| {
        let total: u64 = event.observed.iter().sum();
        let (_, together) = grouped(&event.observed, BARS);
        let note = html! {
            (whole(total)) " events"
            @if event.trigger != "none" { ", " (event.trigger) }
            @if together > 1 { "; a bar is " (together) " periods" }
        };
        figure(&html! { code { (event.table) } }, &chart(time, event), &note)
    });
    let drawn = events.iter().any(|event| !event.expected.is_empty());
    (!events.is_empty()).then(|| Section {
        id: "events",
        title: "Events",
        body: html! {
            p { "Events in each period." }
            @if drawn { (legend(&[("bar", "generated"), ("plan", "called for by the driving metric")])) }
            (grid(figures, "event tables"))
        },
    })
}

fn chart(time: &TimeAxis, event: &EventMeasure) -> Chart {
    let (observed, together) = grouped(&event.observed, BARS);
    let (expected, _) = grouped(&event.expected, BARS);
    let width = together as f64;
    let middle = |place: usize| place as f64 * width + (width - 1.0) / 2.0;
    let bar = |(place, count): (usize, &u64)| {
        (middle(place) - 0.44 * width, middle(place) + 0.44 * width, *count as f64)
    };
    let line: Vec<(f64, f64)> =
        expected.iter().enumerate().map(|(place, count)| (middle(place), *count as f64)).collect();
    let most = observed.iter().enumerate().max_by_key(|(place, count)| (**count, std::cmp::Reverse(*place)));
    let summary = match most {
        Some((place, count)) if *count > 0 => format!(
            "Most events, {}, are in {}.",
            whole(*count),
            time.label(place * together).unwrap_or_default()
        ),
        _ => "There are no events.".to_owned(),
    };
    Chart {
        title: format!("Events of {}", event.table),
        summary,
        size: USUAL,
        x: Axis::periods(time, 0.6),
        y: Axis::up_to(observed.iter().chain(&expected).map(|count| *count as f64), 4, ""),
        layers: vec![
            Layer::Bars { bars: observed.iter().enumerate().map(bar).collect(), ink: Ink::Data },
            Layer::Line { points: line, ink: Ink::Plan, dashed: false },
        ],
    }
}
