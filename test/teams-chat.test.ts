// Staff in their chat with the bot in Microsoft Teams: answers, the queue, and a customer in focus, over HTTP with JWTs.
import { openLive } from './staff.ts';
import { openTeamsDesk, type TeamsDesk, type TeamsPerson } from './teams-desk.ts';
import { removeFolders } from './test-server.ts';

let desk: TeamsDesk;
let dana: TeamsPerson;
let lee: TeamsPerson;

beforeAll(async () => {
  desk = await openTeamsDesk();
  dana = await desk.staff('Dana');
  lee = await desk.staff('Lee', { office: null, role: 'lead' });
});
afterAll(async () => {
  await desk.closeAll();
  removeFolders();
});

let customers = 0;
/** A customer in the queue. */
async function customer(question = 'Where is my refund?') {
  const conversationId = `customer-${++customers}`;
  const number = await openLive(desk.conversations, conversationId, question);
  return {
    number,
    conversationId,
    say: (text: string) =>
      desk.conversations.receive({
        conversationId,
        activity: { type: 'message', text, from: { id: 'me', role: 'user' } },
      }),
    /** What staff wrote, as the customer reads it. */
    read: async () =>
      (await desk.storage.activitiesAfter(conversationId, 0, 200))
        .filter(({ activity }) => (activity.channelData as { staff?: object } | undefined)?.staff)
        .map(({ activity }) => activity.text),
  };
}
const shown = (person: TeamsPerson, words: string) =>
  desk.office.until(({ thread, activity }) => thread === person.chatId && String(activity.text).includes(words));

test('a question is answered with its sources, and what the bot does not know it does not make up', async () => {
  const answer = await dana.say('what does an ace account cost');
  expect(answer).toMatch(/Checked \d{4}-\d{2}/);
  expect(answer).toContain('Sources:');
  expect(await dana.say('what is the airspeed of a swallow')).toContain('I do not know that.');
});

test('the queue, a claim, words both ways with a mark of where they go, and the end', async () => {
  const { number, say, read } = await customer('Where is my first refund?');
  expect(await dana.say('queue')).toContain(`**${number}**`);
  expect(await dana.say(`claim ${number}`)).toContain('What you write here now goes to its customer.');
  await shown(dana, `Customer, case ${number}: Where is my first refund?`);
  expect(await dana.say('Good morning, I look at it.')).toContain(`✔ Sent to the customer of case ${number}.`);
  await say('It was filed in March.');
  await shown(dana, `Customer, case ${number}: It was filed in March.`);
  expect(await dana.say('note called CBP')).toContain('for staff only');
  expect(await dana.say('ask what does an ace account cost')).toContain('Sources:');
  expect(await dana.say('mine')).toContain(`**${number}**`);
  expect(await dana.say('say help')).toContain('✔ Sent');
  expect(await dana.say('stop')).toContain('goes to nobody but me');
  expect(await dana.say('what does an ace account cost')).toContain('Sources:');
  expect(await dana.say(`focus ${number}`)).toContain('goes to its customer');
  expect(await dana.say('close')).toContain(`Case ${number} is closed.`);
  expect(await dana.say('Are you still there?')).not.toContain('Sent');
  expect(await read()).toEqual(['Good morning, I look at it.', 'help']);
  expect((await desk.storage.caseEvents(number)).map(({ what }) => what)).toContain('note');
});

test('of two who claim one case one has it, and the other reads who', async () => {
  const { number } = await customer();
  const answers = await Promise.all([dana.say(`claim ${number}`), lee.say(`claim ${number}`)]);
  const owner = (await desk.storage.case(number))?.owner;
  expect(answers.filter((text) => text.includes('You have case'))).toHaveLength(1);
  expect(answers.filter((text) => text.includes(`${owner === 'dana' ? 'Dana' : 'Lee'} has it`))).toHaveLength(1);
  await (owner === 'dana' ? dana : lee).say(`close ${number}`);
});

test('what Teams sends twice goes to the customer once, and is answered once', async () => {
  const { number, read } = await customer();
  await dana.say(`claim ${number}`);
  const twice = { type: 'message', id: 'the-same', text: 'Once is enough.' };
  const answers = await Promise.all([1, 2, 3].map(() => dana.send(twice)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await dana.send(twice);
  await dana.say('mine');
  expect(await read()).toEqual(['Once is enough.']);
  expect(desk.office.posts.filter(({ activity }) => activity.replyToId === 'the-same')).toHaveLength(1);
  await dana.say(`close ${number}`);
});

test('when the case is taken away elsewhere, nothing more goes to its customer', async () => {
  const { number, read } = await customer();
  await dana.say(`claim ${number}`);
  const lead = await desk.storage.staffMember('lee');
  if (lead) await desk.conversations.staffAct(number, lead, { kind: 'release' });
  await shown(dana, `Case ${number} is back in the queue`);
  expect(await dana.say('Hello?')).not.toContain('Sent');
  expect(await read()).toEqual([]);
});

test('a number that a customer sends in pieces is taken back from the chat too', async () => {
  const { number, say } = await customer();
  await dana.say(`claim ${number}`);
  await say('my account number is 1234');
  await shown(dana, 'Customer, case');
  await say('56789012');
  await desk.office.until(({ thread, updates }) => thread === dana.chatId && updates > 0);
  expect(
    desk.office.inThread(dana.chatId).filter(({ activity }) => /1234|56789012/.test(String(activity.text))),
  ).toEqual([]);
  await dana.say(`close ${number}`);
});

test('away and here say whether somebody is on duty', async () => {
  expect(await dana.say('away')).toContain('You are away');
  expect(await desk.storage.staffMember('dana')).toMatchObject({ available: false, dutyUntil: null });
  await dana.say('queue');
  expect((await desk.storage.staffMember('dana'))?.available).toBe(false);
  await dana.say('here');
  expect((await desk.storage.staffMember('dana'))?.available).toBe(true);
});

test.each([
  ['of the tenant who was not invited', () => desk.person('oid-stranger')],
  ['of another tenant, with the same object id', () => desk.person('oid-dana', { tenant: 'another' })],
])('somebody %s is a customer to the bot', async (_who, make) => {
  const { number } = await customer();
  const stranger = make();
  await stranger.say('hello');
  await stranger.say(`claim ${number}`);
  await stranger.say('queue');
  expect(await desk.storage.case(number)).toMatchObject({ status: 'waiting', owner: null });
  expect(stranger.heard().join(' ')).not.toContain(String(number));
});

test('the app in a chat is greeted with help once, though Teams tells of it twice', async () => {
  const noa = await desk.staff('Noa');
  const membersAdded = [
    { id: '29:oid-noa', aadObjectId: 'oid-noa' },
    { id: '28:11111111-2222-3333-4444-555555555555' },
  ];
  await Promise.all([
    noa.send({ type: 'installationUpdate', id: 'installed', action: 'add' }),
    noa.send({ type: 'conversationUpdate', id: 'came', membersAdded }),
  ]);
  await noa.say('mine');
  expect(noa.heard().filter((text) => text.includes('**queue**'))).toHaveLength(1);
});

test('who was revoked is staff no more, at once', async () => {
  const kim = await desk.staff('Kim');
  expect(await kim.say('mine')).toContain('You have no case.');
  await desk.storage.revokeStaff('kim', Date.now());
  expect(await kim.say('mine')).not.toContain('You have no case.');
});

test('while Teams is down nothing is lost: what the customer said comes when it is back', async () => {
  const { number, say } = await customer();
  await dana.say(`claim ${number}`);
  await shown(dana, `Customer, case ${number}`);
  desk.office.down(true);
  await say('Said while Teams was down.');
  const before = desk.office.calls.length;
  while (desk.office.calls.length < before + 2) {
    desk.pass(1_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  desk.office.down(false);
  const moving = setInterval(() => desk.pass(1_000), 50);
  await shown(dana, 'Said while Teams was down.').finally(() => clearInterval(moving));
});
