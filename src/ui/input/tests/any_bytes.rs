//! The parser against any bytes in any pieces, and the thread that uses it against a dashboard that is busy.

use proptest::prelude::*;

use super::*;

#[test]
fn everything_is_read_while_the_dashboard_is_busy() {
    let (sender, news) = sync_channel(MAX_NEWS);
    let (events_sender, events) = sync_channel(4);
    let thread = std::thread::spawn(move || forward(&news, &events_sender, false));
    // Far more than there is room for: none of these waits for an event to be received.
    for letter in b'a'..=b'z' {
        let bytes = [&[letter; 100][..], b"\x1b[<35;1;1M\x1b[<35;2;2M"].concat();
        sender.send(News::Bytes(Instant::now(), bytes)).expect("it listens");
        sender.send(News::Input(Input::Resize)).expect("it listens");
    }
    sender.send(News::Input(Input::Vanished)).expect("it listens");
    let events: Vec<Event> = events.iter().collect();
    thread.join().expect("it ends");
    let keys: String = events
        .iter()
        .filter_map(|event| match event {
            Event::Key(key) => key.code.as_char(),
            _ => None,
        })
        .collect();
    assert_eq!(keys, (b'a'..=b'z').map(|letter| char::from(letter).to_string().repeat(100)).collect::<String>());
    let moves = events.iter().filter(|event| matches!(event, Event::Mouse(_))).count();
    assert_eq!(moves, 26, "the first of each two is folded into the second");
    assert!(matches!(events.last(), Some(Event::Vanished)));
}

proptest! {
    #![proptest_config(crate::cases::cases(512))]

    #[test]
    fn any_bytes_are_taken_in_any_pieces_and_nothing_is_held_for_ever(
        bytes in bytes(),
        splits in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        awaited in any::<bool>(),
    ) {
        let now = Instant::now();
        let mut whole = Parser::new(awaited);
        let mut expected = take(&mut whole, &bytes, now);
        expected.extend(give_up(&mut whole));
        let mut places: Vec<usize> = splits.iter().map(|split| split.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let mut pieces = Parser::new(awaited);
        let mut input: Vec<Input> =
            places.windows(2).flat_map(|place| take(&mut pieces, &bytes[place[0]..place[1]], now)).collect();
        input.extend(give_up(&mut pieces));
        prop_assert_eq!(&input, &expected);
        // Whatever came, a key is a key again.
        prop_assert_eq!(take(&mut pieces, b"?\x03", now), [character('?', NONE), character('c', CONTROL)]);
    }

    #[test]
    fn no_more_is_held_than_a_paste(bytes in bytes()) {
        let (mut parser, now) = (Parser::new(true), Instant::now());
        for round in bytes.iter().cycle().take(3 * MAX_PASTE.max(bytes.len())) {
            take(&mut parser, &[*round], now);
            prop_assert!(parser.held() <= MAX_PASTE + 64);
        }
    }
}

/// Bytes, many of them parts of sequences.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    const PARTS: [&[u8]; 24] = [
        b"\x1b",
        b"\x1b[",
        b"\x1bO",
        b"\x1b]",
        b"\x1b]11;rgb:",
        b"\x1b]11;rgb:ff/ff/ff",
        b"\x1bP",
        b"\x1b[<",
        b"\x1b[?",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[M",
        b"\x1b\\",
        b"\x07",
        b"35;20;10M",
        b"1;5A",
        b"97;5u",
        b"~",
        b"R",
        b"\x03",
        b"?",
        b"\xe2\x82",
        b"\xf0",
        b"\0",
    ];
    let part = prop_oneof![
        3 => prop::sample::select(&PARTS[..]).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat())
}
