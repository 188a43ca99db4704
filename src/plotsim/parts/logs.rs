//! Log files of events: what stands in their lines, what they are called, in which order lines come.

use crate::config::key::{Key, Unread};
use crate::config::param::{Form, Kind};
use crate::config::reader::{Field, Fields};
use crate::tables::lines::LineFormat;
use crate::words;

/// A name of a file, without directories.
static FILE: Form = Form { words: "text", pattern: "^[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}$" };

words! {
    /// The order of lines.
    pub enum Order { Rows = "rows", Time = "time" }
}

pub const FORMAT: Key<Option<Unread>> = Key::of("log_format", Kind::Text)
    .otherwise("no log")
    .doc("A line of the event's log: text with {column}, or {column:%Y-%m-%d} and the like")
    .example("\"{seen_at:%Y-%m-%dT%H:%M:%S} [INFO] user={user_id}\"");
pub const FILENAME: Key<Option<Unread>> = Key::of("log_filename", Kind::Form(&FILE))
    .otherwise("<table>.log")
    .doc("Name of the log's file")
    .example("access.log");
pub const ORDER: Key<Option<Order>> =
    Key::word("log_order").otherwise("rows").doc("rows or time: the order of the log's lines");

/// A log whose columns were not looked up.
pub struct LogDraft<'a> {
    /// Where the format stands.
    pub at: Field<'a>,
    pub format: LineFormat,
    /// The name of the file, and where it is written.
    pub filename: Option<(String, Field<'a>)>,
    pub by_time: bool,
    pub order_at: Field<'a>,
}

/// The log of an event, if it has one; `None` once it is reported what is wrong.
pub fn read<'a>(fields: &Fields<'a>) -> Option<Option<LogDraft<'a>>> {
    let order = fields.read(&ORDER);
    let filename = match fields.at(&FILENAME) {
        Some(field) => filename(field).map(Some),
        None => Some(None),
    };
    let Some(at) = fields.at(&FORMAT) else { return filename.and(order).map(|_| None) };
    let format = match LineFormat::parse(at.text()?) {
        Ok(format) => Some(format),
        Err(wrong) => {
            at.error_within(wrong.byte, "bad-log", wrong.message, None);
            None
        }
    };
    let by_time = order? == Some(Order::Time);
    let order_at = fields.place(&ORDER).clone();
    Some(Some(LogDraft { at: at.clone(), format: format?, filename: filename?, by_time, order_at }))
}

fn filename<'a>(field: &Field<'a>) -> Option<(String, Field<'a>)> {
    let text = field.text()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_. -".contains(letter);
    let begins = text.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    if !begins || text.len() > 128 || !text.chars().all(plain) {
        let hint = "a letter, digit or underscore, then letters, digits, and _ . - or spaces".to_owned();
        field.error("bad-name", format!("'{text}' is not a name of a file"), Some(hint));
        return None;
    }
    Some((text.to_owned(), field.clone()))
}
