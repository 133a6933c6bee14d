// The guide walker: choices, back, leaving and returning, questions in between, and guides that change under a customer.
import type { Content } from '../src/content/content.ts';
import type { Guide } from '../src/content/guide.ts';
import { buttons, kinds, sampleContent, shippedContent, shownStep, type Talk, talkTo } from './talk.ts';

const inGuide = (id = 'open-account'): Talk => {
  const talk = talkTo(sampleContent);
  talk.press(`start:${id}`);
  return talk;
};

/** The same content with one guide changed. */
function edited(content: Content, id: string, change: (guide: Guide) => Guide | null): Content {
  const guides = new Map(content.guides);
  const guide = change(structuredClone(content.guides.get(id) as Guide));
  if (guide) guides.set(id, guide);
  else guides.delete(id);
  return { ...content, version: 'edited', guides };
}

describe('a choice is taken', () => {
  test.each([
    ['by its number', '2', 'form'],
    ['by its number with words', 'option 2', 'form'],
    ['by its place', 'the second one', 'form'],
    ['by its label', 'No, not yet', 'form'],
    ['by its label in other letters', 'no not yet!', 'form'],
    ['by other words of the editor', 'we do not have one', 'form'],
    ['by close wording', 'nope', 'form'],
    ['by a label with a typing error', 'yes we hav one', 'sign-in'],
  ])('%s', (_, text, step) => {
    expect(shownStep(inGuide().say(text))).toBe(step);
  });

  test('by the button of an earlier step, which takes the customer back there', () => {
    const talk = inGuide();
    talk.say('2');
    expect(shownStep(talk.say('I got the code'))).toBe('sign-in');
    expect(shownStep(talk.press('choose:open-account/start/not-sure'))).toBe('ask-desk');
    expect(talk.state.guide?.history).toEqual(['start']);
  });

  test('by the exact text of a button of one of the last messages', () => {
    const talk = inGuide();
    talk.say('2');
    expect(shownStep(talk.say('Not sure'))).toBe('ask-desk');
  });

  test('by typed words that fit the step, even where an older button has exactly these words', () => {
    const talk = inGuide();
    talk.state.offered.push({ text: 'nope', action: 'choose:open-account/ask-desk/there-is-one' });
    expect(shownStep(talk.say('nope'))).toBe('form');
  });

  test('with its own words said before the next step', () => {
    const replies = inGuide().say('not sure');
    expect(replies.map(({ text }) => text)).toEqual([
      'That is fine. Sample Brokers can look it up.',
      'The portal desk can tell by your tax number whether there is an account.',
    ]);
  });

  test('that is an entry, and the step is shown again', () => {
    const talk = inGuide();
    talk.say('2');
    const replies = talk.say('why the exact name?');
    expect(kinds(replies)).toEqual(['answer', 'guide']);
    expect(shownStep(replies)).toBe('form');
  });

  test('that is a person: who is open is shown, and the step stays', () => {
    const talk = inGuide();
    talk.say('2');
    const [reply] = talk.say('The form refuses me');
    expect(reply?.channelData.kind).toBe('escalation');
    expect(reply?.text).toContain("The form refuses the company's name.");
    expect(shownStep(talk.say('1'))).toBe('sign-in');
  });

  test('in a step without choices by next, ok or continue', () => {
    for (const word of ['next', 'Next', 'ok', 'continue', 'done', '1']) {
      expect(shownStep(inGuide('add-bank').say(word))).toBe('type-numbers');
    }
  });
});

describe('the way', () => {
  test('a message of a guide lists its own choices first, then commands that are marked', () => {
    const [reply] = talkTo(sampleContent).press('start:open-account');
    expect(buttons(reply)).toEqual(['Yes, we have one', 'No, not yet', 'Not sure', 'Stop for now', 'Person']);
    expect(reply?.suggestedActions?.actions.map(({ channelData }) => channelData?.command ?? false)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(reply?.channelData).toEqual({ kind: 'guide', guide: 'open-account', step: 'start', position: 1, of: 4 });
  });

  test('a side branch does not count in the progress', () => {
    const talk = inGuide();
    expect(talk.say('3').at(-1)?.channelData).toMatchObject({ step: 'ask-desk', position: 1, of: 4 });
    expect(talk.say('2').at(-1)?.channelData).toMatchObject({ step: 'form', position: 2, of: 4 });
  });

  test('goes back one step, and several', () => {
    const talk = inGuide();
    talk.say('3');
    talk.say('2');
    talk.say('1');
    expect(shownStep(talk.say('back'))).toBe('form');
    expect(shownStep(talk.say('1'))).toBe('sign-in');
    expect(shownStep(talk.say('go back 2 steps'))).toBe('ask-desk');
    expect(shownStep(talk.say('back 9'))).toBe('start');
    expect(kinds(talk.say('back'))).toEqual(['notice', 'guide']);
  });

  test('"where am I" tells the step and shows it', () => {
    const talk = inGuide();
    talk.say('2');
    const replies = talk.say('where am I?');
    expect(replies[0]?.text).toBe('You are at step 2 of 4 in “Open a portal account” (Fill in the form).');
    expect(shownStep(replies)).toBe('form');
  });

  test('starts over', () => {
    const talk = inGuide();
    talk.say('2');
    talk.say('1');
    expect(shownStep(talk.say('start over'))).toBe('start');
    expect(talk.state.guide).toMatchObject({ answers: {}, history: [] });
  });

  test('ends with done, and nothing is active any more', () => {
    const talk = inGuide();
    talk.say('1');
    const last = talk.say('I am in').at(-1);
    expect(last?.channelData).toMatchObject({ kind: 'guide', step: 'done', position: 4, of: 4, done: true });
    expect(talk.state.guide).toBeNull();
    expect(talk.state.interrupted).toEqual([]);
    expect(shownStep(talk.say('1'))).toBe('open-tab');
  });

  test('goes back from the last step too', () => {
    const talk = inGuide();
    talk.say('1');
    talk.say('I am in');
    expect(shownStep(talk.say('back'))).toBe('sign-in');
    expect(talk.state.guide).toMatchObject({ step: 'sign-in', history: ['start'] });
  });

  test('an old button after the end begins anew, and the end is no way back any more', () => {
    const talk = inGuide();
    talk.say('1');
    talk.say('I am in');
    expect(shownStep(talk.press('choose:open-account/start/no'))).toBe('form');
    talk.say('stop');
    talk.say('back');
    expect(talk.state.interrupted.length + (talk.state.guide ? 1 : 0)).toBe(1);
    expect(shownStep(talk.say('where am I'))).toBe('form');
  });

  test('a typed label at the end starts the next guide', () => {
    const talk = inGuide();
    talk.say('1');
    talk.say('I am in');
    expect(shownStep(talk.say('go on to the bank details'))).toBe('open-tab');
  });
});

describe('leaving and returning', () => {
  test('a customer who stops goes on at the same step days later', () => {
    const talk = inGuide();
    talk.say('2');
    expect(kinds(talk.say('stop'))).toEqual(['notice']);
    expect(talk.state.guide).toBeNull();
    talk.now += 5 * 86_400_000;
    const replies = talk.say('continue');
    expect(replies[0]?.text).toBe('We go on at step 2 of 4 in “Open a portal account” (Fill in the form).');
    expect(shownStep(replies)).toBe('form');
    expect(shownStep(talk.say('back'))).toBe('start');
  });

  test('a question in between is answered and the step shown again', () => {
    const talk = inGuide();
    talk.say('2');
    const replies = talk.say('how do I unlock my login');
    expect(replies[0]?.channelData).toMatchObject({ kind: 'answer', entry: 'login-locked' });
    expect(shownStep(replies)).toBe('form');
    expect(shownStep(talk.say('1'))).toBe('sign-in');
  });

  test('small talk in between leads back to the step', () => {
    const replies = inGuide().say('thank you');
    expect(replies.map(({ text }) => text)).toEqual([
      'You are welcome.',
      'Does your company have a portal account already?',
    ]);
  });

  test('another guide is started and the first one returned to where it was', () => {
    const talk = inGuide();
    talk.say('2');
    expect(shownStep(talk.say('start guide add-bank'))).toBe('open-tab');
    talk.say('next');
    const end = talk.say('next').at(-1);
    expect(end?.channelData).toMatchObject({ step: 'saved', done: true });
    expect(buttons(end)).toContain('Go on: Open a portal account');
    expect(shownStep(talk.say('Go on: Open a portal account'))).toBe('form');
  });

  test('words that resemble another guide offer it and do not throw the customer out', () => {
    const talk = inGuide();
    const replies = talk.say('walk me through entering our bank');
    expect(kinds(replies)).toEqual(['clarify']);
    expect(talk.state.guide?.guide).toBe('open-account');
    expect(shownStep(talk.say('1'))).toBe('open-tab');
    expect(talk.state.interrupted.map(({ guide }) => guide)).toEqual(['open-account']);
  });

  test('a guide is left and entered many times and stands once among those left', () => {
    const talk = inGuide();
    for (let round = 0; round < 4; round++) {
      talk.press('start:add-bank');
      talk.press('start:open-account');
    }
    expect(talk.state.interrupted.map(({ guide }) => guide)).toEqual(['add-bank']);
  });
});

describe('a guide that changes strands nobody', () => {
  test('a step that is gone sends the customer to the nearest one passed, with a word about it', () => {
    const talk = inGuide();
    talk.say('2');
    talk.say('1');
    talk.content = edited(sampleContent, 'open-account', (guide) => ({
      ...guide,
      steps: guide.steps.filter(({ id }) => id !== 'sign-in'),
    }));
    const replies = talk.say('where am I');
    expect(replies[0]?.text).toBe(
      'The guide has changed since you were here. The nearest step is now: Fill in the form.',
    );
    expect(shownStep(replies)).toBe('form');
  });

  test('steps put in before the customer change nothing for them', () => {
    const talk = inGuide();
    talk.say('2');
    talk.content = edited(sampleContent, 'open-account', (guide) => {
      const [first] = guide.steps;
      return { ...guide, steps: [{ ...(first as Guide['steps'][0]), id: 'new' }, ...guide.steps] };
    });
    expect(shownStep(talk.say('1'))).toBe('sign-in');
  });

  test('a choice that is gone is said to be gone, and the step shown', () => {
    const talk = inGuide();
    talk.content = edited(sampleContent, 'open-account', (guide) => ({
      ...guide,
      steps: guide.steps.map((step) => ({ ...step, choices: step.choices.filter(({ id }) => id !== 'not-sure') })),
    }));
    const replies = talk.say('Not sure');
    expect(replies[0]?.text).toBe('This choice is no longer there.');
    expect(shownStep(replies)).toBe('start');
  });

  test('a guide that is gone is said to be gone, and the question is answered', () => {
    const talk = inGuide();
    talk.content = edited(sampleContent, 'open-account', () => null);
    const replies = talk.say('how do I unlock my login');
    expect(kinds(replies)).toEqual(['notice', 'answer']);
    expect(talk.state.guide).toBeNull();
  });
});

describe.each([...shippedContent.guides.values()].map((guide) => [guide.id, guide] as const))(
  'the guide %s',
  (_, guide) => {
    const first = guide.steps[0]?.id ?? '';
    /** A customer who stands at this step. */
    const standingAt = (step: string): Talk => {
      const talk = talkTo(shippedContent);
      talk.press(`start:${guide.id}`);
      if (talk.state.guide) talk.state.guide = { ...talk.state.guide, step, history: step === first ? [] : [first] };
      talk.say('where am I');
      return talk;
    };
    const open = guide.steps.filter(({ end }) => !end);

    test.each(open.flatMap((step) => step.choices.map((choice) => [step.id, choice.id, step, choice] as const)))(
      'at %s the choice %s leads where it says, by button, label and number',
      (_step, _choice, step, choice) => {
        const following = guide.steps[guide.steps.indexOf(step) + 1]?.id;
        const stays = choice.entry || choice.person;
        const other = choice.guide && shippedContent.guides.get(choice.guide)?.steps[0]?.id;
        const expected = stays ? step.id : (other ?? choice.go ?? following);
        // After an answer about offices the customer's own comes first.
        const asksOffice = shippedContent.entries.get(choice.entry ?? '')?.shows_office ?? false;
        const ways = [choice.label, String(step.choices.indexOf(choice) + 1), ...choice.also];
        for (const said of ways) {
          const talk = standingAt(step.id);
          const replies = talk.say(said);
          if (choice.say) expect(replies[0]?.text).toBe(choice.say);
          if (choice.entry) expect(replies.at(-2)?.channelData).toMatchObject({ kind: 'answer', entry: choice.entry });
          if (choice.person)
            expect([kinds(replies).at(-1), replies.at(-1)?.text.split('\n')[0]]).toEqual(['escalation', choice.person]);
          else if (!asksOffice) expect([said, shownStep(replies)]).toEqual([said, expected]);
        }
        const talk = standingAt(step.id);
        talk.press(`choose:${guide.id}/${step.id}/${choice.id}`);
        expect((talk.state.guide ?? talk.state.ended)?.step).toBe(expected);
      },
    );

    test.each(guide.steps.map((step) => [step.id]))(
      'at %s a person is within reach, and back and stop work',
      (step) => {
        const talk = standingAt(step);
        const shown = talk.say('where am I').at(-1);
        expect(buttons(shown)).toContain('Person');
        expect(kinds(talk.say('person'))).toEqual(['escalation']);
        if (guide.steps.find(({ id }) => id === step)?.end) return;
        expect(buttons(shown)).toContain('Stop for now');
        talk.say('stop');
        expect(shownStep(talk.say('continue'))).toBe(step);
        if (step !== first) expect(buttons(shown)).toContain('Back');
      },
    );

    test('every question of its usual trouble is answered and leads back', () => {
      for (const step of open) {
        for (const [index, entry] of step.trouble.entries()) {
          const talk = standingAt(step.id);
          expect(kinds(talk.say('trouble'))).toEqual(['notice']);
          const replies = talk.say(String(index + 1));
          expect(replies[0]?.channelData).toMatchObject({ kind: 'answer', entry });
          expect(shownStep(replies)).toBe(step.id);
        }
      }
    });
  },
);
