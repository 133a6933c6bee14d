// What is shown below cards and in chats of Microsoft Teams, and to whom: each word in its case, and whatever was taken out is out.

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
const staff = {
  dana: { id: 'dana', name: 'Dana', office: 'newark', role: 'lead' },
  luis: { id: 'luis', name: 'Luis', office: 'houston', role: 'lead' },
} as const;

beforeEach(async () => {
  const folder = copyWithHouston();
  const content = loadContent(`${folder}/dialogs`, `${folder}/knowledge`).content ?? undefined;
  desk = await openTeamsDesk({ content });
  dana = await desk.staff('Dana', staff.dana);
  luis = await desk.staff('Luis', staff.luis);
  await dana.inChannel('connect newark');
  await luis.inChannel('connect houston', { channel: HOUSTON });
});
afterEach(async () => {
  await desk.closeAll();
});
afterAll(() => {
  removeCopies();
  removeFolders();
});

const textOf = ({ activity }: Posted) => JSON.stringify(activity.attachments ?? '');
const said = (place: string) =>
  desk.office.posts.filter(({ thread }) => thread.startsWith(place)).map(({ activity }) => String(activity.text ?? ''));
const until = (place: string, words: string) =>
  desk.office.until(({ thread, activity }) => thread.startsWith(place) && String(activity.text).includes(words));
const card = (place: string, number: number, words = '') =>
  desk.office.until(
    (post) => post.thread.startsWith(place) && textOf(post).includes(`Case ${number},`) && textOf(post).includes(words),
  );
const say = (conversationId: string, text: string) =>
  desk.conversations.receive({ conversationId, activity: { type: 'message', text, from: { id: 'me', role: 'user' } } });
const act = (number: number, who: keyof typeof staff, action: Parameters<typeof desk.conversations.staffAct>[2]) =>
  desk.conversations.staffAct(number, staff[who], action);
/** A case that waits in this office. */
async function open(conversationId: string, office: 'newark' | 'houston', question?: string): Promise<number> {
  const number = await openLive(desk.conversations, conversationId, question);
  await act(number, 'dana', { kind: 'transfer', to: { office } });
  return number;
}

test('what is said after a case was closed is not shown below its card, whoever has the next one', async () => {
  const first = await open('c', 'newark');
  await card(CHANNEL, first);
  await act(first, 'dana', { kind: 'claim' });
  await say('c', 'the last words');
  await act(first, 'dana', { kind: 'close', rating: false });
  await until(CHANNEL, 'the last words');
  await say('c', 'a word for the bot alone');
  const second = await open('c', 'houston', 'Another question');
  await act(second, 'luis', { kind: 'claim' });
  await say('c', 'for Houston alone');
  await act(second, 'luis', { kind: 'message', text: 'Luis says' });
  await until(HOUSTON, 'Luis says');
  await card(CHANNEL, first, 'Closed.');
  expect(said(HOUSTON).join()).toContain(`case ${second}: for Houston alone`);
  expect(said(CHANNEL).join()).not.toMatch(/for the bot alone|for Houston alone|Luis says/);
});

test('a channel that refuses holds up nobody who speaks with the customer in a chat', async () => {
  const number = await open('c', 'newark');
  await luis.say(`claim ${number}`);
  await card(CHANNEL, number, 'Luis has it since');
  desk.office.limit((place) => (place === CHANNEL ? [400, {}] : null));
  for (const words of ['one', 'two', 'three']) {
    await say('c', words);
    await until(luis.chatId, `case ${number}: ${words}`);
  }
});

test('what must not be kept is taken out of the chat of who has the case no more', async () => {
  const number = await open('c', 'newark');
  await dana.say(`claim ${number}`);
  await say('c', '000987654321');
  await until(dana.chatId, '000987654321');
  await dana.say(`release ${number}`);
  await say('c', 'that is my account number');
  await until(dana.chatId, '[bank account number removed]');
  await until(CHANNEL, '[bank account number removed]');
  expect(said('').join()).not.toContain('000987654321');
  expect(said(dana.chatId).join()).not.toContain('that is my account number');
});

test('who has a case again reads on in the chat, and nothing twice', async () => {
  const number = await open('c', 'newark');
  await dana.say(`claim ${number}`);
  await say('c', 'before');
  await until(dana.chatId, 'before');
  await dana.say(`release ${number}`);
  await say('c', 'meanwhile');
  await until(CHANNEL, 'meanwhile');
  await dana.say(`claim ${number}`);
  await say('c', 'after');
  await until(dana.chatId, ': after');
  const heard = said(dana.chatId).filter((text) => text.startsWith('Customer,'));
  expect(heard.slice(-3).map((text) => text.split(': ')[1])).toEqual(['before', 'meanwhile', 'after']);
});

test('who was shut out reads no further word of the customer', async () => {
  const lee = await desk.staff('Lee');
  const number = await open('c', 'newark');
  await lee.say(`claim ${number}`);
  await desk.storage.revokeStaff('lee', Date.now());
  desk.pass(2_000);
  await say('c', 'after that');
  await until(CHANNEL, 'after that');
  await until(lee.chatId, 'no longer goes to its customer');
  // Whether the desk has put it back by then or not.
  expect(said(lee.chatId).join()).toMatch(RegExp(`Case ${number} is (back in the queue|no longer yours)`));
  expect(said(lee.chatId).join()).not.toContain('after that');
});

test('a customer of Teams who takes words back has them taken back wherever they were shown, and out of the case', async () => {
  const customer = desk.person('oid-customer');
  await customer.say('hello');
  const id = `bot-framework/msteams/${customer.chatId}`;
  await openLive(desk.conversations, id, 'a question');
  await customer.send({ type: 'message', id: 'm2', text: 'Where is my secret?' });
  const [found] = await desk.storage.casesOf([id]);
  await dana.say(`claim ${found?.number}`);
  await until(dana.chatId, 'Where is my secret?');
  await customer.send({ type: 'messageDelete', id: 'm2' });
  await until(dana.chatId, '(taken back by the customer)');
  await customer.send({ type: 'messageDelete', id: 'm2' });
  expect(said('').join()).not.toContain('secret');
  const kept = await desk.storage.activitiesAfter(id, 0, 100);
  expect(JSON.stringify(kept)).not.toContain('secret');
  expect(kept.filter(({ activity }) => activity.removed && activity.type === 'messageUpdate')).toHaveLength(1);
});

test('a case that was made of a message has nobody to write to, and waits for nobody', async () => {
  const value = {
    commandId: 'makeCase',
    data: { contact: 'ann@example.com' },
    messagePayload: { id: '1700000000000', body: { content: 'Please call me' } },
  };
  await dana.send({ type: 'invoke', id: 'made', name: 'composeExtension/submitAction', value });
  const [made] = await desk.storage.cases({ text: 'Please call me' }, 5);
  const number = made?.number ?? 0;
  await dana.say(`claim ${number}`);
  expect(await dana.say('Hello')).toContain(
    `Not sent.** Nobody reads what is written in case ${number}. Answer where it was asked: ann@example.com`,
  );
  for (let hours = 0; hours < 4; hours += 1) {
    desk.pass(3_600_000);
    await desk.conversations.lookForDue();
  }
  expect(await desk.storage.case(number)).toMatchObject({ status: 'claimed', owner: 'dana' });
  expect((await desk.storage.caseEvents(number)).map(({ what }) => what)).toEqual(['opened', 'claimed']);
});

test('a card that comes late has all that the customer said in the queue below it', async () => {
  await dana.inChannel('disconnect newark');
  const other = await open('other', 'newark');
  const number = await open('c', 'newark');
  await say('c', 'said while waiting');
  await act(other, 'dana', { kind: 'close', rating: false });
  desk.pass(60_000);
  await desk.conversations.lookForDue();
  await dana.inChannel('connect newark');
  await act(number, 'dana', { kind: 'claim' });
  await until(CHANNEL, 'said while waiting');
});

test('whoever owes an answer in a chat is reminded there, once', async () => {
  const number = await open('c', 'newark');
  await luis.say(`claim ${number}`);
  const passing = setInterval(() => desk.pass(10_000), 20);
  await until(luis.chatId, `The customer of case ${number} still waits`).finally(() => clearInterval(passing));
  expect(await luis.say('Here I am.')).toContain('Sent');
  expect(said(luis.chatId).filter((text) => text.includes('still waits'))).toHaveLength(1);
});

test.each(['connect newark', 'disconnect newark'])(
  'after "%s" elsewhere the cards of a channel have no buttons',
  async (words) => {
    const number = await open('c', 'newark');
    const before = { ...(await card(CHANNEL, number, 'Nobody has it yet')) };
    await dana.inChannel(words, { channel: '19:other@thread.tacv2' });
    expect((await dana.press(before, 'claim')).text).toContain('no longer shown here');
    const after = await card(CHANNEL, number, 'no longer shown here');
    expect(textOf(after)).not.toMatch(/Action\.(Execute|ShowCard)/);
    if (words.startsWith('connect')) await card('19:other', number, 'Dana has it since');
    await say('c', 'who reads this');
    if (words.startsWith('connect')) await until('19:other', 'who reads this');
    expect(await dana.inChannel('Misdirected.', { thread: before.thread })).toContain('Not sent.');
    expect(said(CHANNEL).join()).not.toContain('who reads this');
  },
);
