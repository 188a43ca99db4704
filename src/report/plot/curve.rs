//! An archetype: its curve over the window, and where the entities stand that follow it.

use super::sheet::{Mark, Sheet, nothing};
use crate::plotsim::model::Run;
use crate::plotsim::tables::engine::Engine;
use crate::report::chart::{Axis, Chart, Ink, Layer};
use crate::report::trajectories;
use crate::trajectory::archetype::Timing;

const SIZE: (u32, u32) = (680, 300);

/// The picture of the archetype at this place.
pub fn sheet(engine: &Engine, place: usize) -> Sheet {
    let config = engine.config();
    let Some(archetype) = config.archetypes.get(place) else {
        return Sheet {
            title: String::new(),
            subtitle: String::new(),
            summary: String::new(),
            legend: Vec::new(),
            size: SIZE,
            charts: Vec::new(),
            marks: nothing(),
        };
    };
    let name = if archetype.label.is_empty() { &archetype.name } else { &archetype.label };
    let runs: Vec<&Run> = config.entities.runs.iter().filter(|run| run.archetype == place).collect();
    let mut legend = vec![(Mark::Dashed, Ink::Plan, "curve of the archetype".to_owned())];
    let chart = if runs.is_empty() {
        let timing = Timing { inflection: None, start_period: 0 };
        let positions = archetype.curve.positions(engine.periods(), timing);
        let points = positions.iter().enumerate().map(|(period, at)| (period as f64, *at)).collect();
        Chart {
            title: format!("Trajectory of {name}"),
            summary: String::new(),
            size: SIZE,
            x: Axis::periods(&config.time, 0.0),
            y: Axis::numbers(-0.02, 1.03, 6, ""),
            layers: vec![Layer::Line { points, ink: Ink::Plan, dashed: true }],
        }
    } else {
        legend.push((Mark::Line, Ink::Data, "mean of the entities".to_owned()));
        legend.push((Mark::Band, Ink::Data, "their 10th to 90th percentile".to_owned()));
        trajectories::chart(config, name, &trajectories::followed(engine, &runs))
    };
    let mut x = Axis::periods_with(&config.time, 0.0, 8);
    x.name = config.time.granularity().name().trim_end_matches("ly").replace("dai", "day");
    let chart = Chart { size: SIZE, x, y: Axis::numbers(-0.02, 1.03, 6, "position"), ..chart };
    let curves: Vec<&str> =
        archetype.curve.segments().iter().map(|segment| segment.curve.spec().name).collect();
    Sheet {
        title: format!("Archetype {name}"),
        subtitle: format!("curve: {}", curves.join(", then ")),
        summary: chart.summary.clone(),
        legend,
        size: SIZE,
        charts: vec![(0, 0, chart)],
        marks: nothing(),
    }
}
