//! The time window.

use super::wording;
use crate::config::key::{Key, Unread};
use crate::config::param::{Form, Kind};
use crate::config::reader::Field;
use crate::trajectory::time_axis::{Granularity, TimeAxis, WindowField, WindowProblem};

/// An end of a time window.
pub static MOMENT: Form = Form {
    words: "YYYY-MM or YYYY-MM-DD",
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$",
};

pub const START_DOC: &str = "First month or day";
pub const END_DOC: &str = "Last month or day, inclusive";

/// An end of a window, under the key of a form.
pub const fn end(name: &'static str) -> Key<Unread> {
    Key::of(name, Kind::Form(&MOMENT))
}

/// The window from one field to another.
pub fn read(start: &Field<'_>, end: &Field<'_>, granularity: Granularity) -> Option<TimeAxis> {
    let (from, to) = (start.text(), end.text());
    match TimeAxis::parse(from?, to?, granularity) {
        Ok(axis) if axis.len() < 2 => {
            let message =
                format!("the window holds a single {granularity} period, in which nothing can move");
            end.error("bad-window", message, Some("choose a later end or shorter periods".into()));
            None
        }
        Ok(axis) => Some(axis),
        Err(problems) => {
            for problem in problems {
                let (field, code) = match &problem {
                    WindowProblem::Malformed { field, .. } | WindowProblem::NoSuchDate { field, .. } => {
                        (if *field == WindowField::Start { start } else { end }, "bad-date")
                    }
                    WindowProblem::Reversed { .. } => (end, "bad-window"),
                };
                let hint = (code == "bad-date").then(|| "write it as YYYY-MM or YYYY-MM-DD".to_owned());
                field.error(code, wording::of(&problem), hint);
            }
            None
        }
    }
}
