// Chooses an answer by its title: a search by meaning and by words, and what it finds to choose from.
/** @jsxImportSource react */
import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { Search16Regular } from '@fluentui/react-icons/svg/search';
import { useEffect, useState } from 'react';
import type { FoundAnswer } from './api.ts';
import { useDesk } from './use-desk.ts';

const PAUSE_MS = 250;

type Title = Pick<FoundAnswer, 'id' | 'question'>;

interface Props {
  /** What is searched for at first. */
  about: string;
  chosen: string;
  choose: (id: string) => void;
}

export function PickEntry({ about, chosen, choose }: Props) {
  const desk = useDesk();
  const [words, setWords] = useState(about);
  const [found, setFound] = useState<Title[]>();
  const [kept, setKept] = useState<Title>();
  const [problem, setProblem] = useState<string>();
  const wanted = words.trim();
  useEffect(() => setWords(about), [about]);

  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(async () => {
      try {
        const answers = wanted ? await desk.requests.answers(wanted.slice(0, 200)) : [];
        if (!isStale) setFound(answers);
        setProblem(undefined);
      } catch {
        setProblem('The server did not answer. Change a letter to try again.');
      }
    }, PAUSE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [desk, wanted]);

  // What was chosen stays in sight, whatever is searched for then.
  const isFound = found?.some(({ id }) => id === chosen);
  const shown = [...(kept && kept.id === chosen && !isFound ? [kept] : []), ...(found ?? [])];
  return (
    <>
      <Field label="Search the answers">
        <Input
          value={words}
          maxLength={200}
          contentBefore={<Search16Regular aria-hidden />}
          onChange={(_, { value }) => setWords(value)}
        />
      </Field>
      <p className="quiet" role="status">
        {problem ?? (found?.length === 0 ? 'No answer fits these words.' : '')}
      </p>
      {shown.length > 0 && (
        <RadioGroup
          aria-label="Which answer"
          value={chosen}
          onChange={(_, { value }) => {
            setKept(shown.find(({ id }) => id === value));
            choose(value);
          }}
        >
          {shown.map(({ id, question }) => (
            <Radio key={id} value={id} label={question} />
          ))}
        </RadioGroup>
      )}
    </>
  );
}
