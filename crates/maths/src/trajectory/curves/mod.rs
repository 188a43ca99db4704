//! The vocabulary of curves: what a segment of a trajectory can look like.
//!
//! One curve per file. Each file holds one [`CurveSpec`], which says everything there is to know about its
//! curve: names, parameters with defaults and bounds, formula, and the function that evaluates it. [`CURVES`]
//! lists them; parsing, listings, schema and documentation all read that list.
//!
//! A curve is evaluated over all periods of its segment at once, on the local axis `t = 0, 1/(m−1), …, 1` for
//! `m` periods (`t = 0` alone for one period), because some curves are rescaled to the range they reach on
//! exactly those points. Results are clipped to `[0, 1]`; [`Curve::departure`] tells where
//! the formula leaves it.

mod compound;
mod cycles;
mod departure;
mod exp_decay;
mod linear;
mod logistic;
mod oscillating;
pub(super) mod parameters;
mod plateau;
mod sawtooth;
mod sigmoid;
mod step;
#[cfg(test)]
mod tests;

pub use compound::COMPOUND;
pub use cycles::{Rate, Stretch};
pub use departure::Departure;
pub use exp_decay::EXP_DECAY;
pub use linear::LINEAR;
pub use logistic::LOGISTIC;
pub use oscillating::OSCILLATING;
pub use parameters::{CurveProblem, LIMIT, ParamKind, ParamSpec, ParamValue};
pub use plateau::PLATEAU;
pub use sawtooth::SAWTOOTH;
pub use sigmoid::SIGMOID;
pub use step::STEP;

/// The most parameters any curve has.
pub const MAX_PARAMS: usize = 3;

/// Parameter values in the order of [`CurveSpec::params`]; booleans are 1 and 0, unused places 0.
pub type Params = [f64; MAX_PARAMS];

/// Every curve, in the order documentation shows them.
pub static CURVES: &[&CurveSpec] =
    &[&SIGMOID, &EXP_DECAY, &STEP, &LOGISTIC, &PLATEAU, &OSCILLATING, &COMPOUND, &SAWTOOTH, &LINEAR];

/// What is known about a curve before it has parameter values.
#[derive(Debug)]
pub struct CurveSpec {
    /// The name used in configs.
    pub name: &'static str,
    /// Other names that mean the same curve.
    pub aliases: &'static [&'static str],
    /// At most [`MAX_PARAMS`] parameters.
    pub params: &'static [ParamSpec],
    /// The formula in plain text; `t` is the local axis in `[0, 1]`, `N` the rescaling to the range reached.
    pub formula: &'static str,
    /// What the curve is good for, in a sentence or two.
    pub doc: &'static str,
    /// Fills the slice with the unclipped curve, whose local axis ends with the last of so many periods: the slice has
    /// these and perhaps more.
    fill: fn(&Params, &mut [f64], usize),
}

impl CurveSpec {
    /// The curve called `name`, by its own name or an alias; letter case matters.
    pub fn find(name: &str) -> Option<&'static CurveSpec> {
        CURVES.iter().copied().find(|spec| spec.name == name || spec.aliases.contains(&name))
    }

    /// The curve with every parameter at its default.
    pub const fn with_defaults(&'static self) -> Curve {
        let mut params = [0.0; MAX_PARAMS];
        let mut place = 0;
        while place < self.params.len() && place < MAX_PARAMS {
            params[place] = self.params[place].default;
            place += 1;
        }
        self.preset(params)
    }

    /// The curve with the parameters given and defaults for the rest.
    ///
    /// # Errors
    ///
    /// Every problem found, in the order the parameters were given: a name this curve does not have, a value
    /// of the wrong kind, or one beyond [`LIMIT`].
    pub fn with_params(&'static self, given: &[(&str, ParamValue)]) -> Result<Curve, Vec<CurveProblem>> {
        let mut curve = self.with_defaults();
        let mut problems = Vec::new();
        for &(name, value) in given {
            let accepted = match self.params.iter().position(|spec| spec.name == name) {
                Some(place) => curve.set(place, (self.name, self.params[place].name), value),
                None => Err(parameters::unknown(
                    self.name,
                    self.params.iter().map(|spec| spec.name).collect(),
                    name,
                )),
            };
            problems.extend(accepted.err());
        }
        if problems.is_empty() { Ok(curve) } else { Err(problems) }
    }

    /// The curve with values in parameter order, for tables of built-in shapes; values are taken as they are.
    pub(super) const fn preset(&'static self, params: Params) -> Curve {
        Curve { spec: self, params, by_period: false }
    }
}

/// A curve with its parameter values.
#[derive(Clone, Copy, Debug)]
pub struct Curve {
    spec: &'static CurveSpec,
    pub(super) params: Params,
    /// Whether its cycles are counted in a period rather than in the segment. They are its first parameter.
    by_period: bool,
}

impl Curve {
    /// Which curve this is.
    pub const fn spec(&self) -> &'static CurveSpec {
        self.spec
    }

    /// Sets a parameter, which messages call `names`: of what, and how.
    pub(super) fn set(
        &mut self,
        place: usize,
        (curve, name): (&'static str, &'static str),
        value: ParamValue,
    ) -> Result<(), CurveProblem> {
        let Some(spec) = self.spec.params.get(place) else { return Ok(()) };
        let (number, by_period) = parameters::accept((curve, name, spec.kind), value)?;
        self.params[place] = number;
        self.by_period |= by_period;
        Ok(())
    }

    /// Whether its cycles are counted in a period rather than in the segment.
    pub fn counts_by_period(&self) -> bool {
        self.by_period
    }

    /// Parameter values in the order of [`CurveSpec::params`].
    pub fn params(&self) -> &[f64] {
        &self.params[..self.spec.params.len().min(MAX_PARAMS)]
    }

    /// Fills `out` with the curve over `out.len()` periods, each position in `[0, 1]`.
    ///
    /// ```
    /// # use plotsim_maths::trajectory::curves::LINEAR;
    /// let mut positions = [0.0; 5];
    /// LINEAR.with_defaults().sample(&mut positions);
    /// assert_eq!(positions, [0.0, 0.25, 0.5, 0.75, 1.0]);
    /// ```
    pub fn sample(&self, out: &mut [f64]) {
        self.continued(out, out.len());
    }

    /// Fills `out` with the curve over its first `own` periods and, by the same formula, over those behind them: there
    /// the local axis goes on past 1. `out` has at least `own` periods.
    ///
    /// ```
    /// # use plotsim_maths::trajectory::curves::{EXP_DECAY, LINEAR};
    /// let mut positions = [0.0; 5];
    /// LINEAR.with_defaults().continued(&mut positions, 3);
    /// assert_eq!(positions, [0.0, 0.5, 1.0, 1.0, 1.0], "positions end at 1");
    /// EXP_DECAY.with_defaults().continued(&mut positions, 3);
    /// assert!(positions[4] < positions[3] && positions[3] < positions[2]);
    /// ```
    pub fn continued(&self, out: &mut [f64], own: usize) {
        self.unclipped(out, own);
        for value in out {
            *value = value.clamp(0.0, 1.0);
        }
    }

    fn unclipped(&self, out: &mut [f64], own: usize) {
        let mut params = self.params;
        if self.by_period {
            // The local axis makes one step less than there are periods.
            params[0] *= own.saturating_sub(1) as f64;
        }
        (self.spec.fill)(&params, out, own);
    }
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        self.spec.name == other.spec.name && self.params == other.params && self.by_period == other.by_period
    }
}

/// Writes `f(t)` over the local axis of `own` periods, and on behind it, into `out`.
fn over_axis(out: &mut [f64], own: usize, f: impl Fn(f64) -> f64) {
    let last = own.saturating_sub(1).max(1) as f64;
    for (i, value) in out.iter_mut().enumerate() {
        *value = f(i as f64 / last);
    }
}

/// Rescales to `[0, 1]` by the smallest and largest of the first `own` values; where these are all but equal, values are
/// clipped instead, because there is no range to stretch.
fn normalise(values: &mut [f64], own: usize) {
    let present = || values.iter().take(own).copied();
    let low = present().fold(f64::INFINITY, f64::min);
    let high = present().fold(f64::NEG_INFINITY, f64::max);
    let spread = high - low;
    for value in values {
        *value = if spread < 1e-12 { value.clamp(0.0, 1.0) } else { (*value - low) / spread };
    }
}
