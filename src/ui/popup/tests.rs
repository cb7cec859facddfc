use super::*;
use crate::plot::Depth;
use crate::preset::Origin;
use crate::session::Update;
use crate::train::Sign;
use crate::ui::action::{ListAction, PromptAction, Purpose, Then, Tone};
use crate::ui::event::PresetRow;
use crate::ui::fixture::{Scene, assert_snapshot, bookmark, branch, drawn, look, text, time, update};
use crate::ui::reader::list_presets;
use ratatui::buffer::Buffer;
use tui_input::InputRequest;

/// The places for popups on screens of 80x24 and 120x40.
const NARROW: Rect = Rect::new(0, 1, 80, 19);
const RIGHT: Rect = Rect::new(67, 1, 53, 34);

/// A popup over a run.
struct Open {
    scene: Scene,
    popup: Option<Box<dyn Popup>>,
}

impl Open {
    fn new(opening: Opening, run: Update) -> Self {
        let scene = Scene::new(run, look(Depth::None));
        let popup = super::open(opening, None, &scene.context());
        Self { scene, popup }
    }

    fn context(&self) -> Context<'_> {
        self.scene.context()
    }

    /// Lets the popup do something; returns what it asks for.
    fn does(&mut self, change: impl FnOnce(&mut dyn Popup, &Context) -> Outcome) -> Option<Effect> {
        let mut popup = self.popup.take().expect("a popup is open");
        let outcome = change(popup.as_mut(), &self.context());
        let (popup, effect) = outcome.after(popup);
        self.popup = popup;
        effect
    }

    fn list(&mut self, action: ListAction) -> Option<Effect> {
        self.does(|popup, context| popup.handle(Action::List(action), context))
    }

    fn prompt(&mut self, action: PromptAction) -> Option<Effect> {
        self.does(|popup, context| popup.handle(Action::Prompt(action), context))
    }

    fn types(&mut self, text: &str) {
        for character in text.chars() {
            self.prompt(PromptAction::Edit(InputRequest::InsertChar(character)));
        }
    }

    /// What is drawn in a place.
    fn drawn(&mut self, area: Rect) -> Buffer {
        let mut popup = self.popup.take().expect("a popup is open");
        popup.prepare(area, &self.context());
        let screen = drawn(area.right(), area.bottom(), |frame, _| popup.render(frame, area, &self.context()));
        self.popup = Some(popup);
        let mut place = Buffer::empty(Rect::new(0, 0, area.width, area.height));
        for position in area.positions() {
            place[(position.x - area.x, position.y - area.y)] = screen[position].clone();
        }
        place
    }
}

fn run(epochs: u64) -> Update {
    update("xor-blobs", epochs, |_| {})
}

/// A run with a branch that has been renamed, one that has not, and bookmarks.
fn branched() -> Update {
    let saved = bookmark(400, Sign::Checkpoint, "xor-blobs-s8-e400.safetensors");
    let note = bookmark(700, Sign::Note, "the second line turns here, away from the blob at the right");
    let edit = |epoch, note| bookmark(epoch, Sign::Edit, note);
    let branches = vec![
        branch(0, "main", None, 0, 1_240, vec![saved, note]),
        branch(1, "learning rate 0.03 → 0.3", Some(0), 400, 2_000, vec![edit(400, "learning rate 0.03 → 0.3")]),
        branch(2, "steeper still", Some(1), 1_000, 1_100, vec![edit(1_000, "learning rate 0.3 → 3")]),
    ];
    Update { time: time(0, branches), ..run(0) }
}

/// The presets that come with the program, without the user's own.
fn built_in() -> Vec<PresetRow> {
    list_presets(None, Then::Show).into_iter().filter(|row| row.listed.origin == Origin::BuiltIn).collect()
}

#[test]
fn presets_are_listed_with_the_notes_of_the_selected_one_and_filtered() {
    let mut open = Open::new(Opening::Presets, run(0));
    assert!(text(&open.drawn(NARROW)).contains(" reading "));
    assert!(open.list(ListAction::Choose).is_none() && open.popup.is_some(), "there is nothing to choose yet");
    open.does(|popup, context| popup.receive(Listing::Presets(built_in()), context));
    assert_snapshot!("presets-right", &open.drawn(RIGHT));
    assert_snapshot!("presets-80x24", &open.drawn(NARROW));
    open.list(ListAction::Filter);
    open.types("tanh");
    assert_snapshot!("presets-filtered", &open.drawn(RIGHT));
    let Some(Effect::File(crate::ui::action::FileTask::OpenListed(listed))) = open.list(ListAction::Choose) else {
        panic!("no preset is opened")
    };
    assert_eq!((listed.name.as_str(), open.popup.is_none()), ("xor-blobs-tanh", true));
}

#[test]
fn what_is_not_there_closes_the_list_of_checkpoints_with_a_message_even_under_help() {
    let mut open = Open::new(Opening::Checkpoints, run(0));
    let below = open.popup.take();
    open.popup = super::open(Opening::Help, below, &open.context());
    let effect = open.does(|popup, context| popup.receive(Listing::Checkpoints("runs".into(), vec![]), context));
    let Some(Effect::Say(Tone::Remark, sentence)) = effect else { panic!("nothing is said") };
    assert_eq!(sentence.to_string(), "no checkpoint in runs yet; s saves one");
    open.list(ListAction::Close);
    assert!(open.popup.is_none(), "the help has nothing to return to");
}

#[test]
fn branches_are_listed_as_a_tree_and_renamed_compared_and_deleted() {
    let mut open = Open::new(Opening::Branches, branched());
    assert_snapshot!("branches-right", &open.drawn(RIGHT));
    open.list(ListAction::Move(1));
    assert_snapshot!("branches-80x24", &open.drawn(NARROW));
    assert!(matches!(open.list(ListAction::Compare), Some(Effect::Send(crate::session::Command::Compare(_)))));
    assert!(open.list(ListAction::Delete).is_none(), "the first time only asks");
    assert!(text(&open.drawn(RIGHT)).contains("d again deletes"));
    open.list(ListAction::Move(0));
    assert!(open.list(ListAction::Delete).is_none(), "another key takes the question back");
    assert!(matches!(
        open.list(ListAction::Delete),
        Some(Effect::SendAndSay(crate::session::Command::DeleteBranch(_), _))
    ));
    let Some(Effect::Open(Opening::Prompt(Purpose::BranchName(id), name))) = open.list(ListAction::Rename) else {
        panic!("no name is asked for")
    };
    assert_eq!((id.0, name.as_str()), (1, "learning rate 0.03 → 0.3"));
}

#[test]
fn a_branch_that_was_renamed_returns_to_the_list() {
    let mut open =
        Open::new(Opening::Prompt(Purpose::BranchName(crate::train::BranchId(1)), String::new()), branched());
    assert!(open.prompt(PromptAction::Submit).is_none());
    assert!(text(&open.drawn(RIGHT)).contains("a branch needs a name"));
    open.types("faster?");
    assert!(matches!(open.prompt(PromptAction::Submit), Some(Effect::Send(crate::session::Command::RenameBranch(..)))));
    assert!(text(&open.drawn(RIGHT)).contains(" branches "));
}

#[test]
fn bookmarks_are_listed_with_the_sign_of_each() {
    let mut open = Open::new(Opening::Bookmarks, branched());
    assert_snapshot!("bookmarks-right", &open.drawn(RIGHT));
    assert!(matches!(
        open.list(ListAction::Delete),
        Some(Effect::SendAndSay(crate::session::Command::RemoveBookmark(_), _))
    ));
    open.list(ListAction::Move(2));
    let Some(Effect::Say(Tone::Remark, sentence)) = open.list(ListAction::Delete) else { panic!("nothing is said") };
    assert_eq!(sentence.to_string(), "only notes and checkpoint bookmarks can be removed");
}

#[test]
fn the_command_line_says_what_can_be_typed_and_completes_it() {
    let mut open = Open::new(Opening::Prompt(Purpose::Command, String::new()), run(0));
    assert_snapshot!("command-line-right", &open.drawn(RIGHT));
    open.types("learn");
    open.prompt(PromptAction::Complete);
    assert!(text(&open.drawn(RIGHT)).contains("learning-rate"));
}

#[test]
fn a_weight_of_a_network_that_is_gone_is_refused() {
    let unit = crate::network::Unit { layer: 0, index: 4 };
    let mut open = Open::new(Opening::Prompt(Purpose::Weight(unit, Some(1)), "0.5".into()), run(0));
    open.scene.run = update("two-blobs", 0, |_| {});
    assert!(open.prompt(PromptAction::Submit).is_none());
    assert!(text(&open.drawn(RIGHT)).contains("the network has changed"));
    open.scene.run = run(0);
    assert!(matches!(open.prompt(PromptAction::Submit), Some(Effect::Send(crate::session::Command::Edit(_)))));
}

#[test]
fn help_stands_over_what_it_explains_and_returns_to_it() {
    let mut open = Open::new(Opening::Branches, branched());
    let below = open.popup.take();
    open.popup = super::open(Opening::Help, below, &open.context());
    assert_eq!(open.popup.as_ref().map(|popup| popup.mode()), Some(Mode::Page));
    assert_snapshot!("help-on-branches-right", &open.drawn(RIGHT));
    open.list(ListAction::Close);
    assert_eq!(open.popup.as_ref().map(|popup| popup.mode()), Some(Mode::Branches));
}

#[test]
fn every_popup_keeps_to_its_place_at_every_size() {
    let openings = || {
        let prompts = [Purpose::Command, Purpose::PresetName, Purpose::File, Purpose::PointsFile];
        let prompts = prompts.map(|purpose| Opening::Prompt(purpose, "a text".into()));
        let setting = crate::preset::settings::SETTINGS.first().expect("a setting");
        let others = [Opening::Help, Opening::Setting(setting), Opening::Presets, Opening::Checkpoints];
        let lists = [Opening::Bookmarks, Opening::Branches];
        others.into_iter().chain(lists).chain(prompts)
    };
    for opening in openings() {
        let mut open = Open::new(opening, branched());
        open.does(|popup, context| popup.receive(Listing::Presets(built_in()), context));
        for (x, columns, rows) in [(2, 0, 0), (2, 1, 1), (2, 3, 2), (0, 5, 40), (2, 42, 24), (0, 80, 3), (0, 150, 60)] {
            // Drawing outside its place would panic, or show.
            let area = Rect::new(x, 1, columns, rows);
            let mut popup = open.popup.take().expect("a popup is open");
            popup.prepare(area, &open.context());
            let buffer = drawn(columns + 4, rows + 2, |frame, _| popup.render(frame, area, &open.context()));
            let mut outside = buffer.area.positions().filter(|place| !area.contains(*place));
            assert!(outside.all(|place| buffer[place].symbol() == " "), "{popup:?} at {area}");
            open.popup = Some(popup);
        }
    }
}

#[test]
fn help_scrolls_searches_and_says_how_to_leave_it() {
    let mut open = Open::new(Opening::Help, run(0));
    let last = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    assert!(last(&text(&open.drawn(NARROW))).contains("/ search  Esc or q back"));
    // Down to its end, and straight back.
    open.list(ListAction::Move(1_000));
    assert!(text(&open.drawn(NARROW)).contains("the end"));
    open.list(ListAction::Move(-1));
    assert!(text(&open.drawn(NARROW)).contains("1 more below"));
    open.list(ListAction::Filter);
    assert_eq!(open.popup.as_ref().map(|popup| popup.mode()), Some(Mode::Search));
    open.types("momentum");
    let found = text(&open.drawn(NARROW));
    assert!(found.contains(":momentum") && !found.contains("Space"), "{found}");
    assert!(found.contains("search: momentum"), "{found}");
    open.prompt(PromptAction::Submit);
    assert_eq!(open.popup.as_ref().map(|popup| popup.mode()), Some(Mode::Page));
    open.list(ListAction::Filter);
    open.prompt(PromptAction::Cancel);
    assert!(text(&open.drawn(NARROW)).contains("Space"));
    open.list(ListAction::Close);
    assert!(open.popup.is_none());
}
