use super::*;
use crate::trajectory::archetype::{Archetype, Timing};

fn positions(text: &str, n: usize) -> Vec<f64> {
    let chain = parse(text, n).expect("good text");
    Archetype::new(chain.segments()).expect("whole cover").positions(n, Timing::default())
}

fn assert_near(got: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(got.len(), expected.len());
    for (i, (a, b)) in got.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance, "period {i}: {a} is not {b}\n{got:?}");
    }
}

#[test]
fn the_six_shapes_over_a_year() {
    let table: [(&str, [f64; 12]); 6] = [
        ("growth", [0.0, 0.035, 0.0902, 0.1726, 0.2858, 0.4251, 0.5749, 0.7142, 0.8274, 0.9098, 0.965, 1.0]),
        (
            "decline",
            [1.0, 0.8338, 0.6951, 0.5796, 0.4832, 0.4029, 0.3359, 0.2801, 0.2335, 0.1947, 0.1623, 0.1353],
        ),
        (
            "seasonal",
            [0.5, 0.8639, 0.8023, 0.3873, 0.1041, 0.2837, 0.7163, 0.8959, 0.6127, 0.1977, 0.1361, 0.5],
        ),
        ("flat", [0.15; 12]),
        ("spike_then_crash", [0.0, 0.2328, 0.7184, 0.9511, 0.9939, 1.0, 1.0, 0.2, 0.2, 0.2, 0.2, 0.2]),
        (
            "accelerating",
            [0.0, 0.0773, 0.1574, 0.2402, 0.3256, 0.4138, 0.5047, 0.5984, 0.6947, 0.7938, 0.8955, 1.0],
        ),
    ];
    assert_eq!(SHAPES.len(), table.len());
    for (name, expected) in table {
        assert_near(&positions(name, 12), &expected, 1e-4);
    }
}

#[test]
fn a_chain_of_three() {
    let chain = parse("growth > spike_then_crash > seasonal @ 6 @ 14", 24).expect("good text");
    let names: Vec<&str> = chain.shapes().iter().map(|shape| shape.name).collect();
    assert_eq!(names, ["growth", "spike_then_crash", "seasonal"]);
    let ends: Vec<f64> = chain.segments().iter().map(|segment| segment.end).collect();
    assert_near(&ends, &[0.25, 0.4333, 0.4667, 0.5833, 1.0], 1e-4);
    let expected = [
        0.0, 0.104, 0.339, 0.661, 0.896, 1.0, 0.0, 0.562, 0.975, 1.0, 1.0, 0.2, 0.2, 0.2, 0.5, 0.894, 0.637,
        0.154, 0.243, 0.757, 0.846, 0.363, 0.106, 0.5,
    ];
    assert_near(&positions("growth>spike_then_crash   >seasonal@6 @ 14 ", 24), &expected, 5.01e-4);
}

#[test]
fn without_periods_the_window_is_split_evenly() {
    assert_eq!(positions("growth > decline", 12), positions("growth > decline @ 6", 12));
    assert_eq!(positions("growth > flat > decline", 12), positions("growth > flat > decline @ 4 @ 8", 12));
    assert!(parse("growth > decline", 2).is_ok());
}

#[test]
fn every_period_of_the_window_can_be_an_anchor() {
    for n in [2, 12, 53, 366] {
        for anchor in 1..n {
            let got = positions(&format!("flat > decline @ {anchor}"), n);
            assert_eq!((got[anchor - 1], got[anchor]), (0.15, 1.0), "{anchor} of {n}");
        }
    }
}

/// Offset, marked text and problem of every error.
fn errors(text: &str, n: usize) -> Vec<(usize, &str, DslProblem)> {
    let problems = parse(text, n).expect_err("bad text");
    problems
        .into_iter()
        .map(|DslError { offset, length, problem }| (offset, &text[offset..offset + length], problem))
        .collect()
}

#[test]
fn errors_point_at_their_place() {
    use DslProblem::*;
    let text = |found: &str| found.to_string();
    assert_eq!(errors("", 12), [(0, "", Empty)]);
    assert_eq!(errors("  ", 12), [(0, "", Empty)]);
    assert_eq!(errors("growth >", 12), [(8, "", MissingShape)]);
    assert_eq!(errors("> growth", 12), [(0, ">", MissingShape)]);
    assert_eq!(errors("growth > > flat", 12), [(9, ">", MissingShape)]);
    assert_eq!(errors("growth > @ 4", 12), [(9, "@", MissingShape)]);
    assert_eq!(errors("growth + flat", 12), [(7, "+", ReservedPlus)]);
    assert_eq!(errors("growth flat", 12), [(7, "flat", MissingArrow { found: text("flat") })]);
    assert_eq!(errors("growth > 7", 12), [(9, "7", NotAShape { found: text("7") })]);
    assert_eq!(errors("growth @ 6 > flat", 12), [(11, ">", ShapeAfterPeriod)]);
    assert_eq!(errors("growth > flat @ 6 7", 12), [(18, "7", MissingAt { found: text("7") })]);
    assert_eq!(errors("growth > flat @", 12), [(15, "", MissingPeriod)]);
    assert_eq!(errors("growth > flat > flat @ @ 4", 12), [(23, "@", MissingPeriod)]);
    assert_eq!(errors("growth > flat @ 6.5", 12), [(16, "6.5", NotAPeriod { found: text("6.5") })]);
    assert_eq!(errors("growth > flat @ six", 12), [(16, "six", NotAPeriod { found: text("six") })]);
    assert_eq!(errors("growth > flat @ 12", 12), [(16, "12", OutOfWindow { value: 12, periods: 12 })]);
    assert_eq!(errors("growth > flat @ 0", 12), [(16, "0", OutOfWindow { value: 0, periods: 12 })]);
    assert_eq!(errors("growth > flat @ -3", 12), [(16, "-3", OutOfWindow { value: -3, periods: 12 })]);
    assert_eq!(
        errors("growth > flat > decline @ 8 @ 8", 12),
        [(30, "8", NotAscending { value: 8, previous: 8 })]
    );
    assert_eq!(errors("growth @ 3", 12), [(9, "3", WrongCount { shapes: 1, expected: 0, found: 1 })]);
    assert_eq!(
        errors("growth > flat > decline @ 3", 12),
        [(26, "3", WrongCount { shapes: 3, expected: 2, found: 1 })]
    );
    assert_eq!(
        errors("growth > flat > flat", 2),
        [(0, "growth > flat > flat", TooManyShapes { shapes: 3, periods: 2 })]
    );
    assert_eq!(errors("größe > flat", 12)[0].1, "größe");
    assert_eq!(errors("growth → flat", 12)[0], (7, "→", MissingArrow { found: text("→") }));
}

#[test]
fn all_problems_come_at_once_with_candidates() {
    let found = parse("grwoth > declin @ 99", 24).expect_err("three mistakes");
    assert_eq!(found.iter().map(|error| error.offset).collect::<Vec<_>>(), [0, 9, 18]);
    assert_eq!(found[0].problem.candidates(), ["growth"]);
    assert_eq!(found[1].problem.candidates(), ["decline"]);
    assert_eq!(found[2].problem.expected(), "a period from 1 to 23");
    assert!(found[0].problem.expected().contains("spike_then_crash"));
    assert_eq!(found[0].to_string(), "unknown shape `grwoth`");
}

#[test]
fn a_long_number_is_no_panic() {
    let found = errors("growth > flat @ 99999999999999999999999", 12);
    assert!(matches!(found[0].2, DslProblem::NotAPeriod { .. }));
}

#[test]
fn any_text_is_read_or_refused_without_panic() {
    // Every string of up to five pieces, awkward ones included.
    let pieces = ["growth", ">", "@", "+", "3", "-", "ä", " "];
    for code in 0..pieces.len().pow(5) {
        let mut rest = code;
        let mut text = String::new();
        for _ in 0..5 {
            text.push_str(pieces[rest % pieces.len()]);
            rest /= pieces.len();
        }
        match parse(&text, 12) {
            Ok(chain) => assert!(Archetype::new(chain.segments()).is_ok(), "{text}"),
            Err(problems) => {
                assert!(!problems.is_empty());
                for problem in problems {
                    assert!(text.get(problem.offset..problem.offset + problem.length).is_some(), "{text}");
                }
            }
        }
    }
}
