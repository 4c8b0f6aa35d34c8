-- A way across that people vouch for: it joins councils without a border, and verdicts count it apart.
create table declared_link (
  id integer generated always as identity primary key,
  council_a integer not null references council (id),
  council_b integer not null references council (id),
  kind text not null check (kind in ('bridge', 'ferry', 'ford', 'path', 'road')),
  declared_by text not null check (declared_by <> ''),
  declared_on date not null,
  reason text not null check (reason <> ''),
  check (council_a < council_b),
  unique (council_a, council_b, kind)
);
comment on table declared_link is 'A declared way between two councils.';
comment on column declared_link.id is 'Stable number.';
comment on column declared_link.council_a is 'The council with the lower number.';
comment on column declared_link.council_b is 'The other council.';
comment on column declared_link.kind is 'What the way is.';
comment on column declared_link.declared_by is 'The assembly or committee that vouches for it; not a private person.';
comment on column declared_link.declared_on is 'The day it was declared.';
comment on column declared_link.reason is 'Why it joins the two.';
