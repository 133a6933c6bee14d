// The files that go with the next message.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { sizeInWords } from '../widget/choose-files.ts';

export function PickedFiles({ files, remove }: { files: File[]; remove: (file: File) => void }) {
  if (files.length === 0) return null;
  return (
    <ul className="picked" aria-label="Attached">
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name.
        <li key={index}>
          <span>
            {file.name} ({sizeInWords(file.size)})
          </span>
          <Button
            appearance="transparent"
            size="small"
            icon={<Dismiss16Regular />}
            aria-label={`Remove ${file.name}`}
            onClick={() => remove(file)}
          />
        </li>
      ))}
    </ul>
  );
}
