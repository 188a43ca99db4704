//! The page as a whole: nothing a user writes becomes markup, nothing is loaded, and size has bounds.

use std::collections::BTreeMap;

use super::render;
use crate::checks::*;
use crate::config::Overrides;
use crate::project::Project;

/// Names that would break out of text, attributes, style sheets and comments.
const HOSTILE: [&str; 4] =
    ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "</style></svg>--><b>", "a&lt;b]]>"];
const HARMLESS: [&str; 4] = ["one", "two", "three", "four"];

fn datagen(names: [&str; 4]) -> Project {
    let [a, b, c, d] = names.map(|name| format!("'{}'", name.replace('\'', "''")));
    read(&format!(
        "
seed: 7
datasets:
  - name: {a}
    output: a
    num_rows: 50
    columns:
      - {{ name: id, generator: {{ type: sequential_id }} }}
      - {{ name: {b}, generator: {{ type: weighted_choice, values: {{ {c}: 1, {d}: 2 }} }} }}
  - name: {d}
    output: b
    num_rows: 80
    partition: {{ column: day, start: 2025-01-01, days: 10 }}
    columns:
      - {{ name: {a}, generator: {{ type: foreign_key, dataset: {a} }} }}
      - {{ name: n, generator: {{ type: optional, prob: 0.5, inner: {{ type: uniform_int, min: 0, max: 9 }} }} }}
",
    ))
}

/// Few entities, or very many.
fn plotsim(about: &str, label: &str, count: u64) -> Project {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    read(&format!(
        "
about: {}
unit: person
window: {{ start: 2024-01, end: 2025-12, every: monthly }}
metrics:
  - {{ name: joy, label: {}, type: score, polarity: positive }}
  - {{ name: cost, type: amount, polarity: positive, range: [10, 90], follows: joy, delay: 2 }}
segments:
  - {{ name: calm, label: {}, count: {count}, archetype: growth, spread: {{ level: 0.1 }} }}
  - {{ name: late, count: {count}, archetype: decline, arrival: {{ kind: uniform, start: 2, end: 9 }} }}
",
        quoted(about),
        quoted(label),
        quoted(label),
    ))
}

fn read(yaml: &str) -> Project {
    Project::read("test", yaml, Overrides::default())
        .map(|(project, _)| project)
        .map_err(|e| e.to_string())
        .unwrap()
}

fn histogram() -> Histogram {
    Histogram {
        edges: vec![0.0, 1.0, 2.0, 3.0],
        counts: vec![5, 9, 2],
        outside: (0, 1),
        expected: vec![4.0, 8.0, 4.0],
    }
}

/// A measurement of every kind, under these names.
fn checked(names: [&str; 4]) -> Checked {
    let [a, b, c, d] = names.map(str::to_owned);
    let column = |column: &str| ColumnMeasure { column: column.to_owned(), ..Default::default() };
    let numbers: Numbers = [0.0, 1.0, 1.0, 2.0, 3.0].into_iter().collect();
    let category = |value: &String, count| Category { value: value.clone(), count, expected: Some(20.0) };
    let mut chosen = column(&b);
    chosen.categories = vec![category(&c, 17), category(&d, 33)];
    let mut drawn = column("n");
    (drawn.nulls, drawn.numbers, drawn.histogram) = (41, Some(numbers), Some(histogram()));
    let table =
        |table: &String, rows, columns| TableMeasure { table: table.clone(), kind: "dataset", rows, columns };
    let metric = MetricMeasure {
        metric: a.clone(),
        table: b.clone(),
        column: c.clone(),
        nulls: 3,
        numbers,
        histogram: histogram(),
        courses: Vec::new(),
    };
    let pair = |scope| PairMeasure {
        phase: None,
        metric_a: a.clone(),
        metric_b: b.clone(),
        scope,
        configured: -0.5,
        expected: -0.48,
        given: 0.4,
        achieved: -0.47,
        standard_error: 0.01,
        clusters: 480,
        cells: 480,
    };
    let point = |lag: usize| LagPoint { lag, correlation: 0.9 - 0.1 * lag as f64, unexplained: 0.2 };
    let lag = LagCurve {
        metric: a.clone(),
        driver: b.clone(),
        configured: 2,
        found: 2,
        points: (0..6).map(point).collect(),
    };
    let event =
        EventMeasure { table: a.clone(), trigger: "threshold", observed: vec![3; 24], expected: vec![4; 24] };
    Checked {
        outcomes: vec![Outcome {
            check: "pk_uniqueness",
            table: Some(a.clone()),
            columns: Vec::new(),
            status: Status::Fail,
            expected: b.clone(),
            observed: c.clone(),
            detail: d.clone(),
        }],
        measurements: Measurements {
            column_pairs: Vec::new(),
            tables: vec![
                table(&a, 50, vec![column("id"), chosen]),
                table(&d, 80, vec![column(&a), drawn, column("day")]),
            ],
            periods: (0..24).map(|period| period.to_string()).collect(),
            metrics: vec![metric],
            correlations: Some(CorrelationMeasure {
                phases: false,
                metrics: vec![a.clone(), b.clone()],
                pooled: vec![1.0, -0.47, -0.47, 1.0],
                residual: vec![1.0, f64::NAN, f64::NAN, 1.0],
                pairs: vec![pair("pooled"), pair("residual")],
            }),
            lags: vec![lag],
            events: vec![event],
        },
    }
}

/// How often each element begins.
fn elements(page: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for part in page.split('<').skip(1) {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && !"/!-".contains(c)).unwrap_or(part.len());
        *found.entry(&part[..end]).or_default() += 1;
    }
    found
}

#[test]
fn names_and_values_are_never_markup() {
    for (hostile, harmless) in [
        (render(&datagen(HOSTILE), &checked(HOSTILE)), render(&datagen(HARMLESS), &checked(HARMLESS))),
        (
            render(&plotsim(HOSTILE[0], HOSTILE[1], 9), &checked(HOSTILE)),
            render(&plotsim(HARMLESS[0], HARMLESS[1], 9), &checked(HARMLESS)),
        ),
    ] {
        assert_eq!(elements(&hostile), elements(&harmless));
        assert!(!elements(&hostile).contains_key("script") && !elements(&hostile).contains_key("img"));
        assert!(hostile.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
}

#[test]
fn every_section_is_there_and_nothing_is_loaded() {
    let page = render(&plotsim("Moods", "Joy", 9), &checked(HARMLESS));
    let headings: Vec<&str> =
        ["diagram", "tables", "trajectories", "metrics", "correlations", "lags", "events", "checks"].into();
    for id in &headings {
        assert!(page.contains(&format!("<h2 id=\"{id}\">")), "{id}");
    }
    assert_eq!(page.matches("<h2 ").count(), headings.len());
    let mut pictures = page.split("role=\"img\"").skip(1);
    assert!(pictures.all(|rest| rest.split_once('>').is_some_and(|(_, body)| body.starts_with("<title>"))));
    // The names of XML's vocabularies aside, there is no address.
    assert!(!page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").contains("://"));
    assert!(!page.contains("url(") && page.ends_with("</html>\n"));
    assert_eq!(page, render(&plotsim("Moods", "Joy", 9), &checked(HARMLESS)));
}

#[test]
fn the_page_does_not_grow_with_entities_or_empty_measurements() {
    let small = render(&plotsim("Moods", "Joy", 300), &checked(HARMLESS)).len();
    let large = render(&plotsim("Moods", "Joy", 3_000_000), &checked(HARMLESS)).len();
    assert!(large.abs_diff(small) < small / 20, "{small} and {large} bytes");
    let bare = render(&plotsim("Moods", "Joy", 9), &Checked::default());
    assert!(!bare.contains("id=\"lags\"") && bare.contains("id=\"trajectories\""));
    if let Ok(directory) = std::env::var("PLOTSIM_SHOW") {
        std::fs::write(
            format!("{directory}/fake_p.html"),
            render(&plotsim("Moods", "Joy", 9), &checked(HARMLESS)),
        )
        .unwrap();
        std::fs::write(format!("{directory}/fake_d.html"), render(&datagen(HOSTILE), &checked(HOSTILE)))
            .unwrap();
    }
}
