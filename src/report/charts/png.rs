//! A PNG file from pixels: eight bits a channel, no colour profile, no time stamp.

use std::io::Write;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Encodes rows of red, green, blue as a PNG file; same pixels, same bytes.
pub(super) fn encode(rgb: &[u8], width: u32, height: u32) -> std::io::Result<Vec<u8>> {
    let mut out = SIGNATURE.to_vec();
    let mut header = Vec::with_capacity(13);
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // 8 bits, true colour, deflate, adaptive filters, not interlaced.
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &header);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    let mut above = vec![0_u8; width as usize * 3];
    for row in rgb.chunks_exact((width as usize * 3).max(1)) {
        // Filter "up": charts have long equal columns.
        let filtered: Vec<u8> = row.iter().zip(&above).map(|(a, b)| a.wrapping_sub(*b)).collect();
        encoder.write_all(&[2])?;
        encoder.write_all(&filtered)?;
        above.copy_from_slice(row);
    }
    chunk(&mut out, b"IDAT", &encoder.finish()?);
    chunk(&mut out, b"IEND", &[]);
    Ok(out)
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(kind);
    out.extend(data);
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    out.extend(crc.sum().to_be_bytes());
}
