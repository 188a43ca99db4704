//! Sigmoid: a slow start, a steep middle, a slow end.

use super::{CurveSpec, ParamSpec, Params, normalise, over_axis};

/// Sigmoid: a slow start, a steep middle, a slow end.
pub static SIGMOID: CurveSpec = CurveSpec {
    name: "sigmoid",
    aliases: &[],
    params: &[
        ParamSpec::number("midpoint", 0.5, "where on the local axis the slope is steepest"),
        ParamSpec::number("steepness", 10.0, "slope at the midpoint; 6 is gentle, 20 abrupt, negative falls"),
        ParamSpec::switch("rising", true, "climb from 0 to 1, or fall from 1 to 0"),
    ],
    formula: "N(1 / (1 + exp(-steepness * (t - midpoint)))), or 1 minus that if not rising",
    doc: "Adoption or abandonment: an S-shaped passage that reaches both 0 and 1 within the segment.",
    fill,
};

fn fill(&[midpoint, steepness, rising]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| 1.0 / (1.0 + libm::exp(-steepness * (t - midpoint))));
    normalise(out, own);
    if rising == 0.0 {
        for value in out {
            *value = 1.0 - *value;
        }
    }
}
