//! Records of a TFRecord file: the length of some bytes, the bytes, and checksums of both.

/// Appends a record that holds these bytes.
pub(super) fn append(content: &[u8], bytes: &mut Vec<u8>) {
    let length = (content.len() as u64).to_le_bytes();
    for part in [&length, content] {
        bytes.extend_from_slice(part);
        bytes.extend(masked(checksum(part)).to_le_bytes());
    }
}

/// CRC-32C (Castagnoli).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| sum >> 8 ^ TABLE[((sum ^ u32::from(*byte)) & 0xff) as usize])
}

/// The checksum as TFRecord stores it, which keeps checksums of checksums apart.
fn masked(checksum: u32) -> u32 {
    checksum.rotate_right(15).wrapping_add(0xa282_ead8)
}

/// The remainder for each byte, by the reversed polynomial.
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = sum >> 1 ^ if sum & 1 == 1 { 0x82f6_3b78 } else { 0 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard() {
        // RFC 3720, appendix B.4, and the usual check value.
        assert_eq!(checksum(&[0; 32]), 0x8a91_36aa);
        assert_eq!(checksum(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(checksum(b"123456789"), 0xe306_9283);
    }

    #[test]
    fn a_record_is_framed_as_tensorflow_frames_it() {
        let mut bytes = vec![];
        append(b"blobtui", &mut bytes);
        // From `RecordWriter` of TensorBoard 2.21.
        let expected = b"\x07\0\0\0\0\0\0\0\xbb\xd7\x9f\x11blobtui\xdf\x73\xd8\xe2";
        assert_eq!(bytes, expected);
    }
}
