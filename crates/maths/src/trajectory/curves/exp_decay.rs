//! Exponential decay from 1.

use super::{Bounds, CurveSpec, ParamSpec, Params, over_axis};

pub static EXP_DECAY: CurveSpec = CurveSpec {
    name: "exp_decay",
    aliases: &["decay"],
    params: &[ParamSpec::number("rate", 3.0, Bounds::NON_NEGATIVE, "the curve ends at exp(-rate)")],
    formula: "exp(-rate * t)",
    doc: "Fading: starts at 1, loses the same share in every equal stretch of time, and never quite reaches 0.",
    fill,
};

fn fill(&[rate, ..]: &Params, out: &mut [f64]) {
    over_axis(out, |t| libm::exp(-rate * t));
}
