// What staff propose for the content: kept as it was proposed, with who decided and when.

export type ChangeStatus = 'proposed' | 'live' | 'rejected' | 'rolled-back';

export interface NewContentChange {
  kind: 'phrasing' | 'entry';
  /** The entry that gets the phrasing, or the new one. */
  entry: string;
  /** The topic of a new entry. */
  topic: string | null;
  /** A phrasing and the test utterance beside it; null for a new entry. */
  phrasing: string | null;
  test: string | null;
  /** A new entry, as YAML. */
  yaml: string | null;
  proposedBy: string;
  proposedAt: number;
}

export interface KeptContentChange extends NewContentChange {
  id: number;
  status: ChangeStatus;
  decidedBy: string | null;
  decidedAt: number | null;
  rolledBackBy: string | null;
  rolledBackAt: number | null;
}

/** Content that staff approved in the console, over the files. */
export interface ContentChanges {
  addContentChange(change: NewContentChange): Promise<KeptContentChange>;
  contentChange(id: number): Promise<KeptContentChange | undefined>;
  /** The newest first. */
  contentChanges(limit: number): Promise<KeptContentChange[]>;
  /** How many wait for a decision, by who proposed them. */
  waitingContentChanges(): Promise<{ proposedBy: string; count: number }[]>;
  /** What is live, in the order in which it was proposed. */
  liveContentChanges(): Promise<KeptContentChange[]>;
  /** Counts every decision: another number means other live changes. */
  contentRevision(): Promise<number>;
  /** Decides what has this status still, and, with a `revision`, while that is the revision; undefined where somebody was first. */
  decideContentChange(
    id: number,
    decision: { from: ChangeStatus; to: ChangeStatus; staff: string; at: number; revision?: number },
  ): Promise<KeptContentChange | undefined>;
}
