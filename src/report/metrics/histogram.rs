//! A histogram with the law it should follow.

use crate::checks::Histogram;
use crate::report::chart::{Axis, Chart, Ink, Layer, Scale};

/// Bars drawn at most; finer histograms are merged.
const BARS: usize = 40;

/// A histogram as a chart. Heights are shares of all numbers per bin; where bins differ in width, per width of the
/// first.
pub fn histogram(title: String, histogram: &Histogram, size: (u32, u32), scale: Scale) -> Chart {
    let merge = histogram.counts.len().div_ceil(BARS).max(1);
    let total = histogram.counts.iter().sum::<u64>() + histogram.outside.0 + histogram.outside.1;
    let unit = total.max(1) as f64;
    let edges: Vec<f64> = histogram
        .edges
        .iter()
        .copied()
        .step_by(merge)
        .chain(
            // The last group may hold fewer bins.
            histogram.edges.last().copied().filter(|_| !histogram.counts.len().is_multiple_of(merge)),
        )
        .collect();
    let width = |bin: usize| edges[bin + 1] - edges[bin];
    let bins = edges.len().saturating_sub(1);
    let first = if bins > 0 { width(0) } else { 1.0 };
    let even = |bin: usize, share: f64| if width(bin) > 0.0 { share * first / width(bin) } else { 0.0 };
    let counts: Vec<u64> = histogram.counts.chunks(merge).map(|chunk| chunk.iter().sum()).collect();
    let expected: Vec<f64> = histogram.expected.chunks(merge).map(|chunk| chunk.iter().sum()).collect();
    let share: Vec<f64> =
        counts.iter().take(bins).enumerate().map(|(bin, count)| even(bin, *count as f64 / unit)).collect();
    let law: Vec<f64> =
        expected.iter().take(bins).enumerate().map(|(bin, count)| even(bin, count / unit)).collect();
    let bar = |(bin, height): (usize, &f64)| {
        // A little room between bars.
        let gap = width(bin) * 0.06;
        (edges[bin] + gap, edges[bin + 1] - gap, *height)
    };
    let middle = |(bin, height): (usize, &f64)| ((edges[bin] + edges[bin + 1]) / 2.0, *height);
    let (low, high) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(1.0));
    let mut y = Axis::up_to(share.iter().chain(&law).copied(), 4, "");
    // Labels of whole percents, unless ticks are finer than that.
    let step = y.ticks.iter().map(|(at, _)| *at).find(|at| *at > 0.0).unwrap_or(1.0);
    for (at, text) in &mut y.ticks {
        let value = *at * 100.0;
        *text = match step {
            _ if *at <= 0.0 => "0".to_owned(),
            step if step < 0.000_95 => format!("{value:.2}\u{202f}%"),
            step if step < 0.0095 => format!("{value:.1}\u{202f}%"),
            _ => format!("{value:.0}\u{202f}%"),
        };
    }
    let most = share.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(bin, _)| bin);
    let shown = |value| scale.text(value, low, high);
    let summary = match most {
        Some(bin) => format!(
            "From {} to {}; most values lie between {} and {}.",
            shown(low),
            shown(high),
            shown(edges[bin]),
            shown(edges[bin + 1])
        ),
        None => "No values.".to_owned(),
    };
    let layers = vec![
        Layer::Bars { bars: share.iter().enumerate().map(bar).collect(), ink: Ink::Data },
        Layer::Line { points: law.iter().enumerate().map(middle).collect(), ink: Ink::Plan, dashed: false },
    ];
    Chart { title, summary, size, x: Axis::scaled(low, high, 5, scale), y, layers }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fine_histograms_are_merged_and_nothing_is_lost() {
        let counts: Vec<u64> = vec![2; 95];
        let edges: Vec<f64> = (0..=95).map(f64::from).collect();
        let expected = vec![2.0; 95];
        let chart = histogram(
            String::new(),
            &Histogram { edges, counts, outside: (10, 0), expected },
            (300, 200),
            Scale::Numbers,
        );
        let Layer::Bars { bars, .. } = &chart.layers[0] else { panic!("bars come first") };
        assert_eq!(bars.len(), 32);
        // The last bar holds two of three bins, so its height is that of all.
        assert!(bars.iter().all(|(_, _, height)| (height - 0.03).abs() < 1e-12), "{bars:?}");
        let empty = histogram(String::new(), &Histogram::default(), (300, 200), Scale::Numbers);
        assert_eq!(empty.summary, "No values.");
    }
}
