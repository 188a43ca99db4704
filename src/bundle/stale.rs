//! Files of earlier runs.
//!
//! A file is plotsim's if its footer says so. No other is ever overwritten or removed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Error;
use super::parquet::is_ours;
use super::plan::{FILE, Member, Plan};

/// Whether there is a file at `path`, which a new one may then replace.
///
/// # Errors
/// [`Error::Foreign`] if what is there is not plotsim's.
pub fn check_replaceable(path: &Path) -> Result<bool, Error> {
    match path.symlink_metadata() {
        Ok(found) if found.is_file() && is_ours(path) => Ok(true),
        Ok(_) => Err(Error::Foreign(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io("looked up", path)(error)),
    }
}

/// The files in a table's output that earlier runs wrote and this plan does not, relative to `root`: those of days that are
/// not its own, and the undivided file of a table that is divided now. Without them a glob would read rows of two runs.
pub fn of(plan: &Plan, member: &Member, root: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut stale = Vec::new();
    let mut consider = |path: PathBuf| {
        let full = root.join(&path);
        if full.symlink_metadata().is_ok_and(|found| found.is_file()) && is_ours(&full) {
            stale.push(path);
        }
    };
    let of_others = |path: &Path| {
        let others = plan.members.iter().filter(|other| other.first != member.first);
        let directory = path.parent().unwrap_or(path);
        let is_day_of = |other: &Member| {
            let name = directory.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            directory.parent() == Some(&other.output) && other.makes(name)
        };
        others.into_iter().any(|other| match other.days {
            Some(_) => is_day_of(other),
            None => other.output == directory,
        })
    };
    let undivided = member.output.join(FILE);
    if member.days.is_some() && !of_others(&undivided) {
        consider(undivided);
    }
    let output = root.join(&member.output);
    for entry in fs::read_dir(&output).map_err(Error::io("read", &output))? {
        let entry = entry.map_err(Error::io("read", &output))?;
        // A linked directory is not one of ours.
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| name.contains('=') && !member.makes(name)) else {
            continue;
        };
        let path = member.output.join(name).join(FILE);
        if !of_others(&path) {
            consider(path);
        }
    }
    stale.sort();
    Ok(stale)
}
