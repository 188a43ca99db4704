//! `manifest.json`: the ground truth, as `plotsim_manifest` gives it. A plotsim config may do without (`manifest: {include: false}`).

use std::sync::Arc;

use super::{Context, Document};
use crate::bundle::plan::Plan;
use crate::truth::{Options, manifest};

pub fn document(context: &Arc<Context>, _: &Plan) -> Option<Document> {
    if let Some(engine) = context.project.plotsim()
        && !engine.config().output.manifest.include
    {
        return None;
    }
    let context = Arc::clone(context);
    Some(Document::new("manifest.json", move |workers| {
        // The text is that of the bundle's own config, so that its sum is that of the file beside.
        let options =
            Options { config: &context.recorded, entities: false, hashes: true, known: None, workers };
        manifest(&context.project, &options).map(String::into_bytes).map_err(|error| error.to_string())
    }))
}
