//! `blobtui screenshot`: the same picture each time, of the epoch, size and theme that were asked for.

use crate::support::Folder;

#[test]
fn a_picture_is_the_same_each_time_and_shows_what_was_asked_for() {
    let folder = Folder::new();
    let draw = |file: &str, more: &[&str]| {
        let words = ["screenshot", "xor-blobs", file, "--engine", "fused", "--epoch", "40", "--size", "80x24"];
        assert_eq!(folder.succeed(&[words.as_slice(), more].concat()), format!("wrote {file}\n"));
        folder.text(file)
    };
    let (one, again) = (draw("one.svg", &[]), draw("again.svg", &[]));
    assert!(one == again, "two pictures of the same epoch differ");
    assert!(one.starts_with("<svg ") && one.contains("viewBox=\"0 0 640 384\""));
    assert!(one.contains("<title>blobtui: xor-blobs at epoch 40</title>"));
    assert!(one.contains(">xor-blobs</text>"), "the header names the preset");
    // A picture replaces a picture.
    let light = draw("one.svg", &["--theme", "light"]);
    assert!(light != one && light.contains("#fafaf8"), "the light theme has a light background");
    assert_eq!(folder.names(), ["again.svg", "one.svg"]);
}

#[test]
fn without_an_epoch_it_is_the_last() {
    let folder = Folder::new();
    let at = |words: &[&str], epoch: &str| {
        let svg = folder.succeed(&[&["screenshot"], words, &["-", "--size", "80x24"]].concat());
        assert!(svg.contains(&format!(" at epoch {epoch}</title>")), "{words:?}");
    };
    at(&["xor-blobs", "--epochs", "1200", "--engine", "fused"], "1,200");
    folder.succeed(&[
        "train",
        "xor-blobs",
        "--epochs",
        "30",
        "--save",
        "m.safetensors",
        "--run",
        "m.run.ron",
        "--quiet",
    ]);
    at(&["m.safetensors"], "30");
    at(&["m.run.ron"], "30");
    at(&["m.run.ron", "--epoch", "7"], "7");
    // Beyond the end it trains on; a run that diverges is shown there.
    at(&["m.safetensors", "--epoch", "35"], "35");
}

#[test]
fn what_is_no_picture_and_no_size_is_refused() {
    let folder = Folder::new();
    folder.write("mine.svg", "my notes");
    let words =
        |file: &'static str, size: &'static str| ["screenshot", "xor-blobs", file, "--epoch", "0", "--size", size];
    assert!(folder.refused(&words("mine.svg", "80x24")).starts_with("mine.svg: "));
    assert_eq!(folder.text("mine.svg"), "my notes");
    folder.succeed(&[&words("mine.svg", "80x24")[..], &["--force"]].concat());
    assert!(folder.text("mine.svg").starts_with("<svg "));
    assert!(folder.refused(&words("a.png", "80x24")).contains("give a name that ends in .svg"));
    for size in ["80", "0x24", "80x", "900x24", "80x24x2"] {
        assert!(folder.refused(&words("a.svg", size)).contains("as in 120x40"), "{size}");
    }
}
