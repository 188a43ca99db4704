//! Moving the files of a finished run to their places: all of them or none.

use std::fs;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use super::staging::{Staging, make_parent};
use super::stale::Earlier;
use super::{Error, place};

/// Puts every file of the plan in its place and removes those of earlier runs that this one does not make.
///
/// Displaced files are kept until all is done; an error on the way puts them back.
pub fn commit(plan: &Plan, staging: Staging) -> Result<(), Error> {
    let mut moves = Moves { staging: &staging, done: Vec::new() };
    match moves.all(plan) {
        Ok(()) => {
            let root = staging.root.clone();
            let removed: Vec<PathBuf> = moves.removed().map(|path| staging.root.join(path)).collect();
            staging.settle()?;
            for path in removed {
                // Only directories that are empty go, and the bundle's own stays.
                let parents = path.ancestors().skip(1).take_while(|part| **part != root);
                let _ = parents.map(fs::remove_dir).take_while(Result::is_ok).count();
            }
            Ok(())
        }
        Err(error) => {
            moves.undo();
            Err(error)
        }
    }
}

/// What was moved so far.
struct Moves<'a> {
    staging: &'a Staging,
    done: Vec<Move>,
}

/// One file's change of place; the path is relative to the target directory.
struct Move {
    path: PathBuf,
    /// A file of this name was there before and is kept aside.
    displaced: bool,
    /// A file of this run is there now.
    placed: bool,
    /// Directories made for it, the innermost first.
    made: Vec<PathBuf>,
}

impl Moves<'_> {
    fn all(&mut self, plan: &Plan) -> Result<(), Error> {
        let earlier = Earlier::of(&self.staging.root);
        let leftovers = earlier.leftovers(plan)?;
        for path in plan.paths() {
            self.place(plan, path, &earlier)?;
        }
        for path in leftovers {
            self.displace(path)?;
        }
        Ok(())
    }

    /// Puts a new file in its place.
    fn place(&mut self, plan: &Plan, path: PathBuf, earlier: &Earlier<'_>) -> Result<(), Error> {
        let root = &self.staging.root;
        // Links may have been made since the run began.
        place::check_inside(root, path.parent().unwrap_or(Path::new("")))?;
        let target = root.join(&path);
        let exists = earlier.check_replaceable(plan, &path)?;
        let parents = target.ancestors().skip(1);
        let made = parents.take_while(|part| part.symlink_metadata().is_err()).map(Path::to_owned).collect();
        make_parent(&target)?;
        self.done.push(Move { path: path.clone(), displaced: false, placed: false, made });
        if exists {
            self.set_aside(&path)?;
        }
        let new = self.staging.new_files().join(&path);
        fs::rename(&new, &target).map_err(Error::io("put in its place", &target))?;
        self.last().placed = true;
        Ok(())
    }

    /// Takes an old file away.
    fn displace(&mut self, path: PathBuf) -> Result<(), Error> {
        self.done.push(Move { path: path.clone(), displaced: false, placed: false, made: Vec::new() });
        self.set_aside(&path)
    }

    fn set_aside(&mut self, path: &Path) -> Result<(), Error> {
        let (target, aside) = (self.staging.root.join(path), self.staging.old_files().join(path));
        make_parent(&aside)?;
        fs::rename(&target, &aside).map_err(Error::io("replaced", &target))?;
        self.last().displaced = true;
        Ok(())
    }

    fn last(&mut self) -> &mut Move {
        self.done.last_mut().expect("a move was just begun")
    }

    /// The files that are gone without a successor.
    fn removed(&self) -> impl Iterator<Item = &Path> {
        let gone = self.done.iter().filter(|step| step.displaced && !step.placed);
        gone.map(|step| step.path.as_path())
    }

    /// Undoes all moves as far as that is possible; what is not put back here is by the next run.
    fn undo(&mut self) {
        for step in self.done.drain(..).rev() {
            let target = self.staging.root.join(&step.path);
            if step.placed {
                let _ = fs::remove_file(&target);
            }
            if step.displaced {
                let _ = fs::rename(self.staging.old_files().join(&step.path), &target);
            }
            for directory in step.made {
                let _ = fs::remove_dir(directory);
            }
        }
    }
}
