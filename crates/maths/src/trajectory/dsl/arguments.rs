//! Values of a shape in parentheses: `linear(0.2, end: 0.9)`.

use super::problem::{DslError, DslProblem};
use super::scan::{Token, Word};
use super::shapes::{Piece, Shape};
use crate::trajectory::curves::{CurveProblem, ParamValue, Rate};
use crate::trajectory::time_axis::Granularity;

/// A value and, if it has one, its name.
struct Argument<'t> {
    name: Option<Word<'t>>,
    value: Word<'t>,
}

/// Reads the words between the parentheses of a shape.
pub(super) fn read<'t>(
    shape: &'static Shape,
    text: &'t str,
    words: &[Word<'t>],
    granularity: Granularity,
    problems: &mut Vec<DslError>,
) -> Option<Piece> {
    let before = problems.len();
    let mut given: Vec<(&str, ParamValue, Word<'t>)> = Vec::new();
    let mut report = |word: Word<'t>, problem| {
        problems.push(DslError { offset: word.offset, length: word.text.len(), problem });
    };
    let mut named = false;
    for (place, words) in words.split(|word| word.token == Token::Comma).enumerate() {
        let Some(argument) = argument(text, words) else {
            let word = words.first().copied().unwrap_or_else(|| Word::end_of(text));
            report(word, DslProblem::NotAValue { found: word.text.to_string() });
            continue;
        };
        named |= argument.name.is_some();
        let name = match argument.name {
            Some(name) => name.text,
            None if named => {
                report(argument.value, DslProblem::UnnamedValue { found: argument.value.text.to_string() });
                continue;
            }
            None => match shape.params.get(place) {
                Some(param) => param.name,
                None => {
                    let most = shape.params.len();
                    report(argument.value, DslProblem::TooManyValues { shape: shape.name, most });
                    continue;
                }
            },
        };
        let Some(value) = value(argument.value.text, granularity) else {
            report(argument.value, DslProblem::NotAValue { found: argument.value.text.to_string() });
            continue;
        };
        let place = argument.name.unwrap_or(argument.value);
        if given.iter().any(|(known, ..)| *known == name) {
            report(place, DslProblem::TwoValues { parameter: name.to_string() });
            continue;
        }
        given.push((name, value, place));
    }
    let values: Vec<(&str, ParamValue)> = given.iter().map(|(name, value, _)| (*name, *value)).collect();
    match shape.with_params(&values) {
        Ok(piece) => (problems.len() == before).then_some(piece),
        Err(wrong) => {
            for problem in wrong {
                let place = given.iter().find(|(name, ..)| *name == CurveProblem::parameter(&problem));
                if let Some((_, _, word)) = place {
                    let (offset, length) = (word.offset, word.text.len());
                    problems.push(DslError { offset, length, problem: DslProblem::Value(problem) });
                }
            }
            None
        }
    }
}

/// The words of one argument; none if there is no value.
fn argument<'t>(text: &'t str, words: &[Word<'t>]) -> Option<Argument<'t>> {
    let (name, value) = match words {
        [name, colon, value @ ..] if name.token == Token::Name && colon.token == Token::Colon => {
            (Some(*name), value)
        }
        value => (None, value),
    };
    let (first, last) = (value.first()?, value.last()?);
    let value = text.get(first.offset..last.offset + last.text.len())?;
    Some(Argument { name, value: Word { token: Token::Other, text: value, offset: first.offset } })
}

fn value(text: &str, granularity: Granularity) -> Option<ParamValue> {
    match text {
        "true" => Some(ParamValue::Bool(true)),
        "false" => Some(ParamValue::Bool(false)),
        _ => {
            let number = text.parse().ok().filter(|number: &f64| number.is_finite()).map(ParamValue::Number);
            number.or_else(|| Rate::parse(text).map(|rate| ParamValue::Rate(rate, granularity)))
        }
    }
}
