// The staff API over HTTP: the queue, one handoff whole, and what staff do with it.

import type { StoredActivity } from '../src/storage/storage.ts';
import { copySample, edit, removeCopies, swap } from './content-folder.ts';
import { type Kind, startDatabases, type TestServer as TestDatabases } from './databases.ts';
import { request, startCustomer } from './direct-line-client.ts';
import { openLive, talkOn } from './staff.ts';
import { type Person, signIn } from './staff-client.ts';
import { removeFolders, startTestServer, type TestServer } from './test-server.ts';

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let databases: TestDatabases;
  let server: TestServer;
  let contentDir: string;
  let dana: Person;
  let luis: Person;
  let lead: Person;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    const { storage } = await databases.ready();
    contentDir = copySample();
    server = await startTestServer({ storage, env: { CONTENT_DIR: contentDir } });
    dana = await signIn(server.url, storage, 'Dana', { office: 'newark' });
    luis = await signIn(server.url, storage, 'Luis');
    lead = await signIn(server.url, storage, 'Ada', { role: 'lead' });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await databases?.stop();
    removeFolders();
    removeCopies();
  });

  /** A customer of the website in the queue. */
  async function inQueue(question?: string) {
    const customer = await startCustomer(server.url);
    const number = await openLive(server.conversations, customer.conversationId, question);
    return { customer, number, path: `handoffs/${number}` };
  }

  /** The same, claimed by this person. */
  async function claimed(by: Person, question?: string) {
    const open = await inQueue(question);
    expect((await by.post(`${open.path}/claim`)).status).toBe(200);
    return open;
  }

  const said = async (customer: { poll: () => Promise<{ activities: { text?: string; type: string }[] }> }) =>
    (await customer.poll()).activities.filter(({ type }) => type === 'message').map(({ text }) => text);

  test.each([
    ['GET', 'handoffs'],
    ['GET', 'handoffs/1001'],
    ['GET', 'handoffs/1001/transcript'],
    ['GET', 'handoffs/1001/activities'],
    ['POST', 'handoffs/1001/claim'],
    ['POST', 'handoffs/1001/messages'],
    ['POST', 'handoffs/1001/upload'],
    ['GET', 'people'],
    ['GET', 'offices'],
    ['GET', 'answers?q=free'],
    ['GET', 'unanswered'],
    ['POST', 'unanswered/1/done'],
    ['GET', 'content'],
    ['GET', 'content/topics'],
    ['GET', 'content/waiting'],
    ['POST', 'content/check'],
    ['POST', 'content'],
    ['POST', 'content/1/approve'],
    ['POST', 'content/1/reject'],
    ['POST', 'content/1/roll-back'],
    ['GET', 'stream'],
  ])('without a token nothing is shown or done: %s %s', async (method, path) => {
    const { token } = await startCustomer(server.url);
    for (const bearer of [undefined, 'nonsense', token]) {
      const { status, body } = await request(`${server.url}/api/staff/${path}`, method, { token: bearer });
      expect([status, body.error.code]).toEqual([401, 'sign-in-needed']);
    }
  });

  test('no other website reads it, not even one that may show the chat', async () => {
    const other = await startTestServer({ env: { ALLOWED_ORIGINS: 'https://www.example.com' } });
    const headers = { Origin: 'https://www.example.com' };
    expect((await request(`${other.url}/chat/token`, 'POST', { body: {}, headers })).status).toBe(200);
    for (const method of ['GET', 'OPTIONS']) {
      const { status, headers: answered } = await request(`${other.url}/api/staff/handoffs`, method, { headers });
      expect([status, answered.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    const own = await request(`${other.url}/api/staff/handoffs`, 'GET', { headers: { Origin: other.url } });
    expect(own.status).toBe(401);
    await other.stop();
  });

  test('the queue is a plain array, the newest first, with the place of each', async () => {
    const one = await inQueue('Where is my first refund?');
    const two = await inQueue('Where is my second refund?');
    const { status, body } = await dana.get('handoffs?status=waiting,claimed');
    expect(status).toBe(200);
    const [second, first] = body;
    expect([second.number, first.number]).toEqual([two.number, one.number]);
    expect(second.place).toBe(first.place + 1);
    expect(first).toMatchObject({
      id: one.number,
      kind: 'live',
      status: 'waiting',
      office: 'newark',
      owner: null,
      since: null,
      closedAt: null,
      about: 'Where is my first refund?',
      channel: 'directline',
      guide: null,
      stars: null,
    });
    await dana.post(`${one.path}/close`);
    const [after] = (await dana.get('handoffs?status=waiting')).body;
    expect([after.number, after.place]).toEqual([two.number, second.place - 1]);
    await dana.post(`${two.path}/close`);
  });

  test('the list is asked for by status, owner, text, number and size', async () => {
    const mine = await claimed(dana, 'A question about lemons');
    const waiting = await inQueue('A question about melons');
    const numbers = async (query: string) =>
      (await dana.get(`handoffs?${query}`)).body.map(({ number }: { number: number }) => number);
    expect(await numbers('owner=me&status=claimed')).toEqual([mine.number]);
    expect(await numbers('owner=luis')).toEqual([]);
    expect(await numbers('text=melons')).toEqual([waiting.number]);
    expect(await numbers('text=mel%00ons')).toEqual([waiting.number]);
    expect(await numbers(`text=${waiting.number}`)).toEqual([waiting.number]);
    expect(await numbers(`before=${waiting.number}&limit=1`)).toEqual([mine.number]);
    expect(await numbers('status=waiting&office=newark')).toContain(waiting.number);
    expect(await numbers('status=waiting&office=none')).toEqual([]);
    expect(await numbers('kind=message')).toEqual([]);
    for (const wrong of ['status=open', 'kind=chat', 'before=x', 'limit=5000', `text=${'x'.repeat(101)}`]) {
      const { status, body } = await dana.get(`handoffs?${wrong}`);
      expect([status, body.error.code]).toEqual([400, 'BadArgument']);
    }
    await dana.post(`${mine.path}/close`);
    await dana.post(`${waiting.path}/close`);
  });

  test('a handoff comes whole: the guide with its answers, what was tried, the trail, the transcript', async () => {
    const customer = await startCustomer(server.url);
    await customer.say('is the account free');
    await customer.post({ type: 'message', text: 'x', channelData: { action: 'start:open-account' } });
    await customer.say('No, not yet');
    const number = await openLive(server.conversations, customer.conversationId, 'The form does not open');
    await dana.post(`handoffs/${number}/claim`);
    const { status, body } = await dana.get(`handoffs/${number}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number,
      owner: { id: 'dana', name: 'Dana' },
      about: 'The form does not open',
      guide: { id: 'open-account', title: 'Open a portal account', step: 'form', stepTitle: 'Fill in the form', of: 4 },
      answers: [{ step: 'start', stepTitle: 'Do you have an account?', choice: 'No, not yet' }],
      tried: [{ id: 'account-cost', question: 'What does a portal account cost?' }],
      earlier: null,
    });
    expect(Math.abs(Date.parse(body.since) - Date.now())).toBeLessThan(60_000);
    expect(body.trail.map(({ actor, actorId, what }: Record<string, string>) => [actor, actorId, what])).toEqual([
      ['customer', 'customer', 'opened'],
      ['Dana', 'dana', 'claimed'],
    ]);
    const texts = body.transcript.map(({ activity }: { activity: { text: string } }) => activity.text);
    expect(texts).toContain('is the account free');
    expect(texts).toContain('The form does not open');
    const stored = (await server.storage.conversation(customer.conversationId))?.sequence;
    expect(body.sequence).toBe(stored);
    expect((await dana.get(`handoffs/${number}/activities?after=${body.sequence}`)).body).toEqual([]);
    await customer.say('are you there?');
    const [next] = (await dana.get(`handoffs/${number}/activities?after=${body.sequence}`)).body;
    expect(next).toMatchObject({ sequence: body.sequence + 1, activity: { text: 'are you there?' } });
  });

  test('a long conversation is read to its beginning, piece by piece, each message as it stands now', async () => {
    const { path, customer } = await claimed(dana, 'A question with a long answer');
    const lines = await talkOn(server.storage, customer.conversationId, 1_800);
    await server.storage.turn(customer.conversationId, async (turn) => {
      const { activity } = lines[2] as StoredActivity;
      const text = 'line 2, "type":"messageUpdate", as it was changed';
      await turn.append([{ activity: () => ({ ...activity, type: 'messageUpdate', text }) }]);
    });
    let piece = (await dana.get(path)).body;
    const texts: string[] = [];
    for (let asked = 0; asked < 5; asked++) {
      expect(piece.transcript.length).toBeLessThanOrEqual(500);
      texts.unshift(...piece.transcript.map(({ activity }: { activity: { text: string } }) => activity.text));
      if (piece.earlier === null) break;
      piece = (await dana.get(`${path}/transcript?before=${piece.earlier}`)).body;
    }
    expect(piece.earlier).toBeNull();
    expect(texts.slice(0, 4)).toContain('A question with a long answer');
    const [, , changed, ...rest] = texts.slice(-1_800);
    expect(changed).toBe('line 2, "type":"messageUpdate", as it was changed');
    expect(rest).toEqual(lines.slice(3).map(({ activity }) => activity.text));
    for (const before of ['0', '1', String(Number.MAX_SAFE_INTEGER)])
      expect((await dana.get(`${path}/transcript?before=${before}`)).status).toBe(200);
    expect((await dana.get(`${path}/transcript?before=x`)).status).toBe(400);
  });

  test('what does not exist is 404, whatever the number looks like', async () => {
    for (const id of ['9999', '0', 'abc', '-1', '1e9', '99999999999999999999999', '1001%00'])
      for (const path of [`handoffs/${id}`, `handoffs/${id}/activities`, `handoffs/${id}/transcript`]) {
        const { status, body } = await dana.get(path);
        expect([path, status, body.error.code]).toEqual([path, 404, 'not-found']);
      }
    for (const what of ['claim', 'release', 'close', 'reopen', 'typing'])
      expect((await dana.post(`handoffs/9999/${what}`)).body.error.code).toBe('not-found');
    expect((await dana.post('handoffs/9999/messages', { text: 'x' })).status).toBe(404);
    expect((await dana.post('unanswered/9999/done')).status).toBe(404);
  });

  test('whoever claims second is told who has it and since when', async () => {
    const { number, path, customer } = await inQueue();
    const results = await Promise.all(
      [dana, luis, lead, dana, luis].map(async (person) => ({ person, ...(await person.post(`${path}/claim`)) })),
    );
    const winner = results.find(({ status }) => status === 200)?.person as Person;
    for (const { person, status, body } of results) {
      if (person.id === winner.id) expect([status, body.owner]).toEqual([200, { id: winner.id, name: winner.name }]);
      else {
        const { code, message, owner, since } = body.error;
        expect([status, code, owner]).toEqual([409, 'already-claimed', { id: winner.id, name: winner.name }]);
        expect(message).toContain(winner.name);
        expect(since).toBe((await dana.get(`handoffs/${number}`)).body.since);
      }
    }
    expect((await said(customer)).filter((text) => text?.includes(winner.name))).toHaveLength(1);
  });

  test('a case is released, transferred, closed and opened again, and only by who may', async () => {
    const { path } = await claimed(dana);
    const refused = async (person: Person, what: string, body?: unknown) =>
      (await person.post(`${path}/${what}`, body)).body.error?.code;
    expect(await refused(luis, 'release')).toBe('not-yours');
    expect(await refused(luis, 'close')).toBe('not-yours');
    expect(await refused(luis, 'transfer', { to: 'newark' })).toBe('not-yours');
    expect((await dana.post(`${path}/release`)).body).toMatchObject({ status: 'waiting', owner: null, since: null });
    await luis.post(`${path}/claim`);
    expect((await lead.post(`${path}/transfer`, { to: 'newark' })).body).toMatchObject({
      status: 'waiting',
      owner: null,
      office: 'newark',
    });
    await luis.post(`${path}/claim`);
    expect((await luis.post(`${path}/transfer`, { to: 'dana' })).body).toMatchObject({
      status: 'claimed',
      owner: { id: 'dana' },
    });
    expect(await refused(dana, 'transfer', { to: 'nobody' })).toBe('not-on-duty');
    expect(await refused(dana, 'transfer', {})).toBe('BadArgument');
    const closed = (await dana.post(`${path}/close`)).body;
    expect(closed).toMatchObject({ status: 'closed', closedBy: 'staff' });
    expect(Date.parse(closed.closedAt)).toBeGreaterThan(0);
    expect(await refused(dana, 'close')).toBe('closed');
    expect(await refused(dana, 'messages', { text: 'still there?' })).toBe('closed');
    expect((await luis.post(`${path}/reopen`)).body).toMatchObject({
      status: 'waiting',
      closedAt: null,
      closedBy: null,
    });
    const { trail } = (await luis.get(path)).body;
    expect(trail.map(({ actor, what }: { actor: string; what: string }) => `${actor} ${what}`)).toEqual([
      'customer opened',
      'Dana claimed',
      'Dana released',
      'Luis claimed',
      'Ada transferred',
      'Luis claimed',
      'Luis transferred',
      'Dana closed',
      'Luis reopened',
    ]);
    expect(await refused(luis, 'close', { rating: 'no' })).toBe('BadArgument');
    await luis.post(`${path}/close`, { rating: false });
    expect((await luis.get(path)).body.trail.at(-1)).toMatchObject({ what: 'closed', detail: { rating: false } });
  });

  test('the customer ends it by the button, whose value comes back where a page sends no action, and never by words', async () => {
    const { customer, path } = await claimed(dana);
    const { activities } = await customer.poll();
    const button = activities.at(-1)?.suggestedActions?.actions[0];
    expect(button).toMatchObject({ type: 'messageBack', title: 'End this conversation' });
    const { text, value } = button as { text: string; value: string };
    for (const typed of [text, value]) await customer.say(typed);
    expect((await dana.get(path)).body.status).toBe('claimed');
    // As BotFramework-WebChat sends a press of `messageBack`.
    await customer.post({ type: 'message', text, value, channelData: { messageBack: { displayText: text } } });
    expect((await dana.get(path)).body).toMatchObject({ status: 'closed', closedBy: 'customer' });
  });

  test('a message reaches the customer once, however often it is sent under its key', async () => {
    const { path, customer } = await claimed(dana);
    for (const _ of [1, 2, 3])
      expect((await dana.post(`${path}/messages`, { text: 'Good **morning**.', key: 'one' })).status).toBe(200);
    await luis.post(`${path}/messages`, { text: 'Not mine', key: 'two' });
    expect((await said(customer)).filter((text) => text === 'Good **morning**.')).toHaveLength(1);
    expect(await said(customer)).not.toContain('Not mine');
    const activity = (await customer.poll()).activities.find(({ text }) => text === 'Good **morning**.');
    expect(activity).toMatchObject({
      type: 'message',
      from: { id: 'staff:dana', name: 'Dana', role: 'bot' },
      textFormat: 'markdown',
      channelData: { staff: { name: 'Dana' } },
    });
    const { lastFrom, transcript } = (await dana.get(path)).body;
    expect(lastFrom).toBe('staff');
    expect(transcript.at(-1).activity.text).toBe('Good **morning**.');
  });

  test('a note is kept in the trail, once under its key, and never reaches the customer', async () => {
    const { path, customer } = await claimed(dana);
    const before = (await customer.poll()).activities.length;
    for (const _ of [1, 2]) await luis.post(`${path}/notes`, { text: 'Called on Monday, angry.', key: 'note' });
    const { trail } = (await dana.get(path)).body;
    expect(trail.filter(({ what }: { what: string }) => what === 'note')).toMatchObject([
      { actor: 'Luis', detail: { text: 'Called on Monday, angry.' } },
    ]);
    const { activities } = await customer.poll();
    expect(activities).toHaveLength(before);
    expect(JSON.stringify(activities)).not.toContain('angry');
  });

  test('a bank number that staff type reaches nobody, and they are told', async () => {
    const { path, customer } = await claimed(dana);
    const { body } = await dana.post(`${path}/messages`, { text: 'Your routing number is 021000021.' });
    expect(body.removed).toEqual([expect.any(String)]);
    await dana.post(`${path}/notes`, { text: 'Has routing number 021000021.' });
    expect(JSON.stringify(await customer.poll())).not.toContain('021000021');
    expect(JSON.stringify((await dana.get(path)).body)).not.toContain('021000021');
    expect(server.logged()).not.toContain('021000021');
  });

  test.each([
    ['messages', {}],
    ['messages', { text: 5 }],
    ['messages', { text: '   ' }],
    ['messages', []],
    ['messages', { text: 'x', key: '' }],
    ['notes', { text: null }],
    ['transfer', { to: 7 }],
    ['transfer', null],
  ])('a body that makes no sense is refused in words: %s %j', async (what, body) => {
    const { path } = await claimed(dana);
    const answer = await dana.post(`${path}/${what}`, body);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'BadArgument']);
  });

  test('a text that is too long is refused with what is allowed', async () => {
    const { path } = await claimed(dana);
    const { status, body } = await dana.post(`${path}/messages`, { text: 'x'.repeat(8_001) });
    expect([status, body.error.message]).toEqual([413, expect.stringContaining('8000')]);
  });

  test('files of staff reach the customer as downloads, and those of customers staff, by signed links', async () => {
    const { path, customer } = await claimed(dana);
    const form = new FormData();
    form.append('activity', JSON.stringify({ text: 'The form.', channelData: { clientActivityID: 'file' } }));
    form.append('file', new Blob(['%PDF-1.4\n%%EOF\n']), 'form.pdf');
    const sent = await request(`${server.url}/api/staff/${path}/upload`, 'POST', { token: dana.token, body: form });
    expect(sent.status).toBe(200);
    const own = sent.body.transcript.at(-1).activity;
    const received = (await customer.poll()).activities.at(-1);
    for (const activity of [own, received]) {
      expect(activity).toMatchObject({
        text: 'The form.',
        attachments: [{ name: 'form.pdf', contentType: 'application/pdf' }],
      });
      const download = await fetch(activity.attachments[0].contentUrl);
      expect(await download.text()).toBe('%PDF-1.4\n%%EOF\n');
    }
    const photo = new FormData();
    photo.append('file', new Blob(['plain words']), 'mine.txt');
    await request(`${customer.conversation}/upload`, 'POST', { token: customer.token, body: photo });
    const { activity } = (await dana.get(path)).body.transcript.at(-1);
    expect(await (await fetch(activity.attachments[0].contentUrl)).text()).toBe('plain words');
    const strange = await request(`${server.url}/api/staff/${path}/upload`, 'POST', { token: luis.token, body: photo });
    expect([strange.status, strange.body.error.code]).toEqual([409, 'not-yours']);
  });

  test('the knowledge base is searched by meaning and by the beginning of a word', async () => {
    const { status, body } = await dana.get('answers?q=do%20I%20pay%20for%20the%20account');
    expect(status).toBe(200);
    expect(body[0]).toMatchObject({
      id: 'account-cost',
      asOf: '2026-06-16',
      sources: ['https://www.example.com/accounts'],
    });
    expect(body[0].text).toContain('An account costs nothing.');
    expect(body.length).toBeLessThanOrEqual(5);
    const typed = (await dana.get('answers?q=verif')).body;
    expect(typed.map(({ id }: { id: string }) => id)).toContain('code-not-received');
    expect((await dana.get('answers?q=')).body).toEqual([]);
  });

  test('colleagues are seen as they come and go, and offices as they open', async () => {
    const people = async () => (await dana.get('people')).body;
    expect(await people()).toContainEqual({ id: 'luis', name: 'Luis', office: null, role: 'staff', onDuty: true });
    await server.storage.changeStaff('luis', { available: false });
    expect(await people()).toContainEqual({ id: 'luis', name: 'Luis', office: null, role: 'staff', onDuty: false });
    await server.storage.changeStaff('luis', { available: true });
    const [newark] = (await dana.get('offices')).body;
    expect(newark).toEqual({
      id: 'newark',
      name: 'Newark office (sample)',
      open: expect.any(Boolean),
      opensAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT08:00:00-0[45]:00$/),
    });
  });

  test('what nobody answered is listed in groups with examples, and goes when it is dealt with', async () => {
    const texts = ['can you ship my piano?', 'Could you SHIP a piano', 'do penguins dream of fish'];
    for (const text of texts) await (await startCustomer(server.url)).say(text);
    const wanted = async () =>
      (await dana.get('unanswered')).body.filter(({ examples }: { examples: string[] }) =>
        examples.some((text) => texts.includes(text)),
      );
    server.pass(5_000);
    const [pianos, penguins, ...rest] = await wanted();
    expect(rest).toEqual([]);
    expect(pianos).toMatchObject({ count: 2, decision: 'decline', entries: [], examples: texts.slice(0, 2).reverse() });
    expect(penguins.count).toBe(1);
    expect(Math.abs(Date.parse(pianos.last) - Date.now())).toBeLessThan(60_000);
    expect((await dana.post(`unanswered/${pianos.key}/done`)).status).toBe(204);
    expect((await dana.post(`unanswered/${pianos.key}/done`)).status).toBe(404);
    expect(await wanted()).toMatchObject([{ key: penguins.key }]);
    await (await startCustomer(server.url)).say(texts[0] as string);
    server.pass(5_000);
    expect((await wanted()).find(({ count }: { count: number }) => count === 1)).toBeDefined();
  });

  test('what is proposed is checked while it is written, and before it is approved, by the files as they are then', async () => {
    const phrasing = { kind: 'phrasing', entry: 'bank-page-missing', phrasing: 'zebra', test: 'the zebra' };
    expect((await dana.get('content/topics')).body).toContainEqual({ id: 'bank', title: 'Bank details' });
    const check = async (body: object) => (await dana.post('content/check', body)).body;
    expect(await check(phrasing)).toEqual({ refused: [], warnings: [] });
    expect((await check({ ...phrasing, phrasing: 'zebra crosing' })).warnings.join()).toContain('"crosing" is in no');
    expect((await check({ kind: 'entry', topic: 'bank', yaml: 'id: "a' })).refused.join()).toContain('not closed');
    expect((await check({ ...phrasing, phrasing: '' })).error.code).toBe('bad-request');
    const test = 'my routing number is 021000021';
    const refused = await dana.post('content', { ...phrasing, test });
    expect([refused.status, refused.body.error.message]).toEqual([
      422,
      'The test holds an address or a number of somebody. Take it out.',
    ]);
    const made = await dana.post('content', phrasing);
    expect([made.status, made.body.question]).toEqual([201, 'I do not see the page for the bank details']);
    edit(contentDir, 'knowledge/accounts.yaml', swap('phrasings:', 'phrasings:\n      - zebra'));
    const broken = await luis.post(`content/${made.body.id}/approve`);
    expect([broken.status, broken.body.error.reasons.join()]).toEqual([
      422,
      expect.stringContaining('"zebra" is a phrasing of "account-cost" too'),
    ]);
    expect(await server.storage.liveContentChanges()).toEqual([]);
    edit(contentDir, 'knowledge/accounts.yaml', swap('\n      - zebra', ''));
    expect((await luis.post(`content/${made.body.id}/approve`)).body).toMatchObject({
      status: 'live',
      isLeftOut: false,
    });
    // This server follows no changes: it serves what its files held at the start.
    edit(contentDir, 'knowledge/bank.yaml', swap('- bank page is missing', '- bank page gone'));
    const known = await dana.post('content', { ...phrasing, phrasing: 'Bank page is missing?', test: 'no bank page' });
    expect((await luis.post(`content/${known.body.id}/approve`)).status).toBe(200);
    server.pass(15_000);
    expect((await dana.get('content')).body).toMatchObject([
      { id: known.body.id, isLeftOut: false },
      { id: made.body.id, isLeftOut: true },
    ]);
  });

  test('of two answers with one id that are approved at once only one is', async () => {
    const yaml = [
      'id: kiwi',
      'question: When is the kiwi ripe?',
      'phrasings: [kiwi ripe, ripe kiwi, kiwi when, kiwi month, month of kiwi, time of kiwi, is kiwi ripe now, kiwi season]',
      'answer: It is ripe in autumn, and keeps.',
      'as_of: "2026-06-16"',
      'review_by: "2027-06-30"',
      'certainty: official',
      'sources: ["https://www.example.com/kiwi"]',
      'must_match: [kiwi in which month, in what season is kiwi]',
    ].join('\n');
    const made = await Promise.all(
      [yaml, yaml.replace('autumn', 'winter')].map((text) =>
        dana.post('content', { kind: 'entry', topic: 'bank', yaml: text }),
      ),
    );
    expect(made.map(({ body }) => body.error)).toEqual([undefined, undefined]);
    const decided = await Promise.all(made.map(({ body }) => luis.post(`content/${body.id}/approve`)));
    expect(decided.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { body } of decided) if (body.id) await luis.post(`content/${body.id}/roll-back`);
  });

  test('no word of a customer stands in the log, nor a token', async () => {
    const { path, customer } = await claimed(dana, 'My secret plan with pineapples');
    await customer.say('more about the pineapples');
    await dana.get('handoffs?text=pineapples');
    await dana.post(`${path}/messages`, { text: 'About your pineapples' });
    expect(server.logged()).not.toContain('pineapple');
    expect(server.logged()).not.toContain(dana.token);
  });

  test('the metrics count what waits, what is claimed, and how claims ended', async () => {
    const { path } = await inQueue();
    await dana.post(`${path}/claim`);
    await luis.post(`${path}/claim`);
    const metrics = (await request(`${server.url}/metrics`)).body as string;
    expect(metrics).toMatch(/^cases_open\{kind="live",status="claimed"\} [1-9]/m);
    expect(metrics).toMatch(/^cases_open\{kind="message",status="waiting"\} 0/m);
    expect(metrics).toMatch(/^claims_total\{outcome="claimed"\} [1-9]/m);
    expect(metrics).toMatch(/^claims_total\{outcome="already-claimed"\} [1-9]/m);
    expect(metrics).toMatch(/^staff_streams_open 0/m);
  });
});

test('in production a person sends sixty messages a minute and no more', async () => {
  const server = await startTestServer({ env: { TRUST_PROXY: '1' } });
  const dana = await signIn(server.url, server.storage, 'Dana');
  const { conversationId } = await startCustomer(server.url);
  const number = await openLive(server.conversations, conversationId);
  await dana.post(`handoffs/${number}/claim`);
  const send = (index: number) =>
    request(`${server.url}/api/staff/handoffs/${number}/notes`, 'POST', {
      token: dana.token,
      body: { text: `note ${index}` },
      headers: { 'X-Forwarded-For': '203.0.113.7' },
    });
  for (let index = 0; index < 60; index++) expect((await send(index)).status).toBe(200);
  const late = await send(60);
  expect([late.status, Number(late.headers.get('retry-after')) > 0]).toEqual([429, true]);
  await server.stop();
});
