//! The class weights of a recipe: their checks, and what the engines take of them.

use super::Preset;
use crate::data::Target;
use crate::error::{Invalid, check_number};
use crate::network::{ClassWeights, MAX_CLASS_WEIGHT};

impl Preset {
    /// The class weights as the engines take them.
    pub(crate) fn loss_weights(&self) -> ClassWeights {
        self.loss.class_weights(&self.class_weights)
    }

    /// Checks each weight by itself.
    pub(super) fn check_class_weights(&self) -> Result<(), Invalid> {
        let allowed = format!("a number from {} to {MAX_CLASS_WEIGHT}", 1.0 / MAX_CLASS_WEIGHT);
        for (index, weight) in self.class_weights.iter().enumerate() {
            let is_weight = |weight: f64| (1.0 / MAX_CLASS_WEIGHT..=MAX_CLASS_WEIGHT).contains(&weight);
            check_number(&format!("class_weights[{index}]"), *weight, &allowed, is_weight)?;
        }
        Ok(())
    }

    /// Checks that each class has a weight, if one has.
    pub(super) fn check_weighted_classes(&self) -> Result<(), Invalid> {
        let (problem, allowed) = match (self.class_weights.len(), self.data.target()) {
            (0, _) => return Ok(()),
            (_, Target::Value) => ("labels that are values have no classes".to_owned(), "none for values".to_owned()),
            (weights, Target::Classes(classes)) if weights == classes => return Ok(()),
            (1, Target::Classes(classes)) => (format!("1 weight for {classes} classes"), per_class(classes)),
            (weights, Target::Classes(classes)) => {
                (format!("{weights} weights for {classes} classes"), per_class(classes))
            }
        };
        Err(Invalid::new("class_weights and data", format!("do not fit: {problem}"), allowed))
    }
}

/// How many class weights so many classes have.
fn per_class(classes: usize) -> String {
    format!("{classes} weights, one for each class, or none")
}
