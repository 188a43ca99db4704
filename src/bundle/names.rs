//! Names that a file can have on every system, so that a bundle can be carried from one to another.

/// Names that Windows keeps for devices, whatever follows a point.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The longest name of a file, in bytes.
const LONGEST: usize = 255;

/// Why a file or directory cannot have this name everywhere; `None` if it can.
pub fn unfit(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    if name.is_empty() || name.chars().all(|letter| letter == '.') {
        Some("it is no name")
    } else if name.chars().any(|letter| letter.is_control() || "<>:\"/\\|?*".contains(letter)) {
        Some("not every system allows all of its characters in a name")
    } else if name.ends_with(['.', ' ']) {
        Some("Windows drops the point or space at its end")
    } else if DEVICES.contains(&stem.as_str())
        || numbered
            .is_some_and(|rest| matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"))
    {
        Some("Windows keeps it for a device")
    } else if name.len() > LONGEST {
        Some("it is longer than 255 bytes")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_must_do_everywhere() {
        for fit in ["data.parquet", "day=2024-01-01", "ünï côdé", ".hidden", "console", "com10", "lpt", "a b"]
        {
            assert_eq!(unfit(fit), None, "{fit}");
        }
        let long = "x".repeat(256);
        for wrong in [
            "", ".", "..", "a/b", "a\\b", "a:b", "a\0b", "tab\t", "end.", "end ", "CON", "nul.csv", "Com1",
            &long,
        ] {
            assert!(unfit(wrong).is_some(), "{wrong:?}");
        }
    }
}
