//! `report.html`: the page that `plotsim_report` gives.

use std::sync::Arc;

use super::{Context, Document};
use crate::bundle::plan::Plan;
use crate::report;

pub fn document(context: &Arc<Context>, _: &Plan) -> Option<Document> {
    let context = Arc::clone(context);
    Some(Document::new("report.html", move |workers| {
        Ok(report::render(&context.project, context.checked(workers)?).into_bytes())
    }))
}
