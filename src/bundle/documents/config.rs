//! `config.yaml`: the config as it was written, with the run recorded in it.

use std::sync::Arc;

use super::{Context, Document};
use crate::bundle::plan::Plan;

pub fn document(context: &Arc<Context>, _: &Plan) -> Option<Document> {
    let absorbed = context.text.clone().into_bytes();
    let context = Arc::clone(context);
    let document = Document::new("config.yaml", move |_| Ok(context.recorded.clone().into_bytes()));
    Some(Document { absorbs: Some(absorbed), ..document })
}
