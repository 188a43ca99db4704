//! `hierarchy`: one level of nested values that are drawn together.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, optional, required};

/// A level of one of the config's hierarchies.
#[derive(Debug)]
pub struct HierarchyLevel {
    /// Index into [`crate::datagen::model::Datagen::hierarchies`].
    pub hierarchy: usize,
    pub level: usize,
    /// Levels drawn under the same word, empty if none was given, lie above one another.
    pub draw: String,
}

pub static ENTRY: Entry = Entry {
    name: "hierarchy",
    section: Section::new(
        "datagen.generator.hierarchy",
        "docs/datagen.md#hierarchy",
        "The value of one level of a hierarchy; columns of one hierarchy in a row lie above one another, as a city's \
         country does",
        &[
            required("of", Kind::Text, "Name of one of the file's hierarchies"),
            required("level", Kind::Text, "Name of one of its levels"),
            optional(
                "draw",
                Kind::Text,
                "one draw a row",
                "A word that columns share which belong together, where a row needs several draws, as for billing and \
                 shipping",
            )
            .example("shipping"),
        ],
    ),
    example: "{ type: hierarchy, of: place, level: city }",
    read: |fields, scope| {
        let (of, level) = (fields.get("of")?, fields.get("level")?);
        let (name, level_name) = (of.text(), level.text());
        let draw = match fields.get("draw") {
            Some(field) => field.text()?,
            None => "",
        };
        let (name, level_name) = (name?, level_name?);
        let Some(hierarchy) = scope.hierarchies.iter().position(|known| known.name == Some(name)) else {
            let known = scope.hierarchies.iter().filter_map(|known| known.name);
            let hint = crate::config::suggest::hint(name, known)
                .or_else(|| Some("declare it under hierarchies, beside datasets".to_owned()));
            of.error("unknown-hierarchy", format!("'{name}' is not a hierarchy of this file"), hint);
            return None;
        };
        // What could not be read was reported.
        let levels = &scope.hierarchies[hierarchy].read.as_ref()?.levels;
        let Some(place) = levels.iter().position(|known| known.name == level_name) else {
            let hint =
                crate::config::suggest::hint(level_name, levels.iter().map(|known| known.name.as_str()));
            level.error(
                "unknown-level",
                format!("'{level_name}' is not a level of hierarchy '{name}'"),
                hint,
            );
            return None;
        };
        Some(Generator::Hierarchy(HierarchyLevel { hierarchy, level: place, draw: draw.to_owned() }))
    },
};
