//! What to write instead of something wrong, where that is certain.
//!
//! A finding says "did you mean 'x'?" where one known name alone is close to what was written. What was written is looked up in
//! the text itself, so that a fix never replaces anything but the word that the finding quotes.

use super::finding::{At, Finding};

/// A replacement in the text of a config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to write.
    pub text: String,
    /// The first place that it replaces.
    pub start: At,
    /// The place after the last one that it replaces.
    pub end: At,
}

impl Fix {
    /// The text with this and other fixes made; of two that overlap, the first.
    pub fn apply(fixes: &[Fix], text: &str) -> String {
        let lines = Lines::new(text);
        let mut ranges: Vec<(usize, usize, &str)> = fixes
            .iter()
            .filter_map(|fix| Some((lines.byte(fix.start)?, lines.byte(fix.end)?, fix.text.as_str())))
            .collect();
        ranges.sort_unstable();
        let (mut fixed, mut done) = (String::with_capacity(text.len()), 0);
        for (start, end, new) in ranges {
            if let Some(before) = text.get(done..start).filter(|_| start >= done) {
                fixed.push_str(before);
                fixed.push_str(new);
                done = end;
            }
        }
        fixed + text.get(done..).unwrap_or_default()
    }
}

/// The fix of a finding of this text; none where what was meant is not certain.
pub fn fix(finding: &Finding, text: &str) -> Option<Fix> {
    let lines = Lines::new(text);
    if finding.code == "yaml" && finding.message.starts_with("duplicate key") {
        return twin(&lines, finding.at);
    }
    let meant = finding.hint.as_deref()?.strip_prefix("did you mean '")?.strip_suffix("'?")?;
    let (mut start, mut end) = word(finding, &lines)?;
    // True and false are none between quotes.
    let quote = text.get(start.saturating_sub(1)..start).filter(|before| ["'", "\""].contains(before));
    if let (true, Some(quote)) = (finding.code == "wrong-type", quote)
        && text.get(end..).is_some_and(|after| after.starts_with(quote))
    {
        (start, end) = (start - 1, end + 1);
    }
    // Within quotes, or as a plain scalar, it must be the same text.
    if meant.is_empty()
        || meant.contains(['\'', '"', '\\', '\n'])
        || meant.contains(": ")
        || meant.contains(" #")
    {
        return None;
    }
    Some(Fix { text: meant.to_owned(), start: lines.at(start), end: lines.at(end) })
}

/// What a finding is about, as places in the text: the word that it quotes, or else one letter.
pub fn span(finding: &Finding, text: &str) -> Option<(At, At)> {
    if finding.at.line == 0 {
        return None;
    }
    let lines = Lines::new(text);
    match word(finding, &lines) {
        Some((start, end)) => Some((lines.at(start), lines.at(end))),
        None => Some((finding.at, At { line: finding.at.line, column: finding.at.column + 1 })),
    }
}

/// The bytes of the word that a finding quotes and that stands at its place, or as a key before it.
fn word(finding: &Finding, lines: &Lines<'_>) -> Option<(usize, usize)> {
    let at = lines.byte(finding.at)?;
    let quoted = || finding.message.split('\'').skip(1).step_by(2).filter(|word| !word.is_empty());
    let after = lines.text.get(at..)?;
    let open = usize::from(after.starts_with(['"', '\'']));
    let here = quoted().filter(|word| {
        let rest = after.get(open..).and_then(|rest| rest.strip_prefix(word));
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
    });
    // An unknown key is told at its value, which may well be a word that the message quotes.
    let here = here.filter(|_| finding.code != "unknown-key");
    if let Some(word) = here.max_by_key(|word| word.len()) {
        return Some((at + open, at + open + word.len()));
    }
    // A key stands before its value.
    let before = lines.text.get(..at)?.trim_end();
    // A list of lines begins behind its first dash.
    let before = before.strip_suffix('-').map_or(before, str::trim_end).strip_suffix(':')?.trim_end();
    let close = usize::from(before.ends_with(['"', '\'']));
    let before = before.get(..before.len() - close)?;
    let key = quoted().filter(|word| {
        let rest = before.strip_suffix(word);
        rest.is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric() || last == '_'))
    });
    key.max_by_key(|word| word.len()).map(|word| (before.len() - word.len(), before.len()))
}

/// Removes a line that says again, in the same words, what a line before it said of the same mapping.
fn twin(lines: &Lines<'_>, at: At) -> Option<Fix> {
    let number = usize::try_from(at.line).ok()?.checked_sub(1)?;
    let line = lines.line(number)?;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = (indent(line), line.trim());
    if own.1.starts_with('-') || own.1.ends_with(':') || own.1.is_empty() {
        return None;
    }
    let before = (0..number).rev().filter_map(|place| lines.line(place));
    let same = before
        .filter(|line| !line.trim().is_empty())
        .take_while(|line| indent(line) >= own.0)
        .any(|line| (indent(line), line.trim()) == own);
    let next = At { line: at.line + 1, column: 1 };
    (same && lines.byte(next).is_some()).then(|| Fix {
        text: String::new(),
        start: At { line: at.line, column: 1 },
        end: next,
    })
}

/// A text by lines, whose places count from 1 in characters.
struct Lines<'t> {
    text: &'t str,
    /// The first byte of each line.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Lines<'t> {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(place, _)| place + 1);
        Lines { text, starts: std::iter::once(0).chain(after).collect() }
    }

    fn line(&self, number: usize) -> Option<&'t str> {
        let start = *self.starts.get(number)?;
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        self.text.get(start..end)
    }

    fn byte(&self, at: At) -> Option<usize> {
        let number = usize::try_from(at.line).ok()?.checked_sub(1)?;
        let (start, line) = (*self.starts.get(number)?, self.line(number)?);
        let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
        let place = line.char_indices().map(|(place, _)| place).nth(column);
        match place {
            Some(place) => Some(start + place),
            None => (line.chars().count() == column).then_some(start + line.len()),
        }
    }

    fn at(&self, byte: usize) -> At {
        let number = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(number).copied().unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or_default();
        At { line: number as u64 + 1, column: before.chars().count() as u64 + 1 }
    }
}

/// The line in which a finding stands, and below it carets under what it is about; empty if it has no place there.
pub fn quoted(finding: &Finding, text: &str) -> String {
    /// Letters of a line that are shown.
    const WIDTH: u64 = 110;
    let Some((start, end)) = span(finding, text) else { return String::new() };
    let Some(line) = text.lines().nth(start.line.saturating_sub(1) as usize) else { return String::new() };
    // A long line is shown around the place.
    let skipped =
        (start.column - 1).saturating_sub(WIDTH / 2).min((line.chars().count() as u64).saturating_sub(WIDTH));
    let shown: String = line
        .chars()
        .skip(skipped as usize)
        .take(WIDTH as usize)
        .map(|c| if c == '\t' { ' ' } else { c })
        .collect();
    let left = (start.column - 1 - skipped) as usize;
    let wide = if end.line == start.line { (end.column - start.column).max(1) } else { 1 };
    let carets = "^".repeat(wide.min(WIDTH - left as u64).max(1) as usize);
    format!("{}\n{:left$}{carets}", shown.trim_end(), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::project::Project;

    const SHOP: &str = "seed: 7
datasets:
  - name: customers
    output: data/customers
    num_rows: 10
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: tier, generator: { type: weighted_choise, values: { basic: 0.8, gold: 0.2 } } }
      - { name: grün, 'generatr': { type: \"bol\" } }
";

    fn findings(text: &str) -> Vec<Finding> {
        Project::read("test", text, Overrides::default()).err().map_or(Vec::new(), |findings| findings.items)
    }

    fn fixes(text: &str) -> Vec<Fix> {
        findings(text).iter().filter_map(|finding| fix(finding, text)).collect()
    }

    #[test]
    fn words_and_keys_are_replaced_where_they_stand() {
        let found = fixes(SHOP);
        let at = |line, column| At { line, column };
        let word = Fix { text: "weighted_choice".into(), start: at(8, 42), end: at(8, 57) };
        let key = Fix { text: "generator".into(), start: at(9, 24), end: at(9, 32) };
        // What stands under a misspelt key is read as under the right one, so all is found at once.
        let below = Fix { text: "bool".into(), start: at(9, 44), end: at(9, 47) };
        let mut sorted = found.clone();
        sorted.sort_by_key(|fix| (fix.start.line, fix.start.column));
        assert_eq!(sorted, [word, key, below]);
        let once = Fix::apply(&found, SHOP);
        assert_eq!(
            once,
            SHOP.replace("choise", "choice").replace("generatr", "generator").replace("bol\"", "bool\"")
        );
    }

    #[test]
    fn a_line_that_is_there_twice_goes() {
        let text = SHOP.replace("    num_rows: 10\n", "    num_rows: 10\n    num_rows: 10\n");
        assert!(Fix::apply(&fixes(&text), &text) == SHOP);
        // Two values: which is meant is not certain.
        let text = SHOP.replace("    num_rows: 10\n", "    num_rows: 10\n    num_rows: 11\n");
        assert_eq!(fixes(&text), []);
    }

    #[test]
    fn a_value_is_left_alone_where_its_key_is_wrong() {
        let wrong =
            SHOP.replace("type: \"bol\"", "type: person, fild: name").replace("generatr", "generator");
        let wrong = wrong.replace("name: grün", "name: name").replace("choise", "choice");
        assert_eq!(Fix::apply(&fixes(&wrong), &wrong), wrong.replace("fild", "field"));
    }

    #[test]
    fn a_key_above_a_list_is_found() {
        let right = SHOP.replace("choise", "choice").replace("generatr", "generator").replace("bol", "bool");
        let wrong = right.replace("    columns:\n", "    colunms:\n");
        assert_eq!(Fix::apply(&fixes(&wrong), &wrong), right);
    }

    #[test]
    fn a_misspelt_type_is_a_misspelt_key() {
        let wrong =
            SHOP.replace("{ type: sequential_id }", "{ tyep: sequential_id }").replace("choise", "choice");
        let first = &findings(&wrong)[0];
        assert_eq!((first.code, first.hint.as_deref()), ("unknown-key", Some("did you mean 'type'?")));
        assert!(Fix::apply(&fixes(&wrong), &wrong).contains("{ type: sequential_id }"));
    }

    #[test]
    fn the_line_is_quoted_with_carets() {
        let all = findings(SHOP);
        let line =
            "      - { name: tier, generator: { type: weighted_choise, values: { basic: 0.8, gold: 0.2 } } }";
        assert_eq!(quoted(&all[0], SHOP), format!("{line}\n{:41}^^^^^^^^^^^^^^^", ""));
    }
}
