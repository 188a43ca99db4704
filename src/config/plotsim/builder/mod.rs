use super::Overrides; use super::draft::Draft; use crate::config::node::Node; use crate::config::reader::Report;
pub fn read<'a>(_tree: &'a Node, _overrides: Overrides, _report: &'a Report) -> Option<Draft<'a>> { None }
