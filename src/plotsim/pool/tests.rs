use super::{Cells, Of};
use crate::config::Overrides;
use crate::config::node::parse;
use crate::config::reader::Report;
use crate::plotsim::model::{Form, Plotsim};
use crate::plotsim::read;

/// All cells: there are no phases.
fn cells(model: &Plotsim) -> Cells {
    super::cells(model, Of::Window, 0)
}

fn load(text: &str) -> Plotsim {
    let report = Report::new("test.yaml");
    let model = read(Form::Builder, &parse(text).unwrap(), Overrides::default(), &report);
    model.unwrap_or_else(|| panic!("{:?}", report.into_findings()))
}

fn gym(segment: &str) -> String {
    format!(
        "about: x\nunit: u\nwindow: [2021-01, 2021-12]\nmetrics:\n  - {{name: m, type: score, polarity: positive}}\n  \
         - {{name: k, type: count, polarity: negative, range: [2, 9]}}\nsegments:\n  - {{name: a, count: 40, {segment}}}\n"
    )
}

fn mean(model: &Plotsim, metric: usize) -> f64 {
    let cells = cells(model);
    let total: f64 = cells.weights.iter().sum();
    (0..cells.len()).map(|cell| cells.weights[cell] * cells.centres_of(cell)[metric]).sum::<f64>() / total
}

#[test]
fn a_plain_segment_has_a_cell_for_each_period() {
    let model = load(&gym("archetype: flat"));
    let cells = cells(&model);
    assert_eq!((cells.len(), cells.weights.clone()), (12, vec![40.0; 12]));
    // Position 0.15 between the reshaped ends 0.02 and 0.98; the count falls from 9 to 2.
    assert!((cells.centres_of(7)[0] - (0.02 + 0.15 * 0.96)).abs() < 1e-12);
    assert!((cells.centres_of(7)[1] - (9.0 - 0.15 * 7.0)).abs() < 1e-12);
}

#[test]
fn weights_are_the_expected_cells() {
    let total = |segment: &str| cells(&load(&gym(segment))).weights.iter().sum::<f64>();
    // Ten possible starts, each leaving 12 − start periods.
    assert!((total("archetype: growth, arrival: {kind: uniform}") - 40.0 * 7.5).abs() < 1e-9);
    // Starts 0 and 1 with chances 1/4 and 3/4, or the other way round.
    let two = |direction: &str| {
        format!("archetype: growth, arrival: {{kind: linear, end: 2, direction: {direction}}}")
    };
    assert!((total(&two("increasing")) - 40.0 * (12.0 * 0.25 + 11.0 * 0.75)).abs() < 1e-9);
    assert!((total(&two("decreasing")) - 40.0 * (12.0 * 0.75 + 11.0 * 0.25)).abs() < 1e-9);
    let blocks = "archetype: growth, arrival: {kind: step, blocks: [{period: 0, fraction: 0.25}, {period: 4, fraction: 0.75}]}";
    assert!((total(blocks) - (10.0 * 12.0 + 30.0 * 8.0)).abs() < 1e-9);
}

#[test]
fn treated_entities_count_by_their_share() {
    let plain = mean(&load(&gym("archetype: flat")), 0);
    let all = mean(&load(&gym("archetype: flat, treatment: {fraction: 1, lift_log_odds: 1}")), 0);
    let some = mean(&load(&gym("archetype: flat, treatment: {fraction: 0.25, lift_log_odds: 1}")), 0);
    // σ(ln(0.15/0.85) + 1) = 0.324186
    assert!((all - (0.02 + 0.96 * 0.324_186)).abs() < 1e-5, "{all}");
    assert!((some - (0.75 * plain + 0.25 * all)).abs() < 1e-12);
}

#[test]
fn a_spread_is_averaged_over() {
    use crate::trajectory::spread::{Spread, SpreadDraws};
    let model = load(&gym("archetype: growth, spread: {level: 0.1, timing: 0.05}"));
    let cells = cells(&model);
    // The only run is all there is, so it gets the most points.
    assert_eq!(cells.len(), 1024 * 12);
    assert!((cells.weights.iter().sum::<f64>() - 480.0).abs() < 1e-9);
    // Against a fine grid of quantiles of both components.
    let curve = model.archetypes[0].curve.positions(12, Default::default());
    let spread = Spread { level: 0.1, timing: 0.05, amplitude: 0.0 };
    let (mut sum, mut count, mut out) = (0.0, 0.0, Vec::new());
    let steps = 400;
    let normal = |i: usize| crate::maths::normal::quantile((i as f64 + 0.5) / steps as f64);
    for i in 0..steps {
        for j in 0..steps {
            spread.vary(
                &SpreadDraws { level: normal(i), timing: normal(j), amplitude: 0.0 },
                &curve,
                &mut out,
            );
            sum += out.iter().sum::<f64>();
            count += 12.0;
        }
    }
    let expected = 0.02 + 0.96 * sum / count;
    assert!((mean(&model, 0) - expected).abs() < 1e-3, "{} {expected}", mean(&model, 0));
}

#[test]
fn a_season_moves_centres_and_many_courses_are_thinned() {
    let model = load(&format!("{}seasonality: [{{months: [6], strength: 0.5}}]\n", gym("archetype: flat")));
    let cells = cells(&model);
    assert!((cells.centres_of(5)[1] - 1.5 * cells.centres_of(4)[1]).abs() < 1e-12);
    let daily =
        gym("archetype: growth, arrival: {kind: uniform}, spread: {level: 0.1, timing: 0.1, amplitude: 0.1}");
    let model = load(&daily.replace("[2021-01, 2021-12]", "[2021-01, 2021-12, daily]"));
    let many = super::cells(&model, Of::Window, 0);
    assert!(many.centres.len() <= super::MOST_CENTRES, "{}", many.centres.len());
    let expected: f64 = (0..363).map(|start| 40.0 / 363.0 * (365.0 - f64::from(start))).sum();
    let total: f64 = many.weights.iter().sum();
    assert!((total / expected - 1.0).abs() < 0.01, "{total} {expected}");
    // Thinning leaves the spread alone: the middle of the curve still varies as widely.
    let few = load(
        &daily
            .replace("[2021-01, 2021-12]", "[2021-01, 2021-12, daily]")
            .replace(", arrival: {kind: uniform}", ""),
    );
    let variance = |model: &Plotsim| {
        let (cells, mean) = (super::cells(model, Of::Window, 0), mean(model, 0));
        let total: f64 = cells.weights.iter().sum();
        let square = |cell: usize| (cells.centres_of(cell)[0] - mean) * (cells.centres_of(cell)[0] - mean);
        (0..cells.len()).map(|cell| cells.weights[cell] * square(cell)).sum::<f64>() / total
    };
    assert!(
        (variance(&model) / variance(&few) - 1.0).abs() < 0.02,
        "{} {}",
        variance(&model),
        variance(&few)
    );
}

#[test]
fn a_season_warms_freezers_by_a_part_of_the_range_they_are_in() {
    // Degrees below and above zero: a fifth of the range upwards, never a fifth of a number below zero downwards.
    let moved = |baseline: &str| {
        let metric = "{name: m, type: index, polarity: positive, range: [-25, 8]}";
        let text = gym(&format!("archetype: flat{baseline}"))
            .replace("{name: m, type: score, polarity: positive}", metric)
            + "seasonality: [{months: [6], strength: 0.1}]\n";
        let cells = cells(&load(&text));
        cells.centres_of(5)[0] - cells.centres_of(4)[0]
    };
    assert!((moved("") - 3.3).abs() < 1e-9, "{}", moved(""));
    // Those in the lower third of it, from -25 to -14.
    let third = moved(", baseline: {m: low}");
    assert!((third - 1.1).abs() < 1e-9, "{third}");
}
