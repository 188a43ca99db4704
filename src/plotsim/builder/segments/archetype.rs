//! `archetype` of a segment: a text, a shape with its values, or a list of these.

use super::shapes;
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::Kind;
use crate::config::reader::Field;
use crate::plotsim::lexicons;
use crate::plotsim::parts::wording;
use crate::trajectory::archetype::Archetype as Curve;
use crate::trajectory::dsl::{self, Chain};
use crate::trajectory::time_axis::{Granularity, TimeAxis};

static SHAPE: Kind = Kind::Tagged(&shapes::SHAPE);
static KINDS: [Kind; 3] =
    [Kind::Known(&lexicons::ARCHETYPE), Kind::Tagged(&shapes::SHAPE), Kind::SomeOf(&SHAPE)];

pub const ARCHETYPE: Key<Unread> = Key::of("archetype", Kind::Choice("text, mapping or list", &KINDS)).doc("Behaviour over time: shapes, alone or one after another, with values of their own where they have some")
    .example("growth > decline @ 6");

/// Fewer periods than this show no season.
const SEASONAL_PERIODS: usize = 24;
/// How many periods there are as long as the window is not known, so that only what is wrong in any window is told.
const UNKNOWN_PERIODS: usize = 1_000_000;

/// An archetype's curve, and its text.
pub fn read(field: &Field<'_>, time: Option<&TimeAxis>) -> Option<(Curve, String)> {
    // Days show every cycle, so that only what is wrong in any window is told.
    let (periods, granularity) =
        time.map_or((UNKNOWN_PERIODS, Granularity::Daily), |time| (time.len(), time.granularity()));
    let (chain, text) = match &field.node.value {
        Value::Map(_) | Value::List(_) => {
            let chain = shapes::read(field, periods, granularity)?;
            let text = chain.to_string();
            (chain, text)
        }
        _ => {
            let text = field.text()?;
            (parse(field, text, periods, granularity)?, text.to_owned())
        }
    };
    if let Some(time) = time.filter(|time| time.len() < SEASONAL_PERIODS)
        && chain.pieces().iter().any(|piece| piece.shape().name == "seasonal" && !piece.sets("cycles"))
    {
        let message =
            format!("seasonal swings twice within its span, which is hard to see in {} periods", time.len());
        field.warn("short-window", message, Some("seasonal(1 per year) swings once a year".to_owned()));
    }
    for piece in chain.pieces() {
        for departure in piece.parts().filter_map(|part| part.curve.departure()) {
            let message = format!("{piece} is {departure}, where the curve is clipped");
            field.warn("clipped-curve", message, None);
        }
    }
    let curve = Curve::new(chain.segments()).map_err(|problems| {
        for problem in problems {
            field.error("bad-archetype", wording::of(&problem), None);
        }
    });
    Some((curve.ok()?, text))
}

fn parse(field: &Field<'_>, text: &str, periods: usize, granularity: Granularity) -> Option<Chain> {
    let report = |problems: Vec<dsl::DslError>| {
        for problem in problems {
            let hint = match problem.problem.candidates() {
                [] => wording::of(format!("write {}", problem.problem.expected())),
                [first, ..] => format!("did you mean '{first}'?"),
            };
            field.error_within(problem.offset, "bad-archetype", wording::of(&problem), Some(hint));
        }
    };
    dsl::parse(text, periods, granularity).map_err(report).ok()
}
