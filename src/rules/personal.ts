// Takes out of a customer's words what says who wrote them: names, addresses, numbers. What was asked stays.
import { maskSensitive } from './sensitive.ts';
import { maskPattern } from './sensitive-masks.ts';

/** Not those of CBP, which anybody may ask about. */
const mailAddresses = /[\w.+-]+@(?!cbp\.dhs\.gov\b)[\w-]+(?:\.[\w-]+)+/gi;
/** Six digits and more, as in phone, importer and entry numbers, with the filer code before them. */
const longNumbers = /(?<![\p{L}\p{N}.])\(?\+?(?:[a-z\d]{3}-?)?\d(?:[ ()-]{0,2}\d){5,}/giu;

/** The words with "…" where something of the customer's own stood; `names` are what the customer is called. */
export function withoutPersonal(text: string, names: string[] = []): string {
  const own = names.flatMap((name) => name.match(/\p{L}{2,}/gu) ?? []);
  const named = own.length > 0 ? new RegExp(`(?<!\\p{L})(?:${own.join('|')})(?!\\p{L})`, 'giu') : null;
  const bare = maskSensitive(text).replace(maskPattern, '…').replace(mailAddresses, '…').replace(longNumbers, '…');
  return (named ? bare.replace(named, '…') : bare).replace(/\s+/g, ' ').trim();
}

/** Whether something in the words says who wrote them. */
export function isPersonal(text: string): boolean {
  return withoutPersonal(text) !== text.replace(/\s+/g, ' ').trim();
}
