//! Texts with slots and texts with digits.

use crate::random::Dice;

/// Writes a template, in which `{Slot}` stands for what `fill` writes.
pub fn template(template: &str, out: &mut String, mut fill: impl FnMut(&str, &mut String)) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((slot, after)) = after.split_once('}') else { break };
        fill(slot, out);
        rest = after;
    }
    out.push_str(rest);
}

/// Letters that are not mistaken for digits or one another.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTVWXYZ";

/// Writes a pattern: `#` is a digit, `^` one that is not 0, `$` a capital letter, all else itself.
pub fn pattern(pattern: &str, dice: &mut Dice<'_>, out: &mut String) {
    for symbol in pattern.chars() {
        out.push(match symbol {
            '#' => digit(dice.below(10)),
            '^' => digit(1 + dice.below(9)),
            '$' => char::from(dice.pick(LETTERS).copied().unwrap_or(b'A')),
            other => other,
        });
    }
}

/// A decimal digit.
pub fn digit(value: u64) -> char {
    char::from(b'0' + (value % 10) as u8)
}

/// Writes the low `digits` hexadecimal digits of a number.
pub fn hex(value: u64, digits: u32, out: &mut String) {
    for place in (0..digits).rev() {
        out.push(char::from(b"0123456789abcdef"[(value >> (4 * place)) as usize & 15]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_and_symbols_are_replaced() {
        let mut out = String::new();
        template("{A}-{B}!", &mut out, |slot, out| out.push_str(if slot == "A" { "x" } else { "yy" }));
        assert_eq!(out, "x-yy!");
        let mut out = String::new();
        pattern("^#-$ (a)", &mut Dice::spelled(&[0], 0, u64::MAX, 0), &mut out);
        assert_eq!(out, "10-A (a)");
        let mut out = String::new();
        hex(0xBEEF5, 4, &mut out);
        assert_eq!(out, "eef5");
    }
}
