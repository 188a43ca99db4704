//! Guards the promise of equal bits on every platform: no source of this module may call the standard
//! library's transcendental functions, whose last bits depend on the platform.

use std::fs;
use std::path::{Path, PathBuf};

/// Methods of `f64` that are not exactly specified; each is looked for as `.name(` and `f64::name`.
const IMPURE: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "sin", "cos", "tan", "sin_cos", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "powf", "powi", "cbrt",
    "hypot", "mul_add", "gamma", "ln_gamma",
];

/// The lines of `source`, up to its tests, that call an impure function.
fn strays(source: &str) -> Vec<(usize, &str)> {
    let code =
        source.lines().take_while(|line| line.trim() != "#[cfg(test)]" || !source.contains("mod tests {"));
    code.enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter(|(_, line)| {
            IMPURE.iter().any(|name| {
                line.contains(&format!(".{name}("))
                    || line.contains(&format!("f64::{name}")) && !is_part_of_word(line, name)
            })
        })
        .map(|(i, line)| (i + 1, line))
        .collect()
}

/// Whether every `f64::name` in the line goes on, as in `f64::exponent`.
fn is_part_of_word(line: &str, name: &str) -> bool {
    line.match_indices(&format!("f64::{name}")).all(|(at, found)| {
        line[at + found.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
    })
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the source folder is there while its tests run");
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn only_libm_computes_transcendental_functions() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/trajectory"), &mut files);
    files.retain(|path| !path.ends_with("tests.rs") && !path.ends_with("purity.rs"));
    assert!(files.len() >= 20, "only {} sources found", files.len());
    for path in files {
        let source = fs::read_to_string(&path).expect("a readable source");
        assert_eq!(strays(&source), [], "{}", path.display());
    }
}

#[test]
fn the_guard_sees_what_it_should() {
    assert_eq!(strays("let a = x.exp();\nlet b = libm::exp(x);").len(), 1);
    assert_eq!(strays("let a = xs.map(f64::ln);").len(), 1);
    assert_eq!(strays("// x.exp()\nlet a = libm::pow(x, y);\nlet b = x.sqrt();").len(), 0);
    assert_eq!(strays("fn f() {}\n#[cfg(test)]\nmod tests {\nlet a = x.exp();").len(), 0);
    assert_eq!(strays("let a = x.powf(2.0) + y.sin_cos().0;").len(), 1);
}
