// A choice that is typed instead of pressed is understood; rather none than a wrong one.
import { closestLabel } from '../src/rules/labels.ts';

describe('a typed choice', () => {
  const three = [
    { id: 'yes', words: ['Yes'] },
    { id: 'no', words: ['No'] },
    { id: 'unsure', words: ["Don't know"] },
  ];
  const account = [
    { id: 'can-log-in', words: ['Yes, and I can log in'] },
    { id: 'locked', words: ['Yes, but locked or the owner is gone'] },
    { id: 'none', words: ['No', 'we have none'] },
    { id: 'unsure', words: ['Not sure'] },
  ];
  const code = [
    { id: 'came', words: ['I got the code'] },
    { id: 'missing', words: ['No code came'] },
    { id: 'refused', words: ['The form refuses me'] },
  ];
  const numbers = [
    { id: 'one', words: ['One number'] },
    { id: 'several', words: ['Several numbers'] },
  ];
  const next = [{ id: 'next', words: ['Next'] }];

  test.each([
    ['YES!!', three, 'yes'],
    ['yep', three, 'yes'],
    ['sure', three, 'yes'],
    ['Yes please', three, 'yes'],
    ['nah', three, 'no'],
    ['no thanks', three, 'no'],
    ["no I don't have one", three, 'no'],
    ['idk', three, 'unsure'],
    ['i dont know', three, 'unsure'],
    ['not sure, sorry', three, 'unsure'],
    ['no idea', account, 'unsure'],
    ['nope, not yet', account, 'none'],
    ['we have none', account, 'none'],
    ['i can log in', account, 'can-log-in'],
    ['lokced', account, 'locked'],
    ['ok got the code now', code, 'came'],
    ['no code', code, 'missing'],
    ['it refuses', code, 'refused'],
    ['well the form refuses me again', code, 'refused'],
    ['one', numbers, 'one'],
    ['we have several', numbers, 'several'],
    ['ok', next, 'next'],
    ['done', next, 'next'],
    ['continue please', next, 'next'],
  ])('"%s" is understood', (text, labels, id) => {
    expect(closestLabel(text, labels)).toBe(id);
  });

  test.each([
    ['how do I know?', three],
    ['know', three],
    ['is it free', three],
    ['yes but how do I check', three],
    ['no problem', three],
    ['what is a 5106', three],
    ['I need to know more', three],
    ['I do not know which e-mail stands on my 5106 record', three],
    ['yes', account],
    ['can I log in', account],
    ['locked?', account],
    ['code', code],
    ['I have not got the code', code],
    ['number', numbers],
    [
      'my code expired',
      [
        { id: 'asks', words: ['It asks for a code', 'code'] },
        { id: 'message', words: ['It shows a message'] },
      ],
    ],
    ['none', numbers],
    ['when will my refund come', code],
    ['yes', next],
    ['', three],
    ['?', three],
  ])('"%s" chooses nothing', (text, labels) => {
    expect(closestLabel(text, labels)).toBeNull();
  });

  test('every label chooses itself', () => {
    for (const labels of [three, account, code, numbers, next]) {
      for (const { id, words } of labels) for (const word of words) expect(closestLabel(word, labels)).toBe(id);
    }
  });
});
