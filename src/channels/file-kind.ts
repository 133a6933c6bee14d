// Which kinds of files are taken, and as what they are given back.
import { maskSensitive } from '../rules/sensitive.ts';
import { Refusal } from './http.ts';

export const UNKNOWN_KIND = 'application/octet-stream';

const office = 'application/vnd.openxmlformats-officedocument.';
const taken = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/heic',
  'image/tiff',
  'image/bmp',
  `${office}wordprocessingml.document`,
  `${office}spreadsheetml.sheet`,
  `${office}presentationml.presentation`,
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
]);
/** Older Office files and e-mails share one container with installers: only there the name decides. */
const oldOffice = /\.(doc|xls|ppt|msg)$/i;

/**
 * The content type under which a file is given back; throws 415 for what is not taken.
 * `detected` is what its first bytes say (undefined for text and the unknown), `first` those bytes.
 */
export function kindOf(detected: string | undefined, first: Uint8Array, name: string): string {
  if (detected && taken.has(detected)) return detected;
  if (detected === 'application/x-cfb' && oldOffice.test(name)) return UNKNOWN_KIND;
  // Markup and scripts are taken, but no browser will run them.
  if (detected === 'application/xml') return UNKNOWN_KIND;
  const text = detected === undefined ? decode(first) : undefined;
  if (text === undefined)
    throw new Refusal(
      415,
      'UnsupportedMediaType',
      `"${name}" is not a kind of file we can take. Send a picture, a PDF, a text or CSV file, or an Office document.`,
    );
  if (/^\s*(<|#!)/.test(text) || /\.(html?|xhtml|svg|xml|m?js|cjs|vbs|bat|cmd|ps1|sh|hta)$/i.test(name))
    return UNKNOWN_KIND;
  return /\.csv$/i.test(name) ? 'text/csv; charset=utf-8' : 'text/plain; charset=utf-8';
}

/** The bytes as text, or undefined where they are none. */
function decode(first: Uint8Array): string | undefined {
  if (first.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127)) return undefined;
  try {
    // Streaming: the sample may end inside a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true });
  } catch {
    // Spreadsheets still save CSV in the old Windows encoding.
    return new TextDecoder('windows-1252').decode(first);
  }
}

/** A name without folders, bank numbers, control characters and marks that turn text around; never empty. */
export function cleanName(name: string | undefined): string {
  const last = (name ?? '').toWellFormed().split(/[\\/]/).at(-1) ?? '';
  const plain = maskSensitive(last).replace(/[\p{Cc}\p{Cf}"]/gu, '');
  return [...plain.trim()].slice(0, 120).join('') || 'file';
}
