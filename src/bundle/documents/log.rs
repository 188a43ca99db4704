//! The logs of events: a text file for each, with a line for each row.

use std::sync::{Arc, OnceLock};

use arrow::array::AsArray;

use super::{Context, Document, Failure};
use crate::project::Project;
use crate::tables::lines::LineTable;
use crate::tables::{Block, Table};

/// Blocks that are made together, for each thread.
const TOGETHER: u64 = 8;

pub fn documents(context: &Arc<Context>) -> Vec<Document> {
    let Project::Plotsim(engine) = &context.project else { return Vec::new() };
    let document = |log: &crate::plotsim::model::Log| {
        let (project, table) = (context.project.clone(), log.table);
        let (lines, by_time) = (log.lines.clone(), log.by_time);
        Document::in_parts(log.filename.clone(), move |workers, out| {
            let table = LineTable::new(project.table(table, None), lines.clone(), by_time);
            let scan = table.scan(&[0], workers);
            let many = TOGETHER * workers.threads().max(1) as u64;
            let mut first = 0;
            while first < table.blocks() {
                let count = many.min(table.blocks() - first);
                let made: Vec<OnceLock<Block>> = (0..count).map(|_| OnceLock::new()).collect();
                let done = workers.each(count, |place| {
                    if let Some(slot) = made.get(place as usize) {
                        let _ = slot.set(scan.block(first + place));
                    }
                });
                done.map_err(|stopped| Failure::Content(stopped.to_string()))?;
                if let Some(failure) = scan.failure() {
                    return Err(Failure::Content(failure));
                }
                for block in made.into_iter().filter_map(OnceLock::into_inner) {
                    let Some(texts) = block.columns.first().and_then(|lines| lines.as_string_opt::<i32>())
                    else {
                        continue;
                    };
                    for line in texts.iter().flatten() {
                        out.write_all(line.as_bytes())?;
                        out.write_all(b"\n")?;
                    }
                }
                first += count;
            }
            Ok(())
        })
    };
    engine.config().logs.iter().map(document).collect()
}
