//! Files of earlier runs.
//!
//! A file is plotsim's if the sums of the bundle know it or, being Parquet, its footer says so. No other is ever overwritten or
//! removed.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Error;
use super::parquet::is_ours;
use super::place::check_inside;
use super::plan::{Member, Plan, STEM};
use super::sums::{self, Sums};

/// What earlier runs left in a directory.
pub struct Earlier<'a> {
    root: &'a Path,
    sums: Sums,
}

impl Earlier<'_> {
    /// What is in this directory, which is canonical.
    pub fn of(root: &Path) -> Earlier<'_> {
        Earlier { root, sums: Sums::read(root) }
    }

    /// Whether there is a file at `path`, which the new one of `plan` may replace.
    ///
    /// # Errors
    /// [`Error::Foreign`] if what is there is not plotsim's.
    pub fn check_replaceable(&self, plan: &Plan, path: &Path) -> Result<bool, Error> {
        let full = self.root.join(path);
        match full.symlink_metadata() {
            Ok(found) if found.is_file() && (self.made(path) || is_absorbed(plan, path, &full)) => Ok(true),
            Ok(_) => Err(Error::Foreign(full)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::io("looked up", &full)(error)),
        }
    }

    /// Whether plotsim wrote the file and nobody changed it.
    fn made(&self, path: &Path) -> bool {
        let full = self.root.join(path);
        let parquet = path.extension().is_some_and(|end| end == "parquet") && is_ours(&full);
        parquet || (path == Path::new(sums::NAME) && sums::is_ours(&full)) || self.sums.knows(self.root, path)
    }

    /// The files that earlier runs wrote and this plan does not, relative to the directory. Without them the directory is
    /// what the plan says, and no pattern reads rows of two runs.
    pub fn leftovers(&self, plan: &Plan) -> Result<Vec<PathBuf>, Error> {
        let mut stale = BTreeSet::new();
        // Only whole bundles have sums, and they own the directory's listed files.
        if !plan.documents.is_empty() {
            let new: BTreeSet<PathBuf> = plan.paths().collect();
            for path in self.sums.paths().filter(|path| !new.contains(*path)) {
                let inside = check_inside(self.root, path.parent().unwrap_or(Path::new(""))).is_ok();
                if inside && self.sums.knows(self.root, path) {
                    stale.insert(path.to_owned());
                }
            }
        }
        for member in plan.members.iter().filter(|member| member.stem == STEM) {
            stale.extend(of_member(plan, member, self.root)?);
        }
        Ok(stale.into_iter().collect())
    }
}

/// Whether the new file keeps all that is in the one that is there.
fn is_absorbed(plan: &Plan, path: &Path, full: &Path) -> bool {
    plan.absorbed(path).is_some_and(|content| fs::read(full).is_ok_and(|found| found == content))
}

/// The name of Parquet files of datasets.
const FILE: &str = "data.parquet";

/// Parquet files in a dataset's output that carry plotsim's mark and are not of this plan: those of days that are not its
/// own, and the undivided file of a table that is divided now.
fn of_member(plan: &Plan, member: &Member, root: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut stale = Vec::new();
    let written = member.file_name(plan.format) == FILE && plan.data_files() > 0;
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
        written
            && others.into_iter().any(|other| match other.division {
                Some(_) => is_day_of(other),
                None => other.output == directory,
            })
    };
    let undivided = member.output.join(FILE);
    if (member.division.is_some() || !written) && !of_others(&undivided) {
        consider(undivided);
    }
    let output = root.join(&member.output);
    let entries = match fs::read_dir(&output) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(stale),
        entries => entries.map_err(Error::io("read", &output))?,
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("read", &output))?;
        // A linked directory is not one of ours.
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| name.contains('=')) else { continue };
        let path = member.output.join(name).join(FILE);
        let is_new = written && member.makes(name);
        if !is_new && !of_others(&path) {
            consider(path);
        }
    }
    Ok(stale)
}
