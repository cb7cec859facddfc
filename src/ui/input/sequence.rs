//! What a whole escape sequence means: keys with their modifiers, the mouse, a receipt.
//!
//! As xterm's control sequences and kitty's keyboard protocol have them. What has no meaning here means nothing.

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::ui::input::Input;

/// The number of the first key of the keypad in kitty's protocol.
const KEYPAD: u32 = 57399;
/// The keys of the keypad in kitty's protocol, in the order of their numbers.
const ON_KEYPAD: &str = "0123456789./*-+\r=,";
/// Those after them.
const AFTER_KEYPAD: [KeyCode; 10] = [
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::Insert,
    KeyCode::Delete,
];

/// A key that a character stands for, a control character among them.
pub(super) fn key(character: char) -> KeyEvent {
    let control = |letter: u8| KeyEvent::new(KeyCode::Char(char::from(letter)), KeyModifiers::CONTROL);
    match character {
        '\r' => KeyCode::Enter.into(),
        '\t' => KeyCode::Tab.into(),
        '\x1b' => KeyCode::Esc.into(),
        '\x7f' => KeyCode::Backspace.into(),
        '\0' => control(b' '),
        '\x01'..='\x1a' => control(character as u8 - 1 + b'a'),
        '\x1c'..='\x1f' => control(character as u8 - 0x1c + b'4'),
        _ if character.is_uppercase() => KeyEvent::new(KeyCode::Char(character), KeyModifiers::SHIFT),
        _ => KeyCode::Char(character).into(),
    }
}

/// A key with more modifiers.
pub(super) fn with(mut key: KeyEvent, modifiers: KeyModifiers) -> KeyEvent {
    key.modifiers |= modifiers;
    key
}

/// `ESC [`, parameters, and a last byte.
pub(super) fn control_sequence(parameters: &str, last: u8) -> Option<Input> {
    if parameters.starts_with(['<', '=', '>', '?']) && !matches!(last, b'M' | b'm' | b'R') {
        return None;
    }
    let fields: Vec<&str> = parameters.split(';').collect();
    match (last, &fields[..]) {
        (b'M' | b'm', [first, column, row] | [first, column, row, ""]) => match first.strip_prefix('<') {
            Some(button) => mouse(button.parse().ok()?, number(column)?, number(row)?, last == b'm'),
            // rxvt's reports: as `<`, but for the number of the button, which is 32 larger, and no letter for releases.
            None => mouse(first.parse::<u16>().ok()?.checked_sub(32)?, number(column)?, number(row)?, false),
        },
        // A terminal also has this for F3 with modifiers, which no key of the dashboard is.
        (b'R', [_, column, ..]) => Some(Input::Receipt(number(column)?)),
        (b'u', [code, rest @ ..]) => key_of(code, rest),
        // xterm's modifyOtherKeys.
        (b'~', ["27", modifiers, code]) => key_of(code, &[*modifiers]),
        (b'~', [number, rest @ ..]) => pressed(numbered(number.parse().ok()?)?, rest.first().unwrap_or(&"")),
        (_, [_, modifiers, ..] | [modifiers]) => lettered(last, modifiers),
        _ => None,
    }
}

/// `ESC O`, perhaps modifiers, and a letter; or `ESC [`, parameters, and a letter.
pub(super) fn lettered(letter: u8, modifiers: &str) -> Option<Input> {
    let code = match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        b'Z' => KeyCode::BackTab,
        _ => return None,
    };
    pressed(code, modifiers)
}

/// `ESC O` and a letter of the keypad.
pub(super) fn on_keypad(letter: u8) -> Option<Input> {
    matches!(letter, b'M' | b'j'..=b'y').then(|| Input::Key(key(char::from(letter - 0x40))))
}

/// A key by its number in `ESC [ number ~`.
fn numbered(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28..=29 => KeyCode::F(number - 15),
        31..=34 => KeyCode::F(number - 17),
        _ => return None,
    })
}

/// A key by the number of its character, with modifiers: `code:shifted code ; modifiers:kind`.
fn key_of(code: &str, rest: &[&str]) -> Option<Input> {
    let modifiers = rest.first().unwrap_or(&"");
    let mut codes = code.split(':');
    let code: u32 = codes.next()?.parse().ok()?;
    let place = code.checked_sub(KEYPAD).and_then(|place| usize::try_from(place).ok());
    let on_keypad = place.and_then(|place| {
        let after = || AFTER_KEYPAD.get(place - ON_KEYPAD.len()).copied();
        ON_KEYPAD.chars().nth(place).map(|character| key(character).code).or_else(after)
    });
    let held = modifiers_of(modifiers);
    let character = match char::from_u32(code)? {
        '\t' if held.contains(KeyModifiers::SHIFT) => return pressed(KeyCode::BackTab, modifiers),
        character if held.contains(KeyModifiers::SHIFT) => {
            let shifted = codes.next().and_then(|code| code.parse().ok()).and_then(char::from_u32);
            let alone = held == KeyModifiers::SHIFT;
            shifted.unwrap_or(if alone { character.to_ascii_uppercase() } else { character })
        }
        character => character,
    };
    // The other numbers of kitty's are keys that the dashboard has no use for.
    let is_key = !matches!(character, '\0'..='\x08' | '\x0a'..='\x0c' | '\x0e'..='\x1a' | '\x1c'..='\x1f')
        && !matches!(character, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}');
    pressed(on_keypad.or(is_key.then_some(key(character).code))?, modifiers)
}

/// A key with these modifiers. Some terminals report releases as well; only presses and repeats count.
fn pressed(code: KeyCode, modifiers: &str) -> Option<Input> {
    let kind = match modifiers.split(':').nth(1) {
        None | Some("1") => KeyEventKind::Press,
        Some("2") => KeyEventKind::Repeat,
        _ => return None,
    };
    let mut modifiers = modifiers_of(modifiers);
    modifiers.set(KeyModifiers::SHIFT, modifiers.contains(KeyModifiers::SHIFT) || code == KeyCode::BackTab);
    Some(Input::Key(KeyEvent::new_with_kind(code, modifiers, kind)))
}

/// Modifiers by their number, which is 1 larger than the sum of their bits.
fn modifiers_of(text: &str) -> KeyModifiers {
    let number: u16 = text.split(':').next().and_then(|number| number.parse().ok()).unwrap_or(1);
    let bits = number.saturating_sub(1);
    let all = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let held = all.into_iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
    held.fold(KeyModifiers::NONE, |held, (_, modifier)| held | modifier)
}

fn number(text: &str) -> Option<u16> {
    text.parse().ok()
}

/// A report of the mouse: the number of a button with its bits, and a cell, counted from 1.
pub(super) fn mouse(button: u16, column: u16, row: u16, is_release: bool) -> Option<Input> {
    const SHIFT: u16 = 4;
    const ALT: u16 = 8;
    const CONTROL: u16 = 16;
    const MOVES: u16 = 32;
    let moves = button & MOVES != 0;
    let buttons = [MouseButton::Left, MouseButton::Middle, MouseButton::Right];
    let kind = match button & !(SHIFT | ALT | CONTROL | MOVES) {
        which @ 0..=2 => {
            let which = buttons[usize::from(which)];
            match (is_release, moves) {
                (true, _) => MouseEventKind::Up(which),
                (false, true) => MouseEventKind::Drag(which),
                (false, false) => MouseEventKind::Down(which),
            }
        }
        3 | 64 | 65 if moves => MouseEventKind::Moved,
        // Without a letter for releases none says which button it was.
        3 => MouseEventKind::Up(MouseButton::Left),
        64 => MouseEventKind::ScrollUp,
        65 => MouseEventKind::ScrollDown,
        66 => MouseEventKind::ScrollLeft,
        67 => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let bits = [(SHIFT, KeyModifiers::SHIFT), (ALT, KeyModifiers::ALT), (CONTROL, KeyModifiers::CONTROL)];
    let held = bits.into_iter().filter(|(bit, _)| button & bit != 0);
    let modifiers = held.fold(KeyModifiers::NONE, |held, (_, modifier)| held | modifier);
    let (column, row) = (column.saturating_sub(1), row.saturating_sub(1));
    Some(Input::Mouse(MouseEvent { kind, column, row, modifiers }))
}
