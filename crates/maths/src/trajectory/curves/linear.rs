//! A straight line.

use super::{CurveSpec, ParamSpec, Params, over_axis};

/// A straight line.
pub static LINEAR: CurveSpec = CurveSpec {
    name: "linear",
    aliases: &[],
    params: &[
        ParamSpec::number("start", 0.0, "position in the first period"),
        ParamSpec::number("end", 1.0, "position in the last period"),
    ],
    formula: "start + (end - start) * t",
    doc: "Even change from one position to another.",
    fill,
};

fn fill(&[start, end, _]: &Params, out: &mut [f64], own: usize) {
    // The weighted form lands on both ends exactly.
    over_axis(out, own, |t| start * (1.0 - t) + end * t);
}
