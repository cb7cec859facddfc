//! Weights alone on the command line: written for other programs, and opened against a preset.

use std::path::Path;

use crate::support::{Folder, number_after};

/// A folder with the tutorial's own model, as PyTorch wrote it.
fn with_model() -> Folder {
    let folder = Folder::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch/tutorial.pt");
    folder.write("model.pt", std::fs::read(fixture).unwrap());
    folder
}

#[test]
fn the_tutorials_model_predicts_as_it_does_in_the_tutorial_and_says_how_it_was_taken() {
    let folder = with_model();
    let run = folder.run(&["predict", "model.pt", "-1", "1"]);
    assert_eq!(run.status, Some(0));
    assert!(run.output.trim_end().parse::<f64>().unwrap() > 0.9, "{}", run.output);
    assert_eq!(
        run.errors,
        "blobtui: model.pt: weights of 2-5-1, taken as xor-blobs (relu, inputs x,y, binary-cross-entropy); --preset names \
         another, such as zeros, unscaled, scaled, xor-blobs-tanh\n"
    );
    // Named, it is taken in silence; another activation predicts otherwise.
    assert_eq!(folder.succeed(&["predict", "model.pt", "--preset", "xor-blobs", "-1", "1"]), run.output);
    assert_ne!(folder.succeed(&["predict", "model.pt", "--preset", "xor-blobs-tanh", "-1", "1"]), run.output);
    let evaluated = folder.succeed(&["eval", "model.pt", "--preset", "xor-blobs"]);
    assert!(
        evaluated.starts_with("xor-blobs, epoch 0\ntrain") && number_after(&evaluated, "accuracy") > 0.9,
        "{evaluated}"
    );
    let trained = folder.succeed(&["train", "model.pt", "--preset", "xor-blobs", "--epochs", "50", "--save", "m.pt"]);
    assert!(trained.contains("\nsaved m.pt\nweights alone; inputs x, y · relu between the layers · "), "{trained}");
    assert!(number_after(&trained, "before") < 0.4, "training goes on from the weights: {trained}");
}

#[test]
fn activations_by_layer_go_through_files_and_are_named_for_weights_alone() {
    let folder = Folder::new();
    let network = ["--hidden", "8,8", "--activation", "relu,tanh"];
    let train = [&["train", "xor-blobs", "--epochs", "300", "--save"], &["m.pt"][..], &network].concat();
    let trained = folder.succeed(&train);
    assert!(trained.contains("\n2-8-8-1 relu,tanh, 105 parameters, "), "{trained}");
    assert!(trained.contains("; inputs x, y · relu after linear_1, tanh after linear_2 · probability: "), "{trained}");
    folder.succeed(
        &[&["train", "xor-blobs", "--epochs", "300", "--quiet", "--save", "m.safetensors"], &network[..]].concat(),
    );
    let expected = folder.succeed(&["predict", "m.safetensors", "0.5", "-1"]);
    // The preset names the activations; with others the weights predict otherwise.
    let own = folder.succeed(&["presets", "show", "xor-blobs"]).replace("version: 2", "version: 4");
    let with = |activation: &str| own.replace("[5], activation: Relu", &format!("[8, 8], activation: {activation}"));
    for (file, activation) in [("own.ron", "ByLayer([Relu, Tanh])"), ("other.ron", "ByLayer([Tanh, Relu])")] {
        folder.write(file, with(activation));
    }
    assert_eq!(folder.succeed(&["predict", "m.pt", "--preset", "own.ron", "0.5", "-1"]), expected);
    assert_ne!(folder.succeed(&["predict", "m.pt", "--preset", "other.ron", "0.5", "-1"]), expected);
    // Other hidden layers of such a preset keep its activations as far as they go.
    let deeper = folder.succeed(&["train", "own.ron", "--hidden", "4,4,4", "--epochs", "1"]);
    assert!(deeper.contains("\n2-4-4-4-1 relu,tanh,tanh, "), "{deeper}");
    let line = folder.refused(&["train", "own.ron", "--hidden", "4,4,4", "--activation", "relu,sin"]);
    assert!(line.starts_with("--activation relu,sin --hidden 4,4,4: network.activation and network.hidden "), "{line}");
}

#[test]
fn a_preset_is_asked_for_where_those_that_fit_predict_otherwise() {
    let folder = Folder::new();
    folder.succeed(&["train", "moons", "--epochs", "1", "--quiet", "--save", "m.pt"]);
    let line = folder.refused(&["predict", "m.pt", "1", "1"]);
    assert!(
        line.starts_with("m.pt: its layers are 2-8-1, and presets that fit predict differently: rings (relu, "),
        "{line}"
    );
    assert!(line.contains(", moons (tanh, ") && line.ends_with("; name one with --preset"), "{line}");
    folder.succeed(&["predict", "m.pt", "--preset", "moons", "1", "1"]);
    // Flags of settings settle it as well.
    let run = folder.run(&["train", "m.pt", "--activation", "tanh", "--epochs", "1", "--quiet"]);
    assert_eq!(run.status, Some(0), "{}", run.errors);
    assert!(run.errors.contains("taken as rings (tanh, "), "{}", run.errors);
    // A table brings its points, and the network that it would get if that fits.
    folder.write("t.csv", "x,y,label\n-1,1,1\n1,1,0\n-1,-1,0\n1,-1,1\n-1,0.9,1\n1,0.9,0\n");
    folder.succeed(&["train", "--data", "t.csv", "--epochs", "1", "--quiet", "--save", "t.pt"]);
    let run = folder.run(&["train", "t.pt", "--data", "t.csv", "--epochs", "1", "--quiet"]);
    let taken = "t.pt: weights taken as t (tanh, inputs x,y, binary-cross-entropy), columns standardized";
    assert_eq!((run.status, run.errors), (Some(0), format!("blobtui: {taken}\n")));
    folder.succeed(&["train", "--epochs", "200", "--quiet", "--save", "blobs.pt"]);
    let words = ["train", "blobs.pt", "--data", "t.csv", "--standardize", "false", "--epochs", "1"];
    let run = folder.run(&words);
    assert!(run.errors.contains("taken as xor-blobs (relu, "), "{}", run.errors);
    assert!(number_after(&run.output, "train accuracy") > 0.9, "{}", run.output);
    folder.succeed(&["train", "xor-blobs", "--hidden", "3,2", "--epochs", "1", "--quiet", "--save", "other.pt"]);
    let line = folder.refused(&["predict", "other.pt", "1", "1"]);
    assert_eq!(
        line,
        "other.pt: its layers are 2-3-2-1, and no preset has such a network; give --preset FILE.ron with \
         one of this shape; `blobtui presets show xor-blobs` prints one to change"
    );
    let line = folder.refused(&["predict", "other.pt", "--preset", "moons", "1", "1"]);
    assert!(line.starts_with("other.pt: doesn't fit moons: linear_1.weight has shape [3, 2], not [8, 2], "), "{line}");
    assert!(line.contains("linear_3.weight [1, 2] is one too many; "), "{line}");
}

#[test]
fn a_file_with_its_own_preset_takes_no_other() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "1", "--quiet", "--save", "m.safetensors"]);
    for words in [["predict", "m.safetensors"], ["eval", "m.safetensors"], ["train", "moons"]] {
        let mut words = words.to_vec();
        words.extend(["--preset", "circle"]);
        if words[0] == "predict" {
            words.extend(["1", "1"]);
        }
        let line = folder.refused(&words);
        assert!(line.starts_with("--preset circle: ") && line.contains("leave it out"), "{line}");
    }
}

#[test]
fn a_checkpoint_is_exported_by_extension_or_by_format() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "3", "--quiet", "--save", "m.safetensors"]);
    let expected = folder.succeed(&["predict", "m.safetensors", "1", "1"]);
    for words in [
        vec!["m.pt"],
        vec!["m.npz"],
        vec!["w.safetensors", "--weights-only"],
        vec!["m.weights", "--format", "npz"],
        vec!["w", "--weights-only", "--format", "safetensors"],
    ] {
        let printed = folder.succeed(&[["export", "m.safetensors"].as_slice(), &words].concat());
        assert!(printed.starts_with(&format!("wrote {}\nweights alone; ", words[0])), "{printed}");
        let again = folder.read(words[0]);
        folder.succeed(&[["export", "m.safetensors"].as_slice(), &words].concat());
        assert_eq!(folder.read(words[0]), again, "the same bytes");
        let predicted = folder.succeed(&["predict", words[0], "--preset", "xor-blobs", "1", "1"]);
        assert_eq!(predicted, expected, "{words:?}");
    }
    assert_eq!(folder.tensors("w.safetensors").len(), 4);
    for (words, expected) in [
        (vec!["m.h5"], "m.h5: a checkpoint can't be written as .h5; give a name that ends in .safetensors, .pt, "),
        (
            vec!["m.h5", "--weights-only"],
            "m.h5: a file of weights can't be written as .h5; give a name that ends in .pt, .safetensors or .npz",
        ),
        (vec!["m.safetensors", "--force"], "export m.safetensors: is the same file as "),
        (vec!["w.safetensors"], "w.safetensors: is a file of weights, not a checkpoint; choose another name, or "),
    ] {
        let line = folder.refused(&[["export", "m.safetensors"].as_slice(), &words].concat());
        assert!(line.starts_with(expected), "{line}");
    }
}

#[test]
fn instructions_name_features_scales_and_units_that_are_off() {
    let folder = Folder::new();
    let words = ["train", "circle", "--inputs", "x2,y2", "--hidden", "none", "--epochs", "1", "--quiet", "--save"];
    folder.succeed(&[words.as_slice(), &["c.safetensors"]].concat());
    let printed = folder.succeed(&["export", "c.safetensors", "c.pt"]);
    assert_eq!(printed, "wrote c.pt\nweights alone; inputs x2, y2 · probability: sigmoid of the output\n");
    folder.write("t.csv", "width,height,kind\n1,10,a\n2,20,b\n3,30,a\n4,50,b\n5,60,a\n");
    folder.succeed(&["train", "--data", "t.csv", "--epochs", "1", "--quiet", "--save", "t.safetensors"]);
    let printed = folder.succeed(&["export", "t.safetensors", "t.npz"]);
    assert!(printed.contains("inputs width, height · columns standardized first: (width - "), "{printed}");
}
