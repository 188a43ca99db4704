//! The frame of the page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::summary::Summary;

/// A part of the page under a heading.
pub struct Section {
    /// The anchor of its heading.
    pub id: &'static str,
    pub title: &'static str,
    pub body: Markup,
}

/// Nothing may be loaded or run, whatever names and values hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The whole page.
pub fn page(summary: &Summary, sections: &[Section]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("plotsim ", env!("CARGO_PKG_VERSION")));
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                link rel="icon" href="data:,";
                title { (summary.title) " – report" }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                header {
                    p.kicker { "Report of generated data" }
                    h1 { (summary.title) }
                    @if !summary.text.is_empty() { p.lead { (summary.text) } }
                    dl.tiles {
                        @for (name, value) in &summary.facts {
                            div { dt { (name) } dd { (value) } }
                        }
                    }
                    nav aria-label="Sections" {
                        @for section in sections { a href={ "#" (section.id) } { (section.title) } }
                    }
                }
                main {
                    @for section in sections {
                        section aria-labelledby=(section.id) {
                            h2 id=(section.id) { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer {
                    p {
                        "Made by plotsim " (env!("CARGO_PKG_VERSION"))
                        ". The same config, seed and version give the same page."
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}
