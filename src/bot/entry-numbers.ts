// Answers a message of entry numbers: how many are well formed, and what is wrong with the others.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { type BadEntry, checkEntryList, type EntryList, isEntryList, mostEntries } from '../rules/cape-file.ts';
import { type EntryFault, plainEntryNumber } from '../rules/entry-number.ts';
import { type Button, message, personButton } from './message.ts';
import type { State } from './state.ts';
import { at, showStep } from './walker.ts';

/** No channel takes a longer message. */
const mostText = 8_000;
const mostShown = 10;

/** The result of the check; null where the message is something else. */
export function checkEntryNumbers(content: Content, state: State, text: string): Reply[] | null {
  const asked = state.guide !== null && at(content, state.guide).step.asks === 'entry-numbers';
  if (!isEntryList(text, asked)) return null;
  state.pending = null;
  const result = describe(checkEntryList(text), text.length >= mostText - 20);
  if (state.guide) return [message('notice', result), ...showStep(content, state)];
  const entry = content.entries.get('entry-number-valid');
  const guide = [...content.guides.values()].find(({ steps }) => steps.some(({ asks }) => asks === 'entry-numbers'));
  const more: Button[] = [
    ...(entry ? [{ text: entry.question, action: `entry:${entry.id}` }] : []),
    ...(guide ? [{ text: guide.title, action: `start:${guide.id}` }] : []),
    personButton,
  ];
  return [message('notice', result, more)];
}

function describe(list: EntryList, full: boolean): string {
  const { inRows, count, wellFormed, bad, extraColumns } = list;
  const place = inRows ? 'row' : 'no.';
  const shown = bad
    .slice(0, mostShown)
    .map((one) => `- ${count > 1 ? `${place} ${one.row}, ` : ''}\`${shorten(one.text)}\`: ${inWords(one, place)}`);
  const rest = bad.length - shown.length;
  const eligible = 'Well formed is **not yet eligible**: the entry need not exist, and CAPE need not take it.';
  return [
    summary(list),
    [...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n'),
    count > mostEntries
      ? `CAPE takes at most ${mostEntries.toLocaleString('en-US')} in one declaration: make several files.`
      : '',
    extraColumns ? 'I looked at one column, and CAPE takes no other: leave the rest out of its file.' : '',
    full
      ? 'A message ends at 8,000 characters, some 600 numbers: the last one may be cut off. Send the rest in the next message.'
      : '',
    [wellFormed > 0 ? eligible : '', count > 1 ? 'Doubles I see only within one message.' : ''].join(' ').trim(),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function summary({ count, wellFormed, bad }: EntryList): string {
  if (count === 1) return `This entry number is **${wellFormed ? '' : 'not '}well formed**.`;
  const doubles = bad.filter(({ fault }) => typeof fault === 'object').length;
  const formed =
    wellFormed === count ? `**All ${count}** entry numbers` : `**${wellFormed} of ${count}** entry numbers`;
  const repeated = doubles > 0 ? `, but ${doubles} of them ${doubles === 1 ? 'is a double' : 'are doubles'}` : '';
  return `${formed} ${wellFormed === 1 ? 'is' : 'are'} well formed${repeated}.`;
}

const faults: Record<EntryFault, string> = {
  rounded: 'Excel rounded it, and its digits are lost. Format the column as text and copy it again from the source',
  characters: 'only letters, digits and dashes belong there',
  'zeros-dropped': '. Excel may have dropped zeros in front: format the column as text and copy it again',
  'too-short': '',
  'too-long': '',
  letter: 'after the first three characters only digits stand. Does a letter O stand for a zero, or an I for a one?',
  'check-digit':
    'the check digit does not fit. Any of the characters may be the wrong one: compare it with the entry summary',
};

function inWords({ text, fault }: BadEntry, place: string): string {
  if (typeof fault === 'object') return `the same as ${place} ${fault.sameAs}`;
  const { length } = plainEntryNumber(text);
  const counted = fault === 'too-short' || fault === 'too-long' || fault === 'zeros-dropped';
  return counted ? `${length} characters, where 11 are needed${faults[fault]}` : faults[fault];
}

function shorten(text: string): string {
  const plain = text.replaceAll('`', "'");
  return plain.length > 20 ? `${plain.slice(0, 19)}…` : plain;
}
