//! Makes the values of a table on one thread, without DuckDB: what `benches/instructions.py` counts.
//!
//! `scan FILE TABLE ROWS [SCALE [COLUMN…]]` prints the cells made and the nanoseconds of CPU that this took.

use std::hint::black_box;
use std::sync::Arc;

use plotsim::config::Overrides;
use plotsim::project::Project;
use plotsim::tables::{Block, Scan};

fn main() -> Result<(), String> {
    // Cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut next = |what: &str| arguments.next().ok_or_else(|| format!("{what} is missing"));
    let (path, name, rows) = (next("FILE")?, next("TABLE")?, next("ROWS")?);
    let rows: u64 = rows.parse().map_err(|error| format!("ROWS: {error}"))?;
    let scale = next("SCALE").unwrap_or_else(|_| "1".into());
    let scale = scale.parse().map_err(|error| format!("SCALE: {error}"))?;
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let (project, _) = Project::read(&path, &text, Overrides { scale: Some(scale), ..Overrides::default() })
        .map_err(|findings| findings.to_string())?;
    let index = project.names().iter().position(|known| *known == name);
    let table = project.table(index.ok_or_else(|| format!("no table {name}"))?, None);
    let wanted: Vec<String> = arguments.collect();
    let position = |name: &String| {
        let found = table.columns().iter().position(|column| column.name == *name);
        found.ok_or_else(|| format!("no column {name}"))
    };
    let columns: Vec<usize> = match wanted.as_slice() {
        [] => (0..table.columns().len()).collect(),
        names => names.iter().map(position).collect::<Result<_, _>>()?,
    };
    let scan = table.scan(&columns, &plotsim::workers::Workers::single());
    // What is made once (curves, tables of quantiles, whole dimensions) is made by the first block.
    black_box(scan.block(0));
    let before = nanoseconds();
    let made = measured(&scan, table.blocks(), rows);
    println!("{} {}", made * columns.len() as u64, nanoseconds() - before);
    Ok(())
}

/// Blocks from the second on until there are enough rows. A function of its own so that callgrind can tell it apart.
#[inline(never)]
fn measured(scan: &Arc<dyn Scan>, blocks: u64, rows: u64) -> u64 {
    let mut made = 0;
    for block in 1..blocks {
        if made >= rows {
            break;
        }
        let block: Block = black_box(scan.block(block));
        made += block.rows as u64;
    }
    made
}

/// CPU time of this thread so far; 0 where the system does not tell.
fn nanoseconds() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or_default()
}
