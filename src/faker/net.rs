//! Addresses of the net and other things made of hexadecimal digits.

use std::fmt::Write;

use super::lists::Lists;
use super::method::{Arguments, Method};
use super::pattern::hex;
use super::people::again;
use crate::random::Dice;

pub fn method(name: &str, _: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "url" => Method::text(|lists, dice, out| {
            out.push_str("https://www.");
            label(lists, dice, out);
            out.push_str(".example.");
            out.push_str(dice.text(&["com", "net", "org"]));
            out.push('/');
        }),
        // The top-level domain `example` is reserved (RFC 2606), so no name can be somebody's.
        "domain_name" => Method::text(|lists, dice, out| {
            label(lists, dice, out);
            out.push_str(".example");
        }),
        "ipv4" => Method::text(|_, dice, out| {
            let first = 1 + dice.below(223);
            let [second, third, fourth] = std::array::from_fn(|_| dice.below(256));
            // Writing to a string cannot fail.
            let _ = write!(out, "{first}.{second}.{third}.{fourth}");
        }),
        "ipv6" => Method::text(|_, dice, out| {
            for place in 0..8 {
                let _ = write!(out, "{}{:x}", if place > 0 { ":" } else { "" }, dice.bits(16));
            }
        }),
        "mac_address" => Method::text(|_, dice, out| {
            for place in 0..6 {
                let _ = write!(out, "{}{:02x}", if place > 0 { ":" } else { "" }, dice.bits(8));
            }
        }),
        "uuid4" => Method::text(uuid),
        "md5" => digits(32),
        "sha1" => digits(40),
        "sha256" => digits(64),
        _ => return None,
    })
}

/// So many hexadecimal digits. They look like a digest but are the digest of nothing.
fn digits(count: u32) -> Method {
    Method::text(move |_, dice, out| {
        for _ in 0..count / 8 {
            hex(dice.bits(32), 8, out);
        }
    })
}

/// A random UUID, version 4 (RFC 9562).
fn uuid(_: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    hex(dice.bits(32), 8, out);
    out.push('-');
    hex(dice.bits(16), 4, out);
    out.push_str("-4");
    hex(dice.bits(12), 3, out);
    out.push('-');
    hex(0x8000 | dice.bits(14), 4, out);
    out.push('-');
    hex(dice.bits(48), 12, out);
}

/// `name-name`, and a number where these do not suffice.
fn label(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    out.push_str(dice.text(&lists.logins.1));
    out.push('-');
    out.push_str(dice.text(&lists.logins.0));
    again(dice, "-", out);
}
