// Reads the bytes of a file as text, whatever spreadsheets write, or says what the file is instead.

/** What is no text. */
export type NoText = 'workbook' | 'old-workbook' | 'pdf' | 'picture' | 'not-text';

export interface Decoded {
  text: string;
  /** How it was written, where that is not plain. */
  encoding: 'plain' | 'byte-order-mark' | 'utf-16' | 'windows-1252';
}

const DOS_END = String.fromCharCode(26);
const signatures: [NoText, number[]][] = [
  ['workbook', [0x50, 0x4b, 0x03, 0x04]],
  ['old-workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
];

/** The text of a file. */
export function decodeText(bytes: Uint8Array): Decoded | NoText {
  const known = signatures.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (known) return known[0];
  const wide = wideEncoding(bytes);
  if (wide) return { text: plainText(new TextDecoder(wide).decode(bytes)), encoding: 'utf-16' };
  if (bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 26) || byte === 127)) return 'not-text';
  try {
    // The decoder itself drops a byte order mark.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { text: plainText(text), encoding: isMarked ? 'byte-order-mark' : 'plain' };
  } catch {
    // What Excel calls CSV is in the old Windows encoding.
    return { text: plainText(new TextDecoder('windows-1252').decode(bytes)), encoding: 'windows-1252' };
  }
}

/** "Unicode Text" of Excel, by its mark, or without one by the empty half of each pair. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 200);
  if (sample.length < 4) return undefined;
  const zeros = [0, 1].map((half) => sample.filter((byte, index) => index % 2 === half && byte === 0).length);
  const most = Math.floor(sample.length / 2) * 0.9;
  if ((zeros[1] ?? 0) >= most && zeros[0] === 0) return 'utf-16le';
  return (zeros[0] ?? 0) >= most && zeros[1] === 0 ? 'utf-16be' : undefined;
}

/** Without the sign with which DOS ended a file. */
const plainText = (text: string) => (text.endsWith(DOS_END) ? text.slice(0, -1) : text);
