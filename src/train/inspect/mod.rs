//! Inspection of a network: activations, ablation, and diagnosis when it does not learn.
//!
//! Pure functions, and structs that reuse their buffers, over flat parameters and points in batches; a file each.
//! Panels and the command line call them. Nothing here changes a run.

mod ablation;
mod confusion;
mod describe;
mod diagnostics;
mod eigen;
mod health;
mod histogram;
mod probe;
mod projection;
pub mod rules;
mod sample;

pub use crate::network::{Activations, Unit, UnitMask};
pub use ablation::{Ablation, Worth, ablation, worth};
pub use confusion::confusion;
pub use diagnostics::{LayerDiagnostics, SAME, Step, diagnose};
pub use health::{
    ELU_FLAT, GELU_FLAT, Health, SIGMOID_SATURATED, SOFTPLUS_FLAT, TANH_SATURATED, has_flat_side, health,
};
pub use histogram::{Histogram, bounds};
pub use probe::{Probe, Verdict};
pub use projection::{Axes, Projection};
pub use rules::{Evidence, Finding, Fix, findings};
pub use sample::{MAX_POINTS, sample};
