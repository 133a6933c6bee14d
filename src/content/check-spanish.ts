// Whether the Spanish of an entry says the same as the English, in what can be compared: links, numbers, days, names to fill in.
import type { Placed } from './check.ts';
import type { Entry } from './entry.ts';
import type { Report } from './parsed.ts';

const days = [
  ['January', 'enero'],
  ['February', 'febrero'],
  ['March', 'marzo'],
  ['April', 'abril'],
  ['May', 'mayo'],
  ['June', 'junio'],
  ['July', 'julio'],
  ['August', 'agosto'],
  ['September', 'septiembre'],
  ['October', 'octubre'],
  ['November', 'noviembre'],
  ['December', 'diciembre'],
  ['Monday', 'lunes'],
  ['Tuesday', 'martes'],
  ['Wednesday', 'miércoles'],
  ['Thursday', 'jueves'],
  ['Friday', 'viernes'],
  ['Saturday', 'sábado'],
  ['Sunday', 'domingo'],
] as const;
// "You may" is no month.
const named = days.flatMap(([english, spanish]) => [
  { name: english, pattern: english === 'May' ? /(?<=\d )May\b|\bMay(?= \d)/ : new RegExp(`\\b${english}`) },
  { name: english, pattern: new RegExp(`(?<!\\p{L})${spanish}s?(?!\\p{L})`, 'iu') },
]);

/**
 * Reports where an entry's Spanish question or answer lacks what the English one has, or has what that lacks. Sources and
 * days of the check are those of the entry, and so the same.
 */
export function checkSpanish(entries: Placed<Entry>[], report: Report): void {
  for (const { file, path, value } of entries) {
    for (const key of ['question', 'answer'] as const) {
      const spanish = value.es?.[key];
      if (spanish === undefined) continue;
      const [ours, theirs] = [factsOf(value[key]), factsOf(spanish)];
      const wrong = (told: string) => report(file, [...path, 'es', key], `the Spanish ${key} of "${value.id}" ${told}`);
      for (const fact of ours)
        if (!theirs.has(fact)) wrong(`lacks ${fact}, which the English one has. Put it in, or correct the English.`);
      for (const fact of theirs)
        if (!ours.has(fact)) wrong(`has ${fact}, which the English one has not. Take it out, or correct the English.`);
    }
  }
}

/** What a text says that is the same in every language, each once: "the link https://...", "the number 80". */
function factsOf(text: string): Set<string> {
  const links = text.match(/(?:https?:|mailto:)[^\s)>\]]+/g) ?? [];
  const rest = links.reduce((left, link) => left.replaceAll(link, ' '), text);
  const mails = rest.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [];
  const fields = rest.match(/\{\w+\}/g) ?? [];
  const plain = mails.reduce((left, mail) => left.replaceAll(mail, ' '), rest);
  // "9,999" is "9.999" in some countries, and "9999" to both.
  const numbers = plain.replace(/(\d)[.,](?=\d{3}\b)/g, '$1').match(/\d+/g) ?? [];
  const dates = named.flatMap(({ name, pattern }) => (pattern.test(plain) ? [name] : []));
  return new Set([
    ...links.map((link) => `the link ${link.replace(/[.,;:]+$/, '')}`),
    ...mails.map((mail) => `the address ${mail}`),
    ...fields,
    ...numbers.map((number) => `the number ${number}`),
    ...dates,
  ]);
}
