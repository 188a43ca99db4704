//! Plateau: no change at all.

use super::{CurveSpec, ParamSpec, Params};

/// Plateau: no change at all.
pub static PLATEAU: CurveSpec = CurveSpec {
    name: "plateau",
    aliases: &[],
    params: &[ParamSpec::number("level", 0.5, "the position held")],
    formula: "level",
    doc: "Steadiness: the same position in every period of the segment.",
    fill,
};

fn fill(&[level, ..]: &Params, out: &mut [f64], _: usize) {
    out.fill(level);
}
