// Messages of CAPE and ACE, as people paste them: in part, with typing errors, in rows of a result file, several at once.
import fc from 'fast-check';
import { typingErrors } from '../src/rules/closest-name.ts';
import { buttons, shippedContent, talkTo } from './talk.ts';

const messages = [...shippedContent.entries.values()].flatMap(({ id, messages }) =>
  messages.map((says) => [says, id] as const),
);
const read = (text: string) => shippedContent.readMessages(text).map(({ entry }) => entry);

test('the shipped content knows the messages of CAPE, of ACE and of refunds that were rejected', () => {
  expect(messages.length).toBeGreaterThanOrEqual(30);
});

describe.each(messages)('"%s"', (says, id) => {
  test('is found as it is, shouted, in a row, and between others', () => {
    for (const text of [
      says,
      says.toUpperCase(),
      `  7 | ABC-1234567-6 | ${says.toUpperCase()} |`,
      `ABC12345676,"${says}"`,
    ])
      expect(read(text)).toEqual([id]);
    expect(read(`Not started\n${says}\nFunds diverted`)).toContain(id);
  });

  test('is answered with its entry, whatever the matcher alone would say', () => {
    const [answer] = talkTo(shippedContent).say(`ABC-1234567-6 | ${says.toUpperCase()}`);
    expect(answer?.channelData).toMatchObject({ kind: 'answer', entry: id });
  });

  test('is found with a typing error in any of its long words', () => {
    const long = says.split(/\s+/).filter((word) => /^[a-z]{6,}$/i.test(word));
    fc.assert(
      fc.property(fc.constantFrom(...(long.length > 0 ? long : [''])), fc.nat(), (word, at) => {
        const place = 1 + (at % Math.max(1, word.length - 2));
        const wrong = word.slice(0, place) + word.slice(place + 1);
        expect(typingErrors(word, wrong, 2)).toBeLessThanOrEqual(1);
        expect(read(says.replace(word, wrong))).toEqual([id]);
      }),
      { numRuns: 20 },
    );
  });
});

test.each([
  ['FINAL LIQUIDATION STATUS', 'cape-liquidated-over-80-days'],
  ['summary flaged for recon', 'cape-reconciliation-flagged'],
  ['HTS SEQUENCE MISMATCH', 'cape-error-hts-sequence'],
  ['high volumes request cannot be processed', 'ace-slow-or-down'],
  ['JMS exception', 'ace-slow-or-down'],
])('a part is enough: "%s"', (text, id) => {
  expect(read(text)).toEqual([id]);
});

test('several messages of a result file are counted, and the customer chooses which is explained', () => {
  const talk = talkTo(shippedContent);
  const [reply] = talk.say(
    [
      'Entry Number,Status',
      'ABC-1234567-6,ENTRY ON DRAWBACK',
      'SP7-0000001-4,UNABLE TO CALCULATE DUTY',
      '999-9999999-0,UNABLE TO CALCULATE DUTY',
    ].join('\n'),
  );
  expect(reply?.channelData).toMatchObject({
    kind: 'clarify',
    entries: ['cape-error-unable-to-calculate', 'cape-drawback'],
  });
  expect(reply?.text).toContain('- **Unable to calculate duty**, 2 times\n- **Entry on drawback**');
  const [first = ''] = buttons(reply);
  expect(talk.say(first)[0]?.channelData).toMatchObject({ kind: 'answer', entry: 'cape-error-unable-to-calculate' });
});

test.each([
  'when will my refund arrive',
  'I have not started yet, where do I begin',
  'can I still file an entry that had a drawback claim and was liquidated in May',
  'my e-mail is jane@example.com',
  'is the header of the file case sensitive or not',
  'entry',
  'status',
  'ABC-1234567-6',
  '',
])('words of the customer are no message: "%s"', (text) => {
  expect(read(text)).toEqual([]);
});

test('whatever is pasted is read in a moment, and never makes it fail', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void read(text)));
  const start = performance.now();
  read('ENTRY SUMMARY IS IN FINAL LIQUIDATON STATUS\n'.repeat(180));
  expect(performance.now() - start).toBeLessThan(2_000);
});
