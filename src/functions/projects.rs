//! Projects that were read before.
//!
//! A query binds every reference to a table by itself, and each names the same config. So the last projects are kept, by what
//! they were made of: the bytes of the text, what messages call it, and the overrides. Neither path nor time is a key, so an
//! edited file is another config. Nothing of a host is kept.

use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::config::{Findings, Overrides};
use crate::project::Project;

/// Projects kept at most.
const MOST: usize = 16;
/// Bytes of config text that kept projects stand for at most. Lists and tables made from a text take some ten times its size,
/// and tables of quantiles some hundred kilobytes for each metric that was computed.
const BYTES: usize = 4 << 20;

/// The last projects, the one used last in front.
static KEPT: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

struct Entry {
    key: Key,
    bytes: usize,
    project: Project,
    warnings: Findings,
}

/// What a project is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key([u8; 32]);

impl Key {
    fn of(origin: &str, text: &str, overrides: Overrides) -> Key {
        let Overrides { seed, scale, until } = overrides;
        let mut hash = Sha256::new();
        hash.update((origin.len() as u64).to_le_bytes());
        hash.update(origin);
        hash.update(format!("{seed:?} {:?} {until:?}\n", scale.map(f64::to_bits)));
        hash.update(text);
        Key(hash.finalize().into())
    }
}

/// Reads a config as [`Project::read`] does, or finds the project that an equal one gave.
///
/// # Errors
/// Every problem of the config; those that have any are read again each time.
pub fn read(origin: &str, text: &str, overrides: Overrides) -> Result<(Project, Findings), Findings> {
    let key = Key::of(origin, text, overrides);
    if let Some(found) = find(&mut lock(), key) {
        return Ok(found);
    }
    // Without the lock: whoever reads another config meanwhile does not wait for this one.
    let (project, warnings) = Project::read(origin, text, overrides)?;
    let entry = Entry { key, bytes: text.len(), project: project.clone(), warnings: warnings.clone() };
    keep(&mut lock(), entry);
    Ok((project, warnings))
}

fn lock() -> std::sync::MutexGuard<'static, Vec<Entry>> {
    // Entries are put in and taken out whole, so the list of a thread that panicked is as good as any.
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn find(kept: &mut [Entry], key: Key) -> Option<(Project, Findings)> {
    let place = kept.iter().position(|entry| entry.key == key)?;
    kept[..=place].rotate_right(1);
    let entry = kept.first()?;
    Some((entry.project.clone(), entry.warnings.clone()))
}

fn keep(kept: &mut Vec<Entry>, entry: Entry) {
    if entry.bytes > BYTES || kept.iter().any(|other| other.key == entry.key) {
        return;
    }
    kept.insert(0, entry);
    while kept.len() > MOST || kept.iter().map(|entry| entry.bytes).sum::<usize>() > BYTES {
        kept.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datagen::model::Rows;

    const TEXT: &str = "datasets:\n  - { name: t, output: t, num_rows: 3, columns: [{ name: id, generator: { type: sequential_id } }] }\n";

    fn entry(text: &str, seed: u64, bytes: usize) -> Entry {
        let overrides = Overrides { seed: Some(seed), ..Overrides::default() };
        let (project, warnings) = Project::read("a", text, overrides).unwrap();
        Entry { key: Key::of("a", text, overrides), bytes, project, warnings }
    }

    #[test]
    fn everything_a_project_is_made_of_is_in_its_key() {
        let none = Overrides::default();
        let key = Key::of("a", "x", none);
        assert!(key == Key::of("a", "x", none));
        for other in [
            Key::of("b", "x", none),
            Key::of("a", "y", none),
            Key::of("ax", "", none),
            Key::of("a", "x", Overrides { seed: Some(0), ..none }),
            Key::of("a", "x", Overrides { scale: Some(1.0), ..none }),
            Key::of("a", "x", Overrides { until: Some(0), ..none }),
        ] {
            assert!(key != other);
        }
    }

    #[test]
    fn the_projects_used_last_are_kept_within_bounds() {
        let mut kept = Vec::new();
        for seed in 0..MOST as u64 {
            keep(&mut kept, entry(TEXT, seed, 10));
        }
        let first = kept.last().unwrap().key;
        assert!(find(&mut kept, first).is_some());
        keep(&mut kept, entry(TEXT, 99, 10));
        assert_eq!(kept.len(), MOST);
        assert!(find(&mut kept, first).is_some(), "used last but one");
        keep(&mut kept, entry(TEXT, 100, BYTES - 15));
        assert_eq!(kept.len(), 2, "the new one and the one before it");
        keep(&mut kept, entry(TEXT, 101, BYTES + 1));
        assert_eq!(kept.len(), 2, "too large to keep");
    }

    #[test]
    fn a_project_is_shared_until_its_text_changes() {
        let of = |text: &str| match read("shared", text, Overrides::default()).unwrap().0 {
            Project::Datagen(config) => config,
            Project::Plotsim(_) | Project::Both(_) => unreachable!("a datagen config"),
        };
        let first = of(TEXT);
        assert!(std::sync::Arc::ptr_eq(&first, &of(TEXT)));
        let edited = of(&TEXT.replace("num_rows: 3", "num_rows: 4"));
        assert!(matches!((&first.datasets[0].rows, &edited.datasets[0].rows), (Rows::Own(3), Rows::Own(4))));
        assert!(read("shared", "datasets: 1", Overrides::default()).is_err());
    }
}
