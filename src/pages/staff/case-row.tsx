// A case in a list: who, how long, what about, and who has it.
/** @jsxImportSource react */
import { Badge } from '@fluentui/react-components';
import { ShieldCheckmark16Filled } from '@fluentui/react-icons/svg/shield-checkmark';
import { memo } from 'react';
import type { HandoffSummary } from './api.ts';
import { addressOf, type List } from './place.ts';
import { useDeskState } from './use-desk.ts';
import { Waiting } from './waiting.tsx';
import { momentOf } from './when.ts';
import { guideInWords, nameOf, officeName } from './words.ts';

interface Props {
  one: HandoffSummary;
  list: List;
  isOpen: boolean;
  /** The office is not said above. */
  hasOffice: boolean;
}

export const CaseRow = memo(({ one, list, isOpen, hasOffice }: Props) => {
  const me = useDeskState((state) => state.me?.id);
  const offices = useDeskState((state) => state.offices);
  const isUnread = one.status === 'claimed' && one.owner?.id === me && one.lastFrom === 'customer';
  const guide = guideInWords(one);
  return (
    <a
      id={`case-${one.number}`}
      className={`case ${one.status} ${isUnread ? 'unread' : ''}`}
      href={addressOf({ list, number: one.number })}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span className="case-top">
        <span className="case-name">
          {nameOf(one)}
          {one.customer.verified && (
            <>
              {' '}
              <ShieldCheckmark16Filled className="verified" aria-hidden />
              <span className="unseen">(identity checked)</span>
            </>
          )}
        </span>
        {one.status === 'closed' ? (
          <span className="case-time">{one.closedAt && momentOf(one.closedAt)}</span>
        ) : (
          <Waiting one={one} />
        )}
      </span>
      <span className="case-about">{one.about || 'No words yet'}</span>
      <span className="case-bottom">
        <span>{one.number}</span>
        {hasOffice && <span>{officeName(one.office, offices)}</span>}
        {guide && <span>{guide}</span>}
        {one.kind === 'message' && list !== 'messages' && (
          <Badge size="small" appearance="tint">
            Message
          </Badge>
        )}
        {one.status === 'claimed' && (
          <Badge size="small" appearance="tint" color={isUnread ? 'danger' : 'informative'}>
            {one.owner?.id === me ? (isUnread ? 'New message' : 'Yours') : one.owner?.name}
          </Badge>
        )}
        {one.stars !== null && <span>{one.stars} of 5 stars</span>}
      </span>
    </a>
  );
});
