import * as v from 'valibot';
import { ScopeIdSchema } from './ids.ts';
import { cursorLimit } from './limits.ts';
import { ScopeHeadSchema } from './push.ts';

/** socket.io, device to server, event `watch` with acknowledgement: which scopes to be poked about. */
export const WatchScopesSchema = v.strictObject({
  scopes: v.pipe(v.array(ScopeIdSchema), v.maxLength(cursorLimit)),
});
export type WatchScopes = v.InferOutput<typeof WatchScopesSchema>;

/** socket.io, server to device, event `poke`: a hint that there is something to pull; never the only copy of a fact. */
export const PokeSchema = ScopeHeadSchema;
export type Poke = v.InferOutput<typeof PokeSchema>;

/**
 * socket.io, server to device, without a payload: this person's rights changed, or a device of his is to be emptied. A hint to
 * pull at once, whose answer says which.
 */
export const rightsChangedEvent = 'rights_changed';
