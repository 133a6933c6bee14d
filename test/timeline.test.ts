// What the chat page draws: it draws a message anew only where it gets another object for it.
import { describePlace } from '../src/pages/widget/handoff.ts';
import { addArrived, arrange } from '../src/pages/widget/timeline.ts';
import type { Activity } from '../src/rules/activity.ts';

const messageOf = (id: string, text: string): Activity => ({
  type: 'message',
  id,
  text,
  timestamp: '2026-03-03T15:00:00Z',
  from: { id: 'customer', role: 'user' },
});
const first = addArrived([], [messageOf('1', 'my account is 123456789'), messageOf('2', 'is it free')]);
const before = arrange(first, [], []).messages;

test('messages that were there stay the same objects when one comes', () => {
  const after = arrange(addArrived(first, [messageOf('3', 'thanks')]), [], []).messages;
  expect(after.map(({ text }) => text)).toEqual(['my account is 123456789', 'is it free', 'thanks']);
  expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, true]);
});

test('a message that was changed is another object, in its place, and stays it', () => {
  const changed = addArrived(first, [{ ...messageOf('1', 'my account is [removed]'), type: 'messageUpdate' }]);
  const after = arrange(changed, [], []).messages;
  expect(after.map(({ text }) => text)).toEqual(['my account is [removed]', 'is it free']);
  expect(after[1]).toBe(before[1]);
  const later = arrange(addArrived(changed, [messageOf('3', 'thanks')]), [], []).messages;
  expect(later[0]).toBe(after[0]);
});

test.each([
  [3, 8, 'usually 3 to 8 minutes'],
  [5, 5, 'usually up to 5 minutes'],
  [0.2, 0.9, 'usually less than a minute'],
  [125, 240, 'usually 2 to 4 hours'],
  [30, 150, 'usually 30 minutes to 3 hours'],
])('a wait of %d to %d minutes is said as "%s"', (usual, long, words) => {
  const wait = { p50: usual * 60_000, p90: long * 60_000 };
  const told = {
    type: 'message',
    id: '9',
    channelData: { handoff: { number: 1001, status: 'waiting', place: 2, wait } },
  };
  const handoff = arrange(addArrived([], [told]), [], []).handoff;
  expect(handoff && describePlace(handoff)).toBe(`You are 2nd in the queue · ${words}`);
});
