//! The past of a run: that every way to a position ends on the same bits, and what keyframes may cost.

#[path = "../common/mod.rs"]
mod common;

mod bookmarks;
mod bounds;
mod branches;
#[path = "../common/cases.rs"]
mod cases;
mod files;
mod same_bits;
mod support;
