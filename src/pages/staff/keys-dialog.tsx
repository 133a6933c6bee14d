// The list of keys.
/** @jsxImportSource react */
import { Button, Switch } from '@fluentui/react-components';
import { hideKeys, type Key, keys, showKeys, singleKeys, useKeys, useKeysShown, useSingleKeys } from './keys.ts';
import { Modal } from './modal.tsx';
import { go, lists } from './place.ts';

const more = [
  ['Enter', 'Send what you write'],
  ['Shift + Enter', 'Begin a new line'],
  ['Esc', 'Leave the box, then go back to the list'],
  ['Arrows', 'Move in a list'],
];

/** Digits stand first in an object, whatever its order: the list begins with "?". */
const rows = (Object.keys(keys) as Key[]).sort((a, b) => Number(/\d/.test(String(a))) - Number(/\d/.test(String(b))));

export function KeysDialog() {
  const isShown = useKeysShown();
  const isOn = useSingleKeys();
  const toList = Object.fromEntries(lists.map((list, index) => [index + 1, () => go({ list })]));
  useKeys({ '?': showKeys, ...toList });
  if (!isShown) return null;
  return (
    <Modal
      title="Keys"
      close={hideKeys}
      actions={
        <Button appearance="primary" onClick={hideKeys}>
          Close
        </Button>
      }
    >
      <Switch checked={isOn} onChange={(_, { checked }) => singleKeys.set(checked)} label="Single letters and digits" />
      <dl className="keys">
        {[...rows.map((key) => [String(key), keys[key]]), ...more].map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
