import os from 'node:os';
import path from 'node:path';

/** `$TRUC_CACHE`, else `$XDG_CACHE_HOME/truc`, else `~/.cache/truc`: what is made once and outlives a checkout. */
export function defaultCacheFolder(): string {
  const { TRUC_CACHE, XDG_CACHE_HOME } = process.env;
  if (TRUC_CACHE !== undefined && TRUC_CACHE !== '') return TRUC_CACHE;
  const caches =
    XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== ''
      ? XDG_CACHE_HOME
      : path.join(os.homedir(), '.cache');
  return path.join(caches, 'truc');
}
