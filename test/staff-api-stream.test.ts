// The stream of staff: what happens is there within a second, on every server; what was missed comes after a cut.
import { connect } from 'node:net';
import { createEventStreams } from '../src/channels/event-streams.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer as TestDatabases } from './databases.ts';
import { openStream, request, startCustomer } from './direct-line-client.ts';
import { openLive } from './staff.ts';
import { openEvents, type Person, personWith, type StaffEvent, signIn } from './staff-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

const SECOND = 1_000;

describe.each<[Kind, number]>([
  ['SQLite', 1],
  ['PostgreSQL', 1],
  ['PostgreSQL', 2],
])('%s, servers: %i', (kind, count) => {
  let databases: TestDatabases;
  let database: TestDatabase;
  /** What happens is done at the first server, and seen at the last. */
  let server: TestServer;
  let other: TestServer;
  let dana: Person;
  let luis: Person;
  const opened: { close: () => void }[] = [];

  beforeAll(async () => {
    databases = await startDatabases(kind);
    const ready = await databases.ready();
    const { storage } = ready;
    database = ready.database;
    server = await startTestServer({ storage });
    other = count === 1 ? server : await startTestServer({ storage: database.open() });
    dana = await signIn(server.url, storage, 'Dana');
    luis = await signIn(other.url, storage, 'Luis');
  }, 60_000);
  afterEach(() => {
    for (const stream of opened.splice(0)) stream.close();
  });
  afterAll(async () => {
    await server?.stop();
    if (other !== server) await other?.stop();
    await databases?.stop();
    removeFolders();
  });

  async function watch(person: Person = luis, lastEventId?: string) {
    const stream = await openEvents(other.url, person.token, lastEventId);
    opened.push(stream);
    return stream;
  }

  async function inQueue() {
    const customer = await startCustomer(server.url);
    const number = await openLive(server.conversations, customer.conversationId);
    return { customer, number, path: `handoffs/${number}` };
  }

  const newest = (events: StaffEvent[], number: number) =>
    events.filter(({ event, data }) => event === 'case' && data.number === number).at(-1)?.data;

  test('whoever looks at a case sees within a second what a colleague does and what the customer says', async () => {
    const stream = await watch();
    const { customer, number, path } = await inQueue();
    const waiting = (await stream.until('case', (one) => one.number === number)).data;
    expect(waiting).toMatchObject({ status: 'waiting', about: 'Where is my refund?', place: expect.any(Number) });
    const inTime = async (done: Promise<unknown>, event: string, fits: (data: StaffEvent['data']) => boolean) => {
      await done;
      const from = performance.now();
      const found = await stream.until(event, fits);
      expect(performance.now() - from).toBeLessThan(SECOND);
      return found.data;
    };
    const claimed = await inTime(dana.post(`${path}/claim`), 'case', (one) => one.number === number && one.owner);
    expect(claimed).toMatchObject({ status: 'claimed', owner: { id: 'dana', name: 'Dana' }, place: null });
    const says = (text: string) => (one: StaffEvent['data']) => one.number === number && one.activity.text === text;
    await inTime(customer.say('are you there?'), 'activity', says('are you there?'));
    await inTime(dana.post(`${path}/messages`, { text: 'Yes.' }), 'activity', says('Yes.'));
    await inTime(dana.post(`${path}/notes`, { text: 'Nice.' }), 'case', (one) => one.version > claimed.version + 1);
    const closed = await inTime(dana.post(`${path}/close`), 'case', (one) => one.status === 'closed');
    expect(closed).toMatchObject({ number, owner: { id: 'dana' } });
    const { body } = await luis.get(path);
    const shown = stream.events.flatMap(({ event, data }) =>
      event === 'activity' && data.number === number ? [data.sequence] : [],
    );
    // The goodbye is said in the turn that closes the case.
    await stream.until('activity', (one) => one.number === number && one.sequence === body.sequence);
    expect(shown).toEqual([...new Set(shown)].sort((one, next) => one - next));
  });

  test('after a cut every case that was changed meanwhile comes again, and none of them older', async () => {
    const [one, two, three] = [await inQueue(), await inQueue(), await inQueue()];
    const first = await watch();
    await dana.post(`${one.path}/claim`);
    await first.until('case', (data) => data.number === one.number && data.status === 'claimed');
    first.close();
    await first.ended;
    await dana.post(`${one.path}/release`);
    await dana.post(`${two.path}/close`);
    await dana.post(`${three.path}/claim`);
    await dana.post(`${three.path}/close`);
    // A server that told nobody anything yet finds all of it once more when it looks for what was changed lately.
    const fresh = await startTestServer({ storage: database.open() });
    const again = await openEvents(fresh.url, luis.token, first.lastId());
    opened.push(again);
    await again.until('case', (data) => data.number === three.number && data.status === 'closed');
    const four = await inQueue();
    const { conversationId } = four.customer;
    const { version: last } = await server.storage.turn(conversationId, (turn) =>
      turn.changeCase(four.number, {}, Date.now()),
    );
    await again.until('case', (data) => data.number === four.number && data.version === last);
    for (const { number } of [one, two, three]) {
      const { version, status } = newest(again.events, number);
      const now = (await dana.get(`handoffs/${number}`)).body;
      expect([version, status]).toEqual([now.version, now.status]);
      const versions = again.events.flatMap(({ event, data }) =>
        event === 'case' && data.number === number ? [data.version] : [],
      );
      expect(versions).toEqual([...new Set(versions)]);
    }
    await fresh.stop();
  });

  test('whoever comes with an id that is none of ours, or after too much, is told to fetch everything', async () => {
    const stream = await watch(luis, 'nonsense');
    expect(stream.status).toBe(200);
    await inQueue();
    // From the beginning on: all there are, or the word to fetch them.
    await stream.until('case');
    const { body } = await request(`${other.url}/api/staff/stream?after=x`, 'HEAD', { token: luis.token });
    expect(body).toBe('');
  });

  test('with a race of changes nothing is missed: the last version told is the last there is', async () => {
    const stream = await watch();
    const { number, path } = await inQueue();
    for (let round = 0; round < 5; round++)
      await Promise.all(
        [dana, luis].flatMap((person) => [person.post(`${path}/claim`), person.post(`${path}/release`)]),
      );
    await dana.post(`${path}/notes`, { text: 'done' });
    const { version } = (await dana.get(path)).body;
    await stream.until('case', (one) => one.number === number && one.version === version);
    const versions = stream.events.flatMap(({ event, data }) =>
      event === 'case' && data.number === number ? [data.version] : [],
    );
    expect(new Set(versions).size).toBe(versions.length);
  });

  test('a customer who types is seen by who holds the case, and staff who type by the customer and by colleagues', async () => {
    const { customer, number, path } = await inQueue();
    await dana.post(`${path}/claim`);
    const socket = await openStream(customer.streamUrl);
    await socket.arrive(1);
    const [own, colleague] = [await watch(dana), await watch(luis)];
    await customer.post({ type: 'typing' });
    expect((await own.until('typing')).data).toEqual({ number, from: 'customer' });
    expect((await luis.post(`${path}/typing`)).body.error.code).toBe('not-yours');
    const before = (await customer.poll()).activities.length;
    expect((await dana.post(`${path}/typing`)).status).toBe(204);
    expect((await colleague.until('typing')).data).toEqual({ number, from: 'Dana' });
    const seen = await socket.arrive(before + 1);
    expect(seen.at(-1)).toMatchObject({ type: 'typing', from: { id: 'staff:dana', name: 'Dana', role: 'bot' } });
    // Said again at once, it is passed on no more; and kept nowhere.
    await dana.post(`${path}/typing`);
    await dana.post(`${path}/messages`, { text: 'Here it is.' });
    expect((await socket.arrive(before + 2)).at(-1)).toMatchObject({ type: 'message', text: 'Here it is.' });
    expect((await customer.poll()).activities.filter(({ type }) => type === 'typing')).toEqual([]);
    expect(colleague.events.filter(({ event, data }) => event === 'typing' && data.from === 'customer')).toEqual([]);
    socket.socket.close();
  });

  test('colleagues who come and go are told of', async () => {
    const stream = await watch();
    await dana.post('handoffs/9999/claim');
    const isThere = (onDuty: boolean) => (people: { id: string; onDuty: boolean }[]) =>
      people.some((one) => one.id === 'dana' && one.onDuty === onDuty);
    await stream.until('people', isThere(true));
    await server.storage.changeStaff('dana', { available: false });
    await stream.until('people', isThere(false));
    await server.storage.changeStaff('dana', { available: true });
  });

  test('how many proposals wait is told to who may approve them, when one comes and when it is decided', async () => {
    const [theirs, own] = [await watch(), await watch(dana)];
    const are = (count: number) => (data: { waiting: number }) => data.waiting === count;
    await theirs.until('proposals', are(0));
    const phrasing = { kind: 'phrasing', entry: 'a', topic: null, phrasing: 'b', test: 'c', yaml: null } as const;
    const { id } = await server.storage.addContentChange({ ...phrasing, proposedBy: dana.id, proposedAt: 1 });
    await theirs.until('proposals', are(1));
    expect((await luis.get('content/waiting')).body).toEqual({ waiting: 1 });
    expect((await dana.get('content/waiting')).body).toEqual({ waiting: 0 });
    await luis.post(`content/${id}/reject`);
    const told = () => theirs.events.flatMap(({ event, data }) => (event === 'proposals' ? [data.waiting] : []));
    await theirs.until('proposals', () => told().length === 3);
    expect(told()).toEqual([0, 1, 0]);
    expect(own.events.flatMap(({ event, data }) => (event === 'proposals' ? [data.waiting] : []))).toEqual([0]);
  });

  test('an open stream keeps its reader on duty, and its token no longer valid than it was', async () => {
    const eva = await signIn(other.url, server.storage, `Eva${count}${kind}`);
    const stream = await watch(eva);
    for (let minute = 0; minute < 5; minute++) {
      server.pass(60_000);
      if (other !== server) other.pass(60_000);
      const seenAt = Date.now() - SECOND;
      await stream.until('people', () => true);
      for (;;) {
        const person = await server.storage.staffMember(eva.id);
        if ((person?.seenAt ?? 0) > seenAt + (minute + 1) * 60_000 - 60_000) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const { body } = await luis.get('people');
      expect(body.find(({ id }: { id: string }) => id === eva.id).onDuty).toBe(true);
    }
  });

  test('a person who is revoked loses the stream at once, and every other way in', async () => {
    const mallory = await signIn(other.url, server.storage, `Mallory${count}${kind}`);
    const stream = await watch(mallory);
    expect((await mallory.get('handoffs')).status).toBe(200);
    const from = performance.now();
    await server.storage.revokeStaff(mallory.id, Date.now());
    await stream.ended;
    expect(performance.now() - from).toBeLessThan(2 * SECOND);
    expect((await mallory.get('handoffs')).status).toBe(401);
    expect((await openEvents(other.url, mallory.token)).status).toBe(401);
  });

  test('with a seventh stream of one person the first ends, and the others go on', async () => {
    const streams = [];
    for (let number = 0; number < 7; number++) streams.push(await watch());
    await streams[0]?.ended;
    const { number } = await inQueue();
    for (const stream of streams.slice(1)) await stream.until('case', (one) => one.number === number);
  });
});

test('a reader that does not read is let go, and holds up nobody else', async () => {
  const streams = createEventStreams(() => 1);
  const [slow, quick] = ['slow', 'quick'].map((staff) => streams.open({ staff, token: staff, origin: '' }));
  let read = 0;
  quick?.bytes.on('data', (bytes: Buffer) => {
    read += bytes.length;
  });
  const json = JSON.stringify('x'.repeat(10_000));
  for (let count = 0; count < 150; count++) {
    for (const stream of streams.all()) stream.send('case', json);
    await new Promise(setImmediate);
  }
  expect(streams.all().map(({ staff }) => staff)).toEqual(['quick']);
  expect(slow?.bytes.destroyed).toBe(true);
  // The last of it goes out a moment later.
  while (read <= 150 * 10_000) await new Promise(setImmediate);
  streams.close();
});

test('a server that stops ends its streams and does not wait for their readers', async () => {
  const server = await startTestServer();
  const dana = await signIn(server.url, server.storage, 'Dana');
  const stream = await openEvents(server.url, dana.token);
  const { hostname, port } = new URL(server.url);
  const deaf = connect(Number(port), hostname);
  deaf.write(`GET /api/staff/stream HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${dana.token}\r\n\r\n`);
  await new Promise((resolve) => deaf.once('readable', resolve));
  const from = performance.now();
  await server.stop();
  expect(performance.now() - from).toBeLessThan(4 * SECOND);
  await stream.ended;
  expect(personWith(server.url, dana).id).toBe('dana');
  removeFolders();
});
