//! Protocol buffers as bytes: the fields that the messages of `TensorBoard` and ONNX are made of.
//!
//! Encodes only, in the order in which fields are added, so the same message is the same bytes; the numbers of the fields
//! stand where the messages are built.

/// A message under construction.
#[derive(Default)]
pub(super) struct Message(pub(super) Vec<u8>);

/// How the bytes of a field end.
enum Wire {
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}

impl Message {
    fn key(&mut self, field: u64, wire: Wire) {
        self.varint(field << 3 | wire as u64);
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A whole number, enumeration or truth value.
    pub(super) fn whole(mut self, field: u64, number: u64) -> Self {
        self.key(field, Wire::Varint);
        self.varint(number);
        self
    }

    pub(super) fn float(mut self, field: u64, number: f32) -> Self {
        self.key(field, Wire::Fixed32);
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(super) fn double(mut self, field: u64, number: f64) -> Self {
        self.key(field, Wire::Fixed64);
        self.0.extend(number.to_le_bytes());
        self
    }

    /// Repeated numbers, packed.
    pub(super) fn doubles(self, field: u64, numbers: &[f64]) -> Self {
        self.bytes(field, &numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())
    }

    pub(super) fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.key(field, Wire::Length);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    /// A message within this one.
    pub(super) fn message(self, field: u64, message: &Self) -> Self {
        self.bytes(field, &message.0)
    }

    /// Repeated messages within this one.
    pub(super) fn messages(self, field: u64, messages: impl IntoIterator<Item = Self>) -> Self {
        messages.into_iter().fold(self, |message, inner| message.message(field, &inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_encoded_as_the_specification_shows() {
        // The examples of https://protobuf.dev/programming-guides/encoding/.
        assert_eq!(Message::default().whole(1, 150).0, [0x08, 0x96, 0x01]);
        assert_eq!(Message::default().text(2, "testing").0, b"\x12\x07testing");
        let inner = Message::default().whole(1, 150);
        assert_eq!(Message::default().message(3, &inner).0, [0x1a, 0x03, 0x08, 0x96, 0x01]);
        assert_eq!(Message::default().whole(1, u64::MAX).0.len(), 11);
        assert_eq!(Message::default().float(2, 1.0).0, [0x15, 0, 0, 0x80, 0x3f]);
        assert_eq!(Message::default().double(1, 1.0).0, [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
        assert_eq!(Message::default().doubles(6, &[1.0]).0, [0x32, 8, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
    }
}
