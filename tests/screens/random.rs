//! Random keys, clicks and sizes: nothing panics, the worker responds, and the recipe still leads to the state.

use super::*;
use blobtui::train::{Checkpoint, Trainer};
use proptest::prelude::*;

/// Something that a person can do.
#[derive(Clone, Debug)]
enum Action {
    Key(KeyCode, KeyModifiers),
    Mouse(MouseEventKind, u16, u16),
    Resize(u16, u16),
}

/// Every key of the dashboard but those that quit, and those that save into folders of the user's own.
fn key() -> impl Strategy<Value = Action> {
    let characters: Vec<char> =
        " +-*=rRWeuUlLnhNHazfXCtTDvwiMxAV?[]><,;socodkjJK.:/012345gGbbcmB'{}F".chars().collect();
    let code = prop_oneof![
        8 => prop::sample::select(characters).prop_map(KeyCode::Char),
        4 => prop::sample::select(vec![
            KeyCode::Left,
            KeyCode::Right,
            KeyCode::Up,
            KeyCode::Down,
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Tab,
            KeyCode::BackTab,
            KeyCode::PageDown,
            KeyCode::PageUp,
            KeyCode::Home,
            KeyCode::End,
            KeyCode::Backspace,
            KeyCode::Delete,
        ]),
    ];
    let held = prop_oneof![4 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::SHIFT)];
    (code, held).prop_map(|(code, held)| Action::Key(code, held))
}

fn action() -> impl Strategy<Value = Action> {
    let kinds = vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
    ];
    let mouse = (prop::sample::select(kinds), 0..210_u16, 0..65_u16);
    prop_oneof![
        12 => key(),
        4 => mouse.prop_map(|(kind, column, row)| Action::Mouse(kind, column, row)),
        1 => (0..210_u16, 0..65_u16).prop_map(|(width, height)| Action::Resize(width, height)),
    ]
}

/// The checkpoint that the dashboard saves now.
fn saved(dashboard: &Dashboard) -> Checkpoint {
    let folder = dashboard.runs.path().join("runs");
    let files = || -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "safetensors"))
            .collect()
    };
    let before = files();
    dashboard.type_text("s");
    dashboard.wait("a checkpoint", |_| files().len() > before.len());
    let path = files().into_iter().find(|path| !before.contains(path)).expect("a new file");
    blobtui::file::read_checkpoint(&path).expect("a checkpoint that can be read")
}

proptest! {
    #![proptest_config(crate::cases::cases(8))]

    #[test]
    fn a_thousand_random_actions_leave_a_run_that_its_recipe_reproduces(
        size in (0..210_u16, 0..65_u16),
        actions in prop::collection::vec(action(), 125),
    ) {
        let dashboard = Dashboard::start(&Options { size, run: true, speed: Some(Speed::Limited(1000)), ..PLAIN });
        for action in actions {
            match action {
                Action::Key(code, modifiers) => {
                    dashboard.send(Event::Key(ratatui::crossterm::event::KeyEvent::new(code, modifiers)));
                }
                Action::Mouse(kind, column, row) => {
                    dashboard.send(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
                }
                Action::Resize(width, height) => dashboard.resize((width, height)),
            }
        }
        dashboard.resize((120, 40));
        // Closes everything that may be open but the dashboard itself.
        for _ in 0..8 {
            dashboard.press(KeyCode::Esc);
        }
        dashboard.wait("the dashboard", |frame| frame.area.width == 120 && header(frame).contains(" seed "));
        let checkpoint = saved(&dashboard);
        dashboard.end().expect("Ctrl-C ends it well");
        let position = checkpoint.snapshot.position();
        let again = Trainer::replay(&checkpoint.name, checkpoint.preset.clone(), &checkpoint.journal, position)
            .expect("a run that stays finite up to here")
            .checkpoint();
        prop_assert_eq!(again.snapshot, checkpoint.snapshot);
        prop_assert_eq!(again.dataset, checkpoint.dataset);
    }
}
