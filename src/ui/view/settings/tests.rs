use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyModifiers;
use tui_input::InputRequest;

use super::*;
use crate::plot::Depth;
use crate::preset::settings::CHANGEABLE;
use crate::ui::fixture::{Scene, assert_snapshot, look, text, update};

/// The settings of a run, focused, and what was done to it.
struct Open {
    scene: Scene,
    settings: Settings,
    size: (u16, u16),
}

impl Open {
    fn new(preset: &str, size: (u16, u16), change: impl FnOnce(&mut Preset)) -> Self {
        let look = Look { focus: Some(Region::Inspector), tab: Tab::Settings, ..look(Depth::None) };
        Self { scene: Scene::new(update(preset, 0, change), look), settings: Settings::default(), size }
    }

    fn tutorial(size: (u16, u16)) -> Self {
        Self::new("xor-blobs", size, |_| {})
    }

    /// What an action asks for, done to the run as the trainer would.
    fn act(&mut self, action: Action) {
        if let Some(changed) = self.asked(action) {
            changed.check().unwrap();
            self.scene.run.preset = Arc::from(changed);
        }
    }

    /// What an action asks for.
    fn asked(&mut self, action: Action) -> Option<Box<Preset>> {
        let evaluation = std::mem::take(&mut self.scene.evaluation);
        let mut control = Control { run: Some(&self.scene.run), look: &mut self.scene.look, evaluation: &evaluation };
        let asked = self.settings.handle(action, &mut control);
        self.scene.evaluation = evaluation;
        asked.map(|asked| match asked {
            Asked::Send(Command::Change(changed)) => changed,
            other => panic!("{other:?}"),
        })
    }

    fn list(&mut self, actions: impl IntoIterator<Item = ListAction>) -> &mut Self {
        actions.into_iter().for_each(|action| self.act(Action::List(action)));
        self
    }

    fn type_text(&mut self, text: &str) -> &mut Self {
        text.chars()
            .for_each(|character| self.act(Action::Prompt(PromptAction::Edit(InputRequest::InsertChar(character)))));
        self
    }

    fn prompt(&mut self, action: PromptAction) -> &mut Self {
        self.act(Action::Prompt(action));
        self
    }

    /// Selects the row of this name.
    fn select(&mut self, label: &str) -> &mut Self {
        let rows = rows(&self.scene.run.preset, "");
        let place =
            rows.iter().position(|row| row.label(&self.scene.run.preset) == label).unwrap_or_else(|| panic!("{label}"));
        self.list([ListAction::Pick(place)])
    }

    fn screen(&mut self) -> Buffer {
        self.scene.view(&mut self.settings, self.size.0, self.size.1)
    }

    fn text(&mut self) -> String {
        text(&self.screen())
    }

    /// All words of the list, a blank between them.
    fn words(&mut self) -> String {
        self.text().replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The line that has these words.
    fn line(&mut self, words: &str) -> String {
        let screen = self.text();
        let line = screen.lines().find(|line| line.contains(words));
        line.unwrap_or_else(|| panic!("{words} is not in\n{screen}")).trim_matches(['│', ' ']).to_owned()
    }

    fn click(&mut self, words: &str) -> &mut Self {
        let screen = self.text();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(words)).expect("the words");
        let column = line[..line.find(words).expect("the words")].chars().count();
        let mouse = MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column: column as u16 + 1,
            row: row as u16,
            modifiers: KeyModifiers::NONE,
        };
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let action = self.settings.mouse(mouse, area, &self.scene.context()).expect("an action");
        self.act(action);
        self
    }

    fn hint(&self, width: usize) -> Vec<String> {
        let hint = self.settings.hint(&self.scene.context()).expect("a hint");
        hint.pages(width, self.scene.look.glyphs)
    }
}

const SMALL: (u16, u16) = (43, 11);
const LARGE: (u16, u16) = (52, 21);

#[test]
fn the_list_shows_what_applies_and_the_choices_of_the_selected_setting() {
    assert_snapshot!("list-120x40", &Open::tutorial(LARGE).screen());
    assert_snapshot!("optimizer-80x24", &Open::tutorial(SMALL).list([ListAction::Move(1)]).screen());
}

#[test]
fn arguments_stand_below_their_optimizer_and_go_with_it() {
    let mut open = Open::tutorial(LARGE);
    let screen = open.text();
    assert!(screen.contains("momentum") && !screen.contains("betas") && !screen.contains("dampening"), "{screen}");
    open.select("optimizer").list([ListAction::Adjust(1)]);
    assert_eq!(open.line("optimizer"), "optimizer       sgd [adam] adamw  rmsprop");
    let screen = open.text();
    let (optimizer, betas) = (screen.find("optimizer").unwrap(), screen.find(" betas").unwrap());
    assert!(optimizer < betas && betas < screen.find("schedule").unwrap(), "{screen}");
    assert!(!screen.contains("momentum"), "{screen}");
    open.list([ListAction::Adjust(-1)]).select("momentum").list([ListAction::Adjust(1)]);
    assert!(open.text().contains("dampening") && open.text().contains("nesterov"), "they need a momentum");
}

#[test]
fn a_selected_setting_that_no_longer_applies_gives_way_to_its_neighbour() {
    let mut open = Open::tutorial(LARGE);
    open.select("momentum");
    open.scene.run.preset = Arc::new(Setting::named("optimizer").unwrap().set(&open.scene.run.preset, "adam").unwrap());
    open.text();
    assert_eq!(open.settings.setting().name, "betas");
}

#[test]
fn a_change_says_when_it_counts_until_it_is_undone() {
    let mut open = Open::tutorial(LARGE);
    let before = Arc::clone(&open.scene.run.preset);
    open.list([ListAction::Adjust(1)]);
    assert_eq!(open.line("learning rate"), "learning rate  … 0.01  0.03 [0.1] 0.3  1  3 …");
    assert!(open.text().contains(" 0.03 → 0.1 from the next step on  u undoes "), "{}", open.text());
    open.scene.run.state = State::Running;
    open.list([ListAction::Adjust(1)]);
    assert!(open.text().contains(" 0.1 → 0.3 from epoch 0 on  u undoes "), "{}", open.text());
    open.scene.run.preset = before;
    assert!(!open.text().contains("undoes"), "{}", open.text());
}

#[test]
fn keys_that_come_before_the_trainer_answers_count_each() {
    let mut open = Open::tutorial(LARGE);
    let step = Action::List(ListAction::Adjust(1));
    let rates = [(); 3].map(|()| open.asked(step).unwrap().optimizer.learning_rate());
    assert_eq!(rates, [0.1, 0.3, 1.0]);
    // What the run became meanwhile counts.
    open.scene.run.preset =
        Arc::new(Setting::named("learning-rate").unwrap().set(&open.scene.run.preset, "0.001").unwrap());
    assert_eq!(open.asked(step).unwrap().optimizer.learning_rate(), 0.003);
    open.select("hidden layer 1");
    let units: Vec<_> = [ListAction::AddLayer, ListAction::Adjust(1), ListAction::TakeLayer]
        .into_iter()
        .filter_map(|action| {
            // A frame in between changes nothing.
            open.screen();
            open.asked(Action::List(action))
        })
        .map(|preset| preset.network.hidden)
        .collect();
    assert_eq!(units, [vec![5, 5], vec![5, 6], vec![5]]);
}

#[test]
fn what_restarts_the_run_says_so_before() {
    let mut open = Open::tutorial(SMALL);
    assert!(open.select("seed").text().contains(" a change restarts: new points "), "{}", open.text());
    assert!(open.list([ListAction::Adjust(1)]).text().contains(" 8 → 9 restarted  u undoes "), "{}", open.text());
}

#[test]
fn hidden_layers_get_and_lose_units_and_layers() {
    let mut open = Open::tutorial(LARGE);
    let hidden = |open: &Open| open.scene.run.preset.network.hidden.clone();
    assert!(open.line("network 2").ends_with("network 2-5-1"));
    open.select("hidden layer 1").list([ListAction::Adjust(1)]);
    assert_eq!(hidden(&open), [6]);
    assert!(open.text().contains(" 2-5-1 → 2-6-1 now  u undoes "), "{}", open.text());
    open.list([ListAction::AddLayer]);
    assert_eq!((hidden(&open), open.line("network 2")), (vec![6, 6], "network 2-6-6-1".to_owned()));
    assert!(open.line("hidden layer 2").contains("[6]"), "the new one is selected");
    open.list([ListAction::Adjust(-1)]);
    assert_eq!(hidden(&open), [6, 5], "a unit of the chosen layer");
    open.list([ListAction::TakeLayer, ListAction::TakeLayer]);
    assert_eq!(
        (hidden(&open).len(), open.line("hidden layers")),
        (0, "hidden layers  [none] 1  2  3  4  5  6  7  8 …".into())
    );
    assert!(open.list([ListAction::TakeLayer]).words().contains("there is no hidden layer; + adds one"));
    assert!(!open.text().contains("activation"), "which layers alone have");
    open.list([ListAction::AddLayer; 9]);
    assert_eq!(hidden(&open), [4; 8], "eight at most");
    assert!(open.text().contains("allowed:"), "{}", open.text());
    open.select("learning rate").list([ListAction::AddLayer]);
    assert!(hidden(&open).len() == 8 && open.text().contains("select a hidden layer first"), "{}", open.text());
}

#[test]
fn activations_by_layer_are_typed_and_follow_the_layers() {
    let mut open = Open::tutorial(LARGE);
    open.select("hidden layer 1").list([ListAction::AddLayer]);
    let typed = |open: &mut Open, text: &str| {
        open.select("activation").list([ListAction::Choose]).type_text(text).prompt(PromptAction::Complete);
        open.prompt(PromptAction::Submit);
        open.scene.run.preset.network.activation.to_string()
    };
    assert_eq!(typed(&mut open, "relu,tan"), "relu,tanh", "Tab completes the last name");
    assert_eq!(open.line("activation"), "activation     [relu,tanh] relu  tanh …");
    assert!(open.text().contains(" relu → relu,tanh now  u undoes "), "{}", open.text());
    open.select("hidden layer 1").list([ListAction::AddLayer]);
    assert_eq!(open.scene.run.preset.network.activation.to_string(), "relu,tanh,tanh");
    open.list([ListAction::TakeLayer, ListAction::TakeLayer]);
    assert_eq!(open.scene.run.preset.network.activation.to_string(), "relu");
    assert_eq!(typed(&mut open, "relu,tanh"), "relu", "for one layer");
    assert!(open.words().contains("differ in length: 2 activations, 1 hidden layer"), "{}", open.words());
}

#[test]
fn the_units_of_a_layer_are_those_that_the_network_tab_gives_it() {
    let mut open = Open::tutorial(LARGE);
    open.select("hidden layer 1").list([ListAction::Adjust(1); 5]);
    assert_eq!(open.scene.run.preset.network.hidden, [10]);
    open.list([ListAction::Choose]).type_text("128").prompt(PromptAction::Submit);
    assert!(open.list([ListAction::Adjust(1)]).text().contains("this is the last choice; + adds a layer"));
    open.list([ListAction::Choose]).type_text("8").prompt(PromptAction::Submit);
    // A click on a choice chooses it, one on a name selects it.
    open.click("[8]");
    open.click(" 7 ");
    assert_eq!(open.scene.run.preset.network.hidden, [7]);
    open.click("activation");
    assert_eq!(open.settings.setting().name, "activation");
    open.click(" tanh");
    assert_eq!(open.line("activation"), "activation      relu [tanh] sigmoid  linear …");
}

#[test]
fn a_typed_value_is_taken_or_refused_with_what_would_be_right() {
    let mut open = Open::tutorial(SMALL);
    open.list([ListAction::Choose]);
    assert!(open.words().contains("allowed: a number above 0"), "{}", open.text());
    open.type_text("0.07x").prompt(PromptAction::Submit);
    assert_eq!(open.line("0.07x"), "learning rate   0.07x");
    let lines: Vec<String> = open.text().lines().map(str::to_owned).collect();
    let typed = lines.iter().position(|line| line.contains("0.07x")).unwrap();
    assert!(lines[typed + 1].contains("is not a number; allowed:"), "below what was typed: {}", lines[typed + 1]);
    assert!(open.words().contains("allowed: a number above 0"), "{}", open.text());
    open.prompt(PromptAction::Edit(InputRequest::DeletePrevChar)).prompt(PromptAction::Submit);
    assert!(open.line("learning rate").contains("0.03 [0.07] 0.1"), "{}", open.text());
    open.list([ListAction::Choose]).type_text("-1").prompt(PromptAction::Submit);
    assert!(open.line("is -1;").starts_with("is -1;"), "no name of a field: {}", open.text());
    open.prompt(PromptAction::Cancel);
    assert!(open.line("learning rate").contains("[0.07]"), "{}", open.text());
    assert_eq!(open.settings.mode(&open.scene.look), Some(Mode::Settings));
    // Tab completes a name.
    open.select("optimizer").list([ListAction::Choose]).type_text("rm").prompt(PromptAction::Complete);
    assert!(open.line("optimizer").ends_with("rmsprop"), "{}", open.text());
    open.prompt(PromptAction::Cancel);
    // A hidden layer's value is the whole network's.
    open.select("hidden layer 1").list([ListAction::Choose]).type_text("8,129").prompt(PromptAction::Submit);
    assert!(open.words().contains("is 129; allowed: 1 to 128 units"), "{}", open.text());
    open.prompt(PromptAction::Edit(InputRequest::DeletePrevChar)).prompt(PromptAction::Submit);
    assert_eq!(open.scene.run.preset.network.hidden, [8, 12]);
}

#[test]
fn the_filter_finds_by_name_and_description_and_says_when_it_finds_nothing() {
    let mut open = Open::tutorial(SMALL);
    open.list([ListAction::Filter]).type_text("bounda");
    assert_eq!(open.settings.mode(&open.scene.look), Some(Mode::Filter));
    let screen = open.text();
    assert!(screen.contains("/bounda") && screen.contains("regularization"), "by its description: {screen}");
    assert!(!screen.contains("learning rate"), "{screen}");
    open.list([ListAction::Choose, ListAction::Adjust(1)]);
    assert_eq!(open.settings.mode(&open.scene.look), Some(Mode::Found), "Esc shows all, and the key line says so");
    assert_eq!(open.scene.run.preset.regularization.to_string(), "l1:0.001", "the first one found is selected");
    open.list([ListAction::Close]);
    assert!(open.text().contains("learning rate") && open.scene.look.tab == Tab::Settings, "Esc shows all again");
    open.list([ListAction::Filter]).type_text("betas");
    assert!(open.words().contains("betas not for sgd; Esc shows all"), "{}", open.text());
    open.list([ListAction::Adjust(1), ListAction::AddLayer, ListAction::Move(1)]);
    open.prompt(PromptAction::Cancel).list([ListAction::Filter]).type_text("qqq");
    assert!(open.words().contains("no setting has these words; Esc shows all"), "{}", open.text());
    open.prompt(PromptAction::Cancel);
    assert!(open.text().contains("learning rate"), "{}", open.text());
}

#[test]
fn the_abbreviations_of_the_field_find_their_setting() {
    let preset = update("xor-blobs", 0, |_| {}).preset;
    let names = [
        ("lr", "learning-rate"),
        ("wd", "weight-decay"),
        ("bs", "batch"),
        ("batch size", "batch"),
        ("l1", "regularization"),
        ("l2", "regularization"),
        ("act", "activation"),
        ("init", "initialization"),
        ("opt", "optimizer"),
        ("sched", "schedule"),
    ];
    for (words, name) in names {
        assert!(rows(&preset, words).iter().any(|row| row.setting().name == name), "{words}");
    }
    assert_eq!(rows(&preset, "lr").len(), 1);
}

#[test]
fn every_setting_is_explained_on_one_line_at_any_width_from_80_on() {
    let mut open = Open::tutorial(LARGE);
    for place in 0..rows(&open.scene.run.preset, "").len() {
        open.list([ListAction::Pick(place)]).text();
        let [short, long] = [78, 118].map(|width| open.hint(width));
        assert!(short.len() == 1 && long.len() == 1 && long[0].len() >= short[0].len(), "{short:?} {long:?}");
        assert!(![&short[0], &long[0]].iter().any(|hint| hint.contains('…')));
    }
}

#[test]
fn a_value_that_is_longer_than_its_row_stands_below_its_name_whole() {
    let inputs = "x,y,x2,y2,xy,sin-x,sin-y,cos-x,cos-y,radius";
    let change = |preset: &mut Preset| *preset = Setting::named("inputs").unwrap().set(preset, inputs).unwrap();
    let mut open = Open::new("xor-blobs", SMALL, change);
    for label in ["inputs", "loss"] {
        let screen = open.select(label).text();
        let shown: String = screen.chars().filter(|character| !"│ \n".contains(*character)).collect();
        assert!(shown.contains(inputs), "{screen}");
    }
}

#[test]
fn no_size_and_no_setting_is_too_much() {
    let sizes =
        [1, 2, 5, 17, 19, 30, 60].into_iter().flat_map(|width| [1, 2, 3, 4, 7, 20].map(|height| (width, height)));
    for (width, height) in sizes {
        let mut open = Open::tutorial((width, height));
        for _ in 0..rows(&open.scene.run.preset, "").len() {
            open.screen();
            open.list([ListAction::Choose]).screen();
            open.type_text("é").prompt(PromptAction::Submit).screen();
            open.prompt(PromptAction::Cancel).list([ListAction::Move(1)]);
        }
        open.list([ListAction::Filter]).type_text("zzz").screen();
    }
}

#[test]
fn the_selected_setting_is_on_the_screen_with_whatever_stands_below_it() {
    for size in [SMALL, LARGE, (60, 30)] {
        let mut open = Open::tutorial(size);
        for place in 0..rows(&open.scene.run.preset, "").len() {
            open.list([ListAction::Pick(place)]);
            let label = open.settings.selected.label(&open.scene.run.preset);
            open.line(&label);
            open.list([ListAction::Choose]);
            open.line(&label);
            let allowed = open.settings.setting().allowed();
            let last = allowed.rsplit(' ').next().unwrap();
            assert!(open.text().contains(last), "{label}: {}", open.text());
            open.prompt(PromptAction::Cancel);
        }
    }
    assert!(CHANGEABLE.len() > 25);
}

#[test]
fn they_close_before_there_is_a_run_too() {
    let mut open = Open::tutorial(SMALL);
    let evaluation = std::mem::take(&mut open.scene.evaluation);
    let mut control = Control { run: None, look: &mut open.scene.look, evaluation: &evaluation };
    assert!(Settings::default().handle(Action::List(ListAction::Close), &mut control).is_none());
    assert_eq!((open.scene.look.focus, open.scene.look.tab), (None, Tab::Network));
}
