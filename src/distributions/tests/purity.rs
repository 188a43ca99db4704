//! Values must not depend on a machine's own maths library, so no source may call it.

use std::path::Path;

const FORBIDDEN: [&str; 24] = [
    ".exp()",
    ".exp2()",
    ".exp_m1()",
    ".ln()",
    ".ln_1p()",
    ".log(",
    ".log2()",
    ".log10()",
    ".powf(",
    ".powi(",
    ".cbrt()",
    ".hypot(",
    ".sin()",
    ".cos()",
    ".tan()",
    ".asin()",
    ".acos()",
    ".atan()",
    ".sinh()",
    ".cosh()",
    ".tanh()",
    ".asinh()",
    ".mul_add(",
    "HashMap",
];

#[test]
fn no_platform_maths_on_the_way_to_a_value() {
    let here = Path::new(file!()).parent().and_then(Path::parent).expect("this file lies two folders down");
    let mut seen = 0;
    for folder in [here.to_path_buf(), here.join("special"), here.with_file_name("correlation")] {
        for entry in std::fs::read_dir(&folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|e| e != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source is text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in code.lines().enumerate() {
                let found = FORBIDDEN.iter().find(|word| line.contains(*word));
                assert_eq!(found, None, "{}:{}: {line}", path.display(), number + 1);
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} sources were looked at");
}
