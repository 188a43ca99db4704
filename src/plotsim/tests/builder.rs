//! What the builder form comes to.

use super::{BUILDER, ENGINE, clean, columns, load, load_with, table, with};
use crate::config::{Finding, Overrides, Severity};
use crate::correlation::Status;
use crate::distributions::{Bounds, Family};
use crate::plotsim::model::Numbered;
use crate::plotsim::model::{
    Arrival, Block, EventCause, EventRule, KeyFormat, OnInfeasible, Pick, Plotsim, Scope, Side, ThresholdRule,
};
use crate::trajectory::archetype::Timing;

fn metric<'m>(model: &'m Plotsim, name: &str) -> &'m crate::plotsim::model::Metric {
    model.metrics.iter().find(|metric| metric.name == name).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// The centre of a metric without overrides, at both ends, and the width of its range.
fn ends(text: &str, name: &str) -> (f64, f64) {
    let model = clean(text);
    let centre = metric(&model, name).law.centre;
    (centre.low, centre.high)
}

/// The kind of a table, with what is known of it.
fn kind(model: &Plotsim, name: &str) -> String {
    format!("{:?}", table(model, name).kind)
}

#[test]
fn centres_run_over_the_range() {
    // Reshaped centres keep 2 % of the width away from both ends.
    let model = clean(BUILDER);
    let law = |name: &str| metric(&model, name).law;
    for (name, family, low, high) in [
        ("energy", Family::BETA, 0.02, 0.98),
        ("fees", Family::LOGNORM, 5.0 + 0.02 * 115.0, 62.5),
        ("visits", Family::POISSON, 1.0, 14.0),
        ("mood", Family::NORMAL, -48.0, 48.0),
    ] {
        let law = law(name);
        assert_eq!(law.law.family(), family, "{name}");
        assert_eq!(law.bounds, Bounds::Reshape);
        assert!(near(law.centre.low, low) && near(law.centre.high, high), "{name}: {:?}", law.centre);
    }
    assert!(metric(&model, "visits").is_count());
    assert_eq!(law("visits").range.min, Some(0.0));
    assert_eq!(law("visits").range.max, None, "the range of a count bounds its mean");
}

#[test]
fn clamped_centres_are_plotsims_but_follow_the_trajectory() {
    let text = with(BUILDER, "seed: 11", "seed: 11\nbounds: clamp");
    assert_eq!(ends(&text, "fees"), (0.0, 62.5));
    assert_eq!(ends(&text, "mood"), (-50.0, 50.0));
    assert_eq!(ends(&text, "visits"), (1.0, 14.0));
    assert_eq!(ends(&text, "energy"), (0.0, 1.0));
    let one = with(BUILDER, "range: [-50, 50]", "range: [-50, 50], bounds: clamp");
    assert_eq!(ends(&one, "mood"), (-50.0, 50.0));
    assert_eq!(metric(&clean(&one), "fees").law.bounds, Bounds::Reshape);
}

#[test]
fn a_count_without_a_range_has_a_mean_up_to_five() {
    let text =
        with(BUILDER, "type: count, polarity: positive, range: [1, 14]", "type: count, polarity: positive");
    assert_eq!(ends(&text, "visits"), (0.0, 5.0));
}

#[test]
fn pinned_families_reach_the_sensible_part_of_the_range() {
    for (pin, top) in [
        ("lognorm, distribution_params: {s: 0.5}", 62.5),
        ("weibull, distribution_params: {shape: 1.5}", 62.5),
        ("gamma, distribution_params: {shape: 4}", 62.5),
        ("normal, distribution_params: {sigma: 9}", 120.0),
        ("poisson, distribution_params: {}", 120.0),
        ("poisson", 120.0),
        ("beta, distribution_params: {alpha: 2, beta: 2}", 120.0),
    ] {
        let pinned =
            with(BUILDER, "range: [5, 120]", &format!("range: [5, 120], bounds: clamp, distribution: {pin}"));
        let (_, high) = ends(&pinned, "fees");
        assert!(near(high, top), "{pin}: {high}");
    }
}

#[test]
fn a_baseline_moves_the_centre_into_its_third() {
    let model = clean(BUILDER);
    let fees = metric(&model, "fees");
    let third = 115.0 / 3.0;
    let (low, high) = (120.0 - third, 120.0);
    let moved = fees.law_of(0);
    assert!(near(moved.range.min.unwrap(), low) && moved.range.max == Some(high), "{:?}", moved.range);
    assert!(moved.centre.low > low && moved.centre.low < low + 0.05 * third, "{:?}", moved.centre);
    assert!(moved.centre.high > high - 0.05 * third && moved.centre.high < high, "{:?}", moved.centre);
    assert_eq!(fees.law_of(1), &fees.law, "the other segment keeps the metric's law");
}

#[test]
fn segments_become_runs() {
    let model = clean(BUILDER);
    let [first, second] = model.entities.runs.as_slice() else { panic!("two segments") };
    assert_eq!((first.first, first.count, second.first, second.count), (0, 30, 30, 20));
    assert_eq!((model.entities.run_of(0), model.entities.run_of(29), model.entities.run_of(30)), (0, 0, 1));
    assert_eq!(second.entity_name(7), "drifters_0007");
    let block = |period, entities| Block { period, entities };
    assert_eq!(second.arrival, Arrival::Blocks(vec![block(0, 10), block(6, 10)]));
    let rule = second.treatment.as_ref().unwrap();
    assert_eq!((rule.treated, rule.shift.start, rule.shift.target), (5, 12, Some(2)));
    assert_eq!(model.pools, ["city", "tier"]);
    assert_eq!(first.pools, [vec!["Graz", "Linz"], vec!["gold"]]);
    assert_eq!(second.pools, [vec!["Wels"], vec!["silver", "bronze"]]);
    assert_eq!(model.archetypes[0].spread.level, 0.1);
    assert!(model.archetypes[1].spread.is_none());
    assert_eq!(model.archetypes[1].curve.boundaries(24, None), [0, 9, 24]);
}

#[test]
fn scale_multiplies_entities() {
    let overrides = Overrides { seed: Some(3), scale: Some(2.5), ..Overrides::default() };
    let (model, _) = load_with(BUILDER, overrides);
    let model = model.unwrap();
    assert_eq!((model.seed, model.entities.count), (3, 75 + 50));
    assert_eq!(
        model.entities.runs[1].treatment.as_ref().unwrap().treated,
        12,
        "a quarter of 50, half to even"
    );
    let (model, _) = load_with(BUILDER, Overrides { scale: Some(1e-9), ..Overrides::default() });
    assert_eq!(model.unwrap().entities.count, 2, "no segment vanishes");
}

#[test]
fn a_billion_entities_take_no_memory() {
    let text = with(BUILDER, "count: 30", "count: 1000000000");
    let model = clean(&text);
    assert_eq!(model.entities.count, 1_000_000_020);
    assert_eq!(kind(&model, "dim_card"), "SubEntityDim { parent: 1, per_member: 2 }");
    // dim_card and evt_climb begin with the same letter.
    let key = Numbered { prefix: "card".to_owned(), width: 10 };
    assert_eq!(table(&model, "dim_card").columns[0].source.key(), Some(&KeyFormat::Numbered(key)));
}

#[test]
fn connections_have_a_scope_a_number_and_a_way_out() {
    let model = clean(BUILDER);
    let pairs: Vec<_> =
        model.correlation.regimes[0].pairs.iter().map(|pair| (pair.a, pair.b, pair.coefficient)).collect();
    assert_eq!(pairs, [(1, 0, 0.4), (2, 3, -0.3), (0, 3, -0.2)]);
    let scopes: Vec<_> = model.correlation.regimes[0].pairs.iter().map(|pair| pair.scope).collect();
    assert_eq!(scopes, [Scope::Pooled, Scope::Pooled, Scope::Residual]);
    let choices: Vec<_> = model.correlation.regimes[0].pairs.iter().map(|pair| pair.on_infeasible).collect();
    assert_eq!(choices, [OnInfeasible::Nearest, OnInfeasible::Nearest, OnInfeasible::Error]);
    let text = with(BUILDER, "seed: 11", "seed: 11\ncorrelation_scope: residual\non_infeasible: error");
    let model = clean(&text);
    assert!(model.correlation.regimes[0].pairs.iter().all(|pair| pair.scope == Scope::Residual));
    assert!(model.correlation.regimes[0].pairs.iter().all(|pair| pair.on_infeasible == OnInfeasible::Error));
    let reversals: Vec<_> =
        model.correlation.regimes[0].pairs.iter().map(|pair| pair.allow_reversal).collect();
    assert_eq!(reversals, [false; 3]);
    let text = with(BUILDER, "seed: 11", "seed: 11\nallow_reversal: true");
    let text =
        with(&text, "[visits, -0.3, mood]", "{a: visits, coefficient: -0.3, b: mood, allow_reversal: false}");
    let reversals: Vec<_> =
        clean(&text).correlation.regimes[0].pairs.iter().map(|pair| pair.allow_reversal).collect();
    assert_eq!(reversals, [true, false, true]);
    // A word asks for at least its coefficient, a number and no relation for just that.
    let asks = |word: &str| {
        let text = with(BUILDER, "- fees related energy", &format!("- fees {word} energy"));
        clean(&text).correlation.regimes[0].pairs[0].wanted()
    };
    assert_eq!([asks("related"), asks("resists")], [(0.4, 1.0), (-1.0, -0.4)]);
    assert_eq!([asks("independent"), asks("0.42"), asks("0")], [(0.0, 0.0), (0.42, 0.42), (0.0, 0.0)]);
}

/// Two hundred members whose energy and fees follow one trajectory, with these connections.
fn connected(connections: &str) -> (Option<Plotsim>, Vec<Finding>) {
    load(&format!(
        "about: x\nunit: member\nwindow: [2022-01, 2023-12]\nmetrics:\n  - {{name: energy, type: score, polarity: positive}}\n  \
         - {{name: fees, type: amount, polarity: positive, range: [10, 120]}}\n  - {{name: visits, type: count, polarity: positive, range: [1, 12]}}\n\
         segments:\n  - {{name: a, count: 100, archetype: growth}}\n  - {{name: b, count: 100, archetype: decline}}\n{connections}\n"
    ))
}

#[test]
fn a_weaker_wish_than_the_trajectory_is_told_with_its_numbers() {
    let found = |connections: &str| {
        let (model, found) = connected(connections);
        let found: Vec<_> = found.into_iter().map(|one| (one.severity, one.code, one.message)).collect();
        (model.map(|model| model.correlation.regimes[0].solution.pairs[0]), found)
    };
    let (solved, note) = found("connections: [fees related energy]");
    let solved = solved.expect("a note refuses nothing");
    assert_eq!((solved.status, solved.rho, solved.residual), (Status::Exceeded, 0.0, 0.0));
    let [(Severity::Note, "exceeded-correlation", message)] = &note[..] else { panic!("{note:?}") };
    let (alone, needed) = (format!("{:.2}", solved.alone), format!("{:.2}", solved.needed.unwrap()));
    assert!(
        message
            .contains(&format!("already at {alone} from the shared trajectory; 0.4 would need {needed} at")),
        "{message}"
    );
    for number in ["[fees, 0.4, energy]", "[fees, 0, energy]", "fees independent energy", "fees 0.05 energy"]
    {
        let (solved, warning) = found(&format!("connections: [{number}]"));
        let solved = solved.expect("a warning refuses nothing");
        assert_eq!(
            (solved.status, solved.rho, solved.expected),
            (Status::Exceeded, 0.0, solved.alone),
            "{number}"
        );
        assert!(matches!(warning[..], [(Severity::Warning, "exceeded-correlation", _)]), "{warning:?}");
        let (_, error) = found(&format!("connections: [{number}]\non_infeasible: error"));
        assert!(matches!(error[..], [(Severity::Error, "exceeded-correlation", _)]), "{error:?}");
        let (solved, nothing) = found(&format!("connections: [{number}]\nallow_reversal: true"));
        let wanted = if number.contains("0.4") {
            0.4
        } else if number.contains("0.05") {
            0.05
        } else {
            0.0
        };
        // With these curves even 0 is within reach.
        assert!(
            (solved.unwrap().expected - wanted).abs() < 1e-6 || !nothing.is_empty(),
            "{number}: {nothing:?}"
        );
    }
    assert!(
        found("connections: [fees related energy]\non_infeasible: error").0.is_some(),
        "more is no fault"
    );
    let (residual, nothing) = found("connections: [fees related energy]\ncorrelation_scope: residual");
    assert!((residual.unwrap().expected - 0.4).abs() < 1e-4 && nothing.is_empty(), "{nothing:?}");
}

#[test]
fn what_no_data_can_have_is_an_error_once() {
    let (model, found) = connected(
        "connections:\n  - [fees, 0.9, energy]\n  - [energy, 0.9, visits]\n  - [visits, -0.9, fees]",
    );
    assert!(model.is_none());
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (one.code, one.severity, one.path.as_str()),
        ("impossible-correlations", Severity::Error, "connections[2]")
    );
    assert!(
        one.message.contains("'fees' and 'energy' 0.9, 'energy' and 'visits' 0.9, 'visits' and 'fees' -0.9"),
        "{}",
        one.message
    );
    // Words ask for at least that much, so these three cannot be either.
    let (_, found) =
        connected("connections: [fees mirrors energy, energy mirrors visits, visits hints_against fees]");
    assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["impossible-correlations"]);
}

#[test]
fn explicit_tables_get_their_kinds() {
    let model = clean(BUILDER);
    let names: Vec<&str> = model.tables.iter().map(|table| table.name.as_str()).collect();
    let expected = [
        "dim_date",
        "dim_member",
        "dim_card",
        "dim_route",
        "fct_month",
        "evt_climb",
        "evt_slump",
        "br_member_route",
    ];
    assert_eq!(names, expected);
    assert_eq!(kind(&model, "dim_member"), "EntityDim");
    assert_eq!(kind(&model, "dim_card"), "SubEntityDim { parent: 1, per_member: 2 }");
    assert_eq!(kind(&model, "dim_route"), "ReferenceDim { rows: 3 }");
    assert_eq!(kind(&model, "fct_month"), "EntityPeriodFact { entity_dim: 1 }");
    let cause = |name: &str| *table(&model, name).kind.cause().expect("a cause");
    let fact = table(&model, "fct_month");
    let names = ["date_key", "member_id", "route_id", "energy", "energy_before", "fees", "visits", "stage"];
    assert_eq!(columns(fact), names);
    assert_eq!(fact.primary_key, [0, 1], "the reference to a list is no part of the key");
    let EventCause { driver, rule } = cause("evt_climb");
    assert_eq!((driver.metric, driver.fact, rule), (2, Some((4, 6)), EventRule::Proportional(0.5)));
    let rule = ThresholdRule { side: Side::Below, value: 0.3, periods: 2, every: true, ends: None };
    assert_eq!(cause("evt_slump").rule, EventRule::Threshold(rule));
    let picks: Vec<_> = table(&model, "evt_climb").foreign_keys().map(|(_, key)| key.pick.clone()).collect();
    assert_eq!(picks, [Pick::Entity, Pick::Period, Pick::OwnMember]);
    assert_eq!(columns(table(&model, "br_member_route")), ["member_id", "route_id", "energy"]);
    let stages = model.stages.as_ref().unwrap();
    assert_eq!((stages.table, stages.column, stages.metric), (4, 3, 0));
}

#[test]
fn a_dimension_is_a_part_of_another_only_if_that_has_a_row_per_entity() {
    // An entity that refers to a list stays an entity.
    let text = with(
        BUILDER,
        "{name: city, type: pool.city}]}",
        "{name: city, type: pool.city}, {name: route_id, type: ref.dim_route}]}",
    );
    assert_eq!(kind(&clean(&text), "dim_member"), "EntityDim");
    // And what says so is one whatever it refers to.
    let text = with(BUILDER, "name: dim_card\n    count: 2", "name: dim_card\n    per: unit");
    assert_eq!(kind(&clean(&text), "dim_card"), "EntityDim");
    let text = with(BUILDER, "name: dim_card\n    count: 2", "name: dim_card\n    per: unit\n    count: 4");
    assert_eq!(kind(&clean(&text), "dim_card"), "SubEntityDim { parent: 1, per_member: 4 }");
}

#[test]
fn facts_may_be_wide_and_events_may_stand_alone() {
    let start = BUILDER.find("dimensions:").unwrap();
    let end = BUILDER.find("output: {").unwrap();
    let plain = format!("{}{}", &BUILDER[..start], &BUILDER[end..]);
    let wide = clean(&format!("{plain}facts: wide\n"));
    let names: Vec<&str> = wide.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["dim_date", "dim_member", "fct_member"]);
    assert_eq!(
        columns(table(&wide, "fct_member")),
        ["date_key", "member_id", "energy", "fees", "visits", "mood", "stage"]
    );
    assert_eq!(columns(table(&wide, "dim_member")), ["member_id", "member_name", "city", "tier"]);
    let event = "events: [{name: evt_x, trigger: threshold, metric: mood, above: 5, columns: [{name: x_id, type: id}]}]";
    let model = clean(&format!("{plain}{event}\n"));
    assert_eq!(model.tables.len(), 7, "the default tables and the event");
    // A threshold event needs no flag to have rows.
    assert!(matches!(
        table(&model, "evt_x").kind.cause().map(|cause| cause.rule),
        Some(EventRule::Threshold(_))
    ));
    let (_, findings) = load(&format!("{plain}facts: wyde\n"));
    assert_eq!(findings[0].code, "unknown-word");
    assert_eq!(findings[0].hint.as_deref(), Some("did you mean 'wide'?"));
}

/// A config with a season, and its metrics.
fn seasonal(metrics: &str, season: &str) -> String {
    format!(
        "about: x\nunit: shop\nwindow: ['2024-01-01', '2024-03-31', daily]\nmetrics: [{metrics}]\n\
         segments: [{{ name: s, count: 3, archetype: flat }}, {{ name: r, count: 3, archetype: growth }}]\nseasonality: [{season}]\n"
    )
}

#[test]
fn a_season_moves_what_can_be_negative_by_a_part_of_its_range() {
    let metrics = "{ name: t, type: index, polarity: negative, range: [-25, 8] }, \
                   { name: h, type: index, polarity: positive, range: [20, 90] }, \
                   { name: a, type: amount, polarity: positive, range: [5, 40] }";
    let season = "{ months: [2], weekdays: [sat, sun], days: [3, 4, 10], strength: 0.2 }, { months: [3], strength: 0.1, ramp: 7 }";
    let model = clean(&seasonal(metrics, season));
    let [t, h, a] = [0, 1, 2].map(|metric: usize| &model.metrics[metric]);
    let close = |x: f64, y: f64| assert!((x - y).abs() < 1e-9, "{x} {y}");
    close(t.in_season(&t.law, -16.0, 0.2, 1.0), -16.0 + 0.2 * 33.0);
    close(h.in_season(&h.law, 40.0, 0.2, 1.0), 40.0 + 0.2 * 70.0);
    close(a.in_season(&a.law, 20.0, 0.2, 1.0), 24.0);
    let strengths = model.season.strengths(&model.time);
    // 3, 4 and 10 February 2024 are a Saturday, a Sunday and a Saturday; day 31 is the first of February.
    let hit: Vec<usize> = (31..57).filter(|day| strengths[*day] != 0.0).collect();
    assert_eq!(hit, [33, 34, 40]);
    // The ramp rises over the last three days of February and the first four of March.
    assert!(strengths[57] > 0.0 && strengths[60] < 0.1 && strengths[63] == 0.1);
}

#[test]
fn seasons_that_cannot_do_what_they_say_are_told() {
    let amount = "{ name: a, type: amount, polarity: positive, range: [5, 40] }";
    let index = "{ name: t, type: index, polarity: negative, range: [-25, 8] }";
    for (metrics, season, code, severity) in [
        (amount, "{ months: [7], strength: 0.3 }", "no-effect", Severity::Warning),
        (amount, "{ months: [2], days: [30], strength: 0.3 }", "no-effect", Severity::Warning),
        (amount, "{ months: [2], strength: 0 }", "no-effect", Severity::Warning),
        (amount, "{ months: [3], strength: 0.5 }", "held-at-bound", Severity::Note),
        (amount, "{ months: [2], strength: -2 }", "bad-season", Severity::Error),
        (amount, "{ months: [2], strength: 1e300 }", "bad-season", Severity::Error),
        (index, "{ months: [2], strength: 1.5 }", "bad-season", Severity::Error),
        (index, "{ weekdays: [sat, sat], strength: 0.5 }", "duplicate-item", Severity::Error),
    ] {
        let (_, findings) = load(&seasonal(metrics, season));
        let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.severity)).collect();
        assert_eq!(told, [(code, severity)], "{season}: {findings:?}");
        assert!(findings[0].path.starts_with("seasonality[0]"), "{}", findings[0].path);
    }
}

#[test]
fn shapes_are_the_same_however_they_are_written() {
    let curve = |archetype: &str| {
        let model = clean(&with(BUILDER, "archetype: growth\n", &format!("archetype: {archetype}\n")));
        let own = &model.archetypes[0];
        (own.curve.positions(model.time.len(), Timing::default()), own.description.clone())
    };
    let (text, description) = curve("\"linear(0.2, 0.9) > flat(0.7) @ 8\"");
    assert_eq!(description, "linear(0.2, 0.9) > flat(0.7) @ 8");
    let (list, description) =
        curve("[{shape: linear, start: 0.2, end: 0.9}, {shape: flat, level: 0.7, at: 8}]");
    assert_eq!((text, description.as_str()), (list, "linear(start: 0.2, end: 0.9) > flat(level: 0.7) @ 8"));
    let even = curve("[{shape: growth}, {shape: decline}]");
    assert_eq!(even, curve("\"growth > decline\""));
    // 24 months have two years, and a cycle of each.
    let (year, _) = curve("{shape: seasonal, cycles: 1 per year, amplitude: 0.3}");
    let (text, _) = curve("\"seasonal(1 per year, amplitude: 0.3)\"");
    assert_eq!(year, text);
    assert!((0..12).all(|month| near(year[month], year[month + 12])) && near(year[3], 0.8), "{year:?}");
    let by_calendar =
        with(ENGINE, "curve: decay, params: {rate: 2}", "curve: oscillating, params: {period: 1 per year}");
    let curve = &clean(&by_calendar).archetypes[1].curve;
    let positions = curve.positions(48, Timing::default());
    assert!((0..20).all(|month| near(positions[month], positions[month + 12])), "{positions:?}");
}
