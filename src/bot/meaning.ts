// What a message means where it is said: words that ask on are about the last answer, or the guide that is open.
import type { Content } from '../content/content.ts';
import type { Entry } from '../content/entry.ts';
import { asksOn, asksTheSame } from '../rules/follow-up.ts';
import type { Matching } from '../rules/matcher.ts';
import type { State } from './state.ts';

const choices = 3;

/** What these words ask; about the last answer where they say too little by themselves. */
export function meaningOf(content: Content, state: State, text: string): Matching {
  const alone = content.matcher.match(text);
  const isTalk = alone.decision === 'answer' && alone.matches[0]?.kind === 'small-talk';
  const near = !isTalk && asksOn(text) && askedOn(content, state, text);
  // Sure by itself, and of this topic: no question back.
  const isMeant = near && alone.decision === 'answer' && near.matches[0]?.id === alone.matches[0]?.id;
  return near && !isMeant ? near : alone;
}

/** The answers near the last one, or in the topic of the guide, those first that ask the same; null where there are none. */
function askedOn(content: Content, state: State, text: string): Matching | null {
  const last = content.entries.get(state.entry ?? '');
  const guide = content.guides.get(state.guide?.guide ?? '');
  const subject = last?.question ?? guide?.title;
  if (!subject) return null;
  const whole = content.matcher.match(`${subject} ${text}`);
  const likely = whole.matches.map(({ id }) => id);
  const isRelated = ({ id, related }: Entry) => last?.related.includes(id) || related.includes(last?.id ?? '');
  const isNear = (one: Entry) =>
    last ? one.id !== last.id && (isRelated(one) || likely.includes(one.id)) : one.guide === guide?.id;
  const near = [...content.entries.values()].filter(isNear);
  const same = near.filter(({ question }) => asksTheSame(text, question));
  const offered = same.length > 0 || !last ? same : near.filter(({ id }) => last.related.includes(id));
  if (offered.length === 0) return null;
  // What the editor put beside the last answer comes before what only has similar words.
  const rank = (one: Entry) => [...likely, one.id].indexOf(one.id) + (isRelated(one) ? 0 : likely.length + 1);
  const best = offered.sort((one, other) => rank(one) - rank(other)).slice(0, choices);
  const sure = new Map(whole.matches.map(({ id, confidence }) => [id, confidence]));
  const matches = best.map(({ id }) => ({ kind: 'entry' as const, id, confidence: sure.get(id) ?? 0 }));
  return { decision: best[0]?.id === likely[0] ? whole.decision : 'clarify', matches };
}
