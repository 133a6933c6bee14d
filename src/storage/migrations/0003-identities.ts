// Version 3: who a customer is that is logged in to the broker's website, with the conversation and with its cases.
import type { Migration } from './migrations.ts';

export const identities: Migration = () => `
alter table conversations add column identity text;
alter table cases add column identity text;
`;
