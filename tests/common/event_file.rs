//! Reads as much of TensorBoard's event files as the tests need. `tests/interop/` reads them with TensorBoard itself.

/// A scalar: its name, step and value.
pub type Scalar = (String, u64, f32);

/// A field of a message: its number, and its bytes, or those of its number.
type Field<'a> = (u64, &'a [u8]);

/// The records of a file, and the bytes after the last whole one.
pub fn records(bytes: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let (mut records, mut rest) = (vec![], bytes);
    while let Some(length) = rest.first_chunk() {
        let length = u64::from_le_bytes(*length) as usize;
        let Some(record) = rest.get(12..12 + length) else { break };
        let Some(after) = rest.get(12 + length + 4..) else { break };
        records.push(record);
        rest = after;
    }
    (records, rest)
}

/// Every scalar of a file, in its order.
pub fn scalars(bytes: &[u8]) -> Vec<Scalar> {
    let (records, rest) = records(bytes);
    assert!(rest.is_empty(), "{} bytes after the last whole record", rest.len());
    let events = records.iter().map(|record| fields(record));
    events
        .flat_map(|event| {
            let step = event.iter().find(|(field, _)| *field == 2).map_or(0, |(_, bytes)| varint(bytes).0);
            let summaries = event.into_iter().filter(|(field, _)| *field == 5);
            summaries
                .flat_map(|(_, summary)| fields(summary))
                .filter_map(move |(_, value)| scalar(value, step))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The names of all values in a file.
pub fn tags(bytes: &[u8]) -> Vec<String> {
    let values = records(bytes).0.into_iter().flat_map(fields).filter(|(field, _)| *field == 5);
    let values = values.flat_map(|(_, summary)| fields(summary)).flat_map(|(_, value)| fields(value));
    values.filter(|(field, _)| *field == 1).map(|(_, tag)| String::from_utf8(tag.to_vec()).unwrap()).collect()
}

fn scalar(value: &[u8], step: u64) -> Option<Scalar> {
    let fields = fields(value);
    let (_, tag) = fields.iter().find(|(field, _)| *field == 1)?;
    let (_, number) = fields.iter().find(|(field, _)| *field == 2)?;
    let tag = String::from_utf8(tag.to_vec()).unwrap();
    Some((tag, step, f32::from_le_bytes((*number).try_into().unwrap())))
}

fn fields(mut message: &[u8]) -> Vec<Field<'_>> {
    let mut fields = vec![];
    while !message.is_empty() {
        let (key, rest) = varint(message);
        let (value, rest) = match key & 7 {
            0 => rest.split_at(rest.len() - varint(rest).1.len()),
            1 => rest.split_at(8),
            5 => rest.split_at(4),
            _ => {
                let (length, rest) = varint(rest);
                rest.split_at(length as usize)
            }
        };
        fields.push((key >> 3, value));
        message = rest;
    }
    fields
}

/// A number, and the bytes after it.
fn varint(bytes: &[u8]) -> (u64, &[u8]) {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let number = bytes[..end].iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f));
    (number, &bytes[end..])
}

/// The settings of the session in a file, as text.
pub fn hparams(bytes: &[u8]) -> Vec<(String, String)> {
    let within = |message, wanted| fields(message).into_iter().filter(move |(field, _)| *field == wanted);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let events = records(bytes).0.into_iter();
    // Event, summary, value, metadata, data of the plugin, its content, start of a session, an entry.
    let entries = [5, 1, 9, 1, 2, 3, 1].into_iter().fold(events.collect::<Vec<_>>(), |messages, field| {
        messages.into_iter().flat_map(|message| within(message, field)).map(|(_, inner)| inner).collect()
    });
    let entry = |entry| {
        let [(1, name), (2, value)] = fields(entry)[..] else { panic!("an entry has a name and a value") };
        let value = match fields(value)[..] {
            [(2, number)] => f64::from_le_bytes(number.try_into().unwrap()).to_string(),
            [(3, value)] => text(value),
            [(4, value)] => (varint(value).0 == 1).to_string(),
            _ => panic!("a value is a number, text or a truth value"),
        };
        (text(name), value)
    };
    entries.into_iter().map(entry).collect()
}
