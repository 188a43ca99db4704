//! Shapes with values, as mappings: `{ shape: flat, level: 0.7 }`.

use crate::config::key::Key;
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Literal, Need, Param, Section, Tagged};
use crate::config::reader::{Field, Fields};
use crate::plotsim::parts::curves;
use crate::trajectory::curves::{LIMIT, ParamKind, ParamValue};
use crate::trajectory::dsl::{CURVE_SHAPES, Chain, Piece, SHAPES, Shape, ShapeParam};
use crate::trajectory::time_axis::Granularity;

/// Where a shape of a list begins.
const AT: Key<Option<usize>> = Key::periods("at", 1)
    .otherwise("an even split, if no shape of the list says it")
    .doc("The period, from the start of the window, in which it follows the shape before it")
    .example("6");

/// What a parameter of a shape is as a key.
const fn param(param: &ShapeParam) -> Param {
    let (kind, default) = match param.kind {
        ParamKind::Number => (Kind::Float(Interval::closed(-LIMIT, LIMIT)), Literal::Float(param.default)),
        ParamKind::Cycles => (curves::CYCLES, Literal::Float(param.default)),
        ParamKind::Bool => (curves::TRUTH, Literal::Bool(param.default != 0.0)),
    };
    Param { name: param.name, kind, need: Need::Default(default), doc: param.doc, example: "" }
}

/// The section of each shape, with its values and `at`.
macro_rules! sections {
    ($($list:ident[$place:literal]: $name:ident $word:literal, $params:literal;)*) => {
        $(
            static $name: Section = {
                static PARAMS: [Param; $params + 1] = {
                    let mut params = [AT.param; $params + 1];
                    let mut place = 0;
                    while place < $params {
                        params[place] = param(&$list[$place].params[place]);
                        place += 1;
                    }
                    params
                };
                Section::new(concat!("builder.shape.", $word), "", $list[$place].doc, &PARAMS)
            };
        )*

        /// A shape: its name says what else it holds.
        pub static SHAPE: Tagged = Tagged {
            tag: "shape",
            doc: "Which shape, or which curve",
            words: &[$($word),*],
            cases: &[$(&$name),*],
        };
    };
}

sections! {
    SHAPES[0]: GROWTH "growth", 2;
    SHAPES[1]: DECLINE "decline", 1;
    SHAPES[2]: SEASONAL "seasonal", 3;
    SHAPES[3]: FLAT "flat", 1;
    SHAPES[4]: SPIKE_THEN_CRASH "spike_then_crash", 1;
    SHAPES[5]: ACCELERATING "accelerating", 2;
    CURVE_SHAPES[0]: SIGMOID "sigmoid", 3;
    CURVE_SHAPES[1]: EXP_DECAY "exp_decay", 1;
    CURVE_SHAPES[2]: STEP "step", 3;
    CURVE_SHAPES[3]: LOGISTIC "logistic", 3;
    CURVE_SHAPES[4]: PLATEAU "plateau", 1;
    CURVE_SHAPES[5]: OSCILLATING "oscillating", 3;
    CURVE_SHAPES[6]: COMPOUND "compound", 2;
    CURVE_SHAPES[7]: SAWTOOTH "sawtooth", 3;
    CURVE_SHAPES[8]: LINEAR "linear", 2;
}

/// Reads a shape, or a list of them.
pub fn read(field: &Field<'_>, periods: usize, granularity: Granularity) -> Option<Chain> {
    if matches!(field.node.value, Value::Map(_)) {
        let (piece, fields) = piece(field, granularity);
        if let Some(at) = fields.as_ref().and_then(|fields| fields.at(&AT)) {
            at.error("wrong-place", "there is no shape before it", Some("leave it out".to_owned()));
            return None;
        }
        return Some(Chain::new(vec![piece?], Vec::new(), periods));
    }
    let items = field.some_items()?;
    let read: Vec<_> = items.iter().map(|item| piece(item, granularity)).collect();
    let anchors =
        anchors(field, &read.iter().map(|(_, fields)| fields.as_ref()).collect::<Vec<_>>(), periods);
    let pieces = read.into_iter().map(|(piece, _)| piece).collect::<Option<Vec<Piece>>>();
    Some(Chain::new(pieces?, anchors?, periods))
}

/// A shape, and its keys if they could be read.
fn piece<'a>(item: &Field<'a>, granularity: Granularity) -> (Option<Piece>, Option<Fields<'a>>) {
    let Some((place, fields)) = item.tagged(&SHAPE) else { return (None, None) };
    let shape = SHAPE.words.get(place).copied().and_then(Shape::find);
    let piece = shape.and_then(|shape| with_values(shape, &fields, granularity));
    (piece, Some(fields))
}

fn with_values(shape: &'static Shape, fields: &Fields<'_>, granularity: Granularity) -> Option<Piece> {
    let mut given: Vec<(&str, ParamValue)> = Vec::new();
    let mut right = true;
    for param in shape.params {
        let Some(field) = fields.get(param.name) else { continue };
        match curves::value(field, param.kind, granularity) {
            Some(value) => given.push((param.name, value)),
            None => right = false,
        }
    }
    match shape.with_params(&given) {
        Ok(piece) => right.then_some(piece),
        Err(problems) => {
            curves::report(&problems, |name| fields.get(name).unwrap_or(&fields.whole).clone());
            None
        }
    }
}

/// The periods in which the shapes of a list begin; none for an even split.
fn anchors(field: &Field<'_>, read: &[Option<&Fields<'_>>], periods: usize) -> Option<Vec<usize>> {
    let written = |fields: &Option<&Fields<'_>>| fields.is_some_and(|fields| fields.at(&AT).is_some());
    if !read.iter().any(written) {
        if read.len() > periods {
            let message = format!("{} shapes do not fit into {periods} periods", read.len());
            field.error("bad-archetype", message, None);
            return None;
        }
        return Some(Vec::new());
    }
    let mut anchors: Option<Vec<usize>> = Some(Vec::new());
    for (place, fields) in read.iter().enumerate() {
        let Some(fields) = fields else {
            anchors = None;
            continue;
        };
        let at = match (place, fields.at(&AT)) {
            (0, None) => continue,
            (0, Some(at)) => {
                at.error("wrong-place", "there is no shape before it", Some("leave it out".to_owned()));
                None
            }
            (_, None) => {
                let hint = "say it for each shape but the first, or for none, which splits the window evenly";
                fields.whole.error(
                    "bad-archetype",
                    "says no 'at', which other shapes of the list do",
                    Some(hint.to_owned()),
                );
                None
            }
            (_, Some(at)) => {
                anchor(at, fields, anchors.as_ref().and_then(|known| known.last().copied()), periods)
            }
        };
        anchors = anchors.zip(at).map(|(mut anchors, at)| {
            anchors.push(at);
            anchors
        });
    }
    anchors
}

fn anchor(field: &Field<'_>, fields: &Fields<'_>, before: Option<usize>, periods: usize) -> Option<usize> {
    let at = fields.read(&AT)??;
    if at >= periods {
        let message = format!("period {at} is outside the window, which has {periods} periods");
        let hint = (periods > 1).then(|| format!("a period from 1 to {}", periods - 1));
        field.error("bad-archetype", message, hint);
        return None;
    }
    if let Some(before) = before.filter(|before| at <= *before) {
        let message = format!("period {at} does not come after period {before}");
        field.error("bad-archetype", message, Some(format!("a period after {before}")));
        return None;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_section() {
        let all: Vec<&Shape> = Shape::all().collect();
        assert_eq!(SHAPE.words, all.iter().map(|shape| shape.name).collect::<Vec<_>>());
        for (shape, section) in all.iter().zip(SHAPE.cases) {
            let own: Vec<&str> = shape.params.iter().map(|param| param.name).chain(["at"]).collect();
            assert_eq!(section.params.iter().map(|param| param.name).collect::<Vec<_>>(), own);
        }
    }
}
