// Messages of CAPE and ACE, as people paste them: in part, with typing errors, in rows of a result file, several at once.
import fc from 'fast-check';
import { typingErrors } from '../src/rules/closest-name.ts';
import { processorMs } from './processor-time.ts';
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

/** What is known of the messages of CAPE, ACE and refunds: as it is shown, what explains it, and a part that somebody pastes. */
const known = [
  ['Not a CSV file', 'cape-csv-type', 'not a csv'],
  ['File is empty', 'cape-failed-initial-validation', 'file empty'],
  ['Header missing', 'cape-failed-initial-validation', 'the header is missing'],
  ['Failed initial validation', 'cape-failed-initial-validation', 'initial validation'],
  ['Entry number is not 11 characters', 'entry-number-format', 'not 11 characters'],
  ['Wrong filer code', 'cape-failed-initial-validation', 'wrong filer'],
  ['IOR/account mismatch', 'cape-error-importer-mismatch', 'IOR mismatch'],
  ['Duplicate entry number', 'cape-error-duplicate', 'duplicate entry'],
  ['Already on accepted declaration', 'cape-error-duplicate', 'already on accepted decl'],
  ['ENTRY ON DRAWBACK', 'cape-drawback', 'on drawback'],
  ['ENTRY SUMMARY FLAGGED FOR RECON', 'cape-reconciliation-flagged', 'summary flagged for recon'],
  ['ENTRY SUMMARY IS CANCELLED/REJECTED', 'cape-error-summary-cancelled', 'summary cancelled'],
  ['ENTRY SUMMARY IS IN FINAL LIQUIDATION STATUS', 'cape-liquidated-over-80-days', 'FINAL LIQUIDATION STA'],
  ['Open/suspended protest', 'protest-open-blocks-cape', 'suspended protest'],
  ['No IEEPA Chapter 99 number', 'cape-which-duties', 'no IEEPA chapter'],
  ['Unable to calculate duty', 'cape-error-unable-to-calculate', 'unable to calculate'],
  ['HTS relationship/sequence mismatch', 'cape-error-hts-sequence', 'HTS SEQUENCE MISMATCH'],
  ['HTS out of order', 'cape-error-hts-sequence', 'out of order'],
  ['Goods value amount not allowed on IEEPA HTS line', 'cape-error-goods-value', 'goods value amount not allowed'],
  ['Statement processing not complete', 'cape-accepted-with-errors', 'STATEMENT PROCESSING NOT COMPL'],
  ['JMS processing exception', 'ace-slow-or-down', 'JMS exception'],
  ['High volumes', 'ace-slow-or-down', 'high volumes request cannot be processed'],
  ['Rejected by batch validation', 'cape-rejected-batch-validation', 'rejected by batch'],
  ['Accepted with Error(s)', 'cape-accepted-with-errors', 'accepted with errors'],
  ['Not started', 'cape-not-started', 'status: not started'],
  ['Duplicate tax ID', 'ace-slow-or-down', 'duplicate tax'],
  ['E-mail is already in use', 'ace-email-already-used', 'email already in use'],
  ['Already linked to a top account', 'ace-importer-number-already-linked', 'linked to a top account'],
  ['Information does not match our records', 'ace-form-details-do-not-match', 'does not match our records'],
  ['Verification code has expired', 'ace-verification-code-expired', 'verification code expired'],
  ['Pending validation', 'ach-pending-validation', 'pending validat'],
  ['ACH refund rejected', 'ach-refund-cannot-be-paid', 'ACH rejected'],
  ['Refund rejected: invalid account number', 'ach-refund-cannot-be-paid', 'invalid account number'],
  ['No ACH refund information on file', 'ach-refund-cannot-be-paid', 'no ACH information on file'],
  ['Funds Diverted', 'refund-debt-offset', 'FUNDS DIVERTED'],
] as const;

describe.each(known)('"%s", as CBP shows it,', (says, id, part) => {
  const asked = (text: string) => {
    const [reply] = talkTo(shippedContent).say(text);
    return reply?.channelData;
  };

  test('is explained whole, shouted, in part, and in a row of a result file', () => {
    for (const text of [says, says.toUpperCase(), part, part.toUpperCase(), `ABC-1234567-6,${part},`])
      expect({ text, ...asked(text) }).toMatchObject({ text, kind: 'answer', entry: id });
  });

  test('is found with a letter missing, doubled, wrong or swapped in any of its longer words', () => {
    const long = says.split(/[^A-Za-z]+/).filter((word) => word.length >= 5);
    const errors: ((word: string, at: number) => string)[] = [
      (word, at) => word.slice(0, at) + word.slice(at + 1),
      (word, at) => word.slice(0, at) + word[at] + word.slice(at),
      (word, at) => `${word.slice(0, at)}x${word.slice(at + 1)}`,
      (word, at) => word.slice(0, at) + (word[at + 1] ?? '') + word[at] + word.slice(at + 2),
    ];
    for (const word of long)
      for (const error of errors)
        for (let at = 1; at < word.length; at++) {
          const text = says.replace(word, error(word, at));
          expect({ text, found: read(text) }).toEqual({ text, found: [id] });
        }
  });
});

test('two messages on one line are both found', () => {
  expect(read('Failed initial validation: not 11 characters')).toEqual([
    'cape-failed-initial-validation',
    'entry-number-format',
  ]);
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
  const took = processorMs(() => read('ENTRY SUMMARY IS IN FINAL LIQUIDATON STATUS\n'.repeat(180)));
  expect(took).toBeLessThan(2_000);
});
