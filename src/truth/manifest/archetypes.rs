//! Archetypes: their curves, and how their entities vary.

use serde::Serialize;

use crate::plotsim::model::Plotsim;
use crate::trajectory::archetype::Timing;
use crate::trajectory::curves::{ParamKind, ParamSpec};

#[derive(Serialize)]
pub struct Archetype<'a> {
    name: &'a str,
    label: &'a str,
    description: &'a str,
    /// Entities of it.
    entities: u64,
    segments: Vec<Segment>,
    /// The curve in every period, as the archetype has it: without spread, delay, treatment or an inflection of one's own.
    positions: Vec<f64>,
    spread: Spread,
}

#[derive(Serialize)]
struct Segment {
    curve: &'static str,
    start: f64,
    end: f64,
    parameters: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    value: f64,
}

#[derive(Serialize)]
struct Spread {
    level: f64,
    timing: f64,
    amplitude: f64,
}

pub fn archetype(config: &Plotsim, index: usize) -> Archetype<'_> {
    let own = &config.archetypes[index];
    let runs = config.entities.runs.iter().filter(|run| run.archetype == index);
    let segment = |segment: &crate::trajectory::archetype::Segment| {
        let spec = segment.curve.spec();
        let by_period = segment.curve.counts_by_period();
        let name = |param: &ParamSpec| match param.kind {
            ParamKind::Cycles if by_period => "cycles_per_period",
            ParamKind::Cycles | ParamKind::Number | ParamKind::Bool => param.name,
        };
        let values = spec.params.iter().zip(segment.curve.params());
        Segment {
            curve: spec.name,
            start: segment.start,
            end: segment.end,
            parameters: values.map(|(param, value)| Parameter { name: name(param), value: *value }).collect(),
        }
    };
    Archetype {
        name: &own.name,
        label: &own.label,
        description: &own.description,
        entities: runs.map(|run| run.count).sum(),
        segments: own.curve.segments().iter().map(segment).collect(),
        positions: own.curve.positions(config.story.len(), Timing { inflection: None, start_period: 0 }),
        spread: Spread {
            level: own.spread.level,
            timing: own.spread.timing,
            amplitude: own.spread.amplitude,
        },
    }
}
