// The files of a message: pictures as they are, everything else by name, each with its download.
import { useState } from 'preact/hooks';
import { sizeInWords } from './choose-files.ts';
import type { ShownFile } from './timeline.ts';

/** What every browser can show. */
const picture = /^image\/(png|jpeg|gif|webp|bmp)$/;

export function Files({ files }: { files: ShownFile[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file, index) => (
        <li key={index}>
          <File file={file} />
        </li>
      ))}
    </ul>
  );
}

function File({ file }: { file: ShownFile }) {
  const { name, contentType, size, url, preview } = file;
  const [broken, setBroken] = useState<string>();
  const source = url ?? preview;
  const isPicture = picture.test(contentType) && source !== undefined && source !== broken;
  // Without an address it is no link yet: the element stays, so that nothing is read out twice.
  const way = url ? { href: url, download: name, target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a class={isPicture ? 'picture' : 'file'} {...way}>
      {isPicture ? (
        <img src={source} alt={`Photo: ${name}`} onError={() => setBroken(source)} />
      ) : (
        <>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M13 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V8zM13 3v5h5" />
          </svg>
          <span>
            {name}
            {size !== undefined && ` (${sizeInWords(size)})`}
          </span>
        </>
      )}
    </a>
  );
}
