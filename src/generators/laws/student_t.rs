//! `student_t`: like the normal law, with more outliers.

use super::reals::{MAX, MIN, Reals, ZEROS, generator, score};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::distributions::special::beta;
use crate::generators::Entry;

const DF: Key<f64> =
    Key::float("df", Interval::closed(0.5, 1e6)).doc("Degrees of freedom ν; the fewer, the more outliers");
const LOCATION: Key<f64> = Key::float("location", Interval::EVERYTHING).default(0.0).doc("Median");
const SCALE: Key<f64> = Key::float("scale", Interval::POSITIVE).default(1.0).doc("Factor of the spread");

pub static ENTRY: Entry = Entry {
    name: "student_t",
    section: Section::new(
        "datagen.generator.student_t",
        "docs/datagen.md#student_t",
        "A number from Student's t law, moved by location and stretched by scale",
        &[
            DF.param,
            LOCATION.param,
            SCALE.param,
            MIN.param,
            MAX.param,
            STEP.param,
            DECIMALS.param,
            ZEROS.param,
        ],
    ),
    example: "{ type: student_t, df: 4, location: 0, scale: 0.02 }",
    read: |fields, _| {
        let (df, location, scale) = (fields.read(&DF), fields.read(&LOCATION), fields.read(&SCALE));
        let law = df.zip(location).zip(scale).map(|((df, location), scale)| StudentT { df, location, scale });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct StudentT {
    df: f64,
    location: f64,
    scale: f64,
}

impl Reals for StudentT {
    /// P(T > t) = ½·I_x(ν/2, ½) with x = ν/(ν + t²), for t ≥ 0 (Abramowitz and Stegun 26.7.1).
    fn tails(&self, x: f64) -> (f64, f64) {
        let t = (x - self.location) / self.scale;
        let share = t * t / (self.df + t * t);
        let (outer, _) = beta::regularised(self.df / 2.0, 0.5, self.df / (self.df + t * t), share);
        let (tail, rest) = (outer / 2.0, 1.0 - outer / 2.0);
        if t < 0.0 { (tail, rest) } else { (rest, tail) }
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        // Both tails beyond ±t, and what lies between.
        let (outer, inner) = (2.0 * p.min(q), (p - q).abs());
        if inner <= 0.0 {
            return self.location;
        }
        let logit = beta::logit_quantile(self.df / 2.0, 0.5, score(outer, inner));
        let t = libm::sqrt(self.df) * libm::exp(-logit / 2.0);
        self.location + self.scale * if p < q { -t } else { t }
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn has_variance(&self) -> bool {
        self.df > 2.0
    }

    fn in_words(&self) -> String {
        format!("Student's t, df {}, location {}, scale {}", self.df, self.location, self.scale)
    }
}
