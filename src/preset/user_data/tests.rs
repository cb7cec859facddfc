//! Files of points as flags and presets name them, and the way back to the flags.

use std::fs;
use std::path::Path;

use super::*;
use crate::data::{Input, Labels};
use crate::network::Loss;
use crate::preset::{BatchSize, Overrides, Preset, builtin, find, read};

const FLOWERS: &str = "id,long,wide,tall,kind\n1,1,2,3,rose\n2,4,5,6,tulip\n3,7,8,9,rose\n4,1,3,5,lily\n5,2,2,2,lily\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Overrides that read a file of the folder.
fn table(folder: &tempfile::TempDir, file: &str, others: &[(&'static str, &'static str)]) -> Overrides {
    let path = folder.path().join(file);
    Overrides::new([("data", path.to_str().unwrap())].into_iter().chain(others.iter().copied())).unwrap()
}

fn overrides(values: &[(&'static str, &'static str)]) -> Overrides {
    Overrides::new(values.iter().copied()).unwrap()
}

/// The refusal of a preset's file.
fn refusal(path: &Path) -> String {
    read(path).unwrap_err().to_string()
}

/// The built-in circle with the points of a file.
fn preset_text(data: &str) -> String {
    let circle = builtin().iter().find(|preset| preset.name == "circle").unwrap().source;
    let (before, rest) = circle.split_once("data: Circle(").unwrap();
    let (_, after) = rest.split_once(')').unwrap();
    format!("{before}data: {data}{after}")
}

#[test]
fn a_file_without_a_preset_gets_a_network_for_its_labels() {
    let folder = folder(&[
        ("flowers.csv", FLOWERS),
        ("circle.csv", "x,y,inside\n1,2,yes\n3,4,no\n"),
        ("values.csv", &(0..20).fold(String::new(), |text, row| text + &format!("{row},{},{}.5\n", row % 3, row * 2))),
    ]);
    let recipe = open(None, &table(&folder, "flowers.csv", &[])).unwrap();
    assert_eq!((recipe.name.as_str(), recipe.edited), ("flowers", false));
    let preset = &recipe.preset;
    assert_eq!(preset.check(), Ok(()));
    assert_eq!(preset.title, "flowers.csv: 5 points of 3 classes");
    assert_eq!(
        preset.notes,
        "Of 3 columns the decision boundary shows the two that separate the labels best. The label kind is lily, rose or tulip. \
         Left out: id (row numbers)."
    );
    assert_eq!((preset.inputs.clone(), preset.loss), (Input::columns(3), Loss::SoftmaxCrossEntropy));
    assert_eq!((preset.shape().inputs, preset.shape().outputs), (3, 3));

    let recipe = open(None, &table(&folder, "circle.csv", &[])).unwrap();
    assert_eq!(
        (recipe.name.as_str(), recipe.preset.loss),
        ("circle-csv", Loss::BinaryCrossEntropy),
        "no built-in's name"
    );
    let recipe = open(None, &table(&folder, "values.csv", &[])).unwrap();
    assert_eq!(recipe.preset.loss, Loss::MeanSquaredError);
    assert_eq!(recipe.preset.title, "values.csv: 20 points with values");
}

#[test]
fn a_file_takes_the_place_of_a_presets_points() {
    let folder = folder(&[("flowers.csv", FLOWERS)]);
    let flowers = table(&folder, "flowers.csv", &[]);
    let recipe = open(Some(find("moons").unwrap()), &flowers).unwrap();
    assert!(recipe.edited && recipe.name == "moons");
    let moons = find("moons").unwrap().preset;
    let preset = recipe.preset;
    assert_eq!(
        (preset.network.clone(), &preset.optimizer, preset.epochs),
        (moons.network, &moons.optimizer, moons.epochs)
    );
    assert_eq!((preset.loss, preset.batch), (Loss::SoftmaxCrossEntropy, BatchSize::Full), "25 is more than there are");
    assert_eq!((preset.inputs.len(), preset.check()), (3, Ok(())));
    // A loss that fits stays.
    let two = table(&folder, "flowers.csv", &[("columns", "wide, long"), ("label", "tall")]);
    assert_eq!(open(Some(find("blobs-8").unwrap()), &two).unwrap().preset.loss, Loss::SoftmaxCrossEntropy);
    // Without a file, the others are about the preset's own.
    let label = overrides(&[("label", "tall")]);
    assert_eq!(open(Some(open(None, &flowers).unwrap()), &label).unwrap().preset.data.label_name(), "tall");
    assert_eq!(
        open(Some(find("moons").unwrap()), &label).unwrap_err().to_string(),
        "--label tall: these points don't come from a file; give a file as well, as in --data points.csv, or leave it out"
    );
}

#[test]
fn a_preset_names_its_file_relative_to_its_own_folder() {
    let data = "Csv(file: \"points/flowers.csv\", columns: [\"tall\", \"long\"], share: 60, standardize: false)";
    let text = preset_text(data).replace("BinaryCrossEntropy", "SoftmaxCrossEntropy");
    let folder = folder(&[("presets/mine.ron", &text), ("presets/points/flowers.csv", FLOWERS)]);
    let path = folder.path().join("presets/mine.ron");
    let preset = read(&path).unwrap();
    let Data::Csv(csv) = &preset.data else { panic!("{:?}", preset.data) };
    assert_eq!((csv.train_fraction, csv.standardize, preset.data.train_count()), (60, false, 3));
    assert_eq!(csv.table.as_ref().unwrap().columns(), ["tall", "long"]);
    assert_eq!(Path::new(&csv.file), folder.path().join("presets/points/flowers.csv"));
    // Written down elsewhere, it leads to the same file.
    let elsewhere = folder.path().join("elsewhere.ron");
    fs::write(&elsewhere, preset.to_ron()).unwrap();
    assert_eq!(read(&elsewhere).unwrap(), preset);
    // Rows that have changed since are other points.
    fs::write(folder.path().join("presets/points/flowers.csv"), FLOWERS.replace("7,8,9", "7,8,1")).unwrap();
    assert_ne!(read(&elsewhere).unwrap(), preset);
}

#[test]
fn what_a_preset_says_of_its_file_is_refused_by_place() {
    let folder = folder(&[("flowers.csv", FLOWERS), ("bad.csv", &FLOWERS.replace("4,5", "4,five"))]);
    let path = folder.path().join("mine.ron");
    let refused = |data: &str| {
        fs::write(&path, preset_text(data)).unwrap();
        refusal(&path).replace(&format!("{}/", folder.path().display()), "")
    };
    for (data, expected) in [
        ("Csv(file: \"absent.csv\")", "absent.csv: cannot be read: no such file"),
        ("Csv(file: \".\")", ".: is a folder; name a file of points, as in points.csv"),
        ("Csv(file: \"\")", "mine.ron:5:21: data.file is \"\"; allowed: the name of a file, as in \"points.csv\""),
        ("Csv()", "mine.ron:5:11: data.file is missing; allowed: text in double quotes"),
        ("Csv(file: 3)", "mine.ron:5:21: data.file is 3; allowed: text in double quotes"),
        (
            "Csv(file: \"flowers.csv\", share: 101)",
            "mine.ron:5:43: data.share is 101; allowed: a whole number from 1 to 100 (percent)",
        ),
        (
            "Csv(file: \"flowers.csv\", share: 95)",
            "version is 1, which has no data.share below 10 or above 90; allowed: 5",
        ),
        (
            "Csv(file: \"flowers.csv\", share: -1)",
            "mine.ron:5:43: data.share is -1; allowed: a whole number from 1 to 100 (percent)",
        ),
        ("Csv(file: \"flowers.csv\", shar: 50)", "mine.ron:5:36: data.shar is not a field (did you mean share?)"),
        ("Csv(file: \"flowers.csv\", task: Groups)", "mine.ron:5:42: data.task is Groups; allowed: Classes, Values"),
        ("Csv(file: \"flowers.csv\", label: \"colour\")", "flowers.csv: has no column \"colour\", which --label names"),
        ("Csv(file: \"bad.csv\")", "bad.csv: line 3, column 3 (wide): \"five\" is not a number"),
        (
            "Csv(file: \"flowers.csv\")",
            "mine.ron:5:11: data and loss do not fit: labels of 3 classes under BinaryCrossEntropy",
        ),
    ] {
        let message = refused(data);
        assert!(message.starts_with(expected), "{data}: {message}");
    }
    let column = preset_text("Csv(file: \"flowers.csv\")").replace("network:", "inputs: [X, Column(4)],\n    network:");
    fs::write(&path, column).unwrap();
    let message = refusal(&path);
    assert!(
        message.contains("inputs[1] is Column(4), but this dataset has no column c4; allowed: columns up to Column(3)"),
        "{message}"
    );
}

#[test]
fn rows_are_no_part_of_a_preset_that_is_only_parsed() {
    let message = Preset::parse(&preset_text("Csv(file: \"flowers.csv\")"), "mine.ron").unwrap_err().to_string();
    assert_eq!(message, "mine.ron:5:21: data.file was not read; allowed: points whose file was read");
}

#[test]
fn pipes_and_folders_are_no_files_of_points() {
    let folder = folder(&[("flowers.csv", FLOWERS)]);
    let refused = |file: &str| open(None, &table(&folder, file, &[])).unwrap_err().to_string();
    assert!(refused("").contains("is a folder"));
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.csv")).status();
    assert!(made.is_ok_and(|status| status.success()), "POSIX has mkfifo");
    assert!(refused("pipe.csv").contains("is a named pipe; name a file of points"));
}

/// What the flags after `blobtui` say, as a shell would take them apart; no word here has blanks.
fn follow(line: &str) -> Preset {
    let mut words = line.split(' ').skip(1).peekable();
    let source = words.next_if(|word| !word.starts_with("--"));
    let mut flags = vec![];
    while let (Some(flag), Some(value)) = (words.next(), words.next()) {
        flags.push((flag.trim_start_matches("--"), value));
    }
    open(source.map(|name| find(name).unwrap()), &Overrides::new(flags).unwrap()).unwrap().preset
}

#[test]
fn the_command_line_makes_the_same_points_and_settings_again() {
    let folder = folder(&[("flowers.csv", FLOWERS)]);
    let plain = open(None, &table(&folder, "flowers.csv", &[])).unwrap();
    let file = folder.path().join("flowers.csv").display().to_string();
    assert_eq!(command_line(&plain.name, &plain.preset).unwrap(), format!("blobtui --data {file}"));
    let changes = [
        ("columns", "tall,long"),
        ("label", "kind"),
        ("train-fraction", "40"),
        ("standardize", "false"),
        ("hidden", "4"),
        ("inputs", "y"),
    ];
    let overrides_with_table = table(&folder, "flowers.csv", &changes);
    for start in [None, Some(find("spiral").unwrap())] {
        let recipe = open(start, &overrides_with_table).unwrap();
        let line = command_line(&recipe.name, &recipe.preset).unwrap();
        assert!(line.contains(&format!("--data {file} --columns tall,long --label kind ")), "{line}");
        assert!(line.contains(" --train-fraction 40 --standardize false"), "{line}");
        let Preset { title, notes, .. } = recipe.preset.clone();
        assert_eq!(Preset { title, notes, ..follow(&line) }, recipe.preset, "{line}");
    }
    let circle = find("circle").unwrap().preset;
    assert_eq!(command_line("circle", &circle).unwrap(), "blobtui circle");
    let mut moved = circle;
    overrides(&[("share", "30")]).apply(&mut moved).unwrap();
    assert_eq!(command_line("circle", &moved).unwrap(), "blobtui circle --train 150 --test 350");
    command_line("no-such-preset", &moved).unwrap_err();
}

#[test]
fn flags_that_do_not_fit_points_from_a_file_are_refused_by_name() {
    let folder = folder(&[("flowers.csv", FLOWERS)]);
    let preset = open(None, &table(&folder, "flowers.csv", &[])).unwrap().preset;
    assert_eq!(preset.data.labels(), Labels::Classes(["lily", "rose", "tulip"].map(str::to_owned).into()));
    for (name, value, expected) in [
        ("train", "3", "--train 3: these points come from a file; split them with --train-fraction"),
        ("test", "3", "--test 3: these points come from a file; split them with --train-fraction"),
        ("noise", "0.5", "--noise 0.5: these points have no noise"),
        (
            "inputs",
            "x,c4",
            "--inputs x,c4: inputs[1] is Column(4), but this dataset has no column c4; allowed: columns up to Column(3)",
        ),
        ("loss", "hinge", "--loss hinge: data and loss do not fit: labels of 3 classes"),
    ] {
        let message = overrides(&[(name, value)]).apply(&mut preset.clone()).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }
    let mut circle = find("circle").unwrap().preset;
    let message = overrides(&[("standardize", "no")]).apply(&mut circle).unwrap_err().to_string();
    assert!(message.starts_with("--standardize false: these points don't come from a file"), "{message}");
    let message = overrides(&[("inputs", "c3")]).apply(&mut circle).unwrap_err().to_string();
    assert!(
        message.contains(
            "inputs[0] is Column(3), but this dataset has no column c3; allowed: no columns other than X and Y"
        ),
        "{message}"
    );
    let mut large = find("circle").unwrap().preset;
    overrides(&[("train", "100000"), ("test", "100000")]).apply(&mut large).unwrap();
    let message = overrides(&[("train-fraction", "80")]).apply(&mut large).unwrap_err().to_string();
    assert!(message.starts_with("--train-fraction 80: data.train is 160000; allowed: "), "{message}");
}
