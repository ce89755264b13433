-- A display that nobody signs in on has a lease too: `kiosk`, with who answered for it then in `person`, and its account in `device`.
alter table edge_lease add column kiosk uuid;
