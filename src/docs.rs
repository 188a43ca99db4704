//! The pages of `docs/`, which the library carries, so that a reference to them leads somewhere on every machine.

use std::sync::OnceLock;

/// Every page, compressed by `build.rs`.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/docs.deflate"));

/// A page of the documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of its file without `.md`.
    pub name: String,
    /// In Markdown.
    pub text: String,
}

/// A heading of a page, and the lines from it to the next one that is not below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'p> {
    /// As it is written, without the `#`s.
    pub title: &'p str,
    /// With the heading.
    pub text: &'p str,
}

/// All pages, by name.
pub fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| {
        // What `build.rs` packed is a list of texts; were it not, there would be no pages.
        let bytes = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let mut parts = text.split_terminator('\0').map(str::to_owned);
        std::iter::from_fn(|| Some(Page { name: parts.next()?, text: parts.next()? })).collect()
    })
}

/// The page of a name.
pub fn page(name: &str) -> Option<&'static Page> {
    pages().iter().find(|page| page.name == name)
}

/// What a reference such as `docs/datagen.md#foreign_key` is called in SQL: `plotsim_docs('datagen#foreign_key')`.
pub fn call(reference: &str) -> String {
    let (page, anchor) = reference.split_once('#').unwrap_or((reference, ""));
    let page = page.strip_prefix("docs/").unwrap_or(page);
    let page = page.strip_suffix(".md").unwrap_or(page);
    let mark = if anchor.is_empty() { "" } else { "#" };
    format!("plotsim_docs('{page}{mark}{anchor}')")
}

impl Page {
    /// Its first heading.
    pub fn title(&self) -> &str {
        self.headings().next().map_or(&self.name, |(_, title, _)| title)
    }

    /// The anchors of its headings, in order.
    pub fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        for (_, title, _) in self.headings() {
            let anchor = anchor(title);
            let same =
                |number: usize| if number == 0 { anchor.clone() } else { format!("{anchor}-{number}") };
            anchors.extend((0..).map(same).find(|anchor| !anchors.contains(anchor)));
        }
        anchors
    }

    /// The part under the heading of this anchor.
    pub fn part(&self, anchor: &str) -> Option<Part<'_>> {
        let place = self.anchors().iter().position(|known| known == anchor)?;
        let mut rest = self.headings().skip(place);
        let (level, title, start) = rest.next()?;
        let end = rest.find(|(next, ..)| *next <= level).map_or(self.text.len(), |(_, _, start)| start);
        Some(Part { title, text: self.text.get(start..end)?.trim_end() })
    }

    /// Level, text and first byte of every heading; none within a block of code.
    fn headings(&self) -> impl Iterator<Item = (usize, &str, usize)> {
        let (mut start, mut fenced) = (0, false);
        self.text.split_inclusive('\n').filter_map(move |line| {
            let at = start;
            start += line.len();
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            let title = line.get(level..).and_then(|rest| rest.strip_prefix(' '));
            title.filter(|_| !fenced && (1..=6).contains(&level)).map(|title| (level, title.trim(), at))
        })
    }
}

/// The anchor that Markdown's readers give a heading: its letters and digits in lower case, hyphens for spaces.
fn anchor(title: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    title.to_lowercase().chars().filter(kept).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_page_is_carried_as_it_is() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        assert_eq!(pages().iter().map(|page| page.name.clone()).collect::<Vec<_>>(), names);
        for page in pages() {
            let file = std::fs::read_to_string(folder.join(format!("{}.md", page.name))).unwrap();
            assert!(page.text == file.replace("\r\n", "\n"), "{}", page.name);
            assert!(page.text.starts_with(&format!("# {}\n", page.title())), "{}", page.name);
        }
    }

    #[test]
    fn a_part_ends_at_the_next_heading_that_is_not_below_it() {
        let text = "# A\n\none\n\n## B `c_d`, and e\n\n```sh\n# no heading\n```\n\n### F\n\nf\n\n## B `c_d`, and e\n\ntwo\n";
        let page = Page { name: "a".to_owned(), text: text.to_owned() };
        assert_eq!(page.anchors(), ["a", "b-c_d-and-e", "f", "b-c_d-and-e-1"]);
        let part = |anchor| page.part(anchor).map(|part| (part.title, part.text));
        let first = "## B `c_d`, and e\n\n```sh\n# no heading\n```\n\n### F\n\nf";
        assert_eq!(part("b-c_d-and-e"), Some(("B `c_d`, and e", first)));
        assert_eq!(part("f"), Some(("F", "### F\n\nf")));
        assert_eq!(part("b-c_d-and-e-1"), Some(("B `c_d`, and e", "## B `c_d`, and e\n\ntwo")));
        assert_eq!(part("no-heading"), None);
    }

    #[test]
    fn references_are_calls() {
        assert_eq!(call("docs/datagen.md#foreign_key"), "plotsim_docs('datagen#foreign_key')");
        assert_eq!(call("docs/limits.md"), "plotsim_docs('limits')");
    }
}
