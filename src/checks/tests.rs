//! Checks of broken tables.
