// What a customer asked in a case, as it may stand in a proposal: without who they are, and without what was only chosen.
import { withoutPersonal } from '../../rules/personal.ts';
import type { HandoffWhole } from './api.ts';
import { isOurs } from './said.ts';

const MOST = 20;
const LONGEST = 200;
/** One word asks nothing. */
const LEAST_WORDS = 2;

/** The customer's own words, what the case is about first; each once. */
export function questionsIn({
  about,
  customer,
  transcript,
}: Pick<HandoffWhole, 'about' | 'customer' | 'transcript'>): string[] {
  const names = [customer.name, customer.verified?.name].filter((name) => typeof name === 'string');
  const choices = new Set(
    transcript.flatMap(({ activity }) =>
      (activity.suggestedActions?.actions ?? []).flatMap(({ title, value }) => [title, String(value)]),
    ),
  );
  const said = transcript.flatMap(({ activity }) =>
    activity.type === 'message' && !isOurs(activity) ? [activity.text ?? ''] : [],
  );
  const words = [about, ...said].filter((text) => !choices.has(text)).map((text) => withoutPersonal(text, names));
  const asked = words.filter((text) => (text.match(/\p{L}{2,}/gu) ?? []).length >= LEAST_WORDS);
  return [...new Set(asked.map(shorten))].slice(0, MOST);
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : text.slice(0, text.lastIndexOf(' ', LONGEST - 1)).trim();
}
