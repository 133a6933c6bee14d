// Takes out of cases and their trails what was redacted in the messages of their conversation.
import { type Rewritten, unquote } from '../rules/unquote.ts';
import type { Json } from '../storage/storage.ts';
import { changeCase, type Desk } from './desk.ts';

const mostCases = 50;

/** Rewrites every case of this conversation, its rating and what stands in its trail. */
export async function redactCases(desk: Desk, rewritten: Rewritten[]): Promise<void> {
  if (rewritten.length === 0) return;
  const clean = (text: string | null) => text && unquote(text, rewritten);
  for (const { number, question, name, words } of await desk.turn.cases(mostCases)) {
    const left = { question: clean(question) ?? '', name: clean(name), words: clean(words) };
    if (left.question !== question || left.name !== name || left.words !== words)
      await changeCase(desk, number, left, { actor: 'system', what: 'amended' });
    for (const { index, detail } of await desk.turn.caseEvents(number)) {
      const next = detail && cleanDetail(detail, rewritten);
      if (next && JSON.stringify(next) !== JSON.stringify(detail)) await desk.turn.amendCaseEvent(number, index, next);
    }
  }
}

function cleanDetail(detail: Json, rewritten: Rewritten[]): Json {
  return JSON.parse(JSON.stringify(detail), (_key, one) => (typeof one === 'string' ? unquote(one, rewritten) : one));
}
