//! `plotsim_docs(page)`: the documentation, a page or a section of one. `plotsim_guide()`: the languages on one page.

use super::call::{Parameter, ParameterKind};
use super::rows::Listing;
use super::{Failure, Function};
use crate::config::suggest;
use crate::docs;

const PAGE: Parameter = Parameter {
    name: "page",
    kind: ParameterKind::OptionalText,
    doc: "Name of a page, as in datagen, or of a section of it, as in datagen#foreign_key; NULL lists the pages",
};
const SECTION: Parameter =
    Parameter { name: "section", kind: ParameterKind::Text, doc: "The section, in place of #… in page" };

/// The page that `plotsim_guide` gives.
const GUIDE: &str = "guide";

pub static FUNCTION: Function = Function {
    name: "plotsim_docs",
    doc: "The documentation in Markdown: a page, or a section of one; the list of pages and their titles for NULL",
    example: "SELECT text FROM plotsim_docs('datagen#foreign_key');",
    positional: &[PAGE],
    named: &[SECTION],
    bind: |call| {
        let section = call.named_text("section");
        if !call.is_given(0) {
            if section.is_some() {
                return Err(Failure::Argument(
                    "section needs a page, as in plotsim_docs('datagen', section := 'foreign_key')".into(),
                ));
            }
            let all = || docs::pages().iter();
            return Ok(Listing::default()
                .text("page", all().map(|page| Some(&page.name)))
                .text("title", all().map(|page| Some(page.title())))
                .table());
        }
        let given = call.text(0, "page")?;
        let (name, anchor) = match (given.split_once('#'), section) {
            (Some(_), Some(_)) => {
                let message = format!("page is '{given}', which names a section already: leave section out");
                return Err(Failure::Argument(message));
            }
            (Some((name, anchor)), None) => (name, Some(anchor)),
            (None, section) => (given, section),
        };
        let name = name.strip_prefix("docs/").unwrap_or(name);
        let name = name.strip_suffix(".md").unwrap_or(name);
        let page = docs::page(name).ok_or_else(|| {
            let known: Vec<&str> = docs::pages().iter().map(|page| page.name.as_str()).collect();
            Failure::Argument(format!("unknown page '{name}'{}", hint(name, &known)))
        })?;
        let (title, text) = match anchor {
            None => (page.title(), page.text.as_str()),
            Some(anchor) => {
                let part = page.part(anchor).ok_or_else(|| {
                    let anchors = page.anchors();
                    let known: Vec<&str> = anchors.iter().map(String::as_str).collect();
                    Failure::Argument(format!(
                        "unknown section '{anchor}' of page '{name}'{}",
                        hint(anchor, &known)
                    ))
                })?;
                (part.title, part.text)
            }
        };
        let one = std::iter::once;
        Ok(Listing::default()
            .text("page", one(Some(name)))
            .text("section", one(anchor))
            .text("title", one(Some(title)))
            .text("text", one(Some(text)))
            .table())
    },
};

pub static GUIDE_FUNCTION: Function = Function {
    name: "plotsim_guide",
    doc: "Both languages on one page of Markdown, for people and for language models that write configs",
    example: "SELECT markdown FROM plotsim_guide();",
    positional: &[],
    named: &[],
    bind: |_| {
        let text = docs::page(GUIDE).map(|page| page.text.as_str());
        Ok(Listing::default().text("markdown", std::iter::once(text)).table())
    },
};

fn hint(name: &str, known: &[&str]) -> String {
    suggest::hint(name, known.iter().copied()).map_or(String::new(), |hint| format!(" ({hint})"))
}

#[cfg(test)]
mod tests {
    use crate::config::{Overrides, Severity};
    use crate::docs;
    use crate::project::Project;

    /// Characters of 6,000 tokens, at three and a half a token, which is less than English and YAML have.
    const MOST: usize = 21_000;

    #[test]
    fn the_guide_fits_on_a_page_and_its_configs_are_valid() {
        let guide = docs::page(super::GUIDE).unwrap();
        assert!(guide.text.len() <= MOST, "{} bytes", guide.text.len());
        let configs: Vec<&str> =
            guide.text.split("```yaml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
        assert_eq!(configs.len(), 2);
        for config in configs {
            let read = Project::read("guide", config, Overrides::default());
            let warnings = read.unwrap_or_else(|findings| panic!("{findings}")).1;
            assert!(warnings.items.iter().all(|found| found.severity == Severity::Note), "{warnings:?}");
        }
    }
}
