// What customers write finds its entry, guide or small talk; what is foreign finds nothing.
import fc from 'fast-check';
import { closestName, typingErrors } from '../src/rules/closest-name.ts';
import { createConcepts } from '../src/rules/concepts.ts';
import { english, type Language, spanish } from '../src/rules/language.ts';
import { createLanguageRule } from '../src/rules/language-rule.ts';
import { createMatcher, type Matcher, type MatcherOptions, type Topic } from '../src/rules/matcher.ts';
import { normalise } from '../src/rules/words.ts';

const topics: Topic[] = [
  {
    kind: 'entry',
    id: 'code-expired',
    phrasings: [
      'The verification code expired. What now?',
      'code too old',
      'how many minutes is the code valid',
      'time for the code ran out',
    ],
  },
  {
    kind: 'entry',
    id: 'code-missing',
    phrasings: ['I did not get the verification code', 'no code arrived', 'where is the code sent', 'code not in spam'],
  },
  {
    kind: 'entry',
    id: 'login-locked',
    phrasings: ['My login is locked', 'user deactivated', 'unlock my account', 'cannot sign in'],
  },
  {
    kind: 'entry',
    id: 'owner-left',
    phrasings: ['Our account owner left the company', 'replace the account owner', 'new account owner'],
  },
  {
    kind: 'entry',
    id: 'bank-change',
    phrasings: ['How do I change our bank details?', 'new bank account', 'update routing number'],
  },
  {
    kind: 'entry',
    id: 'form-what',
    phrasings: ['What is Form 5106?', 'meaning of the 5106', 'why does the 5106 matter'],
  },
  {
    kind: 'guide',
    id: 'set-up',
    phrasings: ['Set up an account', 'walk me through the account set-up', 'guide me through registration'],
  },
  { kind: 'small-talk', id: 'hello', phrasings: ['hi', 'hello', 'good morning'] },
  { kind: 'small-talk', id: 'thanks', phrasings: ['thanks', 'thank you', 'thanks a lot'] },
];
const sureness: MatcherOptions['sureness'] = {
  weights: {
    topics: { coverage: 6, nearest: 2, letters: 1, learned: 1.5, outside: 1 },
    none: { always: 1.5, foreign: 2.5, sentences: -1.5, unknown: 2 },
  },
  answer: 0.75,
  clarify: 0.4,
};
const options: MatcherOptions = {
  synonyms: [
    ['verification code', 'confirmation code', 'six digits'],
    ['expired', 'timed out', 'ran out'],
    ['locked', 'deactivated', 'blocked'],
    ['owner', 'account owner', 'TAO'],
  ],
  neverCorrect: ['gmail', 'lock'],
  foreign: ['gmail', 'income tax'],
  outOfScope: [['where is my shipment'], ['no login code of the bank arrived']],
  sureness,
};
const matcher = createMatcher(topics, options);
const found = (text: string, by: Matcher = matcher) => {
  const { decision, matches } = by.match(text);
  return decision === 'answer' ? matches[0]?.id : decision;
};

describe('a question finds its entry', () => {
  test.each([
    ['by its words', 'is my login locked?', 'login-locked'],
    ['in capitals without punctuation', 'MY LOGIN IS LOCKED', 'login-locked'],
    ['by one word', 'unlock', 'login-locked'],
    ['by a number', '5106', 'form-what'],
    ['by other words for the same', 'my six digits timed out', 'code-expired'],
    ['by an abbreviation', 'replace TAO', 'owner-left'],
    ['by other endings of the words', 'the codes are expiring, what now', 'code-expired'],
    ['with typing errors', 'my verfication code is expird', 'code-expired'],
    ['with two letters swapped', 'updaet ruoting number', 'bank-change'],
    ['with an accent', 'my lógin is locked', 'login-locked'],
    ['after a greeting', 'hi, my code expired', 'code-expired'],
    ['before thanks', 'my login is locked, thank you', 'login-locked'],
    ['in a guide', 'please walk me through the set-up of an account', 'set-up'],
  ])('%s', (_how, text, id) => {
    expect(found(text)).toBe(id);
  });

  test('whose phrasing it is, word by word, with confidence 1', () => {
    expect(matcher.match('Why does the 5106 matter?!').matches[0]).toEqual({
      kind: 'entry',
      id: 'form-what',
      confidence: 1,
    });
  });

  test('"can’t" is no "can": the negation stays', () => {
    expect(normalise('I can’t, I cant, I CANNOT, it isn’t, we dont')).toEqual(
      'i can not i can not i can not it is not we do not'.split(' '),
    );
  });
});

test('of two phrases that fit the longer one is meant, and its words still count', () => {
  const concepts = createConcepts([
    ['account', 'profile'],
    ['account owner', 'TAO'],
  ]);
  expect(concepts(['new', 'account', 'owner'])).toEqual(['new', '~1', '~0', 'owner']);
  expect(concepts(['new', 'account', 'owner'], (word) => word !== 'owner')).toEqual(['new', '~1', '~0']);
});

describe('where it is not sure', () => {
  test('it offers up to three that fit', () => {
    const { decision, matches } = matcher.match('something about the code');
    expect(decision).toBe('clarify');
    expect(matches.map(({ id }) => id).sort()).toEqual(['code-expired', 'code-missing']);
  });

  test.each([
    ['something else', 'what is the weather in Miami'],
    ['a word of ours among many that are not', 'does the code of conduct for pirates allow parrots on deck'],
    ['small words alone, though a phrasing has them', 'what now'],
    ['nothing', '???'],
    ['emptiness', ''],
    ['keys pressed at random', 'asdf qwer zxcv'],
    ['a question of the list of what nobody answers, though near to one of ours', 'no login code of my bank arrived'],
  ])('it declines %s', (_what, text) => {
    expect(found(text)).toBe('decline');
  });

  test('a foreign object counts against all that is known, and is never answered outright, however little is asked', () => {
    const confidence = (by: Matcher) => by.match('my gmail login is locked').matches[0]?.confidence ?? 0;
    expect(confidence(matcher)).toBeLessThan(confidence(createMatcher(topics, { ...options, foreign: [] })));
    const bold = createMatcher(topics, { ...options, sureness: { ...sureness, answer: 0.1, clarify: 0.05 } });
    expect(found('my login is locked', bold)).toBe('login-locked');
    expect(found('my gmail login is locked', bold)).toBe('clarify');
  });

  test('a word that must not be repaired stays as it is', () => {
    const eager = createMatcher(topics, { ...options, neverCorrect: [] });
    const careful = createMatcher(topics, { ...options, neverCorrect: ['lokked'] });
    const confidence = (by: Matcher) =>
      by.match('lokked').matches.find(({ id }) => id === 'login-locked')?.confidence ?? 0;
    expect(confidence(eager)).toBeGreaterThan(confidence(careful));
  });

  test('a plain English word is not taken for a typing error', () => {
    expect(found('toast the bread')).toBe('decline');
    expect(found('bike')).toBe('decline');
  });
});

describe('small talk', () => {
  test.each([
    ['alone', 'hello', 'hello'],
    ['with fillers', 'Hello there everybody!', 'hello'],
    ['twice', 'hi, good morning', 'hello'],
    ['with a typing error', 'thnaks', 'thanks'],
    ['drawn out', 'heeeello', 'hello'],
    ['with more than one kind, by the longest', 'hi and thanks a lot', 'thanks'],
  ])('is known %s', (_how, text, id) => {
    expect(matcher.match(text)).toEqual({ decision: 'answer', matches: [{ kind: 'small-talk', id, confidence: 1 }] });
  });

  test.each(['hi my code', 'thanks but the bank', 'hello can you change it'])('"%s" is none', (text) => {
    expect(matcher.match(text).matches.every(({ kind }) => kind !== 'small-talk')).toBe(true);
  });
});

test('any text at all gets a decision, confidences from 0 to 1, best first, five at most', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const { decision, matches } = matcher.match(text);
      const confidences = matches.map(({ confidence }) => confidence);
      expect(['answer', 'clarify', 'decline']).toContain(decision);
      expect(confidences.every((one) => one >= 0 && one <= 1)).toBe(true);
      expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
      expect(matches.length).toBeLessThanOrEqual(5);
      if (decision !== 'decline') expect(matches.length).toBeGreaterThan(0);
    }),
  );
});

describe('in Spanish', () => {
  const spoken: Topic[] = [
    { kind: 'entry', id: 'login-locked', phrasings: ['mi cuenta está bloqueada', 'no puedo entrar'] },
    { kind: 'entry', id: 'bank-change', phrasings: ['cambiar los datos del banco', 'nuevo número de ruta'] },
    { kind: 'small-talk', id: 'hello', phrasings: ['hola', 'buenos días'] },
  ];
  const synonyms = [...options.synonyms, ['bloqueada', 'suspendida']];
  const inSpanish = createMatcher(spoken, { ...options, outOfScope: [], synonyms, language: spanish });

  test.each([
    ['with accents', '¿Está bloqueada mi cuenta?', 'login-locked'],
    ['without accents', 'cambie los datos de mi banco', 'bank-change'],
    ['with other endings', 'cambiaron el dato del banco', 'bank-change'],
    ['with a typing error', 'mi cuneta esta bloqeada', 'login-locked'],
    ['by another word for the same', 'cuenta suspendida', 'login-locked'],
    ['as small talk', 'buenos dias', 'hello'],
  ])('a question is found %s', (_how, text, id) => {
    expect(found(text, inSpanish)).toBe(id);
  });

  test('no word of one language is repaired into one of the other', () => {
    const sure = (text: string, phrasings: string[], language: Language) =>
      createMatcher([{ kind: 'entry', id: 'one', phrasings }], { ...options, outOfScope: [], language }).match(text)
        .matches[0]?.confidence ?? 0;
    const deaf = (language: Language) => ({ ...language, foreignWords: new Set<string>() });
    for (const [word, phrasings, language] of [
      ['forma', ['form', 'bank form'], english],
      ['costs', ['costa', 'banco de la costa'], spanish],
    ] as const) {
      expect(sure(word, [...phrasings], language)).toBeLessThan(sure(word, [...phrasings], deaf(language)));
    }
  });

  test('the language is the one that has more words of its own; what both say tells nothing', () => {
    const languageOf = createLanguageRule({
      spanish: spoken.flatMap(({ phrasings }) => phrasings),
      english: topics.flatMap(({ phrasings }) => phrasings),
      names: ['El Paso', 'Los Angeles'],
    });
    const told = (texts: string[]) => texts.map(languageOf);
    expect(told(['mi login esta locked', 'la cuenta de ACE', 'bloqueada', '¿5106?', 'no entiendo'])).toEqual(
      Array(5).fill('es'),
    );
    expect(told(['is the El Paso office open', 'my cuenta is locked', 'we are in Los Angeles', 'LA office'])).toEqual(
      Array(4).fill('en'),
    );
    expect(told(['5106', 'ACE', 'no', '', 'MI', 'El Paso'])).toEqual(Array(6).fill(null));
  });
});

test('without any topic everything is declined', () => {
  expect(createMatcher([], options).match('my login is locked')).toEqual({ decision: 'decline', matches: [] });
});

test('of a message as long as a book only the beginning is read', () => {
  const book = 'qwertz uiopas '.repeat(1_000_000);
  expect(matcher.match(`${book} my login is locked`)).toEqual(matcher.match(book));
});

describe('"Did you mean"', () => {
  test.each([
    ['confrim', ['start', 'confirm', 'done'], 'confirm'],
    ['review-by', ['as_of', 'review_by'], 'review_by'],
    ['ace-login', ['ace-login-locked', 'form-5106'], 'ace-login-locked'],
    ['zebra', ['start', 'confirm', 'done'], null],
    ['x', ['y', 'z'], null],
    ['anything', [], null],
  ])('%s among %j is %s', (wrong, names, near) => {
    expect(closestName(wrong, names)).toBe(near);
  });

  test('a letter more, less, other or swapped is one typing error each', () => {
    expect(['codes', 'cod', 'cade', 'ocde', 'code'].map((word) => typingErrors('code', word, 3))).toEqual([
      1, 1, 1, 1, 0,
    ]);
    expect(typingErrors('code', 'something', 2)).toBe(3);
  });
});

describe('an explanation', () => {
  test.each([
    'hello',
    'my six digits timed out',
    'something about the code',
    'my gmail login is locked',
    'what now',
    '',
  ])('of "%s" decides as the matcher does', (text) => {
    const { decision, matches } = matcher.explain(text);
    expect({ decision, matches: matches.map(({ kind, id, confidence }) => ({ kind, id, confidence })) }).toEqual(
      matcher.match(text),
    );
  });

  test.each([
    ['hello', 'small-talk'],
    ['Unlock my account?', 'same'],
    ['what now', 'says-nothing'],
    ['is my login locked', 'sure'],
    ['something about the code', 'together'],
    ['what is the weather in Miami', 'unsure'],
  ])('of "%s" says that it was %s', (text, because) => {
    expect(matcher.explain(text).because).toBe(because);
  });

  test('says where a foreign thing alone stood against an answer', () => {
    const bold = createMatcher(topics, { ...options, sureness: { ...sureness, answer: 0.1, clarify: 0.05 } });
    expect(bold.explain('my gmail login is locked')).toMatchObject({ because: 'foreign', foreign: ['gmail'] });
  });

  test('names what a word did by what is without it', () => {
    const { matches, repaired, concepts } = matcher.explain('my six digits are expird');
    const [first] = matches;
    expect(first).toMatchObject({ id: 'code-expired', phrasing: 'The verification code expired. What now?' });
    expect(first?.carriedBy.map(({ words }) => words).sort()).toEqual(['expired', 'six digits']);
    expect(repaired).toEqual([{ said: 'expird', read: 'expired' }]);
    expect(concepts.map(({ said }) => said)).toEqual(['six digits', 'expired']);
  });
});
