use super::*;
use crate::trajectory::archetype::{Archetype, Timing};
use crate::trajectory::curves::ParamValue;
use crate::trajectory::time_axis::Granularity::{self, Daily, Monthly, Weekly};

fn positions(text: &str, n: usize) -> Vec<f64> {
    positions_by(text, n, Monthly)
}

fn positions_by(text: &str, n: usize, granularity: Granularity) -> Vec<f64> {
    let chain = parse(text, n, granularity).expect("good text");
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
    let chain = parse("growth > spike_then_crash > seasonal @ 6 @ 14", 24, Monthly).expect("good text");
    let names: Vec<&str> = chain.pieces().iter().map(|piece| piece.shape().name).collect();
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
    assert!(parse("growth > decline", 2, Monthly).is_ok());
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
    let problems = parse(text, n, Monthly).expect_err("bad text");
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
    let found = parse("grwoth > declin @ 99", 24, Monthly).expect_err("three mistakes");
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
    // Every string of five pieces, awkward ones included.
    let pieces = ["growth", ">", "@", "+", "3", "-", "ä", " ", "(", ",", ":"];
    for code in 0..pieces.len().pow(5) {
        let mut rest = code;
        let mut text = String::new();
        for _ in 0..5 {
            text.push_str(pieces[rest % pieces.len()]);
            rest /= pieces.len();
        }
        match parse(&text, 12, Monthly) {
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

#[test]
fn shapes_take_values_by_place_or_name() {
    assert_near(&positions("linear(0.2, 0.9)", 8), &[0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 1e-12);
    assert_eq!(positions("linear(start: 0.2, end = 0.9)", 8), positions("linear ( 0.2 ,0.9 )", 8));
    let chained = positions("linear(0.2, 0.9) > flat(0.7) @ 8", 12);
    assert_eq!(chained[..8], positions("linear(0.2, 0.9)", 8));
    assert_eq!(chained[8..], [0.7; 4]);
    assert_eq!(positions("flat(level: 0.15)", 5), positions("flat", 5));
    assert_eq!(positions("sigmoid(rising: false)", 9)[0], 1.0);
    assert_eq!(positions("spike_then_crash(0.4)", 12)[7..], [0.4; 5]);
    let chain = parse("seasonal(1 per year, center: 0.6) > flat @ 8", 12, Monthly).expect("good text");
    assert_eq!(chain.to_string(), "seasonal(cycles: 1 per year, center: 0.6) > flat @ 8");
}

#[test]
fn a_year_is_a_year_however_long_the_window() {
    for n in [7, 12, 30, 48] {
        let got = positions("seasonal(cycles: 1 per year, amplitude: 0.3)", n);
        for (month, position) in got.iter().enumerate() {
            let turn = 2.0 * std::f64::consts::PI * month as f64 / 12.0;
            assert!((position - (0.5 + 0.3 * libm::sin(turn))).abs() < 1e-9, "{month} of {n}: {position}");
        }
    }
    // It counts from where the shape begins.
    let late = positions("flat > seasonal(1 per year) @ 5", 29);
    assert_near(&late[5..], &positions("seasonal(1 per year)", 24), 1e-9);
    let days = positions_by("seasonal(1 per week)", 22, Daily);
    assert!((0..15).all(|day| (days[day] - days[day + 7]).abs() < 1e-9), "{days:?}");
    let quarters = positions_by("sawtooth(period: 4 per year, base: 0)", 9, Monthly);
    assert_near(
        &quarters,
        &[0.0, 0.8 / 3.0, 1.6 / 3.0, 0.0, 0.8 / 3.0, 1.6 / 3.0, 0.0, 0.8 / 3.0, 1.6 / 3.0],
        1e-8,
    );
    let weeks = positions_by("seasonal(1 per year)", 105, Weekly);
    assert!(
        (weeks[13] - 0.9).abs() < 1e-3 && (weeks[39] - 0.1).abs() < 1e-3,
        "a quarter of a year has 13 weeks"
    );
}

#[test]
fn wrong_values_are_told_where_they_stand() {
    let text = |found: &str| found.to_string();
    assert_eq!(errors("flat(0.5", 12), [(0, "flat", DslProblem::NotClosed { shape: "flat" })]);
    assert_eq!(errors("flat(high)", 12), [(5, "high", DslProblem::NotAValue { found: text("high") })]);
    assert_eq!(errors("flat()", 12)[0].2, DslProblem::NotAValue { found: text("") });
    assert_eq!(
        errors("linear(start: 0.2, 0.9)", 12),
        [(19, "0.9", DslProblem::UnnamedValue { found: text("0.9") })]
    );
    assert_eq!(
        errors("flat(0.2, 0.9)", 12),
        [(10, "0.9", DslProblem::TooManyValues { shape: "flat", most: 1 })]
    );
    assert_eq!(
        errors("linear(0.1, start: 0.2)", 12),
        [(12, "start", DslProblem::TwoValues { parameter: text("start") })]
    );
    let unknown = &parse("growth(slope: 3)", 12, Monthly).expect_err("no such value")[0];
    assert_eq!(unknown.to_string(), "growth has no parameter `slope`; it has `midpoint` and `steepness`");
    assert_eq!((unknown.offset, unknown.length), (7, 5));
    let fast = &parse("seasonal(1 per week)", 12, Monthly).expect_err("too fast")[0];
    assert_eq!(
        fast.to_string(),
        "`cycles` of seasonal is 1 per week, and monthly periods show no cycle shorter than two of them"
    );
    assert!(parse("flat(1 per year)", 12, Monthly).is_err(), "a level is no rate");
    let two = errors("flat(x) > linear(0.2, y) @ 99", 12);
    assert_eq!(two.len(), 3);
}

#[test]
fn every_curve_is_a_shape_with_its_own_parameters() {
    use crate::trajectory::curves::{CURVES, CurveSpec};
    assert_eq!(CURVE_SHAPES.len(), CURVES.len());
    for (shape, spec) in CURVE_SHAPES.iter().zip(CURVES) {
        assert_eq!((shape.name, shape.doc, shape.parts.len()), (spec.name, spec.doc, 1));
        let own: Vec<_> = spec.params.iter().map(|param| (param.name, param.default, param.doc)).collect();
        let told: Vec<_> = shape.params.iter().map(|param| (param.name, param.default, param.doc)).collect();
        assert_eq!(own, told);
        assert_eq!(shape.parts[0].curve, spec.with_defaults());
    }
    for shape in Shape::all() {
        // Naming every default changes nothing.
        let given: Vec<_> =
            shape.params.iter().map(|param| (param.name, ParamValue::Number(param.default))).collect();
        let named = shape.with_params(&given).expect("defaults are right");
        assert!(
            named.parts().zip(Piece::of(shape).parts()).all(|(a, b)| a.curve == b.curve),
            "{}",
            shape.name
        );
        assert!(SHAPES.iter().any(|base| base.name == shape.name) || CurveSpec::find(shape.name).is_some());
    }
    assert_eq!(positions("decay(2)", 12), positions("decline", 12));
}
