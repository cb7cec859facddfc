//! The network taken apart: against `PyTorch` and `NumPy`, on real runs, and the rules of diagnosis on runs that are
//! sick and on runs that are well.

mod layers;
mod pytorch;
mod rules;
mod support;
