//! Activations by layer in presets: their version, and what is refused.

use super::{ACTIVATIONS, BY_LAYER, GOOD, assert_refusals, read};
use crate::network::Activation;

#[test]
fn activations_by_layer_need_version_4_and_equal_ones_none() {
    let of = |activation: &str| GOOD.replacen("[5], activation: Relu", &format!("[5, 3], activation: {activation}"), 1);
    let message = read(&of("ByLayer([Relu, Tanh])")).unwrap_err().to_string();
    assert_eq!(message, "mine.ron:2:14: version is 2, which has no activation: ByLayer; allowed: 4 or 5");
    let newest = |activation: &str| of(activation).replacen("version: 2", "version: 4", 1);
    let preset = read(&newest("ByLayer([Relu, Tanh])")).unwrap();
    assert_eq!(preset.version, 4);
    assert_eq!(preset.shape().activations, [Activation::Relu, Activation::Tanh]);
    assert!(preset.to_ron().contains("activation: ByLayer([Relu, Tanh])"), "{}", preset.to_ron());
    assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    let equal = read(&newest("ByLayer([Tanh, Tanh])")).unwrap();
    assert_eq!(equal, read(&of("Tanh")).unwrap(), "nothing of it needs version 4");
    let message = read(&newest("ByLayer([Relu, Tanh, Sin])")).unwrap_err().to_string();
    assert_eq!(
        message,
        "mine.ron:12:50: network.activation and network.hidden differ in length: 3 activations, 2 hidden layers; \
         allowed: one activation for each hidden layer, or one name for all"
    );
}

#[test]
fn lists_that_are_none_and_wrong_names_in_them_are_refused() {
    let activations = |place: &str| format!("12:47: network.activation {place}; allowed: {ACTIVATIONS}{BY_LAYER}");
    assert_refusals(&[
        ("Relu", "[Relu, Tanh]", &activations("is [Relu, Tanh]")),
        ("Relu", "ByLayer([])", &activations("is ByLayer([])")),
        ("Relu", "ByLayr([Relu])", &activations("is ByLayr([Relu]) (did you mean ByLayer?)")),
        ("Relu", "ByLayer(Relu)", "12:55: network.activation is Relu; allowed: a list in [ ]"),
        (
            "Relu",
            "ByLayer([Relu, Tahn])",
            &format!("12:62: network.activation[1] is Tahn (did you mean Tanh?); allowed: {ACTIVATIONS}"),
        ),
    ]);
}
