// One message of the conversation; long ones of the assistant are cut until somebody wants to read them.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { Document16Regular } from '@fluentui/react-icons/svg/document';
import { memo, useState } from 'react';
import type { Attachment } from '../../rules/activity.ts';
import { timeOf } from '../widget/when.ts';
import { Markdown } from './markdown.tsx';
import type { Message } from './talk-items.ts';

const LONG_CHARACTERS = 320;
/** What every browser can show. */
const picture = /^image\/(png|jpeg|gif|webp|bmp)$/;

export const MessageItem = memo(({ message, customer }: { message: Message; customer: string }) => {
  const { by, name, text, at, files, choices } = message;
  const [isWhole, setWhole] = useState(false);
  const isLong = by === 'bot' && text.length > LONG_CHARACTERS;
  const who = by === 'customer' ? customer : by === 'bot' ? 'Assistant' : name;
  return (
    <div className={`message ${by}`}>
      <p className="message-head">
        <span className="message-who">{who}</span> {timeOf(at)}
      </p>
      <div className="bubble">
        {text && (
          <div className={isLong && !isWhole ? 'words cut' : 'words'}>
            {by === 'customer' ? <p className="own-words">{text}</p> : <Markdown text={text} />}
          </div>
        )}
        {isLong && (
          <Button appearance="transparent" size="small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show less' : 'Show all'}
          </Button>
        )}
        {files.length > 0 && (
          <ul className="files">
            {files.map((file) => (
              <li key={file.contentUrl}>
                <File file={file} />
              </li>
            ))}
          </ul>
        )}
        {choices.length > 0 && (isWhole || !isLong) && <p className="choices">Offered: {choices.join(' · ')}</p>}
      </div>
    </div>
  );
});

function File({ file: { name = 'file', contentType, contentUrl } }: { file: Attachment }) {
  const [isBroken, setBroken] = useState(false);
  const isPicture = picture.test(contentType) && !isBroken;
  return (
    <a
      className={isPicture ? 'picture' : 'file'}
      href={contentUrl}
      download={name}
      target="_blank"
      rel="noopener noreferrer"
    >
      {isPicture ? (
        <img src={contentUrl} alt={`Photo: ${name}`} onError={() => setBroken(true)} />
      ) : (
        <>
          <Document16Regular aria-hidden />
          <span>{name}</span>
        </>
      )}
    </a>
  );
}
