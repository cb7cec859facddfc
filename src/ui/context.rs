//! What popups see of the dashboard, without the views and the other popups.

use super::look::Look;
use crate::plot::Numbers;
use crate::session::Update;

/// The run and the look.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The newest update of the run, once there is one.
    pub run: Option<&'a Update>,
    /// How the dashboard looks.
    pub look: &'a Look,
    /// What the decision boundary's numbers mean.
    pub numbers: Numbers,
}
