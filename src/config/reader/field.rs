//! A value and where it stands.

use std::borrow::Cow;

use super::Report;
use crate::config::finding::At;
use crate::config::node::{Node, Value};
use crate::config::suggest::slip;

/// Longest part of a name that is repeated in paths and messages, in characters.
const LONGEST_NAME: usize = 60;

/// A name as paths and messages show it.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// A value together with its path and the report its problems go to.
#[derive(Clone)]
pub struct Field<'a> {
    /// Where its problems go.
    pub report: &'a Report,
    /// Its keys from the root, as in `datasets[0].name`.
    pub path: String,
    /// The named things around the value, as in `dataset 'orders', column 'total'`; empty if there are none.
    pub subject: String,
    /// Where the reference describes the mapping around the value; empty if nowhere.
    pub page: &'static str,
    /// The value.
    pub node: &'a Node,
}

impl<'a> Field<'a> {
    /// The root of a document.
    pub fn root(report: &'a Report, node: &'a Node) -> Self {
        Field { report, path: String::new(), subject: String::new(), page: "", node }
    }

    /// A value below this one, for messages about it.
    pub fn child(&self, key: &str, node: &'a Node) -> Field<'a> {
        let key = shortened(key);
        let path = if self.path.is_empty() { key.into_owned() } else { format!("{}.{key}", self.path) };
        Field { path, node, ..self.clone() }
    }

    /// An item of this list. If it has a name, problems inside it say so.
    pub(super) fn item(&self, index: usize, node: &'a Node) -> Field<'a> {
        let mut subject = self.subject.clone();
        if let Some(Value::Text(name)) = node.get("name").map(|name| &name.value) {
            let list = self.path.rsplit('.').next().unwrap_or_default().replace('_', " ");
            let separator = if subject.is_empty() { "" } else { ", " };
            let kind = match list.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => list.strip_suffix('s').unwrap_or(&list).to_owned(),
            };
            subject.push_str(&format!("{separator}{kind} '{}'", shortened(name)));
        }
        Field { path: format!("{}[{index}]", self.path), subject, node, ..self.clone() }
    }

    /// The value under a key of this mapping, or, where that is not written, under a slip of the pen for it.
    pub fn meant(&self, key: &str) -> Option<&'a Node> {
        let Value::Map(entries) = &self.node.value else { return None };
        let near = |name: &Node| matches!(&name.value, Value::Text(name) if slip(name, [key]).is_some());
        self.node.get(key).or_else(|| entries.iter().find(|(name, _)| near(name)).map(|(_, node)| node))
    }

    /// The last step of the path.
    pub(super) fn name(&self) -> &str {
        match self.path.rsplit('.').next() {
            None | Some("") => "the config",
            Some(step) => step,
        }
    }

    /// Where it stands in the text.
    pub fn at(&self) -> At {
        self.node.at
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.node.value, Value::Null)
    }
}
