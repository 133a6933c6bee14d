// Finds the option that a text names: by its number in the list, by its words, or nearly.
import { closestLabel } from '../rules/labels.ts';

export interface Option {
  action: string;
  words: string[];
}

/** The action of the option named by its number or by its words; null where none is. */
export function pick(text: string, options: Option[]): string | null {
  return (
    byNumber(text, options) ??
    closestLabel(
      text,
      options.map(({ action, words }) => ({ id: action, words })),
    )
  );
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];

/** The action of the option at the place that is said: "2", "option 2", "the second one". */
export function byNumber(text: string, options: { action: string }[]): string | null {
  const plain = text
    .toLowerCase()
    .replace(/[.!)(#]/g, '')
    .trim();
  const number = /^(?:option |number |choice |answer )?(\d{1,2})$/.exec(plain)?.[1];
  const ordinal = /^(?:the )?([a-z]+)(?: one| option| choice)?$/.exec(plain)?.[1];
  const position = number ? Number(number) - 1 : ordinals.indexOf(ordinal ?? '');
  return options[position]?.action ?? null;
}
