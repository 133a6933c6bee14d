// Version 2: cases, the messages that customers leave for an office.
import type { Migration } from './migrations.ts';

/** The number of the first case: short enough to be quoted on the phone, long enough not to look like a count. */
const firstNumber = 1001;

export const cases: Migration = ({ counted, countFrom }) => `
create table cases (
  number ${counted},
  conversation_id text not null,
  office text,
  name text,
  contact text not null,
  question text not null,
  topic text,
  guide text,
  step text,
  language text,
  time_zone text,
  status text not null,
  opened_at bigint not null,
  closed_at bigint
);
create index cases_by_conversation on cases (conversation_id);
create index cases_by_status on cases (status, number);
${countFrom('cases', 'number', firstNumber)};
`;
