//! Packs `docs/*.md` into one compressed file, which `src/docs.rs` serves.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=docs");
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name));
    let mut pages: Vec<PathBuf> = fs::read_dir(variable("CARGO_MANIFEST_DIR")?.join("docs"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    // Name and text of each page, each with a NUL behind it, which no text holds.
    let mut packed = Vec::new();
    for path in pages {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // Git may check texts out with the line ends of Windows.
        let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
        for part in [name.as_str(), text.as_str()] {
            packed.extend_from_slice(part.as_bytes());
            packed.push(0);
        }
    }
    fs::write(variable("OUT_DIR")?.join("docs.deflate"), miniz_oxide::deflate::compress_to_vec(&packed, 9))
}
