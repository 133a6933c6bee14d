// Says what was taken out of a message, and where to type it instead; never a digit of it.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { names, type Sensitive } from '../rules/sensitive-masks.ts';
import { message } from './message.ts';

/** Where each kind is typed, for who must type it at all. */
const places: [kinds: Sensitive[], sentence: string][] = [
  [
    ['routing', 'account'],
    'Type bank numbers only in ACE, yourself: **Accounts > Importer > your company > ACH Refund Authorization**.',
  ],
  [['card', 'code'], 'CBP pays refunds to no card, so nobody needs its number.'],
  [['ssn', 'itin'], "Type it only into CBP's own forms and into ACE."],
];

/** The warning for these kinds; without any, for numbers that the customer's browser took out already. */
export function warn(content: Content, removed: Sensitive[]): Reply {
  const broker = content.broker.short_name;
  const told = removed.map((kind) => names[kind]);
  const last = told.pop();
  const list = told.length > 0 ? `${told.join(', ')} and ${last}` : last;
  const what = list
    ? `I took out ${list}: it is not kept here and goes to nobody.`
    : 'The number was taken out before your message was sent.';
  const where = places.filter(([kinds]) => removed.length === 0 || kinds.some((kind) => removed.includes(kind)));
  const nobody = `Nobody at CBP or at ${broker} asks for such numbers by chat, e-mail or phone.`;
  const sentences = [
    what,
    ...(removed.length === 0 ? where.slice(0, 1) : where).map(([, sentence]) => sentence),
    nobody,
  ];
  return message('warning', sentences.join(' '), [], { removed });
}

/** What a customer reads whose message goes to staff: nothing, unless something was taken out of it. */
export function keepSilent(content: Content, removed: Sensitive[]): Reply[] {
  return removed.length > 0 ? [warn(content, removed)] : [];
}
