//! The six base shapes.

use crate::trajectory::curves::{COMPOUND, Curve, EXP_DECAY, OSCILLATING, PLATEAU, SIGMOID, STEP};

/// A named piece of behaviour: one or more curves, each over a part of the shape's own span.
#[derive(Debug)]
pub struct Shape {
    /// The name used in configs.
    pub name: &'static str,
    /// In time order, together covering 0 to 1.
    pub parts: &'static [ShapePart],
    /// What it looks like, in a sentence.
    pub doc: &'static str,
}

/// A curve over a part of its shape, from `start` to `end` as fractions of the shape's span.
#[derive(Debug)]
pub struct ShapePart {
    /// What it follows.
    pub curve: Curve,
    /// Where it begins.
    pub start: f64,
    /// Where the next one begins.
    pub end: f64,
}

const fn whole(curve: Curve) -> ShapePart {
    ShapePart { curve, start: 0.0, end: 1.0 }
}

/// Every shape, in the order documentation shows them. Numbers are curve parameters in their declared order.
pub static SHAPES: &[Shape] = &[
    Shape {
        name: "growth",
        parts: &[whole(SIGMOID.preset([0.5, 6.0, 1.0]))],
        doc: "Climbs from 0 to 1: slow, fast, slow.",
    },
    Shape {
        name: "decline",
        parts: &[whole(EXP_DECAY.preset([2.0, 0.0, 0.0]))],
        doc: "Falls from 1 towards 0.14, fastest at first.",
    },
    Shape {
        name: "seasonal",
        parts: &[whole(OSCILLATING.preset([2.0, 0.4, 0.5]))],
        doc: "Two full cycles between 0.1 and 0.9.",
    },
    Shape { name: "flat", parts: &[whole(PLATEAU.preset([0.15, 0.0, 0.0]))], doc: "Stays at 0.15." },
    Shape {
        name: "spike_then_crash",
        parts: &[
            ShapePart { curve: SIGMOID.preset([0.3, 10.0, 1.0]), start: 0.0, end: 0.55 },
            ShapePart { curve: STEP.preset([0.5, 1.0, 0.2]), start: 0.55, end: 0.65 },
            ShapePart { curve: PLATEAU.preset([0.2, 0.0, 0.0]), start: 0.65, end: 1.0 },
        ],
        doc: "Climbs to 1 in the first half, then drops to 0.2 and stays there.",
    },
    Shape {
        name: "accelerating",
        parts: &[whole(COMPOUND.preset([0.05, 0.02, 0.0]))],
        doc: "Climbs from 0 to 1, a little faster every period.",
    },
];

impl Shape {
    /// The shape called `name`; letter case matters.
    pub fn find(name: &str) -> Option<&'static Shape> {
        SHAPES.iter().find(|shape| shape.name == name)
    }
}
