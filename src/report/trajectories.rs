//! Where the entities of each archetype stand over time.

use std::collections::BTreeMap;
use std::sync::Arc;

use maud::html;

use super::chart::{Axis, Chart, Ink, Layer, USUAL};
use super::number;
use super::page::Section;
use super::parts::{figure, grid, legend};
use crate::plotsim::model::{Plotsim, Run};
use crate::plotsim::tables::engine::Engine;
use crate::trajectory::archetype::Timing;

/// Entities of an archetype that are followed at most.
const FOLLOWED: u64 = 256;
/// Points of a line at most, about.
const POINTS: usize = 240;

/// A chart for each archetype that has entities.
pub fn section(engine: &Engine) -> Option<Section> {
    let config = engine.config();
    let used: Vec<(usize, Vec<&Run>)> = (0..config.archetypes.len())
        .map(|index| (index, config.entities.runs.iter().filter(|run| run.archetype == index).collect()))
        .filter(|(_, runs): &(usize, Vec<&Run>)| !runs.is_empty())
        .collect();
    let figures = used.iter().map(|(index, runs)| {
        let archetype = &config.archetypes[*index];
        let name = if archetype.label.is_empty() { &archetype.name } else { &archetype.label };
        let followed = followed(engine, runs);
        let entities: u64 = runs.iter().map(|run| run.count).sum();
        let curves: Vec<&str> =
            archetype.curve.segments().iter().map(|segment| segment.curve.spec().name).collect();
        let sample = if (followed.len() as u64) < entities {
            format!(", {} of them followed", number::whole(followed.len() as u64))
        } else {
            String::new()
        };
        let note = html! {
            @if !archetype.description.is_empty() { (archetype.description) br; }
            (number::whole(entities)) " entities" (sample) "; curve: " (curves.join(", "))
        };
        figure(&html! { (name) }, &chart(config, name, &followed), &note)
    });
    (!used.is_empty()).then(|| Section {
        id: "trajectories",
        title: "Trajectories",
        body: html! {
            p { "The position of entities over time, from 0 to 1: what all their metrics are drawn around." }
            (legend(&[
                ("data", "mean of the entities"),
                ("band", "from the lowest tenth to the highest tenth"),
                ("plan dashed", "curve of the archetype"),
            ]))
            (grid(figures, "archetypes"))
        },
    })
}

/// Positions of an entity in all periods, and those of its archetype's curve; NaN before its start.
pub struct Path {
    own: Vec<f64>,
    curve: Arc<[f64]>,
}

/// The paths of some entities of these runs, evenly chosen.
pub fn followed(engine: &Engine, runs: &[&Run]) -> Vec<Path> {
    let set = engine.metrics([]);
    let quota = (FOLLOWED / runs.len() as u64).max(1);
    let mut curves: BTreeMap<(Option<i64>, usize), Arc<[f64]>> = BTreeMap::new();
    let mut paths = Vec::new();
    for run in runs.iter().take(FOLLOWED as usize) {
        let archetype = &engine.config().archetypes[run.archetype].curve;
        let many = run.count.min(quota);
        for number in 0..many {
            let place = (u128::from(number) * u128::from(run.count) / u128::from(many)) as u64;
            let entity = run.first + place;
            let cells = engine.values(entity..entity + 1, &set);
            let start_period = cells.starts().first().copied().unwrap_or(0);
            let timing = Timing { inflection: run.inflection, start_period };
            let curve = curves.entry((run.inflection, start_period)).or_insert_with(|| {
                engine.config().story.told().positions(archetype, timing, engine.periods()).into()
            });
            let mut own = vec![f64::NAN; engine.periods()];
            let active = cells.active(0);
            if let (Some(shown), Some(there)) = (own.get_mut(active.clone()), cells.positions().get(active)) {
                shown.copy_from_slice(there);
            }
            paths.push(Path { own, curve: Arc::clone(curve) });
        }
    }
    paths
}

pub fn chart(config: &Plotsim, name: &str, paths: &[Path]) -> Chart {
    let periods = config.time.len();
    let (mut band, mut mean, mut curve) = (Vec::new(), Vec::new(), Vec::new());
    let step = periods.div_ceil(POINTS);
    let mut here = Vec::with_capacity(paths.len());
    for period in (0..periods).step_by(step) {
        here.clear();
        here.extend(paths.iter().map(|path| path.own[period]).filter(|at| !at.is_nan()));
        here.sort_by(f64::total_cmp);
        let x = period as f64;
        let quantile = |share: f64| {
            let place = (here.len().saturating_sub(1) as f64 * share + 0.5) as usize;
            here.get(place).copied().unwrap_or(f64::NAN)
        };
        band.push((x, quantile(0.1), quantile(0.9)));
        // NaN while nobody is there.
        mean.push((x, here.iter().sum::<f64>() / here.len() as f64));
        here.clear();
        here.extend(paths.iter().map(|path| path.curve[period]).filter(|at| !at.is_nan()));
        curve.push((x, here.iter().sum::<f64>() / here.len() as f64));
    }
    let ends = |line: &[(f64, f64)]| {
        let known = || line.iter().map(|(_, y)| *y).filter(|y| !y.is_nan());
        (known().next().unwrap_or(f64::NAN), known().next_back().unwrap_or(f64::NAN))
    };
    let (first, last) = ends(&mean);
    Chart {
        title: format!("Trajectory of {name}"),
        summary: format!("The mean position goes from {} to {}.", number::short(first), number::short(last)),
        size: USUAL,
        x: Axis::periods(&config.time, 0.0),
        // A little room, so that lines at the ends are seen whole.
        y: Axis::numbers(-0.02, 1.03, 6, ""),
        layers: vec![
            Layer::Band { points: band, ink: Ink::Data },
            Layer::Line { points: curve, ink: Ink::Plan, dashed: true },
            Layer::Line { points: mean, ink: Ink::Data, dashed: false },
        ],
    }
}
