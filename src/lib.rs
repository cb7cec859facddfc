//! blobtui
pub mod cli;
pub mod data;
pub mod error;
pub mod file;
pub mod network;
pub mod optimizer;
pub mod plot;
pub mod preset;
pub mod session;
pub mod train;
pub mod ui;
