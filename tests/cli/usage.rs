//! Words that can't be understood, and help.

use crate::support::Folder;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn wrong_words_are_refused_by_name() {
    let folder = Folder::new();
    for (words, expected) in [
        ("train --learning-rate -1", "--learning-rate -1: optimizer.learning_rate is -1; allowed: a number above 0"),
        ("train --learning-rate 0", "--learning-rate 0: optimizer.learning_rate is 0; "),
        ("train --learning-rate nan", "--learning-rate NaN: "),
        (
            "train --learning-rate fast",
            "invalid value 'fast' for '--learning-rate <RATE>': is not a number; allowed: a number above 0",
        ),
        ("train --hidden 129", "--hidden 129: network.hidden[0] is 129; allowed: 1 to 128 units"),
        ("train --hidden 8,,8", "invalid value '8,,8' for '--hidden <N,N|none>': allowed: none, or up to 8"),
        ("train --hidden -8", "invalid value '-8' for '--hidden <N,N|none>': allowed: none, or up to 8"),
        ("train --hidden 1,1,1,1,1,1,1,1,1", "--hidden 1,1,1,1,1,1,1,1,1: network.hidden "),
        ("train --batch 0", "invalid value '0' for '--batch <N|full>': allowed: full, or a whole number of 1 or more"),
        ("train --batch -1", "invalid value '-1' for '--batch <N|full>'"),
        ("train --batch 81", "--batch 81: batch and data.train do not fit: batches of 81 from 80 train points"),
        ("train --train 0", "invalid value '0' for '--train <N>': 0 is not in 1..=100000"),
        ("train --test 100001", "invalid value '100001' for '--test <N>': 100001 is not in 0..=100000"),
        ("train --seed -1", "invalid value '-1' for '--seed <N>': invalid digit found in string"),
        ("train --epochs -5", "invalid value '-5' for '--epochs <N>': invalid digit found in string"),
        ("train --epochs 1e3", "invalid value '1e3' for '--epochs <N>'"),
        (
            "train --epochs 9999999999",
            "invalid value '9999999999' for '--epochs <N>': 9999999999 is not in 0..=1000000000",
        ),
        ("train --epochs", "a value is required for '--epochs <N>' but none was supplied"),
        ("train --data --quiet", "a value is required for '--data <FILE.csv>' but none was supplied"),
        ("train --hidden --quiet", "a value is required for '--hidden <N,N|none>' but none was supplied"),
        ("train --clip -inf", "--clip -inf: clip is -inf; allowed: a norm above 0"),
        ("train --betas -1,0.9", "--betas -1,0.9: the optimizer sgd has no setting betas; leave it out"),
        ("train --every 0", "invalid value '0' for '--every <N>': a whole number of 1 or more is needed"),
        (
            "train --activation rely",
            "invalid value 'rely' for '--activation <NAME,NAME>': there is no activation \"rely\" (did you mean relu?); allowed: relu, tanh, ",
        ),
        (
            "train --activation relu,tanh",
            "--activation relu,tanh: network.activation and network.hidden differ in length: 2 activations, 1 hidden layer; ",
        ),
        (
            "train --optimizer adm",
            "invalid value 'adm' for '--optimizer <NAME>' [possible values: sgd, adam, adamw, rmsprop] tip: a similar value exists: 'adam'",
        ),
        ("train --betas 0.9", "invalid value '0.9' for '--betas <RATE,RATE>': allowed: two numbers from 0 to below 1"),
        ("train --nesterov maybe", "invalid value 'maybe' for '--nesterov <BOOL>': value was not a boolean"),
        ("train --alpha 0.9", "--alpha 0.9: the optimizer sgd has no setting alpha; leave it out, or take rmsprop"),
        (
            "train --nesterov true",
            "--nesterov true: optimizer.nesterov and optimizer.momentum are true and 0; allowed: ",
        ),
        ("train --eps -1 --optimizer adam", "--eps -1: optimizer.eps is -1; allowed: a number of 0 or more"),
        ("train --epoch 3", "unexpected argument '--epoch' found tip: a similar argument exists: '--epochs'"),
        ("train --paused", "unexpected argument '--paused' found"),
        ("train xor-blobs two-blobs", "unexpected argument 'two-blobs' found"),
        ("train --json --quiet", "the argument '--json' cannot be used with '--quiet'"),
        ("train --save", "a value is required for '--save <FILE>'"),
        ("--speed 0", "invalid value '0' for '--speed <N|max>': a whole number from 1 to 1000 is needed, or max"),
        ("--speed -1", "invalid value '-1' for '--speed <N|max>'"),
        ("--fps 61", "invalid value '61' for '--fps <N>': a whole number from 1 to 60 is needed"),
        (
            "--color blue",
            "invalid value 'blue' for '--color <WHEN>' [possible values: auto, truecolor, 256, 16, never]",
        ),
        ("eval", "the following required arguments were not provided: <CHECKPOINT> Usage: blobtui eval <CHECKPOINT>"),
        ("predict -1 1 m.safetensors", "unexpected argument '-1' found"),
        ("presets shwo", "unrecognized subcommand 'shwo' tip: a similar subcommand exists: 'show'"),
        ("presets check", "the following required arguments were not provided: <FILES>..."),
        ("xor-blobs train", "the subcommand 'train' cannot be used with '[SOURCE]'"),
        ("trian", "trian: no preset has this name (did you mean blobtui train?)"),
        ("--paused train", "train: no preset has this name (did you mean blobtui train?)"),
        ("nosuch", "nosuch: no preset has this name; `blobtui presets list` shows all"),
    ] {
        let line = folder.refused(&words.split(' ').collect::<Vec<_>>());
        assert!(line.starts_with(expected), "{words}: {line}");
    }
    assert!(folder.names().is_empty());
}

#[test]
fn the_dashboard_needs_a_terminal_and_names_what_does_not() {
    let folder = Folder::new();
    // That the flags are read shows in the message, which comes after.
    for words in [
        vec![],
        vec!["xor-blobs"],
        vec!["xor-blobs", "--seed", "3"],
        vec![
            "--seed",
            "3",
            "xor-blobs-tanh",
            "--paused",
            "--speed",
            "max",
            "--hidden",
            "8,8",
            "--learning-rate",
            "0.1",
        ],
        vec!["--fps", "30", "--runs", "r", "--theme", "light", "--marks", "ascii", "--color", "16", "--no-mouse"],
    ] {
        let line = folder.refused(&words);
        assert!(line.contains("is not a terminal") && line.contains("`blobtui train`"), "{line}");
    }
    assert!(folder.names().is_empty());
}

#[test]
fn help_tells_of_every_command_and_flag() {
    let folder = Folder::new();
    let mut definition = blobtui::cli::definition();
    definition.build();
    let whole = folder.succeed(&["--help"]);
    assert_eq!(folder.succeed(&["-h"]), whole);
    assert!(whole.contains("Exit status: 0 done, 1 failed while running, 2 bad usage or bad input"), "{whole}");
    let commands = definition.get_subcommands().filter(|command| command.get_name() != "help");
    for command in commands.chain([&definition]) {
        let words: Vec<&str> =
            [command.get_name(), "--help"].into_iter().skip_while(|word| *word == "blobtui").collect();
        let help = folder.succeed(&words);
        for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
            assert!(help.contains(&format!("--{flag}")), "--{flag} of {words:?}");
        }
        assert!(command.get_about().is_some() && command.get_arguments().all(|argument| argument.get_help().is_some()));
    }
}

#[test]
fn the_version_is_the_crates() {
    assert_eq!(Folder::new().succeed(&["--version"]), format!("blobtui {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_definition_is_consistent() {
    blobtui::cli::definition().debug_assert();
}
