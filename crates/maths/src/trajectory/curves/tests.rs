use super::*;

/// The curve over `n` periods with the named parameters.
fn sampled<const N: usize>(name: &str, given: &[(&str, ParamValue)]) -> [f64; N] {
    let spec = CurveSpec::find(name).expect("a known curve");
    let mut out = [f64::NAN; N];
    spec.with_params(given).expect("good parameters").sample(&mut out);
    out
}

/// Equal to the four decimals of the published vectors.
fn assert_near(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (i, (a, b)) in got.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= 0.5001e-4, "period {i}: {a} is not {b}\n{got:?}");
    }
}

#[test]
fn vectors_over_eight_periods() {
    use ParamValue::{Bool, Number};
    type Row<'a> = (&'a str, &'a [(&'a str, ParamValue)], [f64; 8]);
    let table: &[Row] = &[
        ("sigmoid", &[], [0.0, 0.0209, 0.0996, 0.3263, 0.6737, 0.9004, 0.9791, 1.0]),
        (
            "sigmoid",
            &[("rising", Bool(false)), ("steepness", Number(6.0))],
            [1.0, 0.9364, 0.8131, 0.6166, 0.3834, 0.1869, 0.0636, 0.0],
        ),
        ("exp_decay", &[], [1.0, 0.6514, 0.4244, 0.2765, 0.1801, 0.1173, 0.0764, 0.0498]),
        ("step", &[], [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
        ("logistic", &[("ceiling", Number(0.8))], [0.0, 0.0167, 0.0797, 0.2611, 0.5389, 0.7203, 0.7833, 0.8]),
        ("plateau", &[("level", Number(0.3))], [0.3; 8]),
        ("oscillating", &[], [0.5, 0.695, 0.4132, 0.3436, 0.6564, 0.5868, 0.305, 0.5]),
        ("compound", &[], [0.0, 0.1229, 0.2525, 0.3887, 0.5316, 0.6811, 0.8372, 1.0]),
        ("sawtooth", &[], [0.1, 0.4429, 0.7857, 0.3286, 0.6714, 0.2143, 0.5571, 0.1]),
        ("linear", &[], [0.0, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0]),
    ];
    for (name, given, expected) in table {
        assert_near(&sampled::<8>(name, given), expected);
    }
}

#[test]
fn rescaled_curves_reach_their_ends_exactly() {
    for name in ["sigmoid", "compound", "logistic", "linear"] {
        let positions = sampled::<37>(name, &[]);
        assert_eq!((positions[0], positions[36]), (0.0, 1.0), "{name}");
        assert!(positions.is_sorted(), "{name} climbs");
    }
    assert_eq!(sampled::<5>("logistic", &[("ceiling", ParamValue::Number(0.7))])[4], 0.7);
}

#[test]
fn a_single_period_reads_the_start_without_rescaling() {
    let start = 1.0 / (1.0 + 5f64.exp());
    assert!((sampled::<1>("sigmoid", &[])[0] - start).abs() < 1e-15);
    assert!(
        (sampled::<1>("sigmoid", &[("rising", ParamValue::Bool(false))])[0] - (1.0 - start)).abs() < 1e-15
    );
    assert_eq!(sampled::<1>("exp_decay", &[]), [1.0]);
    assert_eq!(sampled::<1>("compound", &[]), [0.05]);
    assert_eq!(sampled::<0>("compound", &[]), [0.0; 0]);
}

#[test]
fn results_stay_between_zero_and_one() {
    let wide = sampled::<50>("oscillating", &[("amplitude", ParamValue::Number(1.0))]);
    assert!(wide.iter().all(|p| (0.0..=1.0).contains(p)));
    assert!(wide.contains(&0.0) && wide.contains(&1.0), "clipped at both ends");
    for spec in CURVES {
        // Every parameter far outside and at the ends of what it may be.
        for (i, param) in spec.params.iter().enumerate() {
            for edge in [-LIMIT, -8.0, -1.0, 0.0, 2.0, LIMIT] {
                let mut curve = spec.with_defaults();
                curve.params[i] = edge;
                let mut out = [f64::NAN; 9];
                curve.sample(&mut out);
                assert!(
                    out.iter().all(|p| (0.0..=1.0).contains(p)),
                    "{} {}={edge}: {out:?}",
                    spec.name,
                    param.name
                );
            }
        }
    }
}

#[test]
fn a_step_has_happened_at_its_threshold() {
    // t = 0, 0.5, 1 exactly.
    assert_eq!(sampled::<3>("step", &[]), [1.0, 0.0, 0.0]);
}

#[test]
fn every_tooth_starts_at_the_base() {
    // 49 steps and 49 teeth: every period is the foot of a tooth, whatever the products round to.
    let feet = sampled::<50>("sawtooth", &[("period", ParamValue::Number(49.0))]);
    assert!(feet.iter().all(|p| (p - 0.1).abs() < 1e-12), "{feet:?}");
}

#[test]
fn names_and_aliases_are_unique_and_found() {
    let mut seen = Vec::new();
    for spec in CURVES {
        assert!(spec.params.len() <= MAX_PARAMS);
        for name in std::iter::once(&spec.name).chain(spec.aliases) {
            assert!(!seen.contains(name), "{name} twice");
            seen.push(name);
            assert_eq!(CurveSpec::find(name).map(|found| found.name), Some(spec.name));
        }
    }
    assert_eq!(CurveSpec::find("decay").map(|spec| spec.name), Some("exp_decay"));
    assert_eq!(CurveSpec::find("oscillation").map(|spec| spec.name), Some("oscillating"));
    assert!(CurveSpec::find("Sigmoid").is_none());
    assert_eq!(CURVES.len(), 9);
}

#[test]
fn every_bad_parameter_is_reported() {
    let problems = SIGMOID
        .with_params(&[
            ("steepnes", ParamValue::Number(4.0)),
            ("steepness", ParamValue::Number(-1e10)),
            ("rising", ParamValue::Number(2.0)),
            ("midpoint", ParamValue::Bool(true)),
            ("midpoint", ParamValue::Number(f64::NAN)),
        ])
        .expect_err("all are wrong");
    assert_eq!(problems.len(), 5);
    match &problems[0] {
        CurveProblem::UnknownParameter { parameter, known, candidates, .. } => {
            assert_eq!(parameter, "steepnes");
            assert_eq!(known, &["midpoint", "steepness", "rising"]);
            assert_eq!(candidates, &["steepness"]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        problems[0].to_string(),
        "sigmoid has no parameter `steepnes`; it has `midpoint`, `steepness` and `rising`"
    );
    assert_eq!(
        problems[1].to_string(),
        "`steepness` of sigmoid must lie between -1e9 and 1e9, not -10000000000"
    );
    assert_eq!(problems[2].to_string(), "`rising` of sigmoid must be true or false, not 2");
    assert_eq!(problems[3].to_string(), "`midpoint` of sigmoid must be a number, not true");
    assert_eq!(problems[4].parameter(), "midpoint");
}

#[test]
fn ones_and_zeros_are_truth_values() {
    let by_number = SIGMOID.with_params(&[("rising", ParamValue::Number(0.0))]);
    assert_eq!(by_number, SIGMOID.with_params(&[("rising", ParamValue::Bool(false))]));
    assert_eq!(by_number.expect("fine").params(), [0.5, 10.0, 0.0]);
}

#[test]
fn a_negative_steepness_falls() {
    let falling: [f64; 9] = sampled("sigmoid", &[("steepness", ParamValue::Number(-8.0))]);
    let rising: [f64; 9] = sampled("sigmoid", &[("steepness", ParamValue::Number(8.0))]);
    assert_eq!((falling[0], falling[8]), (1.0, 0.0));
    assert!(falling.iter().zip(rising).all(|(down, up)| (down + up - 1.0).abs() < 1e-12), "{falling:?}");
    let falling: [f64; 3] = sampled("logistic", &[("k", ParamValue::Number(-8.0))]);
    assert_eq!((falling[0], falling[2]), (1.0, 0.0));
}

#[test]
fn departures_are_those_of_the_formula() {
    let departure = |name: &str, given: &[(&str, f64)]| {
        let given: Vec<_> = given.iter().map(|(name, value)| (*name, ParamValue::Number(*value))).collect();
        CurveSpec::find(name).expect("a curve").with_params(&given).expect("finite").departure()
    };
    for spec in CURVES {
        assert_eq!(spec.with_defaults().departure(), None, "{}", spec.name);
    }
    // 0.5 ± 0.5 touches both bounds and leaves neither.
    assert_eq!(departure("oscillating", &[("amplitude", 0.5)]), None);
    let both = departure("oscillating", &[("amplitude", 1.0), ("period", 1.0)]).expect("it leaves");
    // sin 2πt > ½ between 1/12 and 5/12, and < −½ between 7/12 and 11/12.
    let grid = |twelfth: f64| (1000.0 * twelfth / 12.0).floor() / 1000.0;
    assert_eq!(both.above, Some((grid(1.0) + 0.001, grid(5.0))));
    assert_eq!(both.below, Some((grid(7.0) + 0.001, grid(11.0))));
    assert_eq!(departure("exp_decay", &[("rate", -1.0)]).expect("it grows").above, Some((0.001, 1.0)));
    assert_eq!(departure("plateau", &[("level", 1.5)]).expect("above").above, Some((0.0, 1.0)));
    assert_eq!(departure("sigmoid", &[("steepness", -8.0), ("midpoint", 4.0)]), None);
}
