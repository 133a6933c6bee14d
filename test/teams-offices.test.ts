// A case between two offices that each have a channel in Microsoft Teams: it is shown where it is, and nowhere misread.

import { loadContent } from '../src/content/load.ts';
import { copyWithHouston, removeCopies } from './content-folder.ts';
import { openLive } from './staff.ts';
import { CHANNEL, openTeamsDesk, type TeamsDesk, type TeamsPerson } from './teams-desk.ts';
import type { Posted } from './teams-office.ts';
import { removeFolders } from './test-server.ts';

const HOUSTON = '19:houston@thread.tacv2';
let desk: TeamsDesk;
let dana: TeamsPerson;
let luis: TeamsPerson;

beforeAll(async () => {
  const folder = copyWithHouston();
  const content = loadContent(`${folder}/dialogs`, `${folder}/knowledge`).content ?? undefined;
  desk = await openTeamsDesk({ content });
  dana = await desk.staff('Dana', { office: 'newark', role: 'lead' });
  luis = await desk.staff('Luis', { office: 'houston', role: 'lead' });
  await dana.inChannel('connect newark');
  await luis.inChannel('connect houston', { channel: HOUSTON });
});
afterAll(async () => {
  await desk.closeAll();
  removeCopies();
  removeFolders();
});

let count = 0;
const textOf = (card: Posted) => JSON.stringify(card.activity.attachments?.[0]?.content);
/** The card of this case in a channel, as soon as it says this. */
const cardIn = (channel: string, number: number, words: string) =>
  desk.office.until((post) => {
    const text = textOf(post) ?? '';
    return post.thread.startsWith(channel) && text.includes(`Case ${number},`) && text.includes(words);
  });
/** What was posted below a card. */
const below = ({ thread }: Posted) => desk.office.inThread(thread).map(({ activity }) => activity.text ?? '');
const until = (card: Posted, words: string) =>
  desk.office.until(({ thread, activity }) => thread === card.thread && String(activity.text).includes(words));

/** A customer whose case is no office's yet. */
async function customer() {
  const conversationId = `customer-${++count}`;
  const number = await openLive(desk.conversations, conversationId);
  const say = (text: string) =>
    desk.conversations.receive({
      conversationId,
      activity: { type: 'message', text, from: { id: 'me', role: 'user' } },
    });
  return {
    number,
    say,
    cards: await Promise.all([CHANNEL, HOUSTON].map((one) => cardIn(one, number, 'Nobody has it'))),
  };
}

test('a case of no office is shown to both; of whichever takes it the other one reads', async () => {
  const { number, cards } = await customer();
  await dana.press(cards[0] as Posted, 'claim');
  for (const channel of [CHANNEL, HOUSTON]) await cardIn(channel, number, 'Dana has it since');
});

test('a case that goes to another office leaves its channel, and comes back to it', async () => {
  const { number, say, cards } = await customer();
  const [newark, houston] = cards as [Posted, Posted];
  await dana.press(newark, 'claim');
  await dana.press(await cardIn(CHANNEL, number, 'Dana has it since'), 'transfer', { to: 'office:newark' });
  await cardIn(HOUSTON, number, 'With Newark office (sample) now');
  await dana.press(await cardIn(CHANNEL, number, 'Nobody has it yet'), 'claim');
  const claimed = { ...(await cardIn(CHANNEL, number, 'Dana has it since')) };
  await say('000987654321');
  await until(newark, '000987654321');

  // To Houston: who pressed sees at once that it is gone, and in both channels it looks so.
  const pressed = (await dana.press(claimed, 'transfer', { to: 'office:houston' })).text;
  expect(pressed).toContain('With Houston office (sample) now');
  expect(pressed).not.toContain('Action.Execute');
  const left = await cardIn(CHANNEL, number, 'With Houston office (sample) now');
  expect(textOf(left)).not.toMatch(/Action\.(Execute|ShowCard)|Input\./);
  await until(houston, 'is back with this office');
  const waiting = await cardIn(HOUSTON, number, 'Nobody has it yet');
  await luis.press(waiting, 'claim');
  await cardIn(HOUSTON, number, 'Luis has it since');
  expect((await dana.press(claimed, 'reply', { reply: 'Still here?' })).text).toContain('is not yours: Luis has it');

  // What is said now is Houston's alone, and what must not be kept is taken out of both.
  await say('that is my account number');
  await until(houston, 'that is my account number');
  await until(newark, '[bank account number removed]');
  expect(below(newark).join()).not.toContain('000987654321');
  expect(await luis.inChannel('Misdirected.', { thread: newark.thread })).toContain('Not sent.');
  await dana.inChannel('I know this importer.', { thread: newark.thread, isMention: false });
  expect(await luis.inChannel('Hello from Houston.', { channel: HOUSTON, thread: houston.thread })).toContain('✔ Sent');

  // And back: what was shown in Houston is not told again, what is said from now on is.
  await luis.press(await cardIn(HOUSTON, number, 'Luis has it since'), 'transfer', { to: 'office:newark' });
  await until(newark, `Case ${number} is back with this office.`);
  await dana.press(await cardIn(CHANNEL, number, 'Nobody has it yet'), 'claim');
  await cardIn(CHANNEL, number, 'Dana has it since');
  await cardIn(HOUSTON, number, 'With Newark office (sample) now');
  await say('Are you back?');
  await until(newark, 'Are you back?');
  expect(below(newark).join()).not.toContain('that is my account number');
  expect(below(houston).join()).not.toContain('Are you back?');
  const notes = (await desk.storage.caseEvents(number)).filter(({ what }) => what === 'note');
  expect(notes.map(({ detail }) => detail?.text)).toEqual(['I know this importer.']);
  // One card in each channel, for all of that.
  const posts = desk.office.posts.filter((post) => (textOf(post) ?? '').includes(`Case ${number},`));
  expect(posts.map(({ thread }) => thread).sort()).toEqual([houston.thread, newark.thread]);
});
