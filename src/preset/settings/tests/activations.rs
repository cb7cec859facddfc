//! Activations by layer, and the hidden layers that they belong to.

use super::*;

#[test]
fn activations_by_layer_follow_other_hidden_layers() {
    let of = |values: &[(&'static str, &'static str)], base: &Preset| {
        let mut changed = base.clone();
        overrides(values).apply(&mut changed).unwrap();
        changed
    };
    let text = |preset: &Preset| Setting::named("activation").unwrap().value(preset).unwrap();
    let three = of(&[("activation", "relu, tanh,sin"), ("hidden", "8,8,8")], &preset());
    assert_eq!((text(&three).as_str(), three.version), ("relu,tanh,sin", 4));
    for (hidden, expected) in
        [("8,8", "relu,tanh"), ("5", "relu"), ("none", "relu"), ("1,2,3,4,5", "relu,tanh,sin,sin,sin")]
    {
        let changed = of(&[("hidden", hidden)], &three);
        assert_eq!(text(&changed), expected, "{hidden}");
        // The command line of the changed recipe needs the layers alone.
        assert_eq!(flags(&three, &changed), format!(" --hidden {hidden}"));
    }
    assert_eq!(text(&of(&[("hidden", "2,2"), ("activation", "elu,gelu")], &three)), "elu,gelu");
    // Equal names are one, which fits any number of layers.
    let equal = of(&[("activation", "tanh,tanh")], &three);
    assert_eq!((text(&equal).as_str(), equal.version), ("tanh", 2));
}
