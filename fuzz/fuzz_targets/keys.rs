//! Bytes of a terminal in pieces, with stops between: whatever came, what is typed after a second is a key.

#![no_main]

use std::time::{Duration, Instant};

use blobtui::ui::input::{Input, MAX_PASTE, PASTE, Parser};
use libfuzzer_sys::fuzz_target;
use ratatui::crossterm::event::{KeyCode, KeyModifiers};

/// How long the rest of an answer to a question may take; it is no key in the meantime only if it can be a colour's.
const LONGEST: Duration = Duration::from_secs(5);

fuzz_target!(|bytes: &[u8]| {
    let mut parser = Parser::new(bytes.first().is_some_and(|byte| byte % 2 == 0));
    let (mut now, mut input) = (Instant::now(), Vec::new());
    let mut rest = bytes;
    // A piece: its length, the milliseconds before it, its bytes.
    while let [length, pause, following @ ..] = rest {
        let (piece, after) = following.split_at(usize::from(*length).min(following.len()));
        now += Duration::from_millis(u64::from(*pause));
        parser.take(piece, now, &mut input);
        assert!(parser.held() <= MAX_PASTE, "{} bytes are held", parser.held());
        assert!(parser.deadline().is_none_or(|deadline| deadline <= now + LONGEST), "it waits too long");
        rest = after;
    }
    input.clear();
    for key in "?q".chars() {
        now += PASTE;
        parser.give_up(now, &mut input);
        input.clear();
        parser.take(key.to_string().as_bytes(), now, &mut input);
        let is_key = |input: &Input| match input {
            Input::Key(event) => (event.code, event.modifiers) == (KeyCode::Char(key), KeyModifiers::NONE),
            _ => false,
        };
        assert!(matches!(&input[..], [only] if is_key(only)), "{key} is lost: {input:?}");
    }
});
