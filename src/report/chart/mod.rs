//! Small charts: plain numbers in, one SVG element out.
//!
//! What is drawn is said by a [`Chart`]; `plotters` places it. Ticks are chosen here, because its own choice asks the
//! platform's logarithm. Coordinates are whole numbers on a canvas four times as fine as the page, so nothing depends
//! on how a machine rounds. Inks are marked by their colours, which the page's style sheet exchanges in the dark.

mod axis;

use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::prelude::{
    ChartBuilder, DashedLineSeries, DrawingAreaErrorKind, IntoDrawingArea, IntoFont, LineSeries, SVGBackend,
};
use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle};

pub use axis::{Axis, Scale};

/// Canvas units in a pixel of the page.
const FINE: f64 = 4.0;
/// Height of the labels, in pixels.
const TEXT: f64 = 11.0;
/// Width of a letter of a label, in pixels; generous.
const LETTER: f64 = 6.4;

/// A chart and what is said of it to those who do not see it.
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What there is to see.
    pub summary: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
    pub x: Axis,
    pub y: Axis,
    /// From back to front.
    pub layers: Vec<Layer>,
}

/// The size of most charts.
pub const USUAL: (u32, u32) = (340, 200);

/// Something drawn.
pub enum Layer {
    /// Between a lower and an upper curve: x, low, high.
    Band {
        points: Vec<(f64, f64, f64)>,
        ink: Ink,
    },
    /// NaN interrupts a line.
    Line {
        points: Vec<(f64, f64)>,
        ink: Ink,
        dashed: bool,
    },
    /// From 0: left end, right end, height.
    Bars {
        bars: Vec<(f64, f64, f64)>,
        ink: Ink,
    },
    Dots {
        points: Vec<(f64, f64)>,
        ink: Ink,
    },
    /// A line across the whole chart at this x.
    Rule {
        x: f64,
        ink: Ink,
    },
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What was generated.
    Data,
    /// What the config says.
    Plan,
    /// What serves orientation.
    Muted,
    /// One of several lines of equal rank, by its place among them; colours come again after the eighth.
    Series(usize),
}

/// The colours of lines of equal rank: told apart by lightness too, and legible as lines on white.
const SERIES: [RGBColor; 8] = [
    DATA,
    PLAN,
    RGBColor(0x1D, 0x7A, 0x4F),
    RGBColor(0x8A, 0x4F, 0xA3),
    RGBColor(0x9A, 0x6A, 0x00),
    RGBColor(0x0E, 0x7C, 0x86),
    RGBColor(0xB0, 0x30, 0x6A),
    RGBColor(0x6B, 0x5B, 0x4F),
];
const DATA: RGBColor = RGBColor(0x25, 0x63, 0xA8);
const PLAN: RGBColor = RGBColor(0xC2, 0x41, 0x0C);

impl Ink {
    /// The colour as CSS writes it.
    pub fn hex(self) -> String {
        let RGBColor(red, green, blue) = self.colour();
        format!("#{red:02X}{green:02X}{blue:02X}")
    }

    fn colour(self) -> RGBColor {
        match self {
            Ink::Data => DATA,
            Ink::Plan => PLAN,
            Ink::Muted => RGBColor(0x8A, 0x94, 0xA3),
            Ink::Series(place) => SERIES[place % SERIES.len()],
        }
    }
}

const GRID: RGBColor = RGBColor(0xE3, 0xE7, 0xEC);
const AXIS: RGBColor = RGBColor(0xC3, 0xCA, 0xD4);
const LABEL: RGBColor = RGBColor(0x5B, 0x66, 0x75);

fn fine(pixels: f64) -> u32 {
    libm::round(pixels * FINE) as u32
}

fn stroke(colour: RGBColor, pixels: f64) -> ShapeStyle {
    colour.stroke_width(fine(pixels))
}

impl Chart {
    /// The chart as an `svg` element.
    pub fn svg(&self) -> String {
        self.element("class=\"chart\" role=\"img\"")
    }

    /// The chart as an `svg` element within another, with its upper left corner there.
    pub fn svg_at(&self, x: u32, y: u32) -> String {
        self.element(&format!("x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\"", self.size.0, self.size.1))
    }

    fn element(&self, attributes: &str) -> String {
        let size = (fine(self.size.0.into()), fine(self.size.1.into()));
        let mut drawing = String::new();
        // Drawing into a string does not fail; if it did, the title would still be said.
        let drawn = self.draw(&mut drawing, size).is_ok();
        let body = match drawing.split_once('>') {
            Some((_, body)) if drawn => body.trim(),
            _ => "</svg>",
        };
        let head = maud::html! { title { (self.title) } desc { (self.summary) } };
        format!("<svg {attributes} viewBox=\"0 0 {} {}\">{}\n{body}", size.0, size.1, head.into_string())
    }

    fn draw<'a>(
        &self,
        out: &'a mut String,
        size: (u32, u32),
    ) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as plotters::prelude::DrawingBackend>::ErrorType>>
    {
        let root = SVGBackend::with_string(out, size).into_drawing_area();
        // plotters divides by 1.24 before it writes a font size.
        let text: TextStyle<'_> = ("sans-serif", TEXT * FINE * 1.24).into_font().color(&LABEL);
        let widest = self.y.ticks.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0);
        let last = self.x.ticks.last().map_or(0, |(_, label)| label.chars().count());
        let name = |axis: &Axis| if axis.name.is_empty() { 0.0 } else { TEXT + 4.0 };
        let mut builder = ChartBuilder::on(&root);
        builder
            .margin_top(fine(TEXT * 0.7))
            .margin_right(fine((last as f64 * LETTER / 2.0).max(8.0)))
            .x_label_area_size(fine(TEXT + 10.0 + name(&self.x)))
            .y_label_area_size(fine(widest as f64 * LETTER + 8.0 + name(&self.y)));
        let mut chart = builder.build_cartesian_2d(self.x.clone(), self.y.clone())?;
        let mut mesh = chart.configure_mesh();
        let (x_label, y_label) = (|at: &f64| self.x.label(*at), |at: &f64| self.y.label(*at));
        mesh.disable_x_mesh()
            .bold_line_style(stroke(GRID, 1.0))
            .light_line_style(GRID.mix(0.0))
            .axis_style(stroke(AXIS, 1.0))
            .label_style(text.clone())
            .axis_desc_style(text)
            .set_all_tick_mark_size(fine(3.0))
            .x_label_formatter(&x_label)
            .y_label_formatter(&y_label);
        if !self.x.name.is_empty() {
            mesh.x_desc(self.x.name.as_str());
        }
        if !self.y.name.is_empty() {
            mesh.y_desc(self.y.name.as_str());
        }
        mesh.draw()?;
        for layer in &self.layers {
            match layer {
                Layer::Band { points, ink } => {
                    for part in points.split(|(_, low, high)| low.is_nan() || high.is_nan()) {
                        let there = part.iter().map(|(x, _, high)| (*x, *high));
                        let back = part.iter().rev().map(|(x, low, _)| (*x, *low));
                        let edge: Vec<(f64, f64)> = there.chain(back).collect();
                        if part.len() > 1 {
                            chart.draw_series(std::iter::once(Polygon::new(edge, ink.colour().mix(0.18))))?;
                        }
                    }
                }
                Layer::Line { points, ink, dashed } => {
                    for part in points.split(|(_, y)| y.is_nan()).filter(|part| !part.is_empty()) {
                        let part = part.to_vec();
                        let style = stroke(ink.colour(), if *dashed { 1.5 } else { 2.0 });
                        if *dashed {
                            let (dash, gap) = (fine(5.0), fine(3.5));
                            chart.draw_series(DashedLineSeries::new(part, dash, gap, style))?;
                        } else {
                            chart.draw_series(LineSeries::new(part, style))?;
                        }
                    }
                }
                Layer::Bars { bars, ink } => {
                    let style = ink.colour().mix(0.55).filled();
                    let bar = |(left, right, height): &(f64, f64, f64)| {
                        Rectangle::new([(*left, 0.0), (*right, *height)], style)
                    };
                    chart.draw_series(bars.iter().filter(|(_, _, height)| *height > 0.0).map(bar))?;
                }
                Layer::Dots { points, ink } => {
                    let dot = |at: &(f64, f64)| Circle::new(*at, fine(3.0), ink.colour().filled());
                    chart.draw_series(points.iter().filter(|(_, y)| !y.is_nan()).map(dot))?;
                }
                Layer::Rule { x, ink } => {
                    let ends = vec![(*x, self.y.low), (*x, self.y.high)];
                    chart.draw_series(std::iter::once(PathElement::new(ends, stroke(ink.colour(), 1.5))))?;
                }
            }
        }
        drop(chart);
        root.present()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(layers: Vec<Layer>) -> Chart {
        Chart {
            title: "Sales of <script>alert(1)</script>".into(),
            summary: "\"quoted\" & more".into(),
            size: USUAL,
            x: Axis::numbers(0.0, 10.0, 5, "<script>"),
            y: Axis::numbers(0.0, 1.0, 4, ""),
            layers,
        }
    }

    #[test]
    fn every_mark_is_drawn_and_text_is_escaped() {
        let svg = chart(vec![
            Layer::Band {
                points: vec![(0.0, 0.1, 0.3), (5.0, f64::NAN, 0.1), (6.0, 0.2, 0.4), (7.0, 0.2, 0.4)],
                ink: Ink::Data,
            },
            Layer::Line { points: vec![(0.0, 0.2), (10.0, 0.3)], ink: Ink::Data, dashed: false },
            Layer::Line { points: vec![(0.0, 0.2), (10.0, 0.3)], ink: Ink::Plan, dashed: true },
            Layer::Bars { bars: vec![(0.0, 1.0, 0.5)], ink: Ink::Data },
            Layer::Dots { points: vec![(3.0, 0.5)], ink: Ink::Plan },
            Layer::Rule { x: 3.0, ink: Ink::Muted },
        ])
        .svg();
        assert!(
            svg.starts_with("<svg class=\"chart\" role=\"img\" viewBox=\"0 0 1360 800\"><title>"),
            "{svg}"
        );
        assert!(svg.ends_with("</svg>"));
        for tag in ["<polygon", "<polyline", "<rect", "<circle", "<text"] {
            assert!(svg.contains(tag), "{tag}");
        }
        assert!(!svg.contains("<script") && svg.matches("&lt;script&gt;").count() == 2, "{svg}");
    }

    #[test]
    fn the_style_sheet_knows_every_colour() {
        let style = include_str!("../style.css");
        let inks = [Ink::Data, Ink::Plan, Ink::Muted].map(Ink::colour);
        for RGBColor(red, green, blue) in inks.into_iter().chain([GRID, AXIS, LABEL]) {
            let colour = format!("#{red:02X}{green:02X}{blue:02X}");
            assert!(style.contains(&format!("\"{colour}\"")), "{colour}");
        }
    }
}
