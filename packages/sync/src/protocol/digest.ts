/**
 * Header of a request and of its answer: SHA-256 of the JSON text, before it is packed, in base64url (RT12). What neither seal nor
 * chain covers, places, signatures, cursors, outcomes, is told apart by it from what was damaged on the way.
 */
export const digestHeader = 'truc-digest';
