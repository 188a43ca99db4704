//! The archetype language: `growth > spike_then_crash > seasonal @ 6 @ 14`.
//!
//! ```text
//! spec  := shape ( ">" shape )* ( "@" period )*
//! shape := name [ "(" value ( "," value )* ")" ]
//! value := [ parameter ":" ] ( number | "true" | "false" | number "per" stretch )
//! ```
//!
//! Shapes follow one another; each `@` names the period in which the next shape begins, after the whole
//! chain. `k` shapes take either `k − 1` periods, in `1..n` and ascending, or none, which splits the window
//! evenly. Values without a name are taken in the order of the shape's parameters, and a name follows them all.
//! White space is free. `+` is reserved.

mod arguments;
mod problem;
mod scan;
mod shapes;
#[cfg(test)]
mod tests;

pub use problem::{DslError, DslProblem};
pub use shapes::{CURVE_SHAPES, Piece, SHAPES, Shape, ShapeParam, ShapePart};

use std::fmt;

use super::archetype::Segment;
use super::time_axis::Granularity;
use scan::{Scanner, Token, Word};

/// A chain of shapes and the fractions of the window they span.
#[derive(Clone, Debug)]
pub struct Chain {
    pieces: Vec<Piece>,
    /// The periods in which the second shape and those after it begin; empty for an even split.
    anchors: Vec<usize>,
    periods: usize,
}

impl Chain {
    /// A chain of at least one shape over a window of `periods`. The anchors are one less than the shapes, or none for an even
    /// split; they lie in `1..periods` and ascend.
    pub fn new(pieces: Vec<Piece>, anchors: Vec<usize>, periods: usize) -> Chain {
        Chain { pieces, anchors, periods }
    }

    /// The shapes in time order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Fractions of the window: 0, where each shape but the first begins, 1.
    fn edges(&self) -> Vec<f64> {
        let mut edges = vec![0.0];
        if self.anchors.is_empty() {
            edges.extend((1..self.pieces.len()).map(|i| i as f64 / self.pieces.len() as f64));
        } else {
            edges.extend(self.anchors.iter().map(|at| *at as f64 / self.periods as f64));
        }
        edges.push(1.0);
        edges
    }

    /// The chain as segments that cover the window.
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        for (piece, span) in self.pieces.iter().zip(self.edges().windows(2)) {
            let (from, to) = (span[0], span[1]);
            // The weighted form meets both edges exactly.
            let at = |local: f64| from * (1.0 - local) + to * local;
            for part in piece.parts() {
                segments.push(Segment { curve: part.curve, start: at(part.start), end: at(part.end) });
            }
        }
        segments
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces: Vec<String> = self.pieces.iter().map(Piece::to_string).collect();
        f.write_str(&pieces.join(" > "))?;
        self.anchors.iter().try_for_each(|anchor| write!(f, " @ {anchor}"))
    }
}

/// Reads an archetype for a window of so many `periods`, each this long.
///
/// ```
/// # use plotsim_maths::trajectory::dsl;
/// # use plotsim_maths::trajectory::time_axis::Granularity::Monthly;
/// let chain = dsl::parse("growth > decline(rate: 3) @ 6", 24, Monthly).unwrap();
/// assert_eq!(chain.segments()[1].start, 0.25);
/// let problems = dsl::parse("growth > declime", 24, Monthly).unwrap_err();
/// assert_eq!((problems[0].offset, problems[0].length), (9, 7));
/// ```
///
/// # Errors
///
/// Every problem found, in text order; each names the bytes of `text` it is about.
pub fn parse(text: &str, periods: usize, granularity: Granularity) -> Result<Chain, Vec<DslError>> {
    let mut reader = Reader { words: Scanner::new(text).collect(), at: 0, granularity, problems: Vec::new() };
    let pieces = reader.chain(text);
    let anchors = reader.anchors(text);
    let Reader { mut problems, .. } = reader;
    check_anchors(pieces.len(), &anchors, periods, text, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.offset);
        return Err(problems);
    }
    let pieces = pieces.into_iter().flatten().collect();
    let anchors = anchors.iter().filter_map(|anchor| usize::try_from(anchor.period?).ok()).collect();
    Ok(Chain::new(pieces, anchors, periods))
}

/// An `@` and the period after it, if that could be read.
struct Anchor<'t> {
    word: Word<'t>,
    period: Option<i64>,
}

struct Reader<'t> {
    words: Vec<Word<'t>>,
    at: usize,
    granularity: Granularity,
    problems: Vec<DslError>,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<Word<'t>> {
        self.words.get(self.at).copied()
    }

    fn report(&mut self, word: Word<'t>, problem: DslProblem) {
        self.problems.push(DslError { offset: word.offset, length: word.text.len(), problem });
    }

    /// Shapes up to the first `@`; one place per shape, empty where the name was wrong.
    fn chain(&mut self, text: &'t str) -> Vec<Option<Piece>> {
        let mut shapes = Vec::new();
        let mut shape_due = true;
        while let Some(word) = self.peek().filter(|word| word.token != Token::At) {
            self.at += 1;
            match word.token {
                Token::Name if shape_due => {
                    let shape = Shape::find(word.text);
                    if shape.is_none() {
                        self.report(word, DslProblem::unknown_shape(word.text));
                    }
                    let piece = self.piece(text, word, shape);
                    shapes.push(piece);
                    shape_due = false;
                }
                Token::Arrow if !shape_due => shape_due = true,
                Token::Arrow => self.report(word, DslProblem::MissingShape),
                Token::Plus => {
                    self.report(word, DslProblem::ReservedPlus);
                    shape_due = true;
                }
                _ if shape_due => {
                    self.report(word, DslProblem::NotAShape { found: word.text.to_string() });
                    shapes.push(None);
                    shape_due = false;
                }
                _ => self.report(word, DslProblem::MissingArrow { found: word.text.to_string() }),
            }
        }
        if shape_due {
            let problem = if self.words.is_empty() { DslProblem::Empty } else { DslProblem::MissingShape };
            let word = self.peek().unwrap_or_else(|| Word::end_of(text));
            self.report(word, problem);
        }
        shapes
    }

    /// A shape and what stands in parentheses after it.
    fn piece(&mut self, text: &'t str, name: Word<'t>, shape: Option<&'static Shape>) -> Option<Piece> {
        if self.peek().is_none_or(|word| word.token != Token::Open) {
            return shape.map(Piece::of);
        }
        self.at += 1;
        let from = self.at;
        let Some(length) = self.words[from..].iter().position(|word| word.token == Token::Close) else {
            let found = shape.map_or("the shape", |shape| shape.name);
            self.report(name, DslProblem::NotClosed { shape: found });
            self.at = self.words.len();
            return None;
        };
        self.at = from + length + 1;
        let words = &self.words[from..from + length];
        arguments::read(shape?, text, words, self.granularity, &mut self.problems)
    }

    /// Periods from the first `@` to the end.
    fn anchors(&mut self, text: &'t str) -> Vec<Anchor<'t>> {
        let mut anchors = Vec::new();
        while let Some(word) = self.peek() {
            self.at += 1;
            if word.token != Token::At {
                // One report for the whole tail: what follows is not anchors.
                let problem = match word.token {
                    Token::Arrow => DslProblem::ShapeAfterPeriod,
                    Token::Plus => DslProblem::ReservedPlus,
                    _ => DslProblem::MissingAt { found: word.text.to_string() },
                };
                self.report(word, problem);
                break;
            }
            let period =
                self.peek().filter(|next| matches!(next.token, Token::Number | Token::Name | Token::Other));
            match period {
                None => {
                    let place = self.peek().unwrap_or_else(|| Word::end_of(text));
                    self.report(place, DslProblem::MissingPeriod);
                    anchors.push(Anchor { word, period: None });
                }
                Some(number) => {
                    self.at += 1;
                    let period = number.text.parse().ok();
                    if period.is_none() {
                        self.report(number, DslProblem::NotAPeriod { found: number.text.to_string() });
                    }
                    anchors.push(Anchor { word: number, period });
                }
            }
        }
        anchors
    }
}

/// The rules that need the number of shapes and of periods.
fn check_anchors(
    shapes: usize,
    anchors: &[Anchor<'_>],
    periods: usize,
    text: &str,
    problems: &mut Vec<DslError>,
) {
    let whole = |problem| DslError { offset: 0, length: text.len(), problem };
    let structure_is_sound = !problems.iter().any(|error| error.problem.hides_count());
    if structure_is_sound && anchors.is_empty() && shapes > periods {
        problems.push(whole(DslProblem::TooManyShapes { shapes, periods }));
    }
    if structure_is_sound && !anchors.is_empty() && anchors.len() + 1 != shapes {
        let expected = shapes.saturating_sub(1);
        // Point at the first period too many, or at the last one there is.
        let word = anchors.get(expected).or(anchors.last()).map(|anchor| anchor.word);
        let word = word.unwrap_or_else(|| Word::end_of(text));
        let problem = DslProblem::WrongCount { shapes, expected, found: anchors.len() };
        problems.push(DslError { offset: word.offset, length: word.text.len(), problem });
    }
    let mut previous: Option<i64> = None;
    for anchor in anchors {
        let Some(value) = anchor.period else { continue };
        let outside = usize::try_from(value).map_or(true, |at| at == 0 || at >= periods);
        let problem = if outside {
            Some(DslProblem::OutOfWindow { value, periods })
        } else {
            previous.filter(|&p| value <= p).map(|previous| DslProblem::NotAscending { value, previous })
        };
        if let Some(problem) = problem {
            problems.push(DslError { offset: anchor.word.offset, length: anchor.word.text.len(), problem });
        }
        previous = Some(previous.map_or(value, |p| p.max(value)));
    }
}
