// The shapes of numbers that customers of a customs broker write every day and that are left alone.
import type { Reading } from './sensitive-spellings.ts';

// Neither letters nor digits touch the number, nor does a dash or point with more digits behind it.
const BEGIN = '(?<![\\p{L}\\p{N}])(?<!\\d[-.])';
const END = '(?![\\p{L}\\p{N}])(?![-.]\\d)';

const shapes: [name: string, pattern: string][] = [
  // XXX-NNNNNNN-N; the filer code may hold letters.
  ['entry', '[a-z0-9]{3}[- ]\\d{7}[- ]?\\d'],
  ['entry', '[a-z0-9]{3}-\\d{8}'],
  // Importer numbers: NN-NNNNNNN, with a suffix of two, and YYDDPP-NNNNN, which CBP assigns.
  ['importer', '\\d{2} ?- ?\\d{7}(?:[- ]?[a-z0-9]{2})?'],
  ['importer', '\\d{6} ?- ?\\d{5}'],
  [
    'phone',
    '(?:\\+?1[-. /]{0,2})?(?:\\(\\d{3}\\)[-. /]{0,3}|\\d{3}[-. /]{1,3})\\d{3} ?[-. ] ?\\d{4}(?:[ ,;]*(?:x|ext|extension)[. ]*\\d{1,6})?',
  ],
  ['phone', '\\+[2-9]\\d{0,2}(?:[-. ()]{1,3}\\d{2,4}){2,5}'],
  ['phone', '\\+[1-9]\\d{7,14}'],
  ['tariff', '\\d{4}\\.\\d{2}(?:\\.\\d{2,4}(?:\\.\\d{2})?)?'],
  [
    'date',
    '(?:19|20)\\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\\d|3[01])(?:t\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?z?)?',
  ],
  ['date', '(?:0?[1-9]|[12]\\d|3[01])[-/.](?:0?[1-9]|[12]\\d|3[01])[-/.](?:19|20)?\\d{2}'],
  ['time', '\\d{1,2}:\\d{2}(?::\\d{2})?'],
  // No amount begins with 0: "$021000021" is none.
  ['amount', '[1-9]\\d{0,2}(?:,\\d{3})+(?:\\.\\d+)?'],
  ['amount', '[1-9]\\d*\\.\\d{2}'],
  ['amount', '(?<=[$€£¥] ?|\\b(?:usd|eur|gbp|cad|cny|mxn) ?)[1-9]\\d*(?:\\.\\d+)?'],
  ['amount', '[1-9]\\d*(?= ?(?:usd|eur|dollars|dolares|kgs?|lbs?|pcs|pieces|units|cartons|percent)\\b)'],
  ['zip', '\\d{5}-\\d{4}'],
  ['container', '[a-z]{3}[ujz] ?\\d{6}[- ]?\\d'],
];
const all = new RegExp(
  shapes.map(([, pattern], index) => `(?<s${index}>${BEGIN}(?:${pattern})${END})`).join('|'),
  'gu',
);

/** Notes at the digits what harmless thing they have the shape of. */
export function noteShapes({ plain, tokens }: Reading): void {
  if (!tokens.some(({ kind }) => kind === 'digits')) return;
  let next = 0;
  for (const match of plain.matchAll(all)) {
    const group = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    const shape = shapes[Number(group?.slice(1))]?.[0];
    const end = match.index + match[0].length;
    while (next < tokens.length && (tokens[next]?.to ?? 0) <= match.index) next += 1;
    for (let index = next; tokens[index] && (tokens[index]?.from ?? 0) < end; index++)
      if (tokens[index]?.kind === 'digits' && shape) (tokens[index] as { shape?: string }).shape = shape;
  }
}
