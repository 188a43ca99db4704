//! The time window.

use super::wording;
use crate::config::reader::Field;
use crate::trajectory::time_axis::{Granularity, TimeAxis, WindowField, WindowProblem};

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

/// The granularity at a place in [`crate::plotsim::vocabulary::GRANULARITY`].
pub fn granularity(word: usize) -> Granularity {
    Granularity::ALL[word.min(Granularity::ALL.len() - 1)]
}
