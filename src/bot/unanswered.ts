// Notes what the bot could not answer: a question that was declined, or one it asked back to in vain.
import type { Reply } from '../rules/activity.ts';
import type { State } from './state.ts';

/** What says that nothing of what was offered was meant. */
const inVain = ['decline', 'clarify', 'escalation'];

const kindsOf = (replies: Reply[]): string[] => replies.map(({ channelData }) => channelData.kind);

/** Notes what these answers to a question leave open. */
export function noteQuestion(state: State, answers: Reply[]): Reply[] {
  const { sequence } = state.facts;
  const clarify = answers.find(({ channelData }) => channelData.kind === 'clarify');
  if (clarify) state.unclear = { sequence, entries: (clarify.channelData.entries as string[] | undefined) ?? [] };
  else if (kindsOf(answers).includes('decline'))
    state.requests.push({ kind: 'keep-unanswered', sequence, decision: 'decline', entries: [] });
  return answers;
}

/** Notes that what was asked back before led nowhere; whatever else was said settles it. */
export function noteUnclear(state: State, { unclear }: State, answers: Reply[]): void {
  if (unclear && kindsOf(answers).some((kind) => inVain.includes(kind)))
    state.requests.push({ kind: 'keep-unanswered', ...unclear, decision: 'clarify' });
  if (state.unclear === unclear) state.unclear = null;
}
