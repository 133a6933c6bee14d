// One owner each: however many claim at once, on one node or two, exactly one wins and the others are told who.
import { pino } from 'pino';
import { type Conversations, createConversations } from '../src/conversation.ts';
import { CaseConflict } from '../src/handoff/staff-actions.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, openStorage, startDatabases, type TestServer } from './databases.ts';
import { addStaff, openLive } from './staff.ts';
import { personWith, signIn } from './staff-client.ts';
import { sampleContent, tuesdayMorning } from './talk.ts';
import { openTeamsDesk } from './teams-desk.ts';
import { removeFolders } from './test-server.ts';

const rounds = 20;
const claims = 50;

describe.each<[Kind, number]>([
  ['SQLite', 1],
  ['PostgreSQL', 1],
  ['PostgreSQL', 2],
])('%s, nodes: %i', (kind, count) => {
  let server: TestServer;
  let storage: Storage;
  let nodes: Conversations[];
  let staff: Staff[];

  beforeAll(async () => {
    server = await startDatabases(kind);
    const { database, storage: first } = await server.ready();
    storage = first;
    const storages = [first, ...Array.from({ length: count - 1 }, () => database.open())];
    nodes = storages.map((one) =>
      createConversations({
        storage: one,
        content: () => sampleContent,
        log: pino({ level: 'silent' }),
        meter: { turn() {}, reply() {} },
        now: () => tuesdayMorning,
        dueEvery: 60_000,
        staffEvery: 0,
      }),
    );
    staff = [];
    for (let index = 0; index < claims; index++)
      staff.push(await addStaff(storage, `Staff ${index}`, tuesdayMorning, { id: `staff-${index}` }));
  }, 60_000);

  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await server?.stop();
  });

  const node = (index: number) => nodes[index % nodes.length] as Conversations;

  test('of 50 claims at once one wins, and the 49 others are told who has it and since when', async () => {
    for (let round = 0; round < rounds; round++) {
      const number = await openLive(node(round), `one ${round}`);
      const results = await Promise.allSettled(
        staff.map((who, index) => node(index).staffAct(number, who, { kind: 'claim' })),
      );
      const won = results.flatMap((one, index) => (one.status === 'fulfilled' ? [staff[index]] : []));
      expect(won).toHaveLength(1);
      const lost = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      for (const reason of lost) {
        expect(reason).toBeInstanceOf(CaseConflict);
        const { code, owner, since } = reason as CaseConflict;
        expect({ code, owner, since }).toEqual({
          code: 'already-claimed',
          owner: { id: won[0]?.id, name: won[0]?.name },
          since: tuesdayMorning,
        });
      }
      expect(await storage.case(number)).toMatchObject({ status: 'claimed', owner: won[0]?.id });
      expect((await storage.conversation(`one ${round}`))?.owner).toBe(won[0]?.id);
      const trail = await storage.caseEvents(number);
      expect(trail.map(({ what, actor }) => [what, actor])).toEqual([
        ['opened', 'customer'],
        ['claimed', won[0]?.id],
      ]);
    }
  });

  test('of two cases of one conversation only one is claimed at a time', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = `two ${round}`;
      const numbers = [await openLive(node(round), id), await leaveMessage(node(round), id)];
      const results = await Promise.allSettled(
        staff
          .slice(0, 10)
          .map((who, index) => node(index).staffAct(numbers[index % 2] as number, who, { kind: 'claim' })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const cases = await Promise.all(numbers.map((number) => storage.case(number)));
      const claimed = cases.filter((one) => one?.status === 'claimed');
      expect(claimed).toHaveLength(1);
      expect((await storage.conversation(id))?.owner).toBe(claimed[0]?.owner);
    }
  });

  test('while claims, releases, closes and the customer race, the owner of the conversation is always that of the case', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = `all ${round}`;
      const number = await openLive(node(round), id);
      const kinds = ['claim', 'release', 'claim', 'close', 'reopen', 'claim'] as const;
      await Promise.allSettled([
        ...staff
          .slice(0, 12)
          .map((who, index) => node(index).staffAct(number, who, { kind: kinds[index % kinds.length] ?? 'claim' })),
        ...[0, 1].map((index) =>
          node(index).receive({
            conversationId: id,
            activity: { type: 'message', text: 'End', from: { id: 'me' }, channelData: { action: 'handoff:end' } },
          }),
        ),
      ]);
      const found = await storage.case(number);
      const owner = found?.status === 'claimed' ? found.owner : null;
      expect((await storage.conversation(id))?.owner).toBe(owner);
    }
  });

  if (count > 1)
    test('two nodes show a case in Teams as one card and one thread, in order, and a claim there and one in the console have one winner', async () => {
      const { location } = await server.empty();
      const desk = await openTeamsDesk({ storage: openStorage(location) });
      const two = await desk.node({ storage: openStorage(location) });
      const nodeOf = (index: number) => (index % 2 ? two : desk);
      const dana = await desk.staff('Dana');
      const lee = await desk.staff('Lee', { office: null, role: 'lead' });
      const kim = personWith(two.url, await signIn(two.url, desk.storage, 'Kim', { office: 'newark' }));
      await lee.inChannel('connect newark', { to: two });
      const passing = setInterval(() => [desk, two].map((one) => one.pass(500)), 50);

      const customers = await Promise.all(
        [0, 1, 2].map((index) => openLive(nodeOf(index).conversations, `in Teams ${index}`)),
      );
      const cardOf = (number: number, words = '') =>
        desk.office.until(({ activity }) => {
          const card = JSON.stringify(activity.attachments?.[0]?.content ?? '');
          return card.includes(`Case ${number},`) && card.includes(words);
        });
      await Promise.all(
        customers.map(async (number, index) => {
          const card = await cardOf(number);
          const [pressed, posted] = await Promise.all([
            dana.press(card, 'claim', {}, desk),
            kim.post(`handoffs/${number}/claim`),
          ]);
          const owner = (await desk.storage.case(number))?.owner;
          expect(['dana', 'kim']).toContain(owner);
          expect(pressed.text).toContain(`${owner === 'dana' ? 'Dana' : 'Kim'} has it`);
          expect(posted.status).toBe(owner === 'kim' ? 200 : 409);
          for (const word of words)
            await nodeOf(index + word.length).conversations.receive({
              conversationId: `in Teams ${index}`,
              activity: { type: 'message', text: word, from: { id: 'me', role: 'user' } },
            });
          await desk.office.until(
            ({ thread, activity }) => thread === card.thread && `${activity.text}`.endsWith('six'),
          );
          await cardOf(number, owner === 'dana' ? 'Dana has it since' : 'Kim has it since');
        }),
      );
      // What would be doubled is posted until then, too.
      await Promise.all(customers.map((number) => kim.post(`handoffs/${number}/notes`, { text: 'the end' })));
      await Promise.all(customers.map((number) => cardOf(number, 'left a note'))).finally(() => clearInterval(passing));

      for (const number of customers) {
        const { thread } = await cardOf(number);
        const [card, ...said] = desk.office.inThread(thread).map(({ activity }) => activity);
        expect(card?.attachments).toHaveLength(1);
        expect(said.map(({ text }) => text)).toEqual(words.map((word) => `Customer, case ${number}: ${word}`));
      }
      expect(desk.office.posts.filter(({ activity }) => activity.attachments?.length)).toHaveLength(customers.length);
      await desk.closeAll();
      removeFolders();
    }, 60_000);
});

const words = ['one', 'two', 'three', 'four', 'five', 'six'];

async function leaveMessage(conversations: Conversations, conversationId: string): Promise<number> {
  const press = (action: string, text = 'pressed') =>
    conversations.receive({
      conversationId,
      activity: { type: 'message', text, from: { id: 'me' }, channelData: { action } },
    });
  await press('message:start');
  await conversations.receive({
    conversationId,
    activity: { type: 'message', text: 'Call me please', from: { id: 'me' } },
  });
  await conversations.receive({
    conversationId,
    activity: { type: 'message', text: 'dana@example.com', from: { id: 'me' } },
  });
  await press('message:skip');
  const { stored } = await press('message:send');
  return Number((stored.at(-1)?.activity.channelData as { case?: number } | undefined)?.case);
}
