//! Compound growth: gains that grow.

use super::{CurveSpec, ParamSpec, Params, normalise, over_axis};

/// Compound growth: gains that grow.
pub static COMPOUND: CurveSpec = CurveSpec {
    name: "compound",
    aliases: &[],
    params: &[
        ParamSpec::number("base_rate", 0.05, "gain per period at the start, on any scale"),
        ParamSpec::number("acceleration", 0.02, "what the gain has grown by at the end, on the same scale"),
    ],
    formula: "N(cumulative sum over the periods of (base_rate + acceleration * t))",
    doc: "Acceleration: a climb from 0 to 1 that quickens. Only the ratio of the two parameters shapes the curve.",
    fill,
};

fn fill(&[base_rate, acceleration, _]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| base_rate + acceleration * t);
    let mut total = 0.0;
    for value in out.iter_mut() {
        total += *value;
        *value = total;
    }
    normalise(out, own);
}
