//! Transfer of weights when layers or inputs change.

use crate::network::Layout;
use crate::preset::Preset;

/// The parameters, or an optimizer's values for them, of the network `after`: from those of `before` where both have
/// the unit and its input, else from `fresh`.
///
/// Layers match by their index from the inputs on; the last ones only match if there are as many hidden layers as
/// before. Units match by their index in such layers, and inputs by their feature.
///
/// # Panics
/// If a vector is not as long as its network's layout.
pub(super) fn transferred(before: &Preset, after: &Preset, vector: &[f32], fresh: Vec<f32>) -> Vec<f32> {
    let shapes = [before.shape(), after.shape()];
    let [old, new] = shapes.each_ref().map(|shape| Layout::new(shape).tensors);
    let hidden = shapes.each_ref().map(|shape| shape.hidden.len());
    let same_outputs = shapes[0].outputs == shapes[1].outputs || shapes.iter().all(|shape| shape.outputs > 1);
    let mut transferred = fresh;
    // Tensors come in pairs: weight and bias of a layer.
    for (layer, (old, new)) in old.as_chunks::<2>().0.iter().zip(new.as_chunks::<2>().0).enumerate() {
        let last = hidden.map(|count| layer == count);
        if last[0] != last[1] || (last[0] && !same_outputs) {
            break;
        }
        let ([old_weight, old_bias], [new_weight, new_bias]) = (old, new);
        let [old_width, new_width] = [old_weight.shape[1], new_weight.shape[1]];
        for unit in 0..old_bias.len().min(new_bias.len()) {
            transferred[new_bias.offset + unit] = vector[old_bias.offset + unit];
            for input in 0..new_width {
                let source = if layer == 0 { place(before, after, input) } else { Some(input) };
                if let Some(source) = source.filter(|source| *source < old_width) {
                    transferred[new_weight.offset + unit * new_width + input] =
                        vector[old_weight.offset + unit * old_width + source];
                }
            }
        }
    }
    transferred
}

/// The previous index of an input feature; none if it is new.
fn place(before: &Preset, after: &Preset, input: usize) -> Option<usize> {
    let feature = after.inputs.get(input)?;
    before.inputs.iter().position(|known| known == feature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Input;
    use crate::preset::builtin;

    fn preset(inputs: &[Input], hidden: &[usize]) -> Preset {
        let known = builtin().iter().find(|preset| preset.name == "xor-blobs").expect("a built-in preset");
        let mut preset = Preset::parse(known.source, known.name).expect("it can be used");
        preset.inputs = inputs.to_vec();
        preset.network.hidden = hidden.to_vec();
        preset
    }

    /// Transfers parameters that count from 1; new ones are 0.
    fn remains(before: &Preset, after: &Preset) -> Vec<f32> {
        let count = |preset: &Preset| Layout::new(&preset.shape()).len();
        let vector: Vec<f32> = (1..=count(before)).map(|place| place as f32).collect();
        transferred(before, after, &vector, vec![0.0; count(after)])
    }

    const DEFAULT: [Input; 2] = [Input::X, Input::Y];

    #[test]
    fn a_unit_more_leaves_the_others_and_their_weights() {
        let [before, after] = [[1], [2]].map(|hidden| preset(&DEFAULT, &hidden));
        // linear_1.weight, linear_1.bias, linear_2.weight, linear_2.bias
        assert_eq!(remains(&before, &after), [1.0, 2.0, 0.0, 0.0, 3.0, 0.0, 4.0, 0.0, 5.0]);
        assert_eq!(remains(&after, &before), [1.0, 2.0, 5.0, 7.0, 9.0]);
    }

    #[test]
    fn a_layer_more_leaves_those_before_it_and_begins_the_last_anew() {
        let [before, after] = [preset(&DEFAULT, &[1]), preset(&DEFAULT, &[1, 1])];
        assert_eq!(remains(&before, &after), [1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(remains(&after, &before), [1.0, 2.0, 3.0, 0.0, 0.0]);
    }

    #[test]
    fn an_input_keeps_its_weights_wherever_it_stands() {
        let before = preset(&DEFAULT, &[1]);
        let after = preset(&[Input::X2, Input::Y, Input::X], &[1]);
        assert_eq!(remains(&before, &after), [0.0, 2.0, 1.0, 3.0, 4.0, 5.0]);
        assert_eq!(remains(&after, &before), [3.0, 2.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn what_is_the_same_stays_as_it_is() {
        let preset = preset(&DEFAULT, &[5, 3]);
        let count = Layout::new(&preset.shape()).len();
        assert_eq!(remains(&preset, &preset), (1..=count).map(|place| place as f32).collect::<Vec<_>>());
    }
}
