//! Oscillation around a centre.

use super::{CurveSpec, ParamSpec, Params, over_axis};
use std::f64::consts::PI;

/// Oscillation around a centre.
pub static OSCILLATING: CurveSpec = CurveSpec {
    name: "oscillating",
    aliases: &["oscillation"],
    params: &[
        ParamSpec::cycles(
            "period",
            2.0,
            "full cycles within the segment; or by the calendar, as in 1 per year",
        ),
        ParamSpec::number("amplitude", 0.2, "greatest distance from the centre; negative starts downwards"),
        ParamSpec::number("center", 0.5, "the position around which the curve swings"),
    ],
    formula: "center + amplitude * sin(2 * pi * period * t)",
    doc: "Cycles tied to the segment rather than to the calendar; starts and, with whole cycles, ends at the centre.",
    fill,
};

fn fill(&[cycles, amplitude, center]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| center + amplitude * libm::sin(2.0 * PI * cycles * t));
}
