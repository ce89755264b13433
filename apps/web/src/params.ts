import { defineParams } from '@sveltejs/kit/params';

/** Ids in addresses have the alphabet of the wire; anything else is a page that does not exist. */
export const params = defineParams({
  id: (param) => (/^[a-z0-9][a-z0-9-]{0,63}$/.test(param) ? param : undefined),
});
