//! The six base shapes, and every curve as a shape of its own.

use std::fmt;

use crate::trajectory::curves::{
    COMPOUND, Curve, CurveProblem, CurveSpec, EXP_DECAY, LINEAR, LOGISTIC, MAX_PARAMS, OSCILLATING, PLATEAU,
    ParamKind, ParamValue, SAWTOOTH, SIGMOID, STEP, parameters,
};

/// A named piece of behaviour: one or more curves, each over a part of the shape's own span.
#[derive(Debug)]
pub struct Shape {
    /// The name used in configs.
    pub name: &'static str,
    /// What may be set, in the order in which values without a name are taken.
    pub params: &'static [ShapeParam],
    /// In time order, together covering 0 to 1.
    pub parts: &'static [ShapePart],
    /// What it looks like, in a sentence.
    pub doc: &'static str,
}

/// A curve over a part of its shape, from `start` to `end` as fractions of the shape's span.
#[derive(Debug)]
pub struct ShapePart {
    /// What it follows.
    pub curve: Curve,
    /// Where it begins.
    pub start: f64,
    /// Where the next one begins.
    pub end: f64,
}

/// Something about a shape that a config may set.
#[derive(Clone, Copy, Debug)]
pub struct ShapeParam {
    /// The name used in configs.
    pub name: &'static str,
    /// What its value is.
    pub kind: ParamKind,
    /// The value when none is given; 1 and 0 for booleans.
    pub default: f64,
    /// What it does, in a few words.
    pub doc: &'static str,
    /// The parameters of curves that it is: which part of the shape, and which parameter.
    sets: &'static [(usize, usize)],
}

const fn whole(curve: Curve) -> ShapePart {
    ShapePart { curve, start: 0.0, end: 1.0 }
}

/// The parameters of a shape that is a single curve, by their places.
static SINGLE: [&[(usize, usize)]; MAX_PARAMS] = [&[(0, 0)], &[(0, 1)], &[(0, 2)]];

/// The parameter of a shape that is a single curve, with its value in this shape.
const fn of(curve: &Curve, place: usize) -> ShapeParam {
    let spec = &curve.spec().params[place];
    ShapeParam {
        name: spec.name,
        kind: spec.kind,
        default: curve.params[place],
        doc: spec.doc,
        sets: SINGLE[place],
    }
}

/// A curve with its defaults as a shape; the number is that of its parameters.
macro_rules! curve {
    ($curve:ident, $params:literal) => {{
        static CURVE: Curve = $curve.with_defaults();
        static PARAMS: [ShapeParam; $params] = {
            let mut params = [of(&CURVE, 0); $params];
            let mut place = 1;
            while place < $params {
                params[place] = of(&CURVE, place);
                place += 1;
            }
            params
        };
        Shape { name: $curve.name, params: &PARAMS, parts: &[whole($curve.with_defaults())], doc: $curve.doc }
    }};
}

static GROWTH: Curve = SIGMOID.preset([0.5, 6.0, 1.0]);
static DECLINE: Curve = EXP_DECAY.preset([2.0, 0.0, 0.0]);
static SEASONAL: Curve = OSCILLATING.preset([2.0, 0.4, 0.5]);
static FLAT: Curve = PLATEAU.preset([0.15, 0.0, 0.0]);
static ACCELERATING: Curve = COMPOUND.preset([0.05, 0.02, 0.0]);

/// The base shapes, in the order documentation shows them. Numbers are curve parameters in their declared order.
pub static SHAPES: &[Shape] = &[
    Shape {
        name: "growth",
        params: &[of(&GROWTH, 0), of(&GROWTH, 1)],
        parts: &[whole(SIGMOID.preset([0.5, 6.0, 1.0]))],
        doc: "Climbs from 0 to 1: slow, fast, slow.",
    },
    Shape {
        name: "decline",
        params: &[of(&DECLINE, 0)],
        parts: &[whole(EXP_DECAY.preset([2.0, 0.0, 0.0]))],
        doc: "Falls from 1 towards 0.14, fastest at first.",
    },
    Shape {
        name: "seasonal",
        params: &[ShapeParam { name: "cycles", ..of(&SEASONAL, 0) }, of(&SEASONAL, 1), of(&SEASONAL, 2)],
        parts: &[whole(OSCILLATING.preset([2.0, 0.4, 0.5]))],
        doc: "Two full cycles between 0.1 and 0.9.",
    },
    Shape {
        name: "flat",
        params: &[of(&FLAT, 0)],
        parts: &[whole(PLATEAU.preset([0.15, 0.0, 0.0]))],
        doc: "Stays at 0.15.",
    },
    Shape {
        name: "spike_then_crash",
        params: &[ShapeParam {
            name: "floor",
            kind: ParamKind::Number,
            default: 0.2,
            doc: "position after the crash",
            sets: &[(1, 2), (2, 0)],
        }],
        parts: &[
            ShapePart { curve: SIGMOID.preset([0.3, 10.0, 1.0]), start: 0.0, end: 0.55 },
            ShapePart { curve: STEP.preset([0.5, 1.0, 0.2]), start: 0.55, end: 0.65 },
            ShapePart { curve: PLATEAU.preset([0.2, 0.0, 0.0]), start: 0.65, end: 1.0 },
        ],
        doc: "Climbs to 1 in the first half, then drops to 0.2 and stays there.",
    },
    Shape {
        name: "accelerating",
        params: &[of(&ACCELERATING, 0), of(&ACCELERATING, 1)],
        parts: &[whole(COMPOUND.preset([0.05, 0.02, 0.0]))],
        doc: "Climbs from 0 to 1, a little faster every period.",
    },
];

/// Every curve as a shape, in the order of [`CURVES`](crate::trajectory::curves::CURVES).
pub static CURVE_SHAPES: &[Shape] = &[
    curve!(SIGMOID, 3),
    curve!(EXP_DECAY, 1),
    curve!(STEP, 3),
    curve!(LOGISTIC, 3),
    curve!(PLATEAU, 1),
    curve!(OSCILLATING, 3),
    curve!(COMPOUND, 2),
    curve!(SAWTOOTH, 3),
    curve!(LINEAR, 2),
];

impl Shape {
    /// Every shape: the base shapes, then the curves.
    pub fn all() -> impl Iterator<Item = &'static Shape> {
        SHAPES.iter().chain(CURVE_SHAPES)
    }

    /// The shape called `name`, or the curve by any of its names; letter case matters.
    pub fn find(name: &str) -> Option<&'static Shape> {
        let own = CurveSpec::find(name).map_or(name, |spec| spec.name);
        Shape::all().find(|shape| shape.name == own)
    }

    /// Its name, and the other names of the curve it is.
    pub fn names(&self) -> Vec<&'static str> {
        let aliases = CurveSpec::find(self.name).map_or(&[][..], |spec| spec.aliases);
        std::iter::once(self.name).chain(aliases.iter().copied()).collect()
    }

    /// The shape with the values given and defaults for the rest.
    ///
    /// # Errors
    ///
    /// Every problem found, in the order the values were given.
    pub fn with_params(&'static self, given: &[(&str, ParamValue)]) -> Result<Piece, Vec<CurveProblem>> {
        let mut piece = Piece::of(self);
        let mut problems = Vec::new();
        for &(name, value) in given {
            let Some(param) = self.params.iter().find(|param| param.name == name) else {
                let known = self.params.iter().map(|param| param.name).collect();
                problems.push(parameters::unknown(self.name, known, name));
                continue;
            };
            piece.given.push((param.name, value));
            for &(part, place) in param.sets {
                let set =
                    piece.curves.get_mut(part).map(|curve| curve.set(place, (self.name, param.name), value));
                if let Some(Err(problem)) = set {
                    problems.push(problem);
                    break;
                }
            }
        }
        if problems.is_empty() { Ok(piece) } else { Err(problems) }
    }
}

/// A shape with its values.
#[derive(Clone, Debug)]
pub struct Piece {
    shape: &'static Shape,
    /// What was set.
    given: Vec<(&'static str, ParamValue)>,
    /// One for each part of the shape.
    curves: Vec<Curve>,
}

impl Piece {
    /// A shape as it is without any value.
    pub fn of(shape: &'static Shape) -> Piece {
        Piece { shape, given: Vec::new(), curves: shape.parts.iter().map(|part| part.curve).collect() }
    }

    /// Which shape it is.
    pub fn shape(&self) -> &'static Shape {
        self.shape
    }

    /// Whether a parameter was given a value.
    pub fn sets(&self, param: &str) -> bool {
        self.given.iter().any(|(name, _)| *name == param)
    }

    /// Its curves, each with where it begins and ends within the shape.
    pub fn parts(&self) -> impl Iterator<Item = ShapePart> + '_ {
        let parts = self.shape.parts.iter().zip(&self.curves);
        parts.map(|(part, curve)| ShapePart { curve: *curve, start: part.start, end: part.end })
    }
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shape.name)?;
        let values: Vec<String> = self.given.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if values.is_empty() { Ok(()) } else { write!(f, "({})", values.join(", ")) }
    }
}
