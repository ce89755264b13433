import type { Audit } from '../access/audit.ts';
import type { EndedSession } from '../auth/session-names.ts';

export type EndParts = {
  readonly audit: Audit;
  /** Closes the sockets of a session that has ended. */
  readonly endSession: (session: string) => void;
};

/** `by`: what ended them: their own cookie, their name, or a sign-in that took their place. */
export type Ends = {
  readonly ended: readonly EndedSession[];
  readonly by: 'cookie' | 'name' | 'sign_in';
  readonly address: string;
};

/** Sessions that have ended: their sockets close, and the audit says which they were. */
export async function noteEnds({ audit, endSession }: EndParts, { ended, by, address }: Ends): Promise<void> {
  for (const { id } of ended) endSession(id);
  await audit.write(
    ended.map(({ id, person }) => ({
      person,
      action: 'sign_out',
      object: null,
      outcome: 'granted',
      address,
      detail: { session: id, by },
    })),
  );
}
