import { getContext, setContext } from 'svelte';

/** A typed name under which one thing is provided to the components below. */
export type Token<T> = { readonly key: symbol; readonly name: string; readonly type?: T };

export function createToken<T>(name: string): Token<T> {
  return { key: Symbol(name), name };
}

/** Call while a component initialises: its children may then `inject` the thing. */
export function provide<T>(token: Token<T>, value: T): void {
  setContext(token.key, { value });
}

/** @throws when nobody above provided it: that is a mistake of wiring, never of a user. */
export function inject<T>(token: Token<T>): T {
  const held = getContext<{ value: T } | undefined>(token.key);
  if (held === undefined) throw new Error(`Nothing provides "${token.name}" here`);
  return held.value;
}
