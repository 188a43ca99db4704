//! Pieces that several sections are made of.

use maud::{Markup, PreEscaped, html};

use super::chart::Chart;

/// Most pictures in a section.
pub const MOST_FIGURES: usize = 60;

/// A chart under its name, with what else there is to say below.
pub fn figure(name: &Markup, chart: &Chart, note: &Markup) -> Markup {
    html! {
        figure {
            figcaption { (name) }
            (PreEscaped(chart.svg()))
            @let note = note.clone().into_string();
            @if !note.is_empty() { p.note { (PreEscaped(note)) } }
        }
    }
}

/// Figures side by side, as many as the width allows; those beyond [`MOST_FIGURES`] are counted.
pub fn grid(figures: impl ExactSizeIterator<Item = Markup>, what: &str) -> Markup {
    let all = figures.len();
    html! {
        div.grid { @for figure in figures.take(MOST_FIGURES) { (figure) } }
        @if all > MOST_FIGURES { p.note { "Shown are " (MOST_FIGURES) " of " (all) " " (what) "." } }
    }
}

/// What the inks of a section's charts mean: class of the swatch, meaning.
pub fn legend(marks: &[(&str, &str)]) -> Markup {
    html! {
        p.legend { @for (class, meaning) in marks { span { span.swatch.(class) {} " " (meaning) } } }
    }
}

/// What may be wider than a phone: it scrolls by itself, by keyboard too.
pub fn wide(name: &str, content: &Markup) -> Markup {
    html! { div.wide role="region" aria-label=(name) tabindex="0" { (content) } }
}

/// Sums of neighbours, so that at most `most` numbers are left, and how many made one.
pub fn grouped(values: &[u64], most: usize) -> (Vec<u64>, usize) {
    let size = values.len().div_ceil(most.max(1)).max(1);
    (
        values
            .chunks(size)
            .map(|chunk| chunk.iter().fold(0, |sum, value| u64::saturating_add(sum, *value)))
            .collect(),
        size,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_sum() {
        assert_eq!(grouped(&[1, 2, 3, 4, 5], 2), (vec![6, 9], 3));
        assert_eq!(grouped(&[1, 2], 5), (vec![1, 2], 1));
        assert_eq!(grouped(&[], 5), (vec![], 1));
    }
}
