import type { SessionName } from '@truc/domain/api';

/** Which sign-ins some tab of this browser still waits for: whose end nobody may ask for yet. */
export interface SignInMarks {
  /** Resolves once other tabs see it; what it gives ends the mark, and so does the end of its tab. */
  hold(name: SessionName): Promise<() => void>;
  held(): Promise<ReadonlySet<string>>;
}

const prefix = 'truc:sign-in ';

/** `locks`: undefined where the browser has none; then each tab knows of its own alone. */
export function createSignInMarks(locks: Pick<LockManager, 'query' | 'request'> | undefined): SignInMarks {
  const own = new Set<string>();
  return {
    async hold(name) {
      own.add(name);
      const until = Promise.withResolvers<void>();
      const seen = Promise.withResolvers<void>();
      const take = () => {
        seen.resolve();
        return until.promise;
      };
      if (locks === undefined) seen.resolve();
      else void locks.request(prefix + name, take);
      await seen.promise;
      return () => {
        own.delete(name);
        until.resolve();
      };
    },
    async held() {
      const known = (await locks?.query())?.held ?? [];
      const theirs = known.flatMap(({ name }) => (name?.startsWith(prefix) ? name.slice(prefix.length) : []));
      return new Set([...own, ...theirs]);
    },
  };
}
