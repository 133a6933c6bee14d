// What may have changed says so in its answer, once: as of when it was true, and where to check.
import { contentDirs, loadContent } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { copySample, edit, removeCopies, swap } from './content-folder.ts';
import { contentIn, sampleContent, shippedContent, talkTo } from './talk.ts';

afterAll(removeCopies);

const added =
  /^_This is as of (.+) and may have changed since: check \[CBP's IEEPA Duty Refunds page\]\((.+)\) or ask a person\._$/m;
const shipped = [...shippedContent.entries.values()];
const beforeAllReviews = Date.parse(`${shipped.map(({ review_by }) => review_by).toSorted()[0]}T12:00:00Z`);
const afterAllReviews =
  Date.parse(
    `${shipped
      .map(({ review_by }) => review_by)
      .toSorted()
      .at(-1)}T12:00:00Z`,
  ) + 86_400_000;

function answerOf(id: string, now: number, content = shippedContent): string {
  const talk = talkTo(content);
  talk.now = now;
  const answer = talk.press(`entry:${id}`).find(({ channelData }) => channelData.kind === 'answer');
  return answer?.text ?? '';
}

const count = (text: string, part: string | RegExp) => text.split(part).length - 1;

describe.each(shipped.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  test('says after its review as of when it was true and where to check, and says it once', () => {
    const text = answerOf(id, afterAllReviews);
    expect(added.test(text)).toBe(!entry.says_as_of);
    expect(count(text, /ieepa-duty-refunds\b/)).toBeLessThanOrEqual(1);
    expect(count(text, /may have changed/i)).toBeLessThanOrEqual(1);
    if (entry.says_as_of) expect(entry.answer).toMatch(/\b20\d\d\b/);
    else expect(entry.answer).not.toMatch(/\b(this|that) is as of\b|may have changed/i);
  });

  test('says before its review no more than what stands in it, unless nobody knows', () => {
    expect(added.test(answerOf(id, beforeAllReviews))).toBe(entry.certainty === 'unknown' && !entry.says_as_of);
  });
});

describe('an entry of the sample content', () => {
  const file = 'knowledge/bank.yaml';
  const id = 'bank-page-missing';
  const now = Date.parse('2026-07-01T12:00:00Z');
  const changed = (...changes: ((text: string) => string)[]) => {
    const folder = copySample();
    for (const change of changes) edit(folder, file, change);
    return folder;
  };
  const unknown = swap(/certainty: .*/, 'certainty: unknown');
  const says = swap(/certainty:/, 'says_as_of: true\n    certainty:');

  test('that is past its review says the day of its facts in words, from the day after on', () => {
    const day = Date.parse(`${sampleContent.entries.get(id)?.review_by}T00:00:00Z`);
    expect(answerOf(id, day, sampleContent)).not.toMatch(added);
    const [, when, where] = added.exec(answerOf(id, day + 86_400_000, sampleContent)) ?? [];
    expect(when).toMatch(/^June( 16,)? 2026$/);
    expect(where).toBe('https://www.cbp.gov/trade/programs-administration/trade-remedies/ieepa-duty-refunds');
  });

  test('tells clients from the day after on that its review is overdue', () => {
    const due = (days: number) => {
      const talk = talkTo(sampleContent);
      talk.now = Date.parse(`${sampleContent.entries.get(id)?.review_by}T12:00:00Z`) + days * 86_400_000;
      return talk.press(`entry:${id}`)[0]?.channelData.reviewBy;
    };
    expect([due(0), due(1)]).toEqual([undefined, sampleContent.entries.get(id)?.review_by]);
  });

  test('whose truth nobody knows says it before its review too', () => {
    expect(answerOf(id, now, contentIn(changed(unknown)))).toMatch(added);
  });

  test('that says it in its own words is given no second line', () => {
    const own = swap(/answer: .*\n/, 'answer: As of June 2026 only the owner sees it. Ask our office for news.\n');
    expect(answerOf(id, now, contentIn(changed(unknown, says, own)))).not.toMatch(added);
  });

  test('that claims to say it and does not is refused', () => {
    const { problems } = loadContent(...contentDirs(changed(says)), now);
    expect(problems.map(describeProblem)).toEqual([
      expect.stringMatching(
        /^knowledge\/bank\.yaml:\d+: "says_as_of": the answer does not say as of when .* Let it say both, or take this line out\.$/,
      ),
    ]);
  });
});
