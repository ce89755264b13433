/** Scopes that one request may name. */
export const cursorLimit = 1_000;
