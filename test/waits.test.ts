// How long a customer waits, from those who waited at the same hour of the week: never better than it was, and nothing below twenty.
import fc from 'fast-check';
import { type Waited, waitAt } from '../src/rules/waits.ts';

const zone = 'America/New_York';
const minute = 60_000;
const week = 7 * 24 * 60 * minute;
/** A Tuesday, 10:20 in New York. */
const at = Date.parse('2026-03-03T10:20:00-05:00');

/** Opened at this hour in weeks before; null for whom nobody came. */
const waited = (minutes: number | null, index: number, leftAfter = minutes): Waited => {
  const openedAt = at - (1 + (index % 10)) * week;
  return {
    openedAt,
    firstClaimedAt: minutes === null ? null : openedAt + minutes * minute,
    closedAt: leftAfter === null ? null : openedAt + leftAfter * minute,
  };
};
const taken = (minutes: number[]) => minutes.map((one, index) => waited(one, index));
const inMinutes = (past: Waited[], now = at) => {
  const wait = waitAt(past, now, zone);
  return wait && [wait.p50 / minute, wait.p90 / minute];
};
const oneToTwenty = Array.from({ length: 20 }, (_, index) => index + 1);

test('half of twenty are taken after ten minutes, nine in ten after eighteen', () => {
  expect(inMinutes(taken(oneToTwenty))).toEqual([10, 18]);
});

test('nineteen are too few', () => {
  expect(inMinutes(taken(oneToTwenty.slice(1)))).toBeNull();
});

test('those of another hour, or another day of the week, do not count', () => {
  expect(inMinutes(taken(oneToTwenty), at + 60 * minute)).toBeNull();
  expect(inMinutes(taken(oneToTwenty), at + 24 * 60 * minute)).toBeNull();
});

test("the hour is that on the office's clock, also across a clock change", () => {
  const summer = Date.parse('2026-03-10T10:20:00-04:00');
  expect(inMinutes(taken(oneToTwenty), summer)).toEqual([10, 18]);
});

test('whoever left after five minutes counts as one who waited at least that long, and not as one who was taken', () => {
  const impatient = Array.from({ length: 10 }, (_, index) => waited(null, index, 5));
  const [p50, p90] = inMinutes([...taken(oneToTwenty), ...impatient]) ?? [];
  // 25 of 30 wait on after five minutes, so that each of the other fifteen stands for one in eighteen of all.
  expect([p50, p90]).toEqual([11, 19]);
});

test('where most left before anybody came, nobody can say how long the others would have waited', () => {
  const impatient = Array.from({ length: 200 }, (_, index) => waited(null, index, 1));
  const late = taken(Array(20).fill(30));
  expect(inMinutes([...late, ...impatient])).toEqual([30, 30]);
  const left = Array.from({ length: 20 }, (_, index) => waited(null, index, 60));
  expect(inMinutes([...taken(oneToTwenty), ...left])).toBeNull();
});

test('it is never less than without those who left, and half wait no longer than nine in ten', () => {
  const minutes = fc.array(fc.integer({ min: 0, max: 240 }), { minLength: 20, maxLength: 60 });
  const left = fc.array(fc.integer({ min: 0, max: 240 }), { maxLength: 60 });
  fc.assert(
    fc.property(minutes, left, (some, others) => {
      const without = waitAt(taken(some), at, zone);
      const all = waitAt([...taken(some), ...others.map((one, index) => waited(null, index, one))], at, zone);
      if (!without) throw new Error('Twenty are enough.');
      expect(without.p50).toBeLessThanOrEqual(without.p90);
      expect(all?.p50 ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(without.p50);
      expect(all?.p90 ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(without.p90);
    }),
  );
});
