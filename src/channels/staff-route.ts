// What a route of the staff API is given beside the call: who is signed in.
import type { Staff } from '../storage/storage/staff.ts';
import type { Answer, Call } from './http.ts';

export interface SignedIn extends Pick<Staff, 'id' | 'name' | 'office' | 'role'> {
  /** The hash of the token that was shown. */
  token: string;
}

export type StaffRoute = (call: Call, person: SignedIn) => Promise<Answer> | Answer;
