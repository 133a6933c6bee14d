// What a turn keeps, and what it does not, over both databases.
import fc from 'fast-check';
import type { NewActivity, Storage, Turn } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

const customer = { channel: 'directline', userId: 'dl_1', createdAt: 1_772_584_800_123 };

function message(text: string, key?: string): NewActivity {
  return { key, activity: (sequence) => ({ type: 'message', id: `c|${sequence}`, text }) };
}

async function texts(storage: Storage, id: string): Promise<unknown[]> {
  const activities = await storage.activitiesAfter(id, 0, 10_000);
  return activities.map(({ activity }) => activity.text);
}

async function sequences(storage: Storage, id: string): Promise<number[]> {
  const activities = await storage.activitiesAfter(id, 0, 10_000);
  return activities.map(({ sequence }) => sequence);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ database, storage } = await server.ready());
  });

  afterAll(async () => {
    await server?.stop();
  });

  function created(id: string, ...activities: NewActivity[]) {
    return storage.turn(id, async (turn) => {
      await turn.create(customer);
      return turn.append(activities);
    });
  }

  test('an unknown conversation is undefined, inside a turn and outside', async () => {
    expect(await storage.conversation('c')).toBeUndefined();
    expect(await storage.turn('c', (turn) => turn.conversation())).toBeUndefined();
  });

  test('a created conversation comes back as it was given, with times as numbers', async () => {
    const made = await storage.turn('c', (turn) => turn.create(customer));
    const nothing = { state: null, resume: null, reference: null, identity: null, owner: null };
    const expected = { id: 'c', ...customer, sequence: 0, ...nothing };
    expect(made).toEqual(expected);
    expect(await storage.conversation('c')).toEqual(expected);
  });

  test('who a customer is comes back as it was given, and stays through other changes', async () => {
    const identity = { sub: '4711 \u0000', name: 'Dana Reyes', email: null };
    const made = await storage.turn('c', (turn) => turn.create({ ...customer, identity }));
    expect(made.identity).toEqual(identity);
    await storage.turn('c', (turn) => turn.update({ state: { step: 'bank' } }));
    await storage.turn('c', (turn) => turn.append([message('one')]));
    expect((await storage.conversation('c'))?.identity).toEqual(identity);
    await storage.turn('c', (turn) => turn.update({ identity: { ...identity, name: 'Dana Miller' } }));
    expect((await storage.conversation('c'))?.identity?.name).toBe('Dana Miller');
  });

  test('a conversation that exists is not created again', async () => {
    await created('c', message('kept'));
    const again = storage.turn('c', (turn) => turn.create({ ...customer, userId: 'another' }));
    await expect(again).rejects.toThrow('conversation c: it exists already');
    expect((await storage.conversation('c'))?.userId).toBe('dl_1');
  });

  test('of two nodes that create one conversation at once, the second waits and sees it', async () => {
    const nodes = [storage, database.open()];
    const createOnce = async (turn: Turn) => {
      if (await turn.conversation()) return 'seen';
      await turn.create(customer);
      return 'created';
    };
    for (const id of ['c1', 'c2', 'c3', 'c4', 'c5']) {
      const outcomes = await Promise.all(nodes.map((node) => node.turn(id, createOnce)));
      expect(outcomes.sort()).toEqual(['created', 'seen']);
    }
  });

  test('an update changes what it names and nothing else, also to null', async () => {
    await created('c');
    await storage.turn('c', (turn) => turn.update({ state: { step: 'bank' }, resume: { hash: 'h' } }));
    await storage.turn('c', (turn) => turn.update({ resume: null, reference: { serviceUrl: 's' } }));
    const { state, resume, reference } = (await storage.conversation('c')) ?? {};
    expect({ state, resume, reference }).toEqual({
      state: { step: 'bank' },
      resume: null,
      reference: { serviceUrl: 's' },
    });
  });

  test('a turn sees its own changes', async () => {
    await storage.turn('c', async (turn) => {
      await turn.create(customer);
      await turn.append([message('one', 'k1')]);
      await turn.update({ state: { step: 'bank' } });
      expect(await turn.conversation()).toMatchObject({ sequence: 1, state: { step: 'bank' } });
      expect((await turn.seen('k1'))?.activity.text).toBe('one');
      await turn.amend(1, { activity: { type: 'message', text: 'changed' } });
      expect((await turn.seen('k1'))?.activity.text).toBe('changed');
    });
  });

  test('appended activities get the next sequences in order and come back the same', async () => {
    const first = await created('c', message('one', 'k1'), message('two'));
    const second = await storage.turn('c', (turn) => turn.append([{ ...message('three'), delivery: 'pending' }]));
    expect([...first, ...second]).toEqual([
      {
        conversationId: 'c',
        sequence: 1,
        key: 'k1',
        activity: { type: 'message', id: 'c|1', text: 'one' },
        delivery: null,
      },
      {
        conversationId: 'c',
        sequence: 2,
        key: null,
        activity: { type: 'message', id: 'c|2', text: 'two' },
        delivery: null,
      },
      {
        conversationId: 'c',
        sequence: 3,
        key: null,
        activity: { type: 'message', id: 'c|3', text: 'three' },
        delivery: 'pending',
      },
    ]);
    expect(await storage.activitiesAfter('c', 0, 10)).toEqual([...first, ...second]);
  });

  test('more activities than one statement takes are appended in one turn', async () => {
    await created('c', ...upTo(501).map((number) => message(`${number}`)));
    expect(await texts(storage, 'c')).toEqual(upTo(501).map(String));
  });

  test('activities are read after a sequence, up to a limit, of one conversation only', async () => {
    await created('c', message('one'), message('two'), message('three'), message('four'));
    await created('d', message('foreign'));
    const read = await storage.activitiesAfter('c', 1, 2);
    expect(read.map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  test('a turn that throws leaves nothing and passes its error on', async () => {
    await created('c', message('kept', 'k0'));
    await storage.turn('c', (turn) => turn.schedule({ kind: 'idle', at: 5 }));
    const failure = new Error('the bot failed');
    const turn = storage.turn('c', async (turn) => {
      await turn.append([message('lost', 'k1')]);
      await turn.amend(1, { activity: { text: 'lost' } });
      await turn.update({ state: { lost: true } });
      await turn.schedule({ kind: 'lost', at: 1 });
      await turn.unschedule('idle');
      throw failure;
    });
    await expect(turn).rejects.toBe(failure);
    expect(await texts(storage, 'c')).toEqual(['kept']);
    expect(await storage.conversation('c')).toMatchObject({ sequence: 1, state: null });
    expect((await storage.takeDue(10, 20, 10)).map(({ kind }) => kind)).toEqual(['idle']);
  });

  test('a turn that throws takes none of the turns beside it with it', async () => {
    await Promise.all(upTo(20).map((number) => created(`c${number}`)));
    const turns = upTo(20).map((number) =>
      storage.turn(`c${number}`, async (turn) => {
        await turn.append([message(`${number}`)]);
        if (number % 3 === 0) throw new Error(`${number} fails`);
      }),
    );
    const outcomes = await Promise.allSettled(turns);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(upTo(20).map((number) => number % 3 !== 0));
    const kept = await Promise.all(upTo(20).map((number) => texts(storage, `c${number}`)));
    expect(kept).toEqual(upTo(20).map((number) => (number % 3 === 0 ? [] : [`${number}`])));
  });

  test('a turn in which a statement failed is not kept, even where the failure was caught', async () => {
    await created('c', message('first', 'k1'));
    const turn = storage.turn('c', async (turn) => {
      await turn.append([message('before')]);
      await turn.append([message('again', 'k1')]).catch(() => {});
      await turn.append([message('after')]).catch(() => {});
    });
    await expect(turn).rejects.toThrow(/unique/i);
    expect(await texts(storage, 'c')).toEqual(['first']);
  });

  test('a call after the end of its turn is refused', async () => {
    let leaked: Turn | undefined;
    await storage.turn('c', async (turn) => {
      await turn.create(customer);
      leaked = turn;
    });
    await expect(leaked?.append([message('late')])).rejects.toThrow('its turn is over');
    await expect(leaked?.unschedule('idle')).rejects.toThrow('its turn is over');
    expect(await texts(storage, 'c')).toEqual([]);
  });

  test('what is appended to no conversation fails', async () => {
    await expect(storage.turn('c', (turn) => turn.append([message('lost')]))).rejects.toThrow('it does not exist');
    await expect(storage.turn('c', (turn) => turn.update({ state: {} }))).rejects.toThrow('it does not exist');
    await expect(storage.turn('c', (turn) => turn.schedule({ kind: 'k', at: 1 }))).rejects.toThrow('it does not exist');
  });

  test('a key is known in its conversation only', async () => {
    await created('c', message('one', 'k1'));
    await created('d');
    expect(await storage.turn('c', (turn) => turn.seen('k1'))).toMatchObject({ sequence: 1, key: 'k1' });
    expect(await storage.turn('c', (turn) => turn.seen('k2'))).toBeUndefined();
    expect(await storage.turn('d', (turn) => turn.seen('k1'))).toBeUndefined();
    await storage.turn('d', (turn) => turn.append([message('one', 'k1')]));
  });

  test('200 turns at once on one conversation give sequences without gaps, in the order of the calls', async () => {
    await created('c');
    const turns = upTo(200).map((number) => storage.turn('c', (turn) => turn.append([message(`${number}`)])));
    const appended = await Promise.all(turns);
    expect(appended.map(([activity]) => activity.sequence)).toEqual(upTo(200));
    expect(await texts(storage, 'c')).toEqual(upTo(200).map(String));
  });

  test('turns of two nodes on one conversation give sequences without gaps, also where some fail', async () => {
    await created('c');
    const nodes = [storage, database.open()];
    const turns = upTo(200).map((number) =>
      nodes[number % 2].turn('c', async (turn) => {
        await turn.append([message(`${number}`), message('reply')]);
        if (number % 5 === 0) throw new Error('fails');
      }),
    );
    await Promise.allSettled(turns);
    expect(await sequences(storage, 'c')).toEqual(upTo(320));
    expect((await storage.conversation('c'))?.sequence).toBe(320);
  });

  test('a turn never runs inside another turn of its conversation', async () => {
    await created('c');
    const nodes = [storage, database.open()];
    let running = 0;
    const turns = upTo(50).map((number) =>
      nodes[number % 2].turn('c', async (turn) => {
        const before = (await turn.conversation())?.state?.count ?? 0;
        expect(++running).toBe(1);
        await turn.seen('k');
        await turn.update({ state: { count: Number(before) + 1 } });
        running--;
      }),
    );
    await Promise.all(turns);
    expect((await storage.conversation('c'))?.state).toEqual({ count: 50 });
  });

  test('a read outside a turn sees nothing before the commit', async () => {
    await created('c', message('one'));
    let read: unknown[] = [];
    await storage.turn('c', async (turn) => {
      await turn.append([message('two')]);
      await turn.seen('flush');
      read = await texts(storage, 'c');
    });
    expect(read).toEqual(['one']);
    expect(await texts(storage, 'c')).toEqual(['one', 'two']);
  });

  test('an activity is changed by its sequence', async () => {
    await created('c', message('my account is 123456789'), { ...message('reply'), delivery: 'pending' });
    await storage.turn('c', async (turn) => {
      await turn.amend(1, { activity: { type: 'message', text: 'my account is [removed]' } });
      await turn.amend(2, { delivery: 'sent' });
      await turn.amend(2, {});
    });
    const [first, second] = await storage.activitiesAfter('c', 0, 10);
    expect(first).toMatchObject({ activity: { text: 'my account is [removed]' }, delivery: null });
    expect(second).toMatchObject({ activity: { text: 'reply' }, delivery: 'sent' });
  });

  test('an activity that does not exist is not changed', async () => {
    await created('c', message('one'));
    const turn = storage.turn('c', (turn) => turn.amend(2, { delivery: 'sent' }));
    await expect(turn).rejects.toThrow('conversation c: there is no activity 2 to change');
  });

  test('the outbox holds what is pending, oldest first, and is counted over all conversations', async () => {
    await created('c', { ...message('one'), delivery: 'pending' }, message('two'), {
      ...message('three'),
      delivery: 'pending',
    });
    await created('d', { ...message('four'), delivery: 'pending' });
    const waiting = await storage.turn('c', (turn) => turn.pending(10));
    expect(waiting.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(await storage.turn('c', (turn) => turn.pending(1))).toEqual(waiting.slice(0, 1));
    expect(await storage.countPending()).toBe(3);
    await storage.turn('c', (turn) => turn.amend(1, { delivery: 'sent' }));
    await storage.turn('c', (turn) => turn.amend(3, { delivery: 'failed' }));
    expect(await storage.countPending()).toBe(1);
  });

  test('a forgotten conversation is gone with all it had, and its id may be used again', async () => {
    const file = { id: 'f', conversationId: 'c', name: 'n', contentType: 't', size: 1, createdAt: 1, attached: false };
    await created('c', message('one', 'k1'));
    await created('d', message('other'));
    await storage.writeChunk('f', 0, new Uint8Array([1]));
    await storage.addFile(file);
    await storage.turn('c', (turn) => turn.schedule({ kind: 'idle', at: 1 }));
    await storage.turn('c', async (turn) => {
      await turn.update({ state: { step: 'bank' } });
      await turn.forget();
      expect(await turn.conversation()).toBeUndefined();
    });
    expect(await storage.conversation('c')).toBeUndefined();
    expect(await texts(storage, 'c')).toEqual([]);
    expect(await storage.takeDue(10, 20, 10)).toEqual([]);
    expect(await storage.file('f')).toBeUndefined();
    expect(await storage.readChunk('f', 0)).toBeUndefined();
    expect(await texts(storage, 'd')).toEqual(['other']);
    const [again] = await created('c', message('new', 'k1'));
    expect(again.sequence).toBe(1);
  });

  test('text of any kind comes back as it was', async () => {
    const texts = [
      '😀 👩‍👩‍👧 é',
      'a\u0000b',
      '\u0000',
      '\ud800 alone \udfff',
      '\u0001"x"',
      '\u2028 \\u0000 \\',
      'x'.repeat(1_000_000),
    ];
    const conversation = { channel: 'a\u0000b', userId: '\ud800', createdAt: 1 };
    const json = { b: texts, a: { '\u0000': '\ud800', '10': 1, '9': [null, 1.5, -0.1, 1e300] } };
    await storage.turn('c\u0000\udfff', async (turn) => {
      await turn.create(conversation);
      await turn.append([{ key: '\ud800', activity: () => json }]);
      await turn.append([{ key: '\udfff', activity: () => ({}) }]);
      await turn.update({ state: json });
    });
    expect(await storage.conversation('c\u0000\udfff')).toMatchObject({ id: 'c\u0000\udfff', ...conversation });
    const [stored] = await storage.activitiesAfter('c\u0000\udfff', 0, 1);
    expect(stored.key).toBe('\ud800');
    expect(JSON.stringify(stored.activity)).toBe(JSON.stringify(json));
  });

  test('any text is a key of its own, and any JSON comes back as it was', async () => {
    await created('c');
    const anyText = fc.string({ unit: 'binary', maxLength: 20 });
    const anyJson = fc.dictionary(anyText, fc.jsonValue());
    const kept = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyText, anyJson, async (key, json) => {
        await storage.turn('c', async (turn) => {
          expect(Boolean(await turn.seen(key))).toBe(kept.has(key));
          if (!kept.has(key)) await turn.append([{ key, activity: () => json }]);
        });
        if (kept.has(key)) return;
        kept.add(key);
        const found = await storage.turn('c', (turn) => turn.seen(key));
        expect(JSON.stringify(found?.activity)).toBe(JSON.stringify(json));
        expect(found?.key).toBe(key);
      }),
      { numRuns: 60 },
    );
  });

  test('a database that does not answer fails the ping', async () => {
    const node = database.open();
    await node.ping();
    await node.close();
    await expect(node.ping()).rejects.toThrow();
    await expect(node.turn('c', (turn) => turn.conversation())).rejects.toThrow();
  });
});
