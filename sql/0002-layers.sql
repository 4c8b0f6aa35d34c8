-- A layer's revision grows with every change to it and is part of every tile address: tiles never go stale.
create table layer (
  name text primary key,
  revision integer not null default 1 check (revision > 0)
);
comment on table layer is 'What the map draws; each with a revision that every change raises.';
comment on column layer.name is 'Stable name in addresses and exports.';
comment on column layer.revision is 'Raised in the transaction of each change.';
insert into layer (name) values ('councils'), ('communes'), ('links');
