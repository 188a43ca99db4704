//! Hours of the day and days of the week, with what a rhythm says of them.

use maud::{Markup, PreEscaped, html};

use super::chart::{Axis, Chart, Ink, Layer};
use super::number::percent;
use crate::checks::CalendarMeasure;

/// Size of each of the two charts.
const SIZE: (u32, u32) = (300, 96);

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The charts of a column: hours if it has any, and weekdays.
pub fn calendar(column: &str, measure: &CalendarMeasure) -> Markup {
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour}:00")).collect();
    let days: Vec<String> = DAYS.map(str::to_owned).to_vec();
    let of_hours = (!measure.hours.is_empty())
        .then(|| bars(format!("Hours of {column}"), &measure.hours, &measure.expected_hours, &hours, 6));
    let of_days =
        bars(format!("Weekdays of {column}"), &measure.weekdays, &measure.expected_weekdays, &days, 1);
    html! {
        @if let Some(chart) = of_hours { (PreEscaped(chart.svg())) }
        (PreEscaped(of_days.svg()))
    }
}

/// Shares as bars, the configured ones as a line; every so manieth bar has its name below.
fn bars(title: String, counts: &[u64], expected: &[f64], names: &[String], every: usize) -> Chart {
    let total = counts.iter().sum::<u64>().max(1) as f64;
    let shares: Vec<f64> = counts.iter().map(|count| *count as f64 / total).collect();
    let plan: Vec<f64> = expected.iter().map(|count| count / total).collect();
    let most = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b]).then(b.cmp(a)));
    let summary = most.map_or_else(String::new, |most| {
        let name = names.get(most).map_or("", String::as_str);
        format!("Most in {name}, {} of all.", percent(shares[most]))
    });
    let bar = |(place, share): (usize, &f64)| (place as f64 - 0.42, place as f64 + 0.42, *share);
    let point = |(place, share): (usize, &f64)| (place as f64, *share);
    let ticks = names.iter().enumerate().step_by(every);
    let mut y = Axis::up_to(shares.iter().chain(&plan).copied(), 2, "");
    for (at, text) in &mut y.ticks {
        *text = percent(*at);
    }
    Chart {
        title,
        summary,
        size: SIZE,
        x: Axis {
            low: -0.6,
            high: counts.len() as f64 - 0.4,
            ticks: ticks.map(|(place, name)| (place as f64, name.clone())).collect(),
            name: String::new(),
        },
        y,
        layers: vec![
            Layer::Bars { bars: shares.iter().enumerate().map(bar).collect(), ink: Ink::Data },
            Layer::Line {
                points: plan.iter().enumerate().map(point).collect(),
                ink: Ink::Plan,
                dashed: false,
            },
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stand_beside_what_the_rhythm_says() {
        let measure = CalendarMeasure {
            hours: Vec::new(),
            weekdays: vec![10, 10, 20, 10, 30, 20, 0],
            expected_hours: Vec::new(),
            expected_weekdays: vec![20.0, 20.0, 20.0, 20.0, 20.0, 0.0, 0.0],
        };
        let chart = bars(
            "Weekdays".into(),
            &measure.weekdays,
            &measure.expected_weekdays,
            &DAYS.map(str::to_owned),
            1,
        );
        assert_eq!(chart.summary, format!("Most in Fri, {} of all.", percent(0.3)));
        let Layer::Bars { bars, .. } = &chart.layers[0] else { panic!("bars come first") };
        assert_eq!(bars[4].2, 0.3);
        let Layer::Line { points, .. } = &chart.layers[1] else { panic!("then the plan") };
        assert_eq!(points[5], (5.0, 0.0));
        let page = calendar("day of visits", &measure).into_string();
        assert_eq!((page.matches("<svg").count(), page.contains("Weekdays of day of visits")), (1, true));
    }
}
