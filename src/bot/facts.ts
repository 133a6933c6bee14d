// What the bot must know of the world around its conversation: who is on duty, who holds it, what waits.

export interface Facts {
  /** The sequence of the message that is answered. */
  sequence: number;
  /** Whether the broker's website vouches for who the customer is. */
  isKnown: boolean;
  /** The staff member who holds this conversation; null where the bot does. */
  owner: { id: string; name: string } | null;
  /** The offices of those who are on duty now, one for each; null is somebody who serves all. */
  onDuty: (string | null)[];
  /** The same of all staff there are: empty where none were ever invited. */
  staffed: (string | null)[];
  /** The live case of this conversation that waits or is claimed. */
  live: { number: number; status: 'waiting' | 'claimed'; office: string | null } | null;
}

/** Where no staff were ever invited. */
export const noStaff: Facts = { sequence: 0, isKnown: false, owner: null, onDuty: [], staffed: [], live: null };
