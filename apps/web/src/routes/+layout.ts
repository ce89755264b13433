// One page for every address: everything must open without the server.
export const ssr = false;
export const prerender = false;
