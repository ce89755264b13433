import { userInfo } from 'node:os';

/** As whom PostgreSQL runs. It refuses to run as root, so root runs it as `nobody`. */
export type Runner = {
  readonly name: string;
  readonly ids: { readonly uid?: number; readonly gid?: number };
  /** Name of the operating system's user that this server runs as, for peer authentication; undefined when it has none. */
  readonly serverUser: string | undefined;
};

const nobody = 65_534;

export function chooseRunner(): Runner {
  const serverUser = nameOfThisUser();
  if (process.getuid?.() !== 0) return { name: serverUser ?? 'this user', ids: {}, serverUser };
  return { name: 'nobody', ids: { uid: nobody, gid: nobody }, serverUser };
}

function nameOfThisUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may give a uid that has no entry in /etc/passwd.
    return undefined;
  }
}
