//! `plotsim_plot(config)`: one chart as SVG.
//!
//! Binding only reads the config. The picture is made when its row is asked for.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::config::types::ColumnType;
use crate::report::plot::{Subject, Theme, plot};
use crate::tables::{Column, Deferred, RowCount};

const OF: Parameter = Parameter {
    name: "of",
    kind: ParameterKind::Text,
    doc: "What to draw: metric:<name> over time by segment, archetype:<name>, or the distribution of column:<table>.<column>; every metric by segment without it",
};
const DARK: Parameter = Parameter {
    name: "dark",
    kind: ParameterKind::Flag,
    doc: "Light marks on a dark ground; false by default",
};

pub static FUNCTION: Function = Function {
    name: "plotsim_plot",
    doc: "One chart as an SVG file: a metric over time by segment, an archetype's curve, or the distribution of a column",
    example: "COPY (FROM plotsim_plot('template:saas', of := 'metric:revenue')) TO 'revenue.svg' (FORMAT csv, HEADER false, QUOTE '');",
    positional: &[CONFIG],
    named: &[OF, DARK, SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let project = config::project(call)?;
        let subject = Subject::read(&project, call.named_text("of")).map_err(Failure::Argument)?;
        let theme = if call.flag("dark") == Some(true) { Theme::Dark } else { Theme::Light };
        let columns = vec![Column::required("svg", ColumnType::Text)];
        Ok(Arc::new(Deferred::new(columns, RowCount::Exact(1), move |workers| {
            let picture: ArrayRef =
                Arc::new(StringArray::from(vec![plot(&project, subject, theme, workers)?]));
            Ok(vec![picture])
        })))
    },
};
