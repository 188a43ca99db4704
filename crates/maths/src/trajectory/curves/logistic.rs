//! Logistic growth towards a ceiling.

use super::{CurveSpec, ParamSpec, Params, normalise, over_axis};

/// Logistic growth towards a ceiling.
pub static LOGISTIC: CurveSpec = CurveSpec {
    name: "logistic",
    aliases: &[],
    params: &[
        ParamSpec::number("k", 10.0, "growth rate; larger is steeper, negative falls"),
        ParamSpec::number("midpoint", 0.5, "where on the local axis growth is fastest"),
        ParamSpec::number("ceiling", 1.0, "position at the end of the segment"),
    ],
    formula: "ceiling * N(ceiling / (1 + exp(-k * (t - midpoint))))",
    doc: "Saturation: an S-shaped climb from 0 that levels off at a ceiling below 1.",
    fill,
};

fn fill(&[k, midpoint, ceiling]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| ceiling / (1.0 + libm::exp(-k * (t - midpoint))));
    normalise(out, own);
    for value in out {
        *value *= ceiling;
    }
}
