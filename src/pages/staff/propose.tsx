// Proposes what would have answered a question: a phrasing of an answer that is there, or a new answer as YAML.
/** @jsxImportSource react */
import { Button, Field, Input, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { reasonOf } from './content-changes.tsx';
import { Modal } from './modal.tsx';
import { useDesk } from './use-desk.ts';

interface Props {
  /** What the customer asked. */
  question: string;
  /** The entries that were near. */
  near: string[];
  close: (isProposed: boolean) => void;
}

export function Propose({ question, near, close }: Props) {
  const desk = useDesk();
  const [kind, setKind] = useState<'phrasing' | 'entry'>('phrasing');
  const [entry, setEntry] = useState(near[0] ?? '');
  const [phrasing, setPhrasing] = useState('');
  const [test, setTest] = useState(question);
  const [topic, setTopic] = useState('');
  const [yaml, setYaml] = useState(() => template(question));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function propose(): Promise<void> {
    setBusy(true);
    try {
      await desk.requests.proposeContent(kind === 'phrasing' ? { kind, entry, phrasing, test } : { kind, topic, yaml });
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
      <RadioGroup aria-label="What" value={kind} onChange={(_, { value }) => setKind(value as typeof kind)}>
        <Radio value="phrasing" label="A phrasing of an answer that is there" />
        <Radio value="entry" label="A new answer" />
      </RadioGroup>
      {kind === 'phrasing' ? (
        <>
          <Field label="Id of the answer">
            <Input value={entry} onChange={(_, { value }) => setEntry(value)} />
          </Field>
          <Field label="Phrasing: short, without names and numbers">
            <Input value={phrasing} onChange={(_, { value }) => setPhrasing(value)} />
          </Field>
          <Field label="Test: as a customer typed it">
            <Input value={test} onChange={(_, { value }) => setTest(value)} />
          </Field>
        </>
      ) : (
        <>
          <Field label="Topic">
            <Input value={topic} onChange={(_, { value }) => setTopic(value)} />
          </Field>
          <Field label="The answer, as YAML">
            <Textarea rows={14} value={yaml} onChange={(_, { value }) => setYaml(value)} />
          </Field>
        </>
      )}
      {problem && (
        <p className="failure" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  );
}

function template(question: string): string {
  const today = new Date().toISOString().slice(0, 10);
  return `id: a-new-id
question: ""
answer: |-
  Short sentences.
phrasings:
${'  - ""\n'.repeat(8)}as_of: "${today}"
review_by: ""
certainty: single
sources: [own]
must_match:
  - ${JSON.stringify(question)}
`;
}
