//! The archetype language: `growth > spike_then_crash > seasonal @ 6 @ 14`.
//!
//! ```text
//! spec  := shape ( ">" shape )* ( "@" period )*
//! ```
//!
//! Shapes follow one another; each `@` names the period in which the next shape begins, after the whole
//! chain. `k` shapes take either `k − 1` periods, in `1..n` and ascending, or none, which splits the window
//! evenly. White space is free. `+` is reserved.

mod problem;
mod scan;
mod shapes;
#[cfg(test)]
mod tests;

pub use problem::{DslError, DslProblem};
pub use shapes::{SHAPES, Shape, ShapePart};

use super::archetype::Segment;
use scan::{Scanner, Token, Word};

/// A chain of shapes and the fractions of the window they span.
#[derive(Clone, Debug)]
pub struct Chain {
    shapes: Vec<&'static Shape>,
    /// Fractions of the window: 0, the anchors, 1.
    edges: Vec<f64>,
}

impl Chain {
    /// The shapes in time order.
    pub fn shapes(&self) -> &[&'static Shape] {
        &self.shapes
    }

    /// The chain as segments that cover the window.
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        for (shape, span) in self.shapes.iter().zip(self.edges.windows(2)) {
            let (from, to) = (span[0], span[1]);
            // The weighted form meets both edges exactly.
            let at = |local: f64| from * (1.0 - local) + to * local;
            for part in shape.parts {
                segments.push(Segment { curve: part.curve, start: at(part.start), end: at(part.end) });
            }
        }
        segments
    }
}

/// Reads an archetype for a window of `periods`.
///
/// ```
/// # use plotsim_maths::trajectory::dsl;
/// let chain = dsl::parse("growth > decline @ 6", 24).unwrap();
/// assert_eq!(chain.segments()[1].start, 0.25);
/// let problems = dsl::parse("growth > declime", 24).unwrap_err();
/// assert_eq!((problems[0].offset, problems[0].length), (9, 7));
/// ```
///
/// # Errors
///
/// Every problem found, in text order; each names the bytes of `text` it is about.
pub fn parse(text: &str, periods: usize) -> Result<Chain, Vec<DslError>> {
    let mut reader = Reader { words: Scanner::new(text).collect(), at: 0, problems: Vec::new() };
    let shapes = reader.chain(text);
    let anchors = reader.anchors(text);
    let Reader { mut problems, .. } = reader;
    check_anchors(&shapes, &anchors, periods, text, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.offset);
        return Err(problems);
    }
    let shapes: Vec<&'static Shape> = shapes.into_iter().flatten().collect();
    let mut edges = vec![0.0];
    if anchors.is_empty() {
        edges.extend((1..shapes.len()).map(|i| i as f64 / shapes.len() as f64));
    } else {
        edges.extend(anchors.iter().filter_map(|anchor| anchor.period).map(|at| at as f64 / periods as f64));
    }
    edges.push(1.0);
    Ok(Chain { shapes, edges })
}

/// An `@` and the period after it, if that could be read.
struct Anchor<'t> {
    word: Word<'t>,
    period: Option<i64>,
}

struct Reader<'t> {
    words: Vec<Word<'t>>,
    at: usize,
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
    fn chain(&mut self, text: &'t str) -> Vec<Option<&'static Shape>> {
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
                    shapes.push(shape);
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
    shapes: &[Option<&'static Shape>],
    anchors: &[Anchor<'_>],
    periods: usize,
    text: &str,
    problems: &mut Vec<DslError>,
) {
    let whole = |problem| DslError { offset: 0, length: text.len(), problem };
    let structure_is_sound = !problems.iter().any(|error| error.problem.hides_count());
    if structure_is_sound && anchors.is_empty() && shapes.len() > periods {
        problems.push(whole(DslProblem::TooManyShapes { shapes: shapes.len(), periods }));
    }
    if structure_is_sound && !anchors.is_empty() && anchors.len() + 1 != shapes.len() {
        let expected = shapes.len().saturating_sub(1);
        // Point at the first period too many, or at the last one there is.
        let word = anchors.get(expected).or(anchors.last()).map(|anchor| anchor.word);
        let word = word.unwrap_or_else(|| Word::end_of(text));
        let problem = DslProblem::WrongCount { shapes: shapes.len(), expected, found: anchors.len() };
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
