use super::*;
use crate::network::Unit;
use crate::session::Seek;
use crate::train::{BranchId, Change as Edit};
use crate::ui::action::{Action, BoundaryAction, NetworkAction, Opening, RunAction, TimeAction};
use crate::ui::fixture::{branch, time, update};

#[test]
fn quotes_hold_blanks() {
    let read = |line| words(line).unwrap();
    assert_eq!(read("data 'my points.csv'  label \"a 'b'\""), ["data", "my points.csv", "label", "a 'b'"]);
    assert_eq!(read(" a''b  \"\" "), ["ab", ""]);
    assert_eq!(words("data 'my").unwrap_err(), "the quote ' is not closed");
}

#[test]
fn no_name_means_two_things() {
    let names = COMMANDS.iter().flat_map(|command| command.aliases.iter().chain([&command.name]));
    let mut all: Vec<&str> = names.copied().chain(settings()).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn commands_do_what_keys_do_and_take_words() {
    let mut run = update("xor-blobs", 40, |_| {});
    run.time =
        time(0, vec![branch(0, "main", None, 0, 40, vec![]), branch(1, "learning rate 0.1", Some(0), 20, 60, vec![])]);
    let effect = |line: &str| effect(line, &run).unwrap().unwrap();
    assert!(matches!(effect("restart"), Effect::Act(Action::Run(RunAction::Restart))));
    assert!(matches!(effect("step"), Effect::Act(Action::Run(RunAction::Step(1)))));
    assert!(matches!(effect("back 1,000"), Effect::Act(Action::Time(TimeAction::Back(1000)))));
    assert!(matches!(effect("go 30"), Effect::Send(Command::Seek(Seek::To(30)))));
    assert!(matches!(effect("400"), Effect::Send(Command::StepTo(400))));
    assert!(matches!(effect("branch learning rate 0.1"), Effect::Send(Command::GoTo(BranchId(1), None))));
    assert!(matches!(effect("branch 1"), Effect::Send(Command::GoTo(BranchId(0), None))));
    assert!(matches!(effect("probe 0.5 -1"), Effect::Act(Action::Boundary(BoundaryAction::Probe(0.5, -1.0)))));
    let unit = Unit { layer: 0, index: 2 };
    assert!(
        matches!(effect("unit h1.3"), Effect::Act(Action::Network(NetworkAction::SelectUnit(found))) if found == unit)
    );
    assert!(
        matches!(effect("weight h1.3 y 0.5"), Effect::Send(Command::Edit(Edit::Weight(found, 1, 0.5))) if found == unit)
    );
    assert!(
        matches!(effect("weight h1.3 bias 0"), Effect::Send(Command::Edit(Edit::Bias(found, 0.0))) if found == unit)
    );
    assert!(matches!(effect("add-point 1 2 1"), Effect::Send(Command::Draw((1.0, 2.0, 1.0)))));
    assert!(matches!(effect("save-as model.pt"), Effect::Send(Command::SaveAs(path)) if path.ends_with("model.pt")));
    assert!(matches!(effect("help"), Effect::Open(Opening::Help)));
}

#[test]
fn what_is_wrong_is_said_with_what_would_be_right() {
    let run = update("xor-blobs", 0, |_| {});
    let refused = |line: &str| effect(line, &run).unwrap_err();
    assert_eq!(refused("restrat"), "there is no command or setting restrat (did you mean restart?)");
    assert_eq!(refused("restart now"), "restart takes nothing after it, not now");
    assert_eq!(refused("speed fast"), "speed: fast is not a whole number from 1 to 1000, or max");
    assert_eq!(refused("branch other"), "branch: there is no branch other; there are: main");
    assert_eq!(refused("unit h1.9"), "unit: there is no unit h1.9; units are named as in h1.1, outputs as in p(1)");
    assert_eq!(refused("weight h1.1 z 1"), "weight: h1.1 has no input z; it has: bias, x, y");
    assert_eq!(refused("add-point 1 2 7"), "add-point: there is no label 7; allowed: 0 to 1");
    assert_eq!(refused("save-as"), "save-as needs a file");
    assert_eq!(refused("save-as a.docx").split(':').next(), Some("save-as"));
}
