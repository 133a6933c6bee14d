// What is known about a case: who, where, what they did in a guide, and what the assistant has tried.
/** @jsxImportSource react */
import { Button } from '@fluentui/react-components';
import { ShieldCheckmark16Filled } from '@fluentui/react-icons/svg/shield-checkmark';
import type { ReactNode } from 'react';
import type { HandoffWhole } from './api.ts';
import { useDesk, useDeskState } from './use-desk.ts';
import { timeIn, useNow } from './when.ts';
import { channelInWords, guideInWords, officeName, starsInWords } from './words.ts';

export function About({ whole }: { whole: HandoffWhole }) {
  const offices = useDeskState((state) => state.offices);
  const { customer, about, guide, answers, tried, officeOpen, stars, words, channel } = whole;
  const { name, email, contact, verified, language } = customer;
  return (
    <>
      <h3>What about</h3>
      <p className="own-words">{about || 'The customer wrote no words for it.'}</p>
      <h3>Customer</h3>
      <dl className="facts">
        <Fact title="Name">{name}</Fact>
        <Fact title="Identity">
          {verified ? (
            <span className="verified">
              <ShieldCheckmark16Filled aria-hidden /> Signed in on the website as{' '}
              {verified.name ?? verified.email ?? verified.sub}
            </span>
          ) : (
            'Not checked'
          )}
        </Fact>
        <Fact title="E-mail">{email ?? verified?.email}</Fact>
        <Mail whole={whole} />
        <Fact title="Contact">{contact === email ? null : contact}</Fact>
        <Fact title="Their time">
          <TheirTime zone={customer.timeZone} />
        </Fact>
        <Fact title="Language">{language}</Fact>
        <Fact title="Came by">{channelInWords(channel)}</Fact>
        <Fact title="Office">
          {officeName(whole.office, offices)}
          {officeOpen ? '' : ' (was closed)'}
        </Fact>
        {stars !== null && (
          <Fact title="Rating">
            {starsInWords(stars)}
            {words && `: ${words}`}
          </Fact>
        )}
      </dl>
      {guide && (
        <>
          <h3>Guide</h3>
          <p>{guideInWords(whole)}</p>
          {guide.stepTitle && <p className="quiet">{guide.stepTitle}</p>}
        </>
      )}
      {answers.length > 0 && (
        <dl className="answers-given">
          {answers.map(({ step, stepTitle, choice }) => (
            <div key={step}>
              <dt>{stepTitle}</dt>
              <dd>{choice}</dd>
            </div>
          ))}
        </dl>
      )}
      {tried.length > 0 && (
        <>
          <h3>The assistant has shown</h3>
          <ul className="tried">
            {tried.map(({ id, question }) => (
              <li key={id}>{question}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '') return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TheirTime({ zone }: { zone: string | null }) {
  const time = timeIn(zone, useNow());
  return <>{time ? `${time} (${zone?.replaceAll('_', ' ')})` : 'Not known'}</>;
}

/** Where nobody has checked the address, no mail goes there. */
function Mail({ whole: { number, mail } }: { whole: HandoffWhole }) {
  const desk = useDesk();
  if (!mail?.on || !mail.address) return null;
  if (mail.confirmed) return <Fact title="Mail">May be written to</Fact>;
  return (
    <Fact title="Mail">
      {mail.address}{' '}
      <Button size="small" onClick={() => void desk.act(number, () => desk.requests.confirmMail(number))}>
        Confirm for e-mail
      </Button>
    </Fact>
  );
}
