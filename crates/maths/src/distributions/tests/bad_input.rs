use super::*;
use crate::distributions::LawError;

fn error(family: Family, params: &[(&str, f64)], range: ValueRange, bounds: Bounds) -> String {
    match Law::new(family, params, range, bounds) {
        Ok(_) => "accepted".to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_error_names_parameter_value_and_rule() {
    let none = ValueRange::NONE;
    let clamp = Bounds::Clamp;
    assert_eq!(error(Family::NORMAL, &[], none, clamp), "normal needs the parameter `sigma`");
    assert_eq!(
        error(Family::GAMMA, &[("shape", 2.0), ("rate", 1.0)], none, clamp),
        "gamma has no parameter `rate`; it takes `shape`, `scale`"
    );
    assert_eq!(
        error(Family::LOGNORM, &[("s", -0.5)], none, clamp),
        "lognorm: `s` is -0.5, but must be between 0 and 10"
    );
    assert_eq!(
        error(Family::NORMAL, &[("sigma", f64::NAN)], none, clamp),
        "normal: `sigma` is NaN, but must be between 0 and 1e100"
    );
    assert_eq!(
        error(Family::NORMAL, &[("sigma", 1.0)], ValueRange::full(3.0, 2.0), clamp),
        "the value range runs from 3 to 2, but min must not lie above max"
    );
    let below = ValueRange::full(-5.0, -1.0);
    assert!(matches!(
        Law::new(Family::GAMMA, &[("shape", 2.0)], below, Bounds::Reshape),
        Err(LawError::NoRoom { .. })
    ));
    assert!(Law::new(Family::GAMMA, &[("shape", 2.0)], below, Bounds::Clamp).is_ok());
}

#[test]
fn extreme_parameters_still_give_finite_ordered_values() {
    let extremes: [(Family, Vec<(&str, f64)>); 9] = [
        (Family::NORMAL, vec![("sigma", 1e-12), ("mu", 1.0)]),
        (Family::NORMAL, vec![("sigma", 1e9), ("mu", 1.0)]),
        (Family::LOGNORM, vec![("s", 10.0)]),
        (Family::LOGNORM, vec![("s", 1e-4)]),
        (Family::BETA, vec![("alpha", 0.01), ("beta", 0.01)]),
        (Family::BETA, vec![("alpha", 1e6), ("beta", 1e6)]),
        (Family::GAMMA, vec![("shape", 0.01)]),
        (Family::GAMMA, vec![("shape", 1e6), ("scale", 1e-6)]),
        (Family::WEIBULL, vec![("shape", 500.0)]),
    ];
    let ranges = [
        ValueRange::NONE,
        ValueRange::full(0.0, 1.0),
        ValueRange::full(100.0, 100.5),
        ValueRange { min: Some(0.25), max: None },
        ValueRange { min: None, max: Some(2.0) },
    ];
    for (family, params) in &extremes {
        for range in ranges {
            for bounds in [Bounds::Clamp, Bounds::Reshape] {
                let law = law(*family, params, range, bounds);
                let sampler = law.sampler();
                for p in [0.0, 0.3, 1.0] {
                    let centre = law.clip_centre(law.centre(p));
                    let mut last = f64::NEG_INFINITY;
                    for i in -80..=80 {
                        let x = sampler.value(centre, i as f64 / 10.0);
                        assert!(x.is_finite(), "{family:?} {params:?} {range:?} {bounds:?} at {centre}");
                        // Where tables meet, rounding may undo a step of the last few bits.
                        assert!(
                            x >= last - 1e-9 * last.abs(),
                            "{family:?} {params:?} {range:?} {bounds:?}: {last} {x}"
                        );
                        last = x;
                        assert!(range.min.is_none_or(|min| x >= min) && range.max.is_none_or(|max| x <= max));
                    }
                }
            }
        }
    }
}
