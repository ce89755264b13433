import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The web's static build as it stood when the server started. */
export type WebBuild = {
  readonly folder: string;
  /** Paths as a browser asks for them, with a leading slash. */
  readonly files: ReadonlySet<string>;
  /** The page that every navigation gets: the application finds its own way. */
  readonly fallback: { readonly file: string; readonly html: string } | undefined;
};

export function readWebBuild(folder: string): WebBuild {
  if (!existsSync(folder)) return { folder, files: new Set(), fallback: undefined };
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  );
  const file = ['200.html', 'index.html'].find((name) => files.has(`/${name}`));
  return {
    folder,
    files,
    fallback: file === undefined ? undefined : { file, html: readFileSync(join(folder, file), 'utf8') },
  };
}
