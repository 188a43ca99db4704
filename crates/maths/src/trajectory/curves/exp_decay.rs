//! Exponential decay from 1.

use super::{CurveSpec, ParamSpec, Params, over_axis};

/// Exponential decay from 1.
pub static EXP_DECAY: CurveSpec = CurveSpec {
    name: "exp_decay",
    aliases: &["decay"],
    params: &[ParamSpec::number(
        "rate",
        3.0,
        "the curve ends at exp(-rate); negative grows and is clipped at 1",
    )],
    formula: "exp(-rate * t)",
    doc: "Fading: starts at 1, loses the same share in every equal stretch of time, and never quite reaches 0.",
    fill,
};

fn fill(&[rate, ..]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| libm::exp(-rate * t));
}
