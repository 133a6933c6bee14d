// Proposes what would have answered a question: a phrasing of an answer that is there, or a new answer as YAML.
/** @jsxImportSource react */
import { Button, Field, Input, Radio, RadioGroup, Select, Textarea } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { Proposal } from './api.ts';
import { CheckSays } from './check-says.tsx';
import { Modal } from './modal.tsx';
import { PickEntry } from './pick-entry.tsx';
import { reasonOf } from './requests.ts';
import { useDesk } from './use-desk.ts';

interface Props {
  /** What the customer asked: of several one is chosen. */
  questions: string[];
  close: (isProposed: boolean) => void;
}

export function Propose({ questions, close }: Props) {
  const desk = useDesk();
  const [question, setQuestion] = useState(questions[0] ?? '');
  const [kind, setKind] = useState<Proposal['kind']>('phrasing');
  const [entry, setEntry] = useState('');
  const [phrasing, setPhrasing] = useState('');
  const [test, setTest] = useState(question);
  const [topics, setTopics] = useState<{ id: string; title: string }[]>([]);
  const [topic, setTopic] = useState('');
  const [yaml, setYaml] = useState(() => template(question));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    desk.requests.topics().then(setTopics, (error) => setProblem(reasonOf(error)));
  }, [desk]);

  // What was wrong with other words is not wrong with these.
  // biome-ignore lint/correctness/useExhaustiveDependencies: cleared at each change.
  useEffect(() => setProblem(undefined), [kind, entry, phrasing, test, topic, yaml]);

  function ask(other: string): void {
    setQuestion(other);
    // What was written meanwhile stays.
    if (test === question) setTest(other);
    if (yaml === template(question)) setYaml(template(other));
  }

  const proposal: Proposal =
    kind === 'phrasing' ? { kind, entry, phrasing: phrasing.trim(), test: test.trim() } : { kind, topic, yaml };
  const missing = missingIn(proposal);

  async function propose(): Promise<void> {
    if (missing) return setProblem(missing);
    setBusy(true);
    setProblem(undefined);
    try {
      await desk.requests.proposeContent(proposal);
      desk.tell('Proposed. A colleague has to approve it.');
      close(true);
    } catch (error) {
      setProblem(reasonOf(error));
      setBusy(false);
    }
  }

  return (
    <Modal
      title="Propose an answer"
      close={() => close(false)}
      actions={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button appearance="primary" disabled={isBusy} onClick={() => void propose()}>
            Propose
          </Button>
        </>
      }
    >
      {questions.length > 1 && (
        <Field label="What the customer asked">
          <Select value={question} onChange={(_, { value }) => ask(value)}>
            {questions.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        </Field>
      )}
      <RadioGroup aria-label="What" value={kind} onChange={(_, { value }) => setKind(value as typeof kind)}>
        <Radio value="phrasing" label="A phrasing of an answer that is there" />
        <Radio value="entry" label="A new answer" />
      </RadioGroup>
      {kind === 'phrasing' ? (
        <>
          <PickEntry about={question} chosen={entry} choose={setEntry} />
          <Field label="Phrasing: short, without names and numbers">
            <Input value={phrasing} maxLength={100} onChange={(_, { value }) => setPhrasing(value)} />
          </Field>
          <Field label="Test: as a customer typed it">
            <Input value={test} maxLength={200} onChange={(_, { value }) => setTest(value)} />
          </Field>
        </>
      ) : (
        <>
          <Field label="Topic">
            <Select value={topic} onChange={(_, { value }) => setTopic(value)}>
              <option value="">Choose one</option>
              {topics.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="The answer, as YAML">
            <Textarea rows={14} value={yaml} onChange={(_, { value }) => setYaml(value)} />
          </Field>
        </>
      )}
      <CheckSays proposal={missing ? undefined : proposal} />
      {problem && (
        <p className="failure" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  );
}

/** What is still to be filled in. */
function missingIn(proposal: Proposal): string | undefined {
  if (proposal.kind === 'entry') return proposal.topic ? undefined : 'Choose the topic of the answer.';
  if (!proposal.entry) return 'Choose the answer that the phrasing is for.';
  if (!proposal.phrasing) return 'Write the phrasing.';
  return proposal.test ? undefined : 'Write the test, as a customer typed it.';
}

function template(question: string): string {
  const today = new Date();
  const day = (date: Date) => date.toISOString().slice(0, 10);
  const later = new Date(today.getFullYear(), today.getMonth() + 6, today.getDate());
  return `id: a-new-id
question: ""
answer: |-
  Short sentences.
phrasings:
${'  - ""\n'.repeat(8)}as_of: "${day(today)}"
review_by: "${day(later)}"
certainty: single
sources: [own]
must_match:
  - ${JSON.stringify(question)}
`;
}
