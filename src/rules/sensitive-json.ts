// Takes sensitive numbers out of plain JSON: its keys are the words beside its values.
import { findSensitive, maskSensitive } from './sensitive.ts';
import { masks } from './sensitive-masks.ts';

interface Leaf {
  start: number;
  end: number;
}

/** The value with words in the place of each sensitive number, in keys as well as in values. */
export function maskJson(value: unknown): unknown {
  let text = '';
  const leaves: Leaf[] = [];
  const write = (one: unknown, key: string): void => {
    if (Array.isArray(one)) for (const [index, item] of one.entries()) write(item, index === 0 ? key : '');
    else if (typeof one === 'object' && one !== null)
      for (const [name, item] of Object.entries(one)) write(item, inWords(name));
    else if (typeof one === 'string' || typeof one === 'number') {
      text += key ? `${key}: ` : '';
      leaves.push({ start: text.length, end: text.length + String(one).length });
      text += `${one}\n`;
    }
  };
  write(value, '');
  const found = findSensitive(text);
  let next = 0;
  const read = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(read);
    if (typeof one === 'object' && one !== null)
      return Object.fromEntries(Object.entries(one).map(([name, item]) => [maskSensitive(name), read(item)]));
    if (typeof one !== 'string' && typeof one !== 'number') return one;
    const { start, end } = leaves[next++] as Leaf;
    const inside = found.filter((finding) => finding.start < end && finding.end > start);
    if (inside.length === 0) return one;
    if (typeof one === 'number') return masks[inside[0]?.kind ?? 'account'];
    const moved = inside.map((finding) => ({
      kind: finding.kind,
      start: Math.max(0, finding.start - start),
      end: Math.min(end, finding.end) - start,
    }));
    return maskSensitive(one, moved);
  };
  return read(value);
}

/** "accountNumber" and "account_number" as words. */
const inWords = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]/g, ' ');
