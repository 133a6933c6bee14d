// Staff with their sign-in codes and tokens, and what they propose for the content, over both databases.
import { followChanges } from '../src/content/live.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestDatabase, type TestServer } from './databases.ts';

const dana = { id: 'dana', name: 'Dana Reyes', office: 'newark', role: 'staff', createdAt: 100 } as const;
const lee = { id: 'lee', name: 'Lee', office: null, role: 'lead', createdAt: 200 } as const;
const fresh = { available: false, seenAt: null, dutyUntil: null, revokedAt: null };
const token = (hash: string, createdAt = 1000) => ({ hash, createdAt, expiresAt: createdAt + 500 });

describe.each<Kind>(['SQLite', 'PostgreSQL'])('%s', (kind) => {
  let server: TestServer;
  let database: TestDatabase;
  let storage: Storage;

  beforeAll(async () => {
    server = await startDatabases(kind);
  }, 60_000);

  beforeEach(async () => {
    ({ database, storage } = await server.ready());
    await storage.addStaff(dana);
    await storage.addStaff(lee);
  });

  afterAll(async () => {
    await server?.stop();
  });

  const signIn = async (staff: string, hash: string, at = 1000) => {
    await storage.addCode({ hash: `code of ${hash}`, staff, expiresAt: at + 1 });
    return storage.useCode(`code of ${hash}`, token(hash, at), at);
  };

  test('who was added comes back as given, by name, and changes as named', async () => {
    expect(await storage.staff()).toEqual([
      { ...dana, ...fresh },
      { ...lee, ...fresh },
    ]);
    const changed = await storage.changeStaff('lee', { name: 'Ann Lee', available: true });
    expect(changed).toEqual({ ...lee, ...fresh, name: 'Ann Lee', available: true });
    expect(await storage.changeStaff('lee', { office: 'newark', role: 'staff', available: false })).toEqual({
      ...lee,
      ...fresh,
      name: 'Ann Lee',
      office: 'newark',
      role: 'staff',
    });
    expect(await storage.changeStaff('lee', { office: null })).toMatchObject({ office: null });
    expect(await storage.changeStaff('lee', {})).toMatchObject({ name: 'Ann Lee' });
    expect((await storage.staff()).map(({ name }) => name)).toEqual(['Ann Lee', 'Dana Reyes']);
    expect(await storage.changeStaff('nobody', { available: true })).toBeUndefined();
    expect(await storage.staffMember('nobody')).toBeUndefined();
  });

  test('of twenty that use one code at once, on two nodes, exactly one comes in', async () => {
    await storage.addCode({ hash: 'code', staff: 'dana', expiresAt: 1001 });
    const nodes = [storage, database.open()];
    const uses = Array.from({ length: 20 }, (_, count) => nodes[count % 2].useCode('code', token(`t${count}`), 1000));
    const people = (await Promise.all(uses)).filter(Boolean);
    expect(people).toEqual([{ ...dana, available: true, seenAt: 1000, dutyUntil: null, revokedAt: null }]);
    expect(await storage.tokens('dana')).toHaveLength(1);
  });

  test('a code holds up to its end, and a newer one takes its place', async () => {
    await storage.addCode({ hash: 'late', staff: 'dana', expiresAt: 1000 });
    expect(await storage.useCode('late', token('t'), 1000)).toBeUndefined();
    await storage.addCode({ hash: 'first', staff: 'dana', expiresAt: 2000 });
    await storage.addCode({ hash: 'of lee', staff: 'lee', expiresAt: 2000 });
    await storage.addCode({ hash: 'second', staff: 'dana', expiresAt: 2000 });
    expect(await storage.useCode('first', token('t'), 1000)).toBeUndefined();
    expect(await storage.useCode('unknown', token('t'), 1000)).toBeUndefined();
    expect(await storage.tokens('dana')).toEqual([]);
    expect((await storage.useCode('second', token('t'), 1000))?.id).toBe('dana');
    expect((await storage.useCode('of lee', token('u'), 1000))?.id).toBe('lee');
  });

  test('a token says whose it is and when it was used, and its owner is seen with it', async () => {
    await signIn('dana', 't');
    const person = { ...dana, available: true, seenAt: 1000, dutyUntil: null, revokedAt: null };
    expect(await storage.token('t')).toEqual({ ...token('t'), usedAt: 1000, staff: person });
    await storage.touchToken('t', 1200, 1700);
    expect(await storage.token('t')).toEqual({
      hash: 't',
      createdAt: 1000,
      usedAt: 1200,
      expiresAt: 1700,
      staff: { ...person, seenAt: 1200 },
    });
    await storage.touchToken('unknown', 1, 1);
    expect(await storage.token('unknown')).toBeUndefined();
    await storage.dropToken('t');
    expect(await storage.token('t')).toBeUndefined();
    expect((await storage.staffMember('dana'))?.seenAt).toBe(1200);
  });

  test('a person has ten tokens at most; ended ones and the oldest give way', async () => {
    await signIn('lee', 'other', 1);
    await signIn('dana', 'ended', 1);
    for (let count = 0; count < 12; count++) await signIn('dana', `t${count}`, 1000 + count);
    const hashes = (await storage.tokens('dana')).map(({ hash }) => hash);
    expect(hashes).toEqual(Array.from({ length: 10 }, (_, count) => `t${11 - count}`));
    expect(await storage.tokens('lee')).toHaveLength(1);
  });

  test('who is revoked is out on all nodes at once, with tokens and codes, and the name stays known', async () => {
    await signIn('dana', 't');
    await signIn('lee', 'other');
    await storage.addCode({ hash: 'code', staff: 'dana', expiresAt: 5000 });
    const revoked = await storage.revokeStaff('dana', 2000);
    expect(revoked).toEqual({ ...dana, available: false, seenAt: 1000, dutyUntil: null, revokedAt: 2000 });
    const node = database.open();
    expect(await node.token('t')).toBeUndefined();
    expect(await node.useCode('code', token('u'), 2001)).toBeUndefined();
    expect(await node.changeStaff('dana', { available: true })).toBeUndefined();
    expect(await node.revokeStaff('dana', 3000)).toBeUndefined();
    expect((await node.staff()).map(({ id }) => id)).toEqual(['lee']);
    expect((await node.staff(true)).map(({ id }) => id)).toEqual(['dana', 'lee']);
    expect(await node.staffMember('dana')).toEqual(revoked);
    expect(await node.token('other')).toBeDefined();
    // A code that is made while somebody is revoked opens nothing.
    await node.addCode({ hash: 'later', staff: 'dana', expiresAt: 5000 });
    expect(await node.useCode('later', token('v'), 2001)).toBeUndefined();
    expect(await node.tokens('dana')).toEqual([]);
  });

  test('all tokens and codes of a person can be dropped, and the person stays', async () => {
    await signIn('dana', 't');
    await storage.addCode({ hash: 'code', staff: 'dana', expiresAt: 5000 });
    await storage.dropTokens('dana');
    expect(await storage.tokens('dana')).toEqual([]);
    expect(await storage.useCode('code', token('u'), 1000)).toBeUndefined();
    expect((await signIn('dana', 'again'))?.id).toBe('dana');
  });

  describe('what is proposed for the content', () => {
    const phrasing = {
      kind: 'phrasing',
      entry: 'bank-page-missing',
      topic: null,
      phrasing: 'no “bank” page\u0000',
      test: 'where is it',
      yaml: null,
      proposedBy: 'dana',
      proposedAt: 100,
    } as const;
    const entry = { ...phrasing, kind: 'entry', topic: 'bank', phrasing: null, test: null, yaml: 'id: a\n' } as const;
    const approval = { from: 'proposed', to: 'live', staff: 'lee', at: 200 } as const;
    const undecided = { decidedBy: null, decidedAt: null, rolledBackBy: null, rolledBackAt: null };

    test('comes back as it was given, the newest first, and nothing of it is live', async () => {
      const one = await storage.addContentChange(phrasing);
      const two = await storage.addContentChange({ ...entry, proposedAt: 101 });
      expect(one).toEqual({ ...phrasing, id: one.id, status: 'proposed', ...undecided });
      expect(await storage.contentChange(two.id)).toEqual({ ...two, ...entry, proposedAt: 101 });
      expect(await storage.contentChanges(10)).toEqual([two, one]);
      expect(await storage.contentChanges(1)).toEqual([two]);
      expect(await storage.liveContentChanges()).toEqual([]);
      expect(await storage.contentRevision()).toBe(0);
      expect(await storage.waitingContentChanges()).toEqual([{ proposedBy: 'dana', count: 2 }]);
      await storage.decideContentChange(one.id, approval);
      expect(await storage.waitingContentChanges()).toEqual([{ proposedBy: 'dana', count: 1 }]);
      expect(await storage.contentChange(999)).toBeUndefined();
    });

    test('of twenty that decide at once, on two nodes, exactly one does; who and when is kept through the roll-back', async () => {
      const { id } = await storage.addContentChange(phrasing);
      const nodes = [storage, database.open()];
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, count) =>
          nodes[count % 2]?.decideContentChange(id, count < 10 ? approval : { ...approval, to: 'rejected' }),
        ),
      );
      const [decided, ...others] = all.filter(Boolean);
      expect(others).toEqual([]);
      expect(decided).toMatchObject({ decidedBy: 'lee', decidedAt: 200, rolledBackBy: null });
      const other = await storage.addContentChange(entry);
      await storage.decideContentChange(other.id, approval);
      const back = { from: 'live', to: 'rolled-back', staff: 'dana', at: 300 } as const;
      expect(await storage.decideContentChange(other.id, back)).toMatchObject({
        status: 'rolled-back',
        decidedBy: 'lee',
        decidedAt: 200,
        rolledBackBy: 'dana',
        rolledBackAt: 300,
      });
      expect(await storage.decideContentChange(other.id, back)).toBeUndefined();
      expect(await storage.decideContentChange(999, approval)).toBeUndefined();
    });

    test('of twenty that are approved at once, each checked beside what was live before, on two nodes, exactly one is', async () => {
      const nodes = [storage, database.open()];
      const made = await Promise.all(Array.from({ length: 20 }, () => storage.addContentChange(entry)));
      const revision = await storage.contentRevision();
      const all = await Promise.all(
        made.map(({ id }, count) => nodes[count % 2]?.decideContentChange(id, { ...approval, revision })),
      );
      expect(all.filter(Boolean)).toHaveLength(1);
      expect(await storage.liveContentChanges()).toHaveLength(1);
    });

    test('is seen live, and rolled back, by another node within five seconds, in the order of the proposals', async () => {
      const node = database.open();
      const ids = [];
      for (const change of [phrasing, entry]) ids.push((await storage.addContentChange(change)).id);
      let seen: number[] = [];
      let trouble: unknown;
      const stop = followChanges({
        revision: node.contentRevision,
        read: node.liveContentChanges,
        known: await node.contentRevision(),
        onChanges: (live) => {
          seen = live.map(({ id }) => id);
        },
        onTrouble: (error) => {
          trouble = error;
        },
        every: 50,
      });
      const sees = async (wanted: number[]) => {
        const late = Date.now() + 5_000;
        while (seen.join() !== wanted.join() && Date.now() < late) await new Promise(setImmediate);
        expect(seen).toEqual(wanted);
      };
      const [one = 0, two = 0] = ids;
      await storage.decideContentChange(two, approval);
      await sees([two]);
      await storage.decideContentChange(one, approval);
      await sees([one, two]);
      await storage.decideContentChange(two, { from: 'live', to: 'rolled-back', staff: 'lee', at: 400 });
      await sees([one]);
      stop();
      expect(trouble).toBeUndefined();
    });
  });
});
