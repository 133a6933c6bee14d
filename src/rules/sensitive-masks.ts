// What stands in the place of a number that was taken out.

export type Sensitive = 'routing' | 'account' | 'card' | 'ssn' | 'itin' | 'code';

/** Readable, and nothing of the number is left in it. */
export const masks: Record<Sensitive, string> = {
  routing: '[bank routing number removed]',
  account: '[bank account number removed]',
  card: '[card number removed]',
  ssn: '[social security number removed]',
  itin: '[taxpayer number removed]',
  code: '[card security code removed]',
};

/** In the middle of a sentence. */
export const names: Record<Sensitive, string> = {
  routing: 'a bank routing number',
  account: 'a bank account number',
  card: 'a card number',
  ssn: 'a social security number',
  itin: 'a taxpayer number',
  code: 'a card security code',
};

const kinds = Object.keys(masks) as Sensitive[];

/** Matches any of the masks, in small letters too. */
export const maskPattern = new RegExp(kinds.map((kind) => masks[kind].replace(/[[\]]/g, '\\$&')).join('|'), 'gi');

/** What a mask stands for. */
export function kindOfMask(mask: string): Sensitive {
  return kinds.find((kind) => masks[kind] === mask.toLowerCase()) ?? 'account';
}

/** The text without its masks. */
export function withoutMasks(text: string): string {
  return text.replace(maskPattern, ' ').trim();
}
