//! Ablation: the loss of a network without each of its units.

use crate::network::{Batches, Engine, Evaluation, Layout, Unit, UnitMask};

/// The evaluation of a network on both splits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// On the train points.
    pub train: Evaluation,
    /// On the test points; none without any.
    pub test: Option<Evaluation>,
}

/// The evaluation of a network as it is, and with one more unit off.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    /// The network as it is.
    pub whole: Worth,
    /// Each hidden unit that is on, with the network without it, by falling train loss. NaN comes first; equal losses
    /// in the order of the layers.
    pub units: Vec<(Unit, Worth)>,
}

/// Evaluates the network with these units off. `train` and `test` are one batch each; engine, layout, parameters and
/// points must be of the same network.
pub fn worth(
    engine: &mut dyn Engine,
    layout: &Layout,
    parameters: &[f32],
    unit_mask: &UnitMask,
    (train, test): (&Batches, &Batches),
) -> Worth {
    let mut masked = parameters.to_vec();
    unit_mask.apply(layout, &mut masked);
    Worth { train: engine.evaluate(&masked, train), test: (!test.is_empty()).then(|| engine.evaluate(&masked, test)) }
}

/// Evaluates the network without each hidden unit in turn, in addition to the units that are off already. This takes a
/// pass over both splits for each unit: 0.2 ms for six layers of 8 and 100 points, but tenths of a second for six
/// layers of 32 and thousands of points; there, call [`worth`] unit by unit.
pub fn ablation(
    engine: &mut dyn Engine,
    layout: &Layout,
    parameters: &[f32],
    unit_mask: &UnitMask,
    splits: (&Batches, &Batches),
) -> Ablation {
    let mut evaluate = |unit_mask: &UnitMask| worth(engine, layout, parameters, unit_mask, splits);
    let whole = evaluate(unit_mask);
    let hidden = (0..layout.layers() - 1)
        .flat_map(|layer| (0..layout.bias(layer).len()).map(move |index| Unit { layer, index }))
        .filter(|unit| !unit_mask.is_off(*unit));
    let mut units: Vec<_> = hidden.map(|unit| (unit, evaluate(&unit_mask.without(unit)))).collect();
    let loss = |worth: &Worth| if worth.train.loss.is_nan() { f32::INFINITY } else { worth.train.loss };
    units.sort_by(|(_, one), (_, other)| loss(other).total_cmp(&loss(one)));
    Ablation { whole, units }
}
