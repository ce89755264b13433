declare const brand: unique symbol;

/** A primitive that only its parser can produce, so that a camera's id is never passed where a scope's is meant. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
