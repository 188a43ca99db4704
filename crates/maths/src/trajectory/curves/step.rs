//! Step: one level, then another.

use super::{CurveSpec, ParamSpec, Params, over_axis};

/// Step: one level, then another.
pub static STEP: CurveSpec = CurveSpec {
    name: "step",
    aliases: &[],
    params: &[
        ParamSpec::number("threshold", 0.5, "the point of the local axis at which the level changes"),
        ParamSpec::number("before", 1.0, "position before the threshold"),
        ParamSpec::number("after", 0.0, "position from the threshold on"),
    ],
    formula: "before if t < threshold, else after",
    doc: "A sudden change: a price rise, an outage, a contract that ends.",
    fill,
};

fn fill(&[threshold, before, after]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| if t < threshold { before } else { after });
}
