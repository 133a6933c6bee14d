// Rows of the tables as what storage.ts speaks of, alike for both databases.
import type { Conversation, Delivery, Due, Identity, Json, StoredActivity, StoredFile } from './storage.ts';
import { keepText, readText } from './text.ts';

export type Value = string | number | null | Uint8Array;

export interface ConversationRow {
  id: string;
  channel: string;
  user_id: string;
  created_at: number;
  sequence: number;
  state: string | null;
  resume: string | null;
  reference: string | null;
  identity: string | null;
  owner: string | null;
}

export interface ActivityRow {
  conversation_id: string;
  sequence: number;
  client_key: string | null;
  activity: string;
  delivery: Delivery;
}

export interface SequenceRow {
  id: string;
  sequence: number;
}

export interface DueRow {
  id: string;
  conversation_id: string;
  kind: string;
  at: number;
  data: string;
  attempts: number;
}

export interface FileRow {
  id: string;
  conversation_id: string;
  name: string;
  content_type: string;
  size: number;
  created_at: number;
  attached: number;
}

export interface SecretRow {
  value: string;
}

export function toJson(text: string | null): Json | null {
  return text === null ? null : JSON.parse(text);
}

export function fromJson(json: object | null): string | null {
  return json === null ? null : JSON.stringify(json);
}

export function toIdentity(text: string | null): Identity | null {
  return text === null ? null : JSON.parse(text);
}

export function toConversation(row: ConversationRow): Conversation {
  return {
    id: readText(row.id),
    channel: readText(row.channel),
    userId: readText(row.user_id),
    createdAt: row.created_at,
    sequence: row.sequence,
    state: toJson(row.state),
    resume: toJson(row.resume),
    reference: toJson(row.reference),
    identity: toIdentity(row.identity),
    owner: row.owner === null ? null : readText(row.owner),
  };
}

export function toActivity(row: ActivityRow): StoredActivity {
  return {
    conversationId: readText(row.conversation_id),
    sequence: row.sequence,
    key: row.client_key === null ? null : readText(row.client_key),
    activity: JSON.parse(row.activity),
    delivery: row.delivery,
  };
}

export function toSequences(rows: SequenceRow[]): Map<string, number> {
  return new Map(rows.map(({ id, sequence }) => [readText(id), sequence]));
}

/** The row as it is right after it was taken: `attempts` counts the times before. */
export function toDue(row: DueRow): Due {
  return {
    id: row.id,
    at: row.at,
    kind: readText(row.kind),
    conversationId: readText(row.conversation_id),
    data: JSON.parse(row.data),
    attempts: row.attempts - 1,
  };
}

export function toFile(row: FileRow): StoredFile {
  return {
    id: readText(row.id),
    conversationId: readText(row.conversation_id),
    name: readText(row.name),
    contentType: readText(row.content_type),
    size: row.size,
    createdAt: row.created_at,
    attached: row.attached === 1,
  };
}

/** In the order of the insert statement. */
export function fromFile(file: StoredFile): Value[] {
  const { id, conversationId, name, contentType, size, createdAt, attached } = file;
  const texts = [id, conversationId, name, contentType].map(keepText);
  return [...texts, size, createdAt, attached ? 1 : 0];
}
