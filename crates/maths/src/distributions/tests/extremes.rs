//! Parameters over all they may be: finite values inside the bounds, in bounded time, or a refusal that says why.

use super::*;
use crate::distributions::{FAMILIES, FamilyInfo, LARGEST, LawError, SMALLEST};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// A number within bounds: often an end or 0, else of any magnitude.
fn within(min: f64, max: f64) -> impl Strategy<Value = f64> {
    let sized = (-100.0..100.0f64, any::<bool>()).prop_map(|(power, negative)| {
        let size = libm::pow(10.0, power);
        if negative { -size } else { size }
    });
    prop_oneof![
        1 => Just(min),
        1 => Just(max),
        1 => Just(0.0f64.clamp(min, max)),
        4 => sized.prop_map(move |x| x.clamp(min, max)),
        4 => (0.0..1.0f64).prop_map(move |share| (1.0 + 99.0 * share).clamp(min, max)),
    ]
}

fn params(info: &'static FamilyInfo) -> BoxedStrategy<Vec<(&'static str, f64)>> {
    info.params
        .iter()
        .map(|param| within(param.min, param.max).prop_map(|value| (param.name, value)))
        .collect::<Vec<_>>()
        .boxed()
}

/// Ranges of any place and width, complete or not.
fn ranges() -> impl Strategy<Value = ValueRange> {
    let ends = prop_oneof![
        (within(-LARGEST, LARGEST), within(0.0, LARGEST)),
        // Widths beside the size of the ends.
        (within(-LARGEST, LARGEST), -14.0..2.0f64)
            .prop_map(|(min, power)| (min, min.abs() * libm::pow(10.0, power))),
    ];
    (ends, 0..4u8).prop_map(|((min, width), kind)| ValueRange {
        min: (kind & 1 == 0).then_some(min),
        max: (kind & 2 == 0).then_some((min + width).min(LARGEST)),
    })
}

fn laws() -> impl Strategy<Value = (Family, Vec<(&'static str, f64)>, ValueRange, Bounds)> {
    (0..FAMILIES.len(), any::<bool>()).prop_flat_map(|(place, reshape)| {
        let info = FAMILIES[place];
        let bounds = if reshape { Bounds::Reshape } else { Bounds::Clamp };
        (Just(Family::of(info)), params(info), ranges(), Just(bounds))
    })
}

/// A law takes a few tenths of a second at most; a machine that others use needs room, and an emulated one thirty times as
/// long.
const PATIENCE: Duration = Duration::from_secs(60);

fn finite_and_inside(
    family: Family,
    params: &[(&str, f64)],
    range: ValueRange,
    bounds: Bounds,
) -> Result<(), TestCaseError> {
    let begun = Instant::now();
    let law = match Law::new(family, params, range, bounds) {
        Ok(law) => law,
        Err(error) => {
            prop_assert!(!matches!(error, LawError::Missing { .. } | LawError::Unknown { .. }), "{error}");
            return Ok(());
        }
    };
    let sampler = law.sampler();
    let counted = law.is_discrete() && bounds == Bounds::Reshape;
    for p in [0.0, 0.01, 0.5, 1.0] {
        let centre = law.clip_centre(law.centre(p));
        prop_assert!(centre.is_finite(), "centre {centre}");
        let mut last = f64::NEG_INFINITY;
        for z in [-9.0, -3.0, -1.0, 0.0, 0.5, 2.0, 6.0] {
            let x = sampler.value(centre, z);
            prop_assert!(x.is_finite(), "{x} at {centre}, {z}");
            let inside = range.min.is_none_or(|min| x >= min.round_ties_even().min(min))
                && range.max.is_none_or(|max| x <= max.round_ties_even().max(max).max(0.0));
            prop_assert!(inside || counted, "{x} at {centre}, {z}");
            prop_assert!(x >= last - 1e-6 * last.abs(), "{last} before {x} at {centre}, {z}");
            last = x;
        }
        let (mean, variance) = law.moments_at(centre);
        prop_assert!(
            mean.is_finite() && variance.is_finite() && variance >= 0.0,
            "{mean} {variance} at {centre}"
        );
    }
    prop_assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]
    #[test]
    fn every_law_is_finite_inside_its_bounds_and_quick((family, params, range, bounds) in laws()) {
        finite_and_inside(family, &params, range, bounds)?;
    }
}

#[test]
fn laws_at_the_ends_of_what_they_may_be() {
    let range = ValueRange::full;
    for (family, params, range) in [
        (Family::WEIBULL, vec![("shape", 1e6)], range(0.0, 10.0)),
        (Family::WEIBULL, vec![("shape", 1e6)], range(1e6, 1e6 + 1.0)),
        (Family::LOGNORM, vec![("s", 1e-5)], range(1e6, 1e6 + 100.0)),
        (Family::LOGNORM, vec![("s", 2e-6)], range(0.0, 1.0)),
        (Family::GAMMA, vec![("shape", 1e6)], range(0.0, 1.0)),
        (Family::BETA, vec![("alpha", 2.0), ("beta", 5.0)], range(1e9, 1e9 + 1.0)),
        (Family::NORMAL, vec![("sigma", 0.2)], range(1e9, 1e9 + 1.0)),
        (Family::GAMMA, vec![("shape", 2.0)], range(0.0, LARGEST)),
        (Family::NORMAL, vec![("sigma", LARGEST)], range(0.0, SMALLEST)),
        (Family::POISSON, vec![("lambda", 1e12)], ValueRange::NONE),
    ] {
        for bounds in [Bounds::Clamp, Bounds::Reshape] {
            let begun = Instant::now();
            Law::new(family, &params, range, bounds).expect("it can be made");
            finite_and_inside(family, &params, range, bounds)
                .unwrap_or_else(|problem| panic!("{family:?} {params:?} {range:?} {bounds:?}: {problem}"));
            assert!(begun.elapsed() < PATIENCE, "{family:?} {params:?} {range:?}: {:?}", begun.elapsed());
        }
    }
}

#[test]
fn what_doubles_cannot_hold_is_refused_with_the_reason() {
    let text = |family, params: &[(&str, f64)], range, bounds| {
        Law::new(family, params, range, bounds).expect_err("it cannot be made").to_string()
    };
    let far = ValueRange::full(1e15, 1e15 + 1.0);
    for (family, params) in [
        (Family::BETA, vec![("alpha", 2.0), ("beta", 5.0)]),
        (Family::NORMAL, vec![("sigma", 0.2)]),
        (Family::GAMMA, vec![("shape", 2.0)]),
    ] {
        let text = text(family, &params, far, Bounds::Reshape);
        assert!(text.contains("a width of 1 is less than 1e-10 of the numbers there"), "{text}");
    }
    let vast = ValueRange::full(-1e308, 1e308);
    assert!(text(Family::WEIBULL, &[("shape", 1.5)], vast, Bounds::Reshape).contains("within ±1e100"));
    assert!(
        text(Family::NORMAL, &[("sigma", 1e308)], ValueRange::NONE, Bounds::Clamp)
            .contains("between 0 and 1")
    );
    let means = ValueRange::full(0.0, 1e13);
    assert!(text(Family::POISSON, &[], means, Bounds::Reshape).contains("must not exceed 1000000000000"));
    assert!(
        text(Family::NORMAL, &[("sigma", 1e-200)], ValueRange::NONE, Bounds::Clamp)
            .contains("0 or at least 1e-100")
    );
}

#[test]
fn narrow_families_keep_their_law_between_bounds() {
    // Between 0 and 10 a gamma of shape 10⁶ reaches no bound: its standard deviation is a thousandth of its mean.
    let law =
        law(Family::GAMMA, &[("shape", 1e6), ("scale", 5e-6)], ValueRange::full(0.0, 10.0), Bounds::Reshape);
    let oracle = statrs::distribution::Gamma::new(1e6, 2e5).unwrap();
    let sampler = law.sampler();
    for i in -30..=30 {
        let z = i as f64 / 10.0;
        let u = statrs::distribution::ContinuousCDF::cdf(&oracle, sampler.value(5.0, z));
        assert!((u - normal::cdf(z)).abs() < 1e-6, "{z}: {u}");
    }
    assert_eq!(law.mean_at(5.0), 5.0);
}
