//! `SHA256SUMS`: the sums of a bundle's files, as `sha256sum --check` reads them.
//!
//! It is also how a later run knows again what plotsim wrote: a file that is listed and has its sum may be replaced or
//! removed, since it can be made again. One that was changed is the user's.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::tables::hexadecimal;

/// Its name.
pub const NAME: &str = "SHA256SUMS";

/// How it begins.
const HEAD: &str = "# plotsim ";

/// The sums of files, by path relative to the bundle.
#[derive(Default)]
pub struct Sums(BTreeMap<PathBuf, String>);

impl Sums {
    /// What an earlier run left in this directory; nothing if there is none or it is not plotsim's.
    pub fn read(root: &Path) -> Sums {
        let text = fs::read_to_string(root.join(NAME)).unwrap_or_default();
        if !text.starts_with(HEAD) {
            return Sums::default();
        }
        let line = |line: &str| {
            let (sum, path) = line.split_once("  ")?;
            let path = PathBuf::from(path);
            let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
            (sum.len() == 64 && inside).then(|| (path, sum.to_owned()))
        };
        Sums(text.lines().filter_map(line).collect())
    }

    pub fn add(&mut self, path: &Path, sum: &str) {
        self.0.insert(path.to_owned(), sum.to_owned());
    }

    /// The paths that are listed.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// Whether the file is as it was written.
    pub fn knows(&self, root: &Path, path: &Path) -> bool {
        let Some(sum) = self.0.get(path) else { return false };
        sum_of(&root.join(path)).is_ok_and(|found| found == *sum)
    }

    /// The content of the file.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}{}\n", env!("CARGO_PKG_VERSION"));
        for (path, sum) in &self.0 {
            let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            // Writing to memory does not fail.
            let _ = writeln!(text, "{sum}  {}", parts.join("/"));
        }
        text
    }
}

/// Whether this is a file of sums that plotsim wrote.
pub fn is_ours(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.starts_with(HEAD))
}

fn sum_of(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut file = File::open(path)?;
    let mut part = vec![0; 1 << 20];
    loop {
        match file.read(&mut part)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            length => hash.update(&part[..length]),
        }
    }
}
