//! Where files may go: a directory of this machine, and nothing outside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Error;

/// The local directory that a user's text names; a leading `~` is `home`, as everywhere in DuckDB.
///
/// # Errors
/// [`Error::Remote`] for URLs, [`Error::NoDirectory`] for no text.
pub fn local(text: &str, home: Option<&str>) -> Result<PathBuf, Error> {
    let text = without_file_scheme(text);
    if let Some((scheme, _)) = text.split_once("://")
        && !scheme.is_empty()
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    {
        return Err(Error::Remote(text.to_owned()));
    }
    match (text.strip_prefix('~'), home) {
        _ if text.is_empty() => Err(Error::NoDirectory),
        (Some(rest), Some(home)) => Ok(PathBuf::from(format!("{home}{rest}"))),
        _ => Ok(PathBuf::from(text)),
    }
}

/// `file:///a`, `file://localhost/a` and `file:/a` are `/a`.
fn without_file_scheme(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("file:") else { return text };
    let rest = rest.strip_prefix("//localhost").or_else(|| rest.strip_prefix("//")).unwrap_or(rest);
    if rest.starts_with('/') { rest } else { text }
}

/// Checks that `relative` stays inside `root`, whatever symbolic links lie on its way. `root` is canonical; the path need
/// not exist.
pub fn check_inside(root: &Path, relative: &Path) -> Result<(), Error> {
    let path = root.join(relative);
    // What does not exist yet holds no links: the deepest part that exists decides.
    for part in path.ancestors() {
        match part.symlink_metadata() {
            Ok(_) => {
                let inside = part.canonicalize().is_ok_and(|real| real.starts_with(root));
                return if inside { Ok(()) } else { Err(Error::Outside(path)) };
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => continue,
            Err(error) => return Err(Error::io("looked up", part)(error)),
        }
    }
    Err(Error::Outside(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_directories_as_they_do_in_duckdb() {
        let local = |text| local(text, Some("/home/me")).map(|path| path.display().to_string());
        assert_eq!(local("~/out").unwrap(), "/home/me/out");
        assert_eq!(local("~").unwrap(), "/home/me");
        assert_eq!(local("out/~").unwrap(), "out/~");
        for url in ["file:///data/out", "file://localhost/data/out", "file:/data/out"] {
            assert_eq!(local(url).unwrap(), "/data/out");
        }
        for url in ["s3://bucket/out", "https://host/out", "hf://datasets/x", "file://host/out"] {
            assert!(matches!(local(url), Err(Error::Remote(_))), "{url}");
        }
        assert!(matches!(local(""), Err(Error::NoDirectory)));
    }
}
