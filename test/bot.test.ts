// What the bot says to a message, in the order of precedence; questions, small talk, and the way to a person.
import { errorReplies, noStaff, respond, startState } from '../src/bot/bot.ts';
import { commandOf } from '../src/bot/commands.ts';
import { buttons, kinds, sampleContent, shippedContent, shownStep, talkTo, tuesdayMorning } from './talk.ts';

const first = (text: string) =>
  respond(sampleContent, startState(), { type: 'message', text }, noStaff, tuesdayMorning).replies;

describe('the first message', () => {
  test('says who this is, what it is not, how long it is kept, where the privacy page is, and what it can do', () => {
    const [greeting] = respond(
      sampleContent,
      startState(),
      { type: 'conversationUpdate' },
      noStaff,
      tuesdayMorning,
    ).replies;
    expect(greeting?.channelData).toEqual({ kind: 'greeting' });
    expect(greeting?.text).toContain('automatic assistant of Sample Customs Brokers, Inc., not CBP');
    expect(greeting?.text).toContain('no legal or tax advice');
    expect(greeting?.text).toContain(
      'keep this conversation for 90 days after its last message, or 5 years where our staff helped',
    );
    expect(greeting?.text).toContain('https://www.example.com/privacy');
    expect(buttons(greeting)).toEqual([
      'Add your bank details',
      'Open a portal account',
      'What does a portal account cost?',
      'I did not get the verification code. Where does it go?',
      'Person',
    ]);
  });

  test('comes once, and before the answer to a question that came first', () => {
    expect(kinds(first('how do I unlock my login'))).toEqual(['greeting', 'answer']);
    const talk = talkTo(sampleContent);
    expect(kinds(talk.say('how do I unlock my login'))).toEqual(['answer']);
    expect(talk.say('', { type: 'conversationUpdate' })).toEqual([]);
  });

  test('is the answer to a bare greeting', () => {
    expect(kinds(first('hello'))).toEqual(['greeting']);
  });
});

describe('a question', () => {
  test('is answered with its entry, confidence, date and links', () => {
    const [reply] = talkTo(sampleContent).say('how many days does an account take');
    expect(reply?.channelData).toMatchObject({ kind: 'answer', entry: 'account-how-long', asOf: '2026-06' });
    expect(reply?.channelData.confidence).toBeGreaterThan(0.3);
    expect(reply?.text).toContain('[Portal news](https://www.example.com/news)');
    expect(buttons(reply)).toEqual(['I did not get the verification code. Where does it go?', 'Person']);
  });

  test('whose answer is past its review says as of when it was true', () => {
    const talk = talkTo(sampleContent);
    expect(talk.press('entry:account-how-long')[0]?.text).not.toContain('may have changed');
    talk.now = Date.parse('2027-07-01T12:00:00Z');
    expect(talk.press('entry:account-how-long')[0]?.text).toContain('as of June 2026 and may have changed');
  });

  test('that means a guide starts it', () => {
    expect(shownStep(talkTo(sampleContent).say('walk me through the account application'))).toBe('start');
  });

  test('that nobody knows is declined, and the second time in a row a person is shown', () => {
    const talk = talkTo(sampleContent);
    expect(kinds(talk.say('which penguin paints volcanoes'))).toEqual(['decline']);
    const replies = talk.say('why do violins sneeze');
    expect(kinds(replies)).toEqual(['decline', 'escalation']);
    expect(kinds(talk.say('which penguin paints volcanoes'))).toEqual(['decline']);
  });

  test('that is answered ends the row of declines', () => {
    const talk = talkTo(sampleContent);
    talk.say('which penguin paints volcanoes');
    talk.say('how do I unlock my login');
    expect(kinds(talk.say('why do violins sneeze'))).toEqual(['decline']);
  });

  test.each(['thanks', 'help', 'ABC-1234567-6', 'my account number is [bank account number removed]'])(
    'that nobody knows is no second one in a row after "%s"',
    (between) => {
      const talk = talkTo(shippedContent);
      talk.say('which penguin paints volcanoes');
      talk.say(between);
      expect(kinds(talk.say('why do violins sneeze'))).toEqual(['decline']);
    },
  );

  test('that nobody knows is the second one in a row where only "did you mean" was between', () => {
    const talk = talkTo(shippedContent);
    talk.say('which penguin paints volcanoes');
    expect(kinds(talk.say('account number'))).toEqual(['clarify']);
    expect(kinds(talk.say('why do violins sneeze'))).toEqual(['decline', 'escalation']);
  });

  test('that is no place either is looked for as a place once, then declined', () => {
    const talk = talkTo(shippedContent);
    talk.say('person');
    expect(talk.say('quux garble')[0]?.text).toContain('I do not find that place');
    expect(kinds(talk.say('garble quux'))).toEqual(['decline']);
  });
});

test('a number alone in the middle of a message for the office leaves the customer where they were', () => {
  const talk = talkTo(shippedContent);
  talk.say('leave a message');
  const replies = talk.say('my account number is [bank account number removed]');
  expect(kinds(replies)).toEqual(['warning', 'notice']);
  expect(replies[1]?.text).toContain('What shall our office know?');
  expect(talk.say('the list of my entries is wrong')[0]?.text).toContain('How can we reach you?');
});

describe('"did you mean"', () => {
  const asked = () => {
    const talk = talkTo(sampleContent);
    talk.state.pending = [
      { text: 'What does a portal account cost?', action: 'entry:account-cost' },
      { text: 'How long does it take to get an account?', action: 'entry:account-how-long' },
    ];
    return talk;
  };

  test.each([
    ['a number', '2', 'account-how-long'],
    ['a label', 'What does a portal account cost', 'account-cost'],
    ['a place', 'the first one', 'account-cost'],
  ])('takes %s', (_, text, entry) => {
    expect(asked().say(text)[0]?.channelData).toMatchObject({ kind: 'answer', entry });
  });

  test('lets go of another question', () => {
    const talk = asked();
    expect(talk.say('how do I unlock my login')[0]?.channelData).toMatchObject({ entry: 'login-locked' });
    expect(talk.state.pending).toBeNull();
  });

  test('takes "none of these" as not known', () => {
    expect(kinds(asked().say('none of these'))).toEqual(['decline']);
  });

  test('is asked with at most three entries, and their ids', () => {
    const talk = talkTo(sampleContent);
    const options = ['account-cost', 'account-how-long', 'code-not-received', 'login-locked'];
    talk.content = {
      ...sampleContent,
      matcher: {
        ...sampleContent.matcher,
        match: () => ({
          decision: 'clarify',
          matches: options.map((id) => ({ kind: 'entry', id, confidence: 0.4 })),
        }),
      },
    };
    const [reply] = talk.say('account');
    expect(reply?.channelData).toEqual({ kind: 'clarify', entries: options.slice(0, 3) });
    expect(buttons(reply)).toHaveLength(5);
    expect(talk.press('none')[0]?.channelData.kind).toBe('decline');
  });
});

describe('words that ask on', () => {
  const asked = (first: string, ...more: string[]) => {
    const talk = talkTo(shippedContent);
    talk.say(first);
    return more.map((text) => talk.say(text)[0]?.channelData);
  };

  test.each([
    ['where do I apply for an ACE account', 'and how long does that take?', 'ace-account-how-long'],
    ['where do I apply for an ACE account', 'what about my second company', 'ace-several-importer-numbers'],
    ['how do I add my bank account in ACE', 'who does that?', 'ach-who-may-enter-bank'],
    ['can I use a foreign bank account', 'why not', 'ach-bank-account-requirements'],
    ['Set up an ACE account', 'how long?', 'ace-account-how-long'],
  ])('after "%s", "%s" offers %s first', (first, text, entry) => {
    const [said] = asked(first, text);
    expect([said?.entry, ...((said?.entries as string[]) ?? [])].filter(Boolean)[0]).toBe(entry);
  });

  test('are about the last answer, however many of them come', () => {
    const [, why] = asked('where do I apply for an ACE account', 'how long does that take', 'why');
    expect(why?.entries).toContain('ace-form-information-needed');
  });

  test('are looked for in a message of any length without a wait', () => {
    const talk = talkTo(sampleContent);
    talk.say('is the account free');
    const long = `what about my ${'a'.repeat(7000)} b c d e f`;
    expect(talk.say(long)).toHaveLength(1);
    expect(talk.say(`is it free${' '.repeat(7000)}?`)).toHaveLength(1);
  });

  test('are questions of their own where they say enough, or where nothing was answered', () => {
    expect(asked('where do I apply for an ACE account', 'how long until my refund is paid')[0]?.entry).toBe(
      'refund-when-paid',
    );
    const fresh = talkTo(shippedContent).say('why?')[0]?.channelData;
    expect(fresh?.kind).toBe('decline');
  });
});

describe('two questions in one message', () => {
  const replies = (text: string) => talkTo(shippedContent).say(text);

  test.each([
    'Can CBP mail a check? And who can enter the bank details?',
    'can cbp mail a check and who can enter the bank details',
    'Hello, two things. Can CBP mail a check? Who can enter the bank details?',
  ])('are both answered: %s', (text) => {
    const said = replies(text);
    expect(said.map(({ channelData }) => channelData.entry)).toEqual(['ach-no-paper-check', 'ach-who-may-enter-bank']);
    expect([buttons(said[0]).length, buttons(said[1]).at(-1)]).toEqual([0, 'Person']);
  });

  test('are one where the second leans on the first, or where one is not sure', () => {
    expect(replies('Which court order tells customs to settle for everyone, and is it in force?')).toHaveLength(1);
    expect(replies('Can CBP mail a check? And what about the blue elephants?')).toHaveLength(1);
  });

  test('of which one is not sure: the other is answered, and that one is asked back in its words', () => {
    const [first, second, ...more] = replies('Can CBP mail a check instead? And what is *wrong* with our account?');
    expect([first?.channelData.entry, buttons(first), more]).toEqual(['ach-no-paper-check', [], []]);
    expect(second?.channelData.kind).toBe('clarify');
    expect(second?.text).toContain('“And what is \\*wrong\\* with our account?”');
    expect(buttons(second)).not.toContain('Can CBP mail a check, or waive electronic payment?');
  });

  test('inside a guide are answered before its step is shown again', () => {
    const talk = talkTo(shippedContent);
    talk.press('start:ace-setup');
    const said = talk.say('Can CBP mail a check? And who can enter the bank details?');
    expect(kinds(said)).toEqual(['answer', 'answer', 'guide']);
  });
});

describe('a question in Spanish', () => {
  const question = 'no puedo entrar a mi cuenta de ACE';

  test('is answered in English after an apology and the office where Spanish is spoken, which is said once', () => {
    const talk = talkTo(shippedContent);
    const [apology, answer] = talk.say(question);
    expect(kinds([apology, answer].filter((one) => one !== undefined))).toEqual(['notice', 'answer']);
    expect(apology?.text).toMatch(/Perdón.*inglés.*Sorry.*English/);
    expect(apology?.text).toMatch(/Hablan español ahora en .*Houston.*1-713-555-0158/);
    expect(answer?.channelData.entry).toBe('ace-login-locked');
    const [later] = talk.say('cuánto tardan en pagar el reembolso');
    expect(later?.channelData.kind).toBe('answer');
    expect(later?.text).toMatch(/^_Perdón, respondo en inglés/);
    expect(later?.text).not.toContain('Houston');
  });

  test('leads to a person as ever where Spanish is spoken nowhere, and to the office where it is', () => {
    const offices = shippedContent.offices.map((office) => ({ ...office, languages: [] }));
    const [apology] = talkTo({ ...shippedContent, offices }).say(question);
    expect(apology?.text).toContain('escriba **persona**');
    expect(apology?.text).not.toContain('Houston');
    const talk = talkTo(shippedContent);
    talk.say(question);
    const desks = (text: string) => JSON.stringify(talk.say(text)[0]?.channelData.desks);
    expect(desks('persona')).toContain('sample-office-houston');
    talk.say('where do I find my entry number?');
    expect(desks('person')).not.toContain('sample-office-houston');
  });

  test('that nobody answers is declined in Spanish too', () => {
    const talk = talkTo(shippedContent);
    talk.say(question);
    const [declined] = talk.say('dónde puedo renovar el pasaporte');
    expect(declined?.channelData.kind).toBe('decline');
    expect(declined?.text).toMatch(/eso no lo sé.*Houston.*I do not know that/s);
  });

  test('is answered in Spanish, without an apology, where the answer stands there in Spanish', () => {
    const entry = shippedContent.entries.get('ace-login-locked');
    if (!entry?.es) throw new Error('ace-login-locked has no Spanish question');
    const inSpanish = {
      ...entry,
      certainty: 'unknown' as const,
      es: { ...entry.es, answer: 'Llame a la mesa de ayuda.' },
    };
    const talk = talkTo({ ...shippedContent, entries: new Map([...shippedContent.entries, [entry.id, inSpanish]]) });
    talk.say('hola');
    const [reply] = talk.say(question);
    expect(reply?.text).toMatch(/^Llame a la mesa de ayuda\..*Esto vale a/s);
    expect(reply?.channelData.language).toBe('es');
    expect(talk.say('my login is locked')[0]?.text).not.toContain('Llame');
  });

  test('is not seen in a word of thanks after an English one', () => {
    const talk = talkTo(shippedContent);
    talk.say('my login is locked');
    expect(kinds(talk.say('gracias'))).toEqual(['notice']);
  });

  test('is told to staff as the language of the case, whatever the device speaks', () => {
    const talk = talkTo(shippedContent);
    talk.say(question, { locale: 'en-US' });
    talk.press('message:start');
    talk.say('Nadie me contesta, por favor llámenme');
    talk.say('973 555 0112');
    talk.say('Skip');
    talk.say('07102');
    const send = { type: 'message', text: 'Send it', channelData: { action: 'message:send' } } as const;
    const { requests } = respond(shippedContent, talk.state, send, noStaff, tuesdayMorning);
    expect(requests).toEqual([expect.objectContaining({ wanted: expect.objectContaining({ language: 'es' }) })]);
  });
});

describe('a person', () => {
  test.each([
    'contacts',
    'person',
    'Person.',
    'human',
    'I need a person',
    'talk to a human',
    'can I speak to someone please',
    '/person',
    'agent',
    'I want to talk to a real person',
    'connect me with a representative',
    'operator',
    'let me speak with somebody',
    'live agent',
    "I'd like to talk to a person",
    'get me a human',
    'can i talk to support',
    'agente',
    'Quisiera hablar con un representante, por favor',
    '¿Puedo hablar con una persona?',
  ])('is meant by "%s"', (text) => {
    expect(commandOf(text)).toEqual({ name: 'person' });
  });

  test.each([
    'which person do I name as owner',
    'the person who left had the login',
    'I need a code',
    'agent fees',
    'contact the ACE desk',
  ])('is not meant by "%s"', (text) => {
    expect(commandOf(text)).toBeNull();
  });

  test('is not looked for in a text that is longer than a command', () => {
    expect(commandOf(`${'?'.repeat(200_000)}x`)).toBeNull();
    expect(commandOf(`${'please '.repeat(40)}person`)).toBeNull();
  });

  test('is shown with who is open now, how to reach them, and when the others open, in both zones', () => {
    const talk = talkTo(sampleContent);
    // The clocks change in this night, in California three hours after New York.
    talk.now = Date.parse('2026-03-07T23:30:00-05:00');
    const [reply] = talk.say('person', { localTimezone: 'America/Los_Angeles' });
    expect(reply?.channelData).toEqual({
      kind: 'escalation',
      desks: [
        { id: 'ace-support-desk', open: false },
        { id: 'newark', open: false },
      ],
    });
    expect(reply?.text).toContain('Nobody is open at this moment.');
    expect(reply?.text).toContain('opens Sunday 5:00 AM ET, 1:00 AM your time');
    expect(reply?.text).toContain('Phone +1 202-555-0142, option 1, then option 2');
    expect(reply?.text).toContain('(a sample, not a real office)');
    expect(reply?.attachments?.map(({ contentType }) => contentType)).toEqual([
      'application/vnd.microsoft.card.hero',
      'application/vnd.microsoft.card.hero',
    ]);
  });

  test('who is open comes first', () => {
    const talk = talkTo(sampleContent);
    talk.now = Date.parse('2026-03-03T20:00:00-05:00');
    expect(talk.say('person')[0]?.channelData.desks).toEqual([
      { id: 'ace-support-desk', open: true },
      { id: 'newark', open: false },
    ]);
  });

  test('is offered with the message of a turn that failed', () => {
    const [reply] = errorReplies(sampleContent, startState(), tuesdayMorning, []);
    expect(reply.channelData.kind).toBe('error');
    expect(reply.text).toContain('I have your message');
    expect(reply.text).toContain('Portal Support Desk');
  });

  test('keeps a broken time zone of the client from mattering', () => {
    const [reply] = talkTo(sampleContent).say('person', { localTimezone: 'Mars/Olympus' });
    expect(reply?.channelData.kind).toBe('escalation');
  });
});

describe('the order of precedence', () => {
  test('the exact text of a button goes before a command', () => {
    const talk = talkTo(sampleContent);
    talk.state.offered = [{ text: 'stop', action: 'entry:account-cost' }];
    expect(talk.say('stop')[0]?.channelData).toMatchObject({ kind: 'answer', entry: 'account-cost' });
  });

  test("a button's text counts in other letters too, behind its exact text", () => {
    const talk = talkTo(sampleContent);
    expect(shownStep(talk.say('add YOUR bank details!'))).toBe('open-tab');
    expect(shownStep(talk.say('person') && talk.say('go on with the guide'))).toBe('open-tab');
  });

  test('a command goes before a pending question', () => {
    const talk = talkTo(sampleContent);
    talk.state.pending = [{ text: 'Person', action: 'entry:account-cost' }];
    expect(kinds(talk.say('PERSON'))).toEqual(['escalation']);
  });

  test('a pending question goes before the step of a guide', () => {
    const talk = talkTo(sampleContent);
    talk.press('start:open-account');
    talk.state.pending = [{ text: 'Cost', action: 'entry:account-cost' }];
    expect(talk.say('1')[0]?.channelData).toMatchObject({ entry: 'account-cost' });
  });

  test('the step of a guide goes before small talk and questions', () => {
    const talk = talkTo(sampleContent);
    talk.press('start:open-account');
    expect(shownStep(talk.say('not sure'))).toBe('ask-desk');
  });

  test('numbers choose among the buttons of the last message where no guide is active', () => {
    expect(shownStep(talkTo(sampleContent).say('2'))).toBe('start');
  });
});

test('the same input gives the same output, and the state that came in is not changed', () => {
  const state = talkTo(sampleContent).state;
  const before = JSON.stringify(state);
  const activity = { type: 'message', text: 'start guide open-account' };
  const once = respond(sampleContent, state, activity, noStaff, tuesdayMorning);
  const twice = respond(sampleContent, state, activity, noStaff, tuesdayMorning);
  expect(twice).toEqual(once);
  expect(JSON.stringify(state)).toBe(before);
});

test('an empty message, a file alone, and a file with words get an honest word', () => {
  const talk = talkTo(sampleContent);
  expect(talk.say('  ')[0]?.text).toContain('empty');
  const file = { attachments: [{ contentType: 'image/png', contentUrl: 'https://www.example.com/a.png' }] };
  expect(talk.say('', file)[0]?.text).toContain('never send bank details in one');
  const [kept, answer] = talk.say('how do I unlock my login', file);
  expect(kept?.text).toContain('never send bank details in one');
  expect(answer?.channelData.kind).toBe('answer');
});

test('the state of a long conversation stays small', () => {
  const talk = talkTo(sampleContent);
  for (let turn = 0; turn < 300; turn++) {
    talk.press(`start:${turn % 2 ? 'open-account' : 'add-bank'}`);
    talk.say('1');
    talk.say('back');
    talk.say('how do I unlock my login');
    talk.press('choose:open-account/form/done');
    talk.press('choose:open-account/start/not-sure');
  }
  expect(JSON.stringify(talk.state).length).toBeLessThan(10_000);
});
