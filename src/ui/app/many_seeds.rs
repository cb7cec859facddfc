//! What keys and commands do with the run from many seeds.

use std::time::Instant;

use super::App;
use crate::session::{Command, SeedsCommand};
use crate::ui::action::{Action, Effect, Opening, Purpose, SeedsAction, Tone};
use crate::ui::seeds::{self, COUNT};

impl App {
    pub(super) fn handle_seeds(&mut self, action: SeedsAction, now: Instant) -> Option<Effect> {
        let run = self.run.as_deref()?;
        let look = &mut self.look.seeds;
        let known = run.seeds.as_ref();
        let train = |count, vary| Some(Effect::Send(seeds::train(run, count, vary)));
        match action {
            SeedsAction::Show(count) => {
                let effect = train(count, look.vary);
                self.carry_out(Effect::Open(Opening::Seeds), now);
                return effect;
            }
            SeedsAction::Begin(count, vary) => {
                look.vary = vary;
                return self.handle_seeds(SeedsAction::Show(count), now);
            }
            SeedsAction::Train(count, vary) => {
                look.vary = vary;
                return train(count, vary);
            }
            SeedsAction::More => return train(known.map_or(0, |known| known.wanted) + COUNT, look.vary),
            SeedsAction::Vary => {
                look.vary = look.vary.other();
                return train(COUNT, look.vary);
            }
            SeedsAction::Stop => match known {
                Some(known) if known.is_running => return Some(Effect::Send(Command::Seeds(SeedsCommand::Stop))),
                Some(known) => return train(known.wanted, look.vary),
                None => self.say(Tone::Remark, "no seeds are being trained; Y trains them", now),
            },
            SeedsAction::Target(target) => look.target = Some(target),
            SeedsAction::AskForTarget => {
                let target = look.target(&run.preset).to_string();
                return Some(Effect::Open(Opening::Prompt(Purpose::Target, target)));
            }
            SeedsAction::Select(seed) => look.selected = Some(seed),
            SeedsAction::Loss => look.is_train = !look.is_train,
            SeedsAction::Move(_) | SeedsAction::Rank(_) | SeedsAction::Choose | SeedsAction::Close => {
                return self.with_popup(|popup, context| popup.handle(Action::Seeds(action), context));
            }
        }
        None
    }
}
