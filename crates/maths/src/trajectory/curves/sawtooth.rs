//! Sawtooth: repeated climbs, each dropping back at once.

use super::{CurveSpec, ParamSpec, Params, over_axis};

/// Sawtooth: repeated climbs, each dropping back at once.
pub static SAWTOOTH: CurveSpec = CurveSpec {
    name: "sawtooth",
    aliases: &[],
    params: &[
        ParamSpec::cycles("period", 3.0, "teeth within the segment; or by the calendar, as in 1 per year"),
        ParamSpec::number("amplitude", 0.8, "height of a tooth; negative falls and jumps back up"),
        ParamSpec::number("base", 0.1, "position at the foot of a tooth"),
    ],
    formula: "base + amplitude * frac(t * period)",
    doc: "Build up and reset: quotas, budgets, stock between deliveries.",
    fill,
};

fn fill(&[teeth, amplitude, base]: &Params, out: &mut [f64], own: usize) {
    over_axis(out, own, |t| base + amplitude * fraction(t * teeth));
}

/// The fractional part, where a product a rounding error short of a whole number counts as that number:
/// `(1/49)·49` is less than 1 in floating point and must still begin the next tooth.
fn fraction(x: f64) -> f64 {
    (x - (x + 1e-9).floor()).max(0.0)
}
