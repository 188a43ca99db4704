//! Kinds of values and words that keys of both forms have.

use crate::config::param::{Form, Interval, Kind};
use crate::config::reader::Field;
use crate::distributions::Bounds;
use crate::plotsim::model::{OnInfeasible, Polarity, Scope};
use crate::trajectory::lag::Kernel;
use crate::trajectory::time_axis::Granularity;
use crate::words;

pub const NUMBER: Kind = Kind::Float(Interval::EVERYTHING);
pub const RANGE: Kind = Kind::Choice("list [low, high]", &[Kind::Tuple(2, &[NUMBER, NUMBER])]);
pub const PERIOD: Kind = Kind::Int(0, i64::MAX);
pub const COUNT: Kind = Kind::Int(1, i64::MAX);
/// Of a shift of the position.
pub const LOG_ODDS: Interval = Interval::open(-1e6, 1e6);

/// A text that says something.
pub static SOME_TEXT: Form = Form { words: "text", pattern: "\\S" };
/// A text that can be part of a name in SQL.
pub static WORD: Form = Form { words: "text", pattern: "^[A-Za-z0-9_]+$" };
/// A text that can be a name in SQL.
pub static IDENTIFIER: Form = Form { words: "text", pattern: "^[A-Za-z_][A-Za-z0-9_]{0,127}$" };

/// Why two keys cannot stand beside each other.
pub const SAME: &str = "say the same thing";
pub const EXCLUSIVE: &str = "exclude each other";

words!(Polarity { Positive = "positive", Negative = "negative" });
words!(Bounds { Clamp = "clamp", Reshape = "reshape" });
words!(Scope { Residual = "residual", Pooled = "pooled" });
words!(OnInfeasible { Nearest = "nearest", Error = "error" });
words!(Kernel { Geometric = "geometric", Linear = "linear" });
words!(Granularity { Monthly = "monthly", Weekly = "weekly", Daily = "daily" });

/// `[low, high]`, rising.
pub fn rising(field: &Field<'_>) -> Option<(f64, f64)> {
    let items = field.tuple(2, 2, "[low, high]")?;
    let (low, high) = (items[0].float(Interval::EVERYTHING), items[1].float(Interval::EVERYTHING));
    let (low, high) = (low?, high?);
    if low >= high {
        let message = format!("runs from {} to {}, but must rise", items[0].node, items[1].node);
        field.error("bad-range", message, None);
        return None;
    }
    Some((low, high))
}
