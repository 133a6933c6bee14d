// Where cases are shown in Microsoft Teams, kept in SQLite and in PostgreSQL alike.

import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

jest.setTimeout(60_000);

const thread = {
  number: 1,
  place: 'chat',
  conversationId: 'c',
  root: null,
  thread: 'chat',
  version: 3,
  sequence: 7,
  away: false,
};
const channel = { id: 'channel', staff: null, office: 'newark', reference: { serviceUrl: 'x' } };
const chat = { id: 'chat', staff: 'dana', office: null, reference: { serviceUrl: 'y' } };

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;
  beforeAll(async () => {
    server = await startDatabases(kind);
  });
  beforeEach(async () => {
    ({ database, storage } = await server.ready());
  });
  afterAll(() => server?.stop());

  test("an office has one channel and a person one chat; a channel that is no office's any more is still known", async () => {
    await storage.teams.keepPlace(channel);
    await storage.teams.keepPlace(chat);
    expect(await storage.teams.place({ office: 'newark' })).toEqual({ ...channel, focus: null });
    await storage.teams.keepPlace({ ...channel, office: null });
    expect(await storage.teams.channels()).toEqual([]);
    expect(await storage.teams.place({ id: 'channel' })).toMatchObject({ office: null, staff: null });
    await storage.teams.keepPlace({ ...channel, id: 'other' });
    expect(await storage.teams.channels()).toMatchObject([{ id: 'other' }]);
    await storage.teams.keepPlace({ ...chat, id: 'new chat' });
    expect(await storage.teams.place({ staff: 'dana' })).toMatchObject({ id: 'new chat' });
    expect(await storage.teams.place({ id: 'chat' })).toBeUndefined();
  });

  test('what was shown further stays so, until the case comes back to a place that it had left', async () => {
    await storage.teams.keepThread(thread);
    await storage.teams.keepThread({ ...thread, version: 2, sequence: 5 });
    expect(await storage.teams.threadOf('chat')).toEqual(thread);
    await storage.teams.keepThread({ ...thread, sequence: 20, away: true });
    await storage.teams.keepThread({ ...thread, sequence: 15 });
    expect(await storage.teams.threads('c')).toEqual([{ ...thread, sequence: 15 }]);
  });

  test('who has a case in focus again is not taken leave of', async () => {
    await storage.teams.keepPlace(chat);
    await storage.teams.keepThread(thread);
    await storage.teams.focus('chat', 1);
    await storage.teams.leave(1, 'chat');
    expect(await storage.teams.threadOf('chat')).toMatchObject({ away: false });
    await storage.teams.focus('chat', null, 2);
    expect(await storage.teams.place({ id: 'chat' })).toMatchObject({ focus: 1 });
    await storage.teams.focus('chat', null, 1);
    await storage.teams.leave(1, 'chat');
    expect(await storage.teams.threadOf('chat')).toMatchObject({ away: true });
  });

  test('a post is known by its activity, with the last change that it shows, until its place is dropped', async () => {
    const post = { conversationId: 'c', number: 1, place: 'chat', sequence: 7, activityId: 'a', updated: 0 };
    await storage.teams.keepThread(thread);
    await storage.teams.keepPost(post);
    await storage.teams.keepPost({ ...post, updated: 9 });
    expect(await storage.teams.posted(1, 'chat', 7)).toEqual({ ...post, updated: 9 });
    expect(await storage.teams.posted(1, 'chat', 8)).toBeUndefined();
    await storage.teams.dropPlace('chat');
    expect(await storage.teams.posted(1, 'chat', 7)).toBeUndefined();
    expect(await storage.teams.threads('c')).toEqual([]);
  });

  test('one at a time shows the cases of a conversation, on several nodes', async () => {
    const other = database.open();
    try {
      const both = await Promise.all([storage.teams.hold('c', 'one', 100, 0), other.teams.hold('c', 'two', 100, 0)]);
      expect(both.filter(Boolean)).toHaveLength(1);
      const [holder, waits] = both[0] ? ['one', 'two'] : ['two', 'one'];
      expect(await storage.teams.hold('c', holder, 200, 50)).toBe(true);
      await storage.teams.letGo('c', waits);
      expect(await other.teams.hold('c', waits, 200, 100)).toBe(false);
      expect(await other.teams.hold('c', waits, 300, 200)).toBe(true);
    } finally {
      await other.close();
    }
  });
});
