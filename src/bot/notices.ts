// Tells of notices in force: in the greeting, at the steps that need what they are about, and once to who is here already.
import type { Content } from '../content/content.ts';
import type { Reply } from '../rules/activity.ts';
import { describeNotice, type Notice, noticesInForce } from '../rules/notice.ts';
import { message } from './message.ts';
import type { State } from './state.ts';

const dayMs = 86_400_000;

/** What a notice of each kind is called once it is over. */
const names: Record<Notice['about'], string> = {
  ace: ' about ACE',
  cape: ' about CAPE',
  office: ' about our office',
  general: '',
};

/** Which notices touch a step that needs this: CAPE is a part of ACE. */
const touching = { ace: ['ace'], cape: ['ace', 'cape'] };

/** Puts the notices in force above the words of a reply, and names them in its data. */
export function putAbove(reply: Reply, notices: Notice[], state: State, now: number): void {
  if (notices.length === 0) return;
  reply.text = [...notices.map((one) => describeNotice(one, now, state.timeZone)), reply.text]
    .filter(Boolean)
    .join('\n\n');
  reply.channelData.notices = notices.map(({ id }) => id);
}

/** Says to who is here already which notices began, changed or ended since the last turn, each once. */
export function tellChanges(content: Content, state: State, now: number): Reply[] {
  const current = noticesInForce(content.notices, now);
  const told = new Map(state.notices.map((one) => [one.id, one]));
  const begun = current.filter((one) => !isSame(one, told.get(one.id)));
  // Who comes back after days has forgotten what did not work then.
  const ended = state.notices.filter(({ id, until }) => now < until + dayMs && !current.some((one) => one.id === id));
  state.notices = current;
  if (begun.length + ended.length === 0) return [];
  const said = message(
    'notice',
    ended.map((one) => `The notice${names[one.about]} is over: ${one.text.trim()}`).join('\n\n'),
  );
  putAbove(said, begun, state, now);
  return [said];
}

/** Puts what touches the step that was reached above its words, unless this turn says it already or shows the step anew. */
export function tellAtStep(content: Content, state: State, replies: Reply[], now: number): void {
  const shown = replies.findLast(({ channelData }) => channelData.kind === 'guide');
  if (!shown) return;
  const { guide, step } = shown.channelData;
  const where = `${guide}/${step}`;
  const again = state.noticedAt === where;
  state.noticedAt = where;
  const needs = content.guides.get(String(guide))?.steps.find(({ id }) => id === step)?.needs;
  if (!needs || again) return;
  const said = new Set(replies.flatMap(({ channelData }) => channelData.notices ?? []));
  putAbove(
    shown,
    state.notices.filter(({ id, about }) => touching[needs].includes(about) && !said.has(id)),
    state,
    now,
  );
}

function isSame(one: Notice, other: Notice | undefined): boolean {
  return other !== undefined && one.text === other.text && one.from === other.from && one.until === other.until;
}
