//! `validation_report.txt`: what `plotsim_check` found, worst first.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Context, Document};
use crate::bundle::plan::Plan;
use crate::checks::{Checked, Status};
use crate::tables::hexadecimal;

const TITLE: &str = "Validation report";

pub fn document(context: &Arc<Context>, _: &Plan) -> Option<Document> {
    let context = Arc::clone(context);
    Some(Document::new("validation_report.txt", move |workers| {
        Ok(render(context.checked(workers)?, &context.recorded).into_bytes())
    }))
}

fn render(checked: &Checked, config: &str) -> String {
    let count = |status: Status| checked.outcomes.iter().filter(|outcome| outcome.status == status).count();
    let (errors, warnings) = (count(Status::Fail), count(Status::Warn));
    let sum = hexadecimal(&Sha256::digest(config));
    let status = if errors == 0 { "VALID" } else { "INVALID" };
    let mut text = format!(
        "{TITLE}\n{}\nGenerated: deterministic (config-sha256[:16]={})\n\
         Errors: {errors} | Warnings: {warnings} | Total: {}\nStatus: {status}\n\n",
        "=".repeat(TITLE.len()),
        &sum[..16],
        errors + warnings,
    );
    if errors + warnings == 0 {
        text.push_str("No problem was found.\n");
    }
    let words = [
        (Status::Fail, "ERROR"),
        (Status::Warn, "WARN "),
        (Status::Unchecked, "SKIP "),
        (Status::Pass, "PASS "),
    ];
    for (status, word) in words {
        for outcome in checked.outcomes.iter().filter(|outcome| outcome.status == status) {
            // Writing to memory does not fail.
            let _ = writeln!(text, "[{word}] {}", outcome.line());
        }
    }
    text
}
