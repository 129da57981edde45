//! Deskside.
