//! Fields that are read as one value.

use std::borrow::Cow;

use super::field::Field;
use crate::config::calendar;
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Word};
use crate::config::suggest;

impl<'a> Field<'a> {
    /// True or false.
    pub fn bool(&self) -> Option<bool> {
        match &self.node.value {
            Value::Bool(value) => Some(*value),
            Value::Text(text) => {
                let meant =
                    suggest::closest(text, ["true", "false"]).map(|word| format!("did you mean '{word}'?"));
                self.wrong_type("true or false", meant.as_deref())
            }
            _ => self.wrong_type("true or false", None),
        }
    }

    /// A whole number in `low..=high`.
    pub fn int(&self, low: i64, high: i64) -> Option<i64> {
        let Value::Int(value) = self.node.value else { return self.not_whole() };
        match i64::try_from(value) {
            Ok(value) if (low..=high).contains(&value) => return Some(value),
            Err(_) if low == i64::MIN || high == i64::MAX => {
                let message = match value > 0 {
                    true => format!("is {}, but the greatest whole number is {}", self.node, i64::MAX),
                    false => format!("is {}, but the least whole number is {}", self.node, i64::MIN),
                };
                self.error("out-of-range", message, None);
            }
            _ => {
                let message = format!("is {}, but must be a {}", self.node, Kind::Int(low, high));
                self.broken("out-of-range", message, None);
            }
        }
        None
    }

    /// A whole number from 0 to 2⁶⁴−1.
    pub fn seed(&self) -> Option<u64> {
        let Value::Int(value) = self.node.value else { return self.not_whole() };
        u64::try_from(value)
            .map_err(|_| {
                let message = format!("is {}, but must be a {}", self.node, Kind::Seed);
                self.broken("out-of-range", message, None);
            })
            .ok()
    }

    fn not_whole<T>(&self) -> Option<T> {
        let hint = match &self.node.value {
            Value::Float(_) => Some("write it without a fraction or exponent"),
            value => leading_zero(value),
        };
        self.wrong_type("a whole number", hint)
    }

    /// A finite number in `interval`; whole numbers widen.
    pub fn float(&self, interval: Interval) -> Option<f64> {
        let Some(value) = self.node.number() else {
            return self.wrong_type("a number", leading_zero(&self.node.value));
        };
        if interval.contains(value) {
            return Some(value);
        }
        self.broken("out-of-range", format!("is {}, but must be {interval}", self.node), None);
        None
    }

    /// A text; numbers and flags must be put in quotes to be one.
    pub fn text(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => self.wrong_type("text", None),
            _ => self.wrong_type("text", Some("put it in quotes")),
        }
    }

    /// A text, number or boolean as it is written: `1e3` and `1.0` keep their spelling.
    pub fn text_as_written(&self) -> Option<Cow<'a, str>> {
        let written = self.node.written();
        if written.is_none() {
            let message = format!("must be text, a number or a boolean, not {}", self.node.value.kind());
            self.broken("wrong-type", message, None);
        }
        written
    }

    /// One of `words`; gives its index.
    pub fn word(&self, words: &[&str]) -> Option<usize> {
        let text = self.text()?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let message = format!("is '{text}', but must be one of {}", words.join(", "));
            let hint =
                suggest::closest(text, words.iter().copied()).map(|name| format!("did you mean '{name}'?"));
            self.broken("unknown-word", message, hint);
        }
        found
    }

    /// One of the words of a type.
    pub fn word_of<W: Word>(&self) -> Option<W> {
        W::ALL.get(self.word(W::WORDS)?).copied()
    }

    /// Days since 1970-01-01 of a `YYYY-MM-DD`.
    pub fn date(&self) -> Option<i32> {
        let text = self.text()?;
        let day = calendar::parse_date(text);
        if day.is_none() {
            self.error(
                "bad-date",
                format!("{}: '{text}' is not a valid date", self.name()),
                Some("write it as YYYY-MM-DD".into()),
            );
        }
        day
    }

    /// Seconds since 1970-01-01T00:00:00 of a `YYYY-MM-DDTHH:MM:SS`.
    pub fn timestamp(&self) -> Option<i64> {
        let text = self.text()?;
        let second = calendar::parse_timestamp(text);
        if second.is_none() {
            let hint = "write it as YYYY-MM-DDTHH:MM:SS, without a zone or fractions".to_owned();
            let message = format!("{}: '{text}' is not a valid timestamp", self.name());
            self.error("bad-timestamp", message, Some(hint));
        }
        second
    }
}

/// What is wrong with a number that is text because it begins with a zero.
fn leading_zero(value: &Value) -> Option<&'static str> {
    let Value::Text(text) = value else { return None };
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let zero =
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    zero.then_some("write it without the leading zero")
}
