// The lists there are, with how many cases stand in each, and how many proposals wait.
/** @jsxImportSource react */
import { CounterBadge } from '@fluentui/react-components';
import { Archive20Regular } from '@fluentui/react-icons/svg/archive';
import { ChatHelp20Regular } from '@fluentui/react-icons/svg/chat-help';
import { Mail20Regular } from '@fluentui/react-icons/svg/mail';
import { PeopleQueue20Regular } from '@fluentui/react-icons/svg/people-queue';
import { PersonChat20Regular } from '@fluentui/react-icons/svg/person-chat';
import type { ReactNode } from 'react';
import { countOf } from './lists.ts';
import { addressOf, type List } from './place.ts';
import { useDeskState } from './use-desk.ts';

const entries: { list: List; title: string; icon: ReactNode }[] = [
  { list: 'queue', title: 'Queue', icon: <PeopleQueue20Regular /> },
  { list: 'mine', title: 'Mine', icon: <PersonChat20Regular /> },
  { list: 'messages', title: 'Messages', icon: <Mail20Regular /> },
  { list: 'closed', title: 'Closed', icon: <Archive20Regular /> },
  { list: 'unanswered', title: 'Unanswered', icon: <ChatHelp20Regular /> },
];

export function Rail({ list: open }: { list: List }) {
  const cases = useDeskState((state) => state.cases);
  const me = useDeskState((state) => state.me);
  const proposals = useDeskState((state) => state.proposals);
  return (
    <nav className="rail" aria-label="Lists">
      <ul>
        {entries.map(({ list, title, icon }) => {
          const waiting = list === 'unanswered' ? proposals : countOf(list, cases.values(), me);
          return (
            <li key={list}>
              <a href={addressOf({ list })} aria-current={list === open ? 'page' : undefined}>
                <span className="rail-icon" aria-hidden>
                  {icon}
                </span>
                <span>{title}</span>
                {waiting > 0 && (
                  <>
                    <CounterBadge
                      className="rail-count"
                      size="small"
                      count={waiting}
                      overflowCount={99}
                      color={list === 'queue' ? 'danger' : 'brand'}
                      aria-hidden
                    />
                    <span className="unseen">
                      , {waiting} {list === 'unanswered' ? 'to approve' : list === 'mine' ? 'open' : 'waiting'}
                    </span>
                  </>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
