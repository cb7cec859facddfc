//! What popups see of the dashboard, without the views and the other popups.

use crate::plot::Numbers;
use crate::session::Update;
use crate::ui::look::Look;

#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub run: Option<&'a Update>,
    pub look: &'a Look,
    /// What the decision boundary's numbers mean.
    pub numbers: Numbers,
}
