//! The picture around charts: ground, title, legend, headings; and its colours in the light and in the dark.

use std::fmt::Write;

use maud::{Markup, PreEscaped, html};

use crate::report::chart::{Chart, Ink};

/// Which ground a picture stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark marks on white.
    Light,
    /// Light marks on a dark ground.
    Dark,
}

/// Colours in the light and what they become in the dark; the first four are ink, labels, grid and axes, the next the ground.
const COLOURS: [(&str, &str); 14] = [
    (INK, "#E4E8EE"),
    (LABEL, "#A3ADBA"),
    ("#E3E7EC", "#2A323C"),
    ("#C3CAD4", "#465160"),
    (GROUND, "#13171C"),
    ("#2563A8", "#6FA9E3"),
    ("#C2410C", "#F0965A"),
    ("#8A94A3", "#7F8A99"),
    ("#1D7A4F", "#62C08F"),
    ("#8A4FA3", "#C79BE0"),
    ("#9A6A00", "#E0B252"),
    ("#0E7C86", "#5CC4CE"),
    ("#B0306A", "#F08BB8"),
    ("#6B5B4F", "#C9B7A8"),
];
pub const INK: &str = "#1A222D";
pub const LABEL: &str = "#5B6675";
const GROUND: &str = "#FFFFFF";

/// Room at the edges, in pixels.
pub const MARGIN: u32 = 16;
/// Width of a letter of 12 pixels; generous.
pub const LETTER: u32 = 7;
/// Height of the line of the title, of the one below it, and of one of the legend.
const LINES: (u32, u32, u32) = (24, 20, 20);

/// What a mark of the legend looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Line,
    Dashed,
    Bar,
    Band,
}

/// A picture: panels and texts on a ground, under a title and a legend.
pub struct Sheet {
    pub title: String,
    /// What the title leaves open, in a line.
    pub subtitle: String,
    /// What there is to see, for those who do not see it.
    pub summary: String,
    pub legend: Vec<(Mark, Ink, String)>,
    /// Width and height of the body in pixels, margins aside.
    pub size: (u32, u32),
    /// Charts with the place of their upper left corner in the body.
    pub charts: Vec<(u32, u32, Chart)>,
    /// Anything else, drawn in the coordinates of the body.
    pub marks: Markup,
}

/// Items of the legend, each with where it begins.
type LegendRow<'a> = Vec<(u32, &'a (Mark, Ink, String))>;

impl Sheet {
    /// The file.
    pub fn svg(&self, theme: Theme) -> String {
        let rows = self.legend_rows();
        let legend = rows.len() as u32 * LINES.2;
        let top = MARGIN + LINES.0 + LINES.1 + legend + if legend > 0 { 6 } else { 2 };
        let (width, height) = (self.size.0 + 2 * MARGIN, top + self.size.1 + MARGIN);
        let charts = self.charts.iter().fold(String::new(), |mut all, (x, y, chart)| {
            all.push_str(&chart.svg_at(*x, *y));
            all.push('\n');
            all
        });
        let (left, title, subtitle) = (MARGIN, MARGIN + 14, MARGIN + LINES.0 + 11);
        let head = html! {
            title { (self.title) }
            desc { (self.summary) }
            rect width=(width) height=(height) fill=(GROUND) {}
            text x=(left) y=(title) font-size="16" font-weight="600" fill=(INK) { (self.title) }
            text x=(left) y=(subtitle) font-size="12" fill=(LABEL) { (self.subtitle) }
            @for (row, items) in rows.iter().enumerate() {
                @for (x, (mark, ink, text)) in items {
                    (swatch(MARGIN + x, MARGIN + LINES.0 + LINES.1 + row as u32 * LINES.2, *mark, *ink, text))
                }
            }
        };
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation \
             Sans', sans-serif\">\n{}\n",
            head.into_string()
        );
        // Writing into a string does not fail.
        let _ = writeln!(
            out,
            "<g transform=\"translate({MARGIN} {top})\">\n{charts}{}</g>\n</svg>",
            self.marks.0
        );
        // Where a font cannot be had, the charts' own texts take what the picture takes.
        let out = out.replace(" font-family=\"sans-serif\"", "");
        match theme {
            Theme::Light => out,
            Theme::Dark => dark(&out),
        }
    }

    /// The items of the legend in rows that fit.
    fn legend_rows(&self) -> Vec<LegendRow<'_>> {
        let mut rows: Vec<LegendRow<'_>> = Vec::new();
        let mut next = 0;
        for item in &self.legend {
            let width = 30 + item.2.chars().count() as u32 * LETTER + 16;
            match rows.last_mut().filter(|_| next + width <= self.size.0) {
                Some(row) => row.push((next, item)),
                None => {
                    next = 0;
                    rows.push(vec![(0, item)]);
                }
            }
            next += width;
        }
        rows
    }
}

fn swatch(x: u32, y: u32, mark: Mark, ink: Ink, text: &str) -> Markup {
    let colour = ink.hex();
    html! {
        @match mark {
            Mark::Line => line x1=(x) x2=(x + 22) y1=(y + 8) y2=(y + 8) stroke=(colour) stroke-width="2.5" {},
            Mark::Dashed => {
                line x1=(x) x2=(x + 22) y1=(y + 8) y2=(y + 8) stroke=(colour) stroke-width="2" stroke-dasharray="5 3.5" {}
            },
            Mark::Bar => rect x=(x + 6) y=(y + 3) width="11" height="11" fill=(colour) fill-opacity="0.55" {},
            Mark::Band => rect x=(x) y=(y + 3) width="22" height="11" fill=(colour) fill-opacity="0.18" {},
        }
        text x=(x + 28) y=(y + 12) font-size="12" fill=(INK) { (text) }
    }
}

/// Colours stand in attributes alone, whose quotes no text can hold unescaped.
fn dark(svg: &str) -> String {
    COLOURS.iter().fold(svg.to_owned(), |svg, (light, dark)| {
        svg.replace(&format!("=\"{light}\""), &format!("=\"{dark}\""))
    })
}

/// A text with its left end at x, in the ink of the picture.
pub fn heading(x: u32, y: u32, text: &str) -> Markup {
    html! { text x=(x) y=(y) font-size="12" font-weight="600" fill=(INK) { (text) } }
}

/// A text shortened to so many pixels.
pub fn fitting(text: &str, pixels: u32) -> String {
    let most = (pixels / LETTER).max(2) as usize;
    match text.char_indices().nth(most) {
        Some(_) => {
            let kept: String = text.chars().take(most - 1).collect();
            format!("{kept}…")
        }
        None => text.to_owned(),
    }
}

/// Nothing beside the charts.
pub fn nothing() -> Markup {
    PreEscaped(String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_has_a_colour_in_the_dark() {
        let inks = [Ink::Data, Ink::Plan, Ink::Muted].into_iter().chain((0..8).map(Ink::Series));
        for ink in inks {
            assert!(COLOURS.iter().any(|(light, _)| *light == ink.hex()), "{ink:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_at_a_letter() {
        assert_eq!(fitting("größer", 28), "grö…");
        assert_eq!(fitting("größer", 420), "größer");
    }
}
