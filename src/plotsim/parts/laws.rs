//! Laws of metrics: which family, which parameters, which range.

use super::wording;
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::distributions::{Bounds, Extent, FAMILIES, Family, Law, LawError, ParamInfo, ValueRange};
use crate::plotsim::model::{Centre, MetricLaw};

/// `bounds` of a document; the forms differ in what holds where it is left out.
pub const BOUNDS: Key<Bounds> = Key::word("bounds").doc(
    "Whether values beyond a metric's range are set to its end, or its law is narrowed so that its mean stays",
);
/// `bounds` of a metric.
pub const OWN_BOUNDS: Key<Option<Bounds>> = BOUNDS.otherwise("the config's bounds");

/// The rule of a metric, given the config's.
pub fn own_bounds(fields: &Fields<'_>, config: Option<Bounds>) -> Option<Bounds> {
    fields.read(&OWN_BOUNDS)?.or(config)
}

/// The family a field names.
pub fn family(field: &Field<'_>) -> Option<Family> {
    let name = field.text()?;
    let found = Family::from_name(name);
    if found.is_none() {
        let hint = suggest::hint(name, FAMILIES.iter().map(|info| info.name).collect::<Vec<_>>());
        field.broken("unknown-distribution", format!("unknown distribution '{name}'"), hint);
    }
    found
}

/// Named values for a family, and where each stands.
#[derive(Clone, Default)]
pub struct Params<'a> {
    pub given: Vec<(&'static str, f64)>,
    places: Vec<(&'static str, Field<'a>)>,
}

impl Params<'_> {
    /// Values that stand nowhere.
    pub fn of(given: Vec<(&'static str, f64)>) -> Self {
        Params { given, places: Vec::new() }
    }

    /// The value given under a name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.given.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
    }
}

/// Reads a mapping of parameters, those of the centre only if `with_centre`. A name close to a known one is an error;
/// one that is not is passed over with a warning.
pub fn params<'a>(field: &Field<'a>, family: Family, with_centre: bool) -> Option<Params<'a>> {
    let known: Vec<&ParamInfo> =
        family.info().params.iter().filter(|param| with_centre || !param.of_centre).collect();
    let mut params = Params::default();
    let mut complete = true;
    for (name, value) in field.entries()? {
        let Some(param) = known.iter().find(|param| param.name == name) else {
            let number = value.float(Interval::EVERYTHING);
            complete &= !refuse_unknown(&value, name, family, &known, with_centre) && number.is_some();
            continue;
        };
        match value.float(Interval::EVERYTHING) {
            Some(number) => {
                params.given.push((param.name, number));
                params.places.push((param.name, value));
            }
            None => complete = false,
        }
    }
    complete.then_some(params)
}

/// Reports an unknown parameter; true if it is an error.
fn refuse_unknown(
    field: &Field<'_>,
    name: &str,
    family: Family,
    known: &[&ParamInfo],
    with_centre: bool,
) -> bool {
    let names = || known.iter().map(|param| param.name);
    let message = format!("{} has no parameter '{name}' here", family.name());
    if let Some(close) = suggest::closest(name, names()) {
        field.error("unknown-key", message, Some(format!("did you mean '{close}'?")));
        return true;
    }
    if !with_centre {
        let hint = match family.info().param(name) {
            Some(_) => Some("the centre comes from the metric's range".to_owned()),
            None => suggest::hint(name, names().collect::<Vec<_>>()),
        };
        field.error("unknown-key", message, hint);
        return true;
    }
    field.warn(
        "no-effect",
        format!("{message}, so it has no effect"),
        suggest::hint(name, names().collect::<Vec<_>>()),
    );
    false
}

/// Where the parts of a law stand, for the problems of the whole.
#[derive(Clone, Copy)]
pub struct Places<'a, 'f> {
    /// The mapping of parameters, or what stands for it.
    pub params: &'f Field<'a>,
    /// The range, or what stands for it.
    pub range: &'f Field<'a>,
}

/// Settles a law. The centre is the law's own unless one is given.
pub fn settle(
    family: Family,
    params: &Params<'_>,
    range: ValueRange,
    bounds: Bounds,
    centre: Option<Centre>,
    places: Places<'_, '_>,
) -> Option<MetricLaw> {
    let law = match Law::new(family, &params.given, range, bounds) {
        Ok(law) => law,
        Err(error) => {
            report(&error, params, places);
            return None;
        }
    };
    let centre = centre.unwrap_or_else(|| Centre { low: law.centre(0.0), high: law.centre(1.0) });
    let range = match (family.info().extent, bounds) {
        // A reshaped count's range is that of its mean.
        (Extent::Counts, Bounds::Reshape) => ValueRange { min: Some(0.0), max: None },
        (Extent::Counts, Bounds::Clamp) => {
            ValueRange { min: Some(range.min.map_or(0.0, |min| min.max(0.0))), ..range }
        }
        (Extent::Line | Extent::Positive | Extent::Interval, Bounds::Clamp | Bounds::Reshape) => range,
    };
    Some(MetricLaw { law, centre, range, bounds })
}

fn report(error: &LawError, params: &Params<'_>, places: Places<'_, '_>) {
    let param = |name: &str| {
        params.places.iter().find(|(other, _)| *other == name).map_or(places.params, |(_, at)| at)
    };
    match error {
        LawError::Missing { family, parameter } => {
            let hint = family.info().param(parameter).map(|param| param.doc.to_owned());
            places.params.error("missing-key", wording::of(error), hint);
        }
        LawError::Unknown { parameter, .. } => {
            param(parameter).error("unknown-key", wording::of(error), None)
        }
        LawError::OutOfBounds { parameter, .. } | LawError::TooSmall { parameter, .. } => {
            param(parameter).error("out-of-range", wording::of(error), None)
        }
        LawError::EmptyRange { .. }
        | LawError::NoRoom { .. }
        | LawError::RangeTooLarge { .. }
        | LawError::TooFine { .. }
        | LawError::MeanTooLarge { .. } => {
            places.range.error("bad-range", wording::of(error), None);
        }
    }
}

const MIN: Key<Option<f64>> =
    Key::float("min", Interval::EVERYTHING).optional().doc("Least value").example("0");
const MAX: Key<Option<f64>> =
    Key::float("max", Interval::EVERYTHING).optional().doc("Greatest value").example("100");

pub static VALUE_RANGE: Section =
    Section::new("engine.value_range", "", "Least and greatest value", &[MIN.param, MAX.param]);

/// Reads `{min, max}`.
pub fn value_range(field: &Field<'_>) -> Option<ValueRange> {
    let fields = field.fields(&VALUE_RANGE)?;
    let (min, max) = (fields.read(&MIN), fields.read(&MAX));
    let range = ValueRange { min: min?, max: max? };
    if let (Some(min), Some(max)) = (range.min, range.max)
        && min > max
    {
        field.error(
            "bad-range",
            format!("the range runs from {min} to {max}, but min must not lie above max"),
            None,
        );
        return None;
    }
    Some(range)
}
