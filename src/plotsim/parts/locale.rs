//! Languages of names, addresses and the like.

use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::Kind;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::faker::LOCALES;
use crate::plotsim::lexicons;

const NAMES: Kind = Kind::Choice(
    "text or list of texts",
    &[Kind::Known(&lexicons::LOCALE), Kind::SomeOf(&Kind::Known(&lexicons::LOCALE))],
);

pub const LOCALE: Key<Option<Unread>> = Key::of("locale", NAMES)
    .otherwise("en_US")
    .doc("Languages of names, addresses and the like")
    .example("[de_DE, en_GB]");

/// The locales of a document; American English if it names none.
pub fn read(document: &Fields<'_>) -> Option<Vec<String>> {
    let Some(field) = document.at(&LOCALE) else { return Some(vec!["en_US".to_owned()]) };
    let items = match field.node.value {
        Value::List(_) => field.some_items()?,
        _ => vec![field.clone()],
    };
    items.iter().map(locale).collect::<Vec<_>>().into_iter().collect()
}

fn locale(field: &Field<'_>) -> Option<String> {
    let name = field.text()?;
    if LOCALES.contains(&name) {
        return Some(name.to_owned());
    }
    let letters = |part: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    if let Some((language, country)) = name.split_once('_')
        && letters(language, 2..=3)
        && letters(country, 2..=2)
        && suggest::closest(name, LOCALES.iter().copied()).is_none_or(|close| !close.starts_with(language))
    {
        let message = format!("there are no names and addresses for {name}; those of en_US are used");
        field.warn("unknown-locale", message, Some(format!("there are: {}", LOCALES.join(", "))));
        return Some("en_US".to_owned());
    }
    let hint = suggest::hint(name, LOCALES.iter().copied());
    field.error("unknown-locale", format!("unknown locale '{name}'"), hint);
    None
}
