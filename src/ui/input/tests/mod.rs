//! The parser against what terminals send.
//!
//! What sequences mean is taken from xterm's control sequences, kitty's keyboard protocol and the tests of crossterm
//! 0.29, whose events these are.

mod any_bytes;

use std::time::Instant;

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::*;

const ALT: KeyModifiers = KeyModifiers::ALT;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const NONE: KeyModifiers = KeyModifiers::NONE;

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

fn character(character: char, modifiers: KeyModifiers) -> Input {
    key(KeyCode::Char(character), modifiers)
}

fn mouse(kind: MouseEventKind, column: u16, row: u16, modifiers: KeyModifiers) -> Input {
    Input::Mouse(MouseEvent { kind, column, row, modifiers })
}

fn paste(text: &str) -> Input {
    Input::Paste(text.into())
}

/// Takes bytes that come at once.
fn take(parser: &mut Parser, bytes: &[u8], now: Instant) -> Vec<Input> {
    let mut input = Vec::new();
    parser.take(bytes, now, &mut input);
    input
}

/// Gives up whatever has begun.
fn give_up(parser: &mut Parser) -> Vec<Input> {
    let mut input = Vec::new();
    while let Some(deadline) = parser.deadline() {
        parser.give_up(deadline, &mut input);
    }
    input
}

/// What bytes mean that come at once, after all patience is over.
fn parse(bytes: &[u8]) -> Vec<Input> {
    let mut parser = Parser::new(false);
    let mut input = take(&mut parser, bytes, Instant::now());
    input.extend(give_up(&mut parser));
    input
}

#[test]
fn characters_are_keys() {
    for (bytes, expected) in [
        (&b"c"[..], character('c', NONE)),
        (b"C", character('C', SHIFT)),
        (b"\t", key(KeyCode::Tab, NONE)),
        (b"\r", key(KeyCode::Enter, NONE)),
        (b"\n", character('j', CONTROL)),
        (b"\x7f", key(KeyCode::Backspace, NONE)),
        (b"\x08", character('h', CONTROL)),
        (b"\x03", character('c', CONTROL)),
        (b"\x1a", character('z', CONTROL)),
        (b"\x1f", character('7', CONTROL)),
        (b"\0", character(' ', CONTROL)),
        (b"\x1b", key(KeyCode::Esc, NONE)),
        ("Ž".as_bytes(), character('Ž', SHIFT)),
        (b"\xc3\xb1", character('ñ', NONE)),
        (b"\xe2\x81\xa1", character('\u{2061}', NONE)),
        (b"\xf0\x90\x8c\xbc", character('\u{1033c}', NONE)),
        (b"\x1bc", character('c', ALT)),
        (b"\x1bH", character('H', ALT | SHIFT)),
        (b"\x1b\x14", character('t', ALT | CONTROL)),
        (b"\x1b\r", key(KeyCode::Enter, ALT)),
        (b"\x1b\x7f", key(KeyCode::Backspace, ALT)),
        ("\x1bé".as_bytes(), character('é', ALT)),
    ] {
        assert_eq!(parse(bytes), [expected], "{bytes:?}");
    }
}

#[test]
fn bytes_that_are_no_characters_mean_nothing_and_leave_the_next_alone() {
    for broken in [
        &b"\xc3\x28"[..],
        b"\xe2\x28",
        b"\xe2\x82\x28",
        b"\xf0\x28",
        b"\xf0\x90\x28",
        b"\xf0\x90\x8c\x28",
        b"\xa0\xa1(",
        b"\xff(",
        b"\xc0(",
        b"\xed\xa0\x80(",
        b"\xc2\x9b(",
    ] {
        assert_eq!(parse(broken), [character('(', NONE)], "{broken:?}");
    }
    assert_eq!(parse(b"\xe2\x82"), []);
}

#[test]
fn sequences_are_keys_with_modifiers() {
    for (sequence, code, modifiers) in [
        ("[D", KeyCode::Left, NONE),
        ("OD", KeyCode::Left, NONE),
        ("[2D", KeyCode::Left, SHIFT),
        ("[1;5D", KeyCode::Left, CONTROL),
        ("O5D", KeyCode::Left, CONTROL),
        ("[1;2H", KeyCode::Home, SHIFT),
        ("[F", KeyCode::End, NONE),
        ("[Z", KeyCode::BackTab, SHIFT),
        ("[3~", KeyCode::Delete, NONE),
        ("[3;2~", KeyCode::Delete, SHIFT),
        ("[6~", KeyCode::PageDown, NONE),
        ("[7~", KeyCode::Home, NONE),
        ("OP", KeyCode::F(1), NONE),
        ("[[E", KeyCode::F(5), NONE),
        ("[15~", KeyCode::F(5), NONE),
        ("[24;3~", KeyCode::F(12), ALT),
        ("OM", KeyCode::Enter, NONE),
        ("Op", KeyCode::Char('0'), NONE),
        ("Ok", KeyCode::Char('+'), NONE),
        ("[97u", KeyCode::Char('a'), NONE),
        ("[97;2u", KeyCode::Char('A'), SHIFT),
        ("[97;7u", KeyCode::Char('a'), ALT | CONTROL),
        ("[97:65;2u", KeyCode::Char('A'), SHIFT),
        ("[57:40;4u", KeyCode::Char('('), ALT | SHIFT),
        ("[99;5u", KeyCode::Char('c'), CONTROL),
        ("[99;5:1u", KeyCode::Char('c'), CONTROL),
        ("[97;9u", KeyCode::Char('a'), KeyModifiers::SUPER),
        ("[97;65u", KeyCode::Char('a'), NONE),
        ("[13u", KeyCode::Enter, NONE),
        ("[27u", KeyCode::Esc, NONE),
        ("[9;2u", KeyCode::BackTab, SHIFT),
        ("[57399u", KeyCode::Char('0'), NONE),
        ("[57414u", KeyCode::Enter, NONE),
        ("[57419u", KeyCode::Up, NONE),
        ("[57426u", KeyCode::Delete, NONE),
        ("[27;5;99~", KeyCode::Char('c'), CONTROL),
        ("[27;2;13~", KeyCode::Enter, SHIFT),
    ] {
        assert_eq!(parse(format!("\x1b{sequence}").as_bytes()), [key(code, modifiers)], "{sequence}");
    }
    let repeated = KeyEvent::new_with_kind(KeyCode::Char('a'), NONE, KeyEventKind::Repeat);
    assert_eq!(parse(b"\x1b[97;1:2u"), [Input::Key(repeated)]);
}

#[test]
fn releases_answers_and_unknown_sequences_mean_nothing() {
    for sequence in [
        "[97;1:3u",
        "[;1:3B",
        "[5;1:3~",
        "[I",
        "[O",
        "[?0u",
        "[?64;1;2c",
        "[>0;276;0c",
        "[?2026;2$y",
        "[0n",
        "[57358u",
        "[57441;2u",
        "[1114112u",
        "[3u",
        "[99~",
        "[300~",
        "[201~",
        "[<A",
        "[<0;1M",
        "[<999;1;1M",
        "[<0;65536;1M",
        "[31;1;1M",
        "]0;a title\x07",
        "]52;c;aGVsbG8=\x1b\\",
        "]10;rgb:ffff/ffff/ffff\x1b\\",
        "P1+r5463=31\x1b\\",
        "_Gi=1;OK\x1b\\",
        "^private\x1b\\",
        "Xstart\x1b\\",
    ] {
        assert_eq!(
            parse(format!("a\x1b{sequence}b").as_bytes()),
            [character('a', NONE), character('b', NONE)],
            "{sequence}"
        );
    }
    let long = [&b"\x1b["[..], &vec![b'1'; 100_000], b"A?"].concat();
    assert_eq!(parse(&long), [character('?', NONE)]);
}

#[test]
fn the_mouse_is_read_in_every_spelling() {
    use MouseEventKind::{Down, Drag, Moved, ScrollDown, ScrollUp, Up};
    for (sequence, kind, column, row, modifiers) in [
        ("[<0;20;10M", Down(MouseButton::Left), 19, 9, NONE),
        ("[<0;20;10;M", Down(MouseButton::Left), 19, 9, NONE),
        ("[<0;20;10m", Up(MouseButton::Left), 19, 9, NONE),
        ("[<2;1;1M", Down(MouseButton::Right), 0, 0, NONE),
        ("[<32;500;200M", Drag(MouseButton::Left), 499, 199, NONE),
        ("[<35;20;10M", Moved, 19, 9, NONE),
        ("[<64;20;10M", ScrollUp, 19, 9, NONE),
        ("[<65;0;0M", ScrollDown, 0, 0, NONE),
        ("[<4;20;10M", Down(MouseButton::Left), 19, 9, SHIFT),
        ("[<24;20;10M", Down(MouseButton::Left), 19, 9, ALT | CONTROL),
        ("[32;30;40;M", Down(MouseButton::Left), 29, 39, NONE),
        ("[M0\x60\x70", Down(MouseButton::Left), 63, 79, CONTROL),
        ("[M#!!", Up(MouseButton::Left), 0, 0, NONE),
    ] {
        let expected = mouse(kind, column, row, modifiers);
        assert_eq!(parse(format!("\x1b{sequence}").as_bytes()), [expected], "{sequence}");
    }
}

#[test]
fn a_cursor_position_report_is_a_receipt() {
    assert_eq!(parse(b"\x1b[20;10R"), [Input::Receipt(10)]);
    assert_eq!(parse(b"\x1b[1;2R"), [Input::Receipt(2)], "though a terminal may mean F3 with Shift");
    assert_eq!(parse(b"\x1b[?20;10;1R"), [Input::Receipt(10)]);
    assert_eq!(parse(b"\x1b[R"), [key(KeyCode::F(3), NONE)]);
}

#[test]
fn a_paste_is_text_whatever_is_in_it() {
    let question = character('?', NONE);
    for (text, expected) in [
        ("on and on", "on and on"),
        ("", ""),
        ("o\x1b[2D", "o\x1b[2D"),
        ("\x1b\x1b[20\x1b[201", "\x1b\x1b[20\x1b[201"),
        ("a\x03b?", "a\x03b?"),
        ("é\u{1f600}", "é\u{1f600}"),
    ] {
        let bytes = format!("\x1b[200~{text}\x1b[201~?");
        assert_eq!(parse(bytes.as_bytes()), [paste(expected), question.clone()], "{text:?}");
    }
    let long = format!("\x1b[200~{}\x1b[201~?", "x".repeat(100_000));
    assert_eq!(parse(long.as_bytes()), [paste(&"x".repeat(MAX_PASTE)), question]);
}

#[test]
fn a_paste_is_given_up_after_a_second_without_a_byte() {
    let (mut parser, now) = (Parser::new(false), Instant::now());
    assert_eq!(take(&mut parser, b"\x1b[200~some", now), []);
    let later = now + PASTE * 9 / 10;
    assert_eq!(take(&mut parser, b" text", later), []);
    assert_eq!(parser.deadline(), Some(later + PASTE));
    assert_eq!(take(&mut parser, b"?", later + PASTE), [paste("some text"), character('?', NONE)]);
    // Receipts of frames that are drawn meanwhile neither are its text nor keep it alive.
    assert_eq!(take(&mut parser, b"\x1b[200~some", now), []);
    assert_eq!(take(&mut parser, b"\x1b[1;13R\x1b[20;14R", later), [Input::Receipt(13), Input::Receipt(14)]);
    assert_eq!(take(&mut parser, b"?", now + PASTE), [paste("some"), character('?', NONE)]);
    // A Ctrl-C that nothing follows was not pasted.
    assert_eq!(parse(b"\x1b[200~text\x03"), [paste("text\x03"), character('c', CONTROL)]);
    let long = [&b"\x1b[200~"[..], &[b'x'; 2 * MAX_PASTE], b"\x03"].concat();
    assert_eq!(parse(&long).last(), Some(&character('c', CONTROL)));
}

#[test]
fn what_does_not_go_on_is_given_up_and_the_next_key_is_a_key() {
    for (beginning, meaning) in [
        ("\x1b", vec![key(KeyCode::Esc, NONE)]),
        ("\x1b\x1b", vec![key(KeyCode::Esc, NONE); 2]),
        ("\x1b[", vec![character('[', ALT)]),
        ("\x1bO", vec![character('O', ALT | SHIFT)]),
        ("\x1b]", vec![character(']', ALT)]),
        ("\x1bP", vec![character('P', ALT | SHIFT)]),
        ("\x1b[<", vec![]),
        ("\x1b[<35;20", vec![]),
        ("\x1b[?", vec![]),
        ("\x1b[1;", vec![]),
        ("\x1b[[", vec![]),
        ("\x1b[M", vec![]),
        ("\x1b[M#", vec![]),
        ("\x1bO5", vec![]),
        ("\x1b]0;title", vec![]),
        ("\x1b]0;title\x1b", vec![]),
        ("\x1bP+q", vec![]),
        ("\x1b_G", vec![]),
        ("\x1b[200", vec![]),
        ("\x1b[200~", vec![paste("")]),
        ("\x1b[200~text\x1b[201", vec![paste("text")]),
    ] {
        for next in [character('?', NONE), character('c', CONTROL), key(KeyCode::Esc, NONE)] {
            let byte = match &next {
                Input::Key(KeyEvent { code: KeyCode::Char('?'), .. }) => b'?',
                Input::Key(KeyEvent { code: KeyCode::Esc, .. }) => 0x1b,
                _ => 3,
            };
            let (mut parser, now) = (Parser::new(false), Instant::now());
            assert_eq!(take(&mut parser, beginning.as_bytes(), now)[..], meaning[..meaning.len().saturating_sub(1)]);
            let deadline = parser.deadline().expect("it waits");
            assert!(deadline - now <= if beginning.contains("200~") { PASTE } else { SEQUENCE }, "{beginning:?}");
            // Whether it is given up by the clock, or because the next byte comes so late.
            let mut input = take(&mut parser, &[byte], deadline);
            input.extend(give_up(&mut parser));
            let expected = [&meaning[meaning.len().saturating_sub(1)..], &[next]].concat();
            assert_eq!(input, expected, "{beginning:?}");
        }
    }
}

#[test]
fn a_control_character_ends_any_sequence_but_a_paste() {
    for beginning in [
        "\x1b",
        "\x1b[",
        "\x1b[<",
        "\x1b[?",
        "\x1b[1;",
        "\x1b[[",
        "\x1b[M",
        "\x1b[M#",
        "\x1bO",
        "\x1b]0;t",
        "\x1bP",
        "\x1b]0\x1b",
    ] {
        let input = parse(format!("{beginning}\x03").as_bytes());
        assert_eq!(input.last(), Some(&character('c', CONTROL)), "{beginning:?}");
    }
    for beginning in ["\x1b[<", "\x1b[?", "\x1b[1;"] {
        let input = parse(format!("{beginning}?").as_bytes());
        assert_eq!(input, [character('?', NONE)], "{beginning:?}");
    }
}

#[test]
fn the_rest_of_a_report_of_the_mouse_is_no_key_though_it_comes_late() {
    let late = SEQUENCE * 2;
    for (first, rest, expected) in [
        ("\x1b[<35;2", "0;10M;M", vec![character(';', NONE), character('M', SHIFT)]),
        ("\x1b[<35;20;10", "mm", vec![character('m', NONE)]),
        ("\x1b[<3", "5?;", vec![character('?', NONE), character(';', NONE)]),
        ("\x1b[<", "3", vec![character('3', NONE)]),
        ("\x1b[1;", "3", vec![character('3', NONE)]),
    ] {
        let (mut parser, now) = (Parser::new(false), Instant::now());
        assert_eq!(take(&mut parser, first.as_bytes(), now), []);
        assert_eq!(take(&mut parser, rest.as_bytes(), now + late), expected, "{first:?}");
        take(&mut parser, first.as_bytes(), now + late);
        parser.give_up(now + 2 * late, &mut Vec::new());
        assert_eq!(take(&mut parser, b"3", now + 2 * PASTE), [character('3', NONE)], "{first:?}: long after");
    }
}

#[test]
fn keys_that_are_held_do_not_keep_a_sequence_alive() {
    let (mut parser, now, mut input) = (Parser::new(false), Instant::now(), Vec::new());
    parser.take(b"\x1bP", now, &mut input);
    for times in 1..10 {
        parser.take(b"?", now + times * Duration::from_millis(30), &mut input);
    }
    assert_eq!(input, vec![character('?', NONE); 8]);
}
