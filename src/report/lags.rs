//! How long after its driver a metric moves.

use maud::html;

use super::chart::{Axis, Chart, Ink, Layer, USUAL};
use super::number;
use super::page::Section;
use super::parts::{figure, grid, legend};
use crate::checks::LagCurve;

/// A chart for each metric that follows another.
pub fn section(curves: &[LagCurve]) -> Option<Section> {
    let figures = curves.iter().map(|curve| {
        let name = html! { (curve.metric) " " span.minor { "after " (curve.driver) } };
        let note = html! {
            "configured: " (periods(curve.configured)) "; found in the rows: " (periods(curve.found))
        };
        figure(&name, &chart(curve), &note)
    });
    (!curves.is_empty()).then(|| Section {
        id: "lags",
        title: "Lags",
        body: html! {
            p {
                "Each metric beside its driver that many periods earlier. Trajectories are smooth, so the "
                "correlation changes little from lag to lag; the share that the driver's path explains peaks where the lag is."
            }
            (legend(&[("data", "correlation"), ("muted dashed", "share explained"), ("plan", "configured lag")]))
            (grid(figures, "lags"))
        },
    })
}

fn periods(number: usize) -> String {
    if number == 1 { "1 period".to_owned() } else { format!("{number} periods") }
}

fn chart(curve: &LagCurve) -> Chart {
    let line: Vec<(f64, f64)> =
        curve.points.iter().map(|point| (point.lag as f64, point.correlation)).collect();
    let explained: Vec<(f64, f64)> =
        curve.points.iter().map(|point| (point.lag as f64, 1.0 - point.unexplained)).collect();
    let last = curve.points.iter().map(|point| point.lag).max().unwrap_or(1).max(1) as f64;
    let known = || line.iter().chain(&explained).map(|(_, y)| *y).filter(|y| y.is_finite());
    let (low, high) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
    let room = (high - low).max(0.1) * 0.08;
    let low = if low < 0.0 { low - room } else { low };
    let mut x = Axis::numbers(-0.3, last + 0.3, 8, "lag in periods");
    // A lag is a whole number.
    x.ticks.retain(|(at, _)| *at == libm::round(*at));
    Chart {
        title: format!("Lag of {} behind {}", curve.metric, curve.driver),
        summary: format!(
            "Configured is a lag of {}, found is {}. The correlation there is {}.",
            periods(curve.configured),
            periods(curve.found),
            number::signed(
                curve
                    .points
                    .iter()
                    .find(|point| point.lag == curve.configured)
                    .map_or(f64::NAN, |point| point.correlation)
            )
        ),
        size: USUAL,
        x,
        y: Axis::numbers(low, high + room, 5, ""),
        layers: vec![
            Layer::Rule { x: curve.configured as f64, ink: Ink::Plan },
            Layer::Line { points: explained, ink: Ink::Muted, dashed: true },
            Layer::Line { points: line.clone(), ink: Ink::Data, dashed: false },
            Layer::Dots { points: line, ink: Ink::Data },
        ],
    }
}
